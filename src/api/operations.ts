import { CARGO_OPERATIONS } from './cargo-operations.ts'
import { CASE_OPERATIONS } from './case-operations.ts'
import { CONVERSION_OPERATIONS } from './conversion-operations.ts'
import { EXCHANGE_OPERATIONS } from './exchange-operations.ts'
import { LOG_OPERATIONS } from './log-operations.ts'
import { NOTICE_OPERATIONS } from './notice-operations.ts'
import type { Door, Operation } from './operation.ts'
import { PEOPLE_OPERATIONS } from './people-operations.ts'
import { RISK_OPERATIONS } from './risk-operations.ts'
import { SERVICE_OPERATIONS } from './service-operations.ts'
import { TOKEN_OPERATIONS } from './token-operations.ts'
import { VERIFICATION_OPERATIONS } from './verification-operations.ts'
import { WORKFLOW_OPERATIONS } from './workflow-operations.ts'
import { WRITE_OFF_OPERATIONS } from './write-off-operations.ts'

/** Everything that can be asked at any door. */
export const OPERATIONS: readonly Operation[] = [
  ...EXCHANGE_OPERATIONS,
  ...CONVERSION_OPERATIONS,
  ...VERIFICATION_OPERATIONS,
  ...WRITE_OFF_OPERATIONS,
  ...NOTICE_OPERATIONS,
  ...PEOPLE_OPERATIONS,
  ...CASE_OPERATIONS,
  ...CARGO_OPERATIONS,
  ...WORKFLOW_OPERATIONS,
  ...RISK_OPERATIONS,
  ...TOKEN_OPERATIONS,
  ...LOG_OPERATIONS,
  ...SERVICE_OPERATIONS,
]

/** What is served at one door. */
export function operationsOf(door: Door): readonly Operation[] {
  return OPERATIONS.filter((operation) => operation.door === door || operation.door === 'every')
}
