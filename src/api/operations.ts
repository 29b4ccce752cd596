import { CONVERSION_OPERATIONS } from './conversion-operations.ts'
import { EXCHANGE_OPERATIONS } from './exchange-operations.ts'
import { LOG_OPERATIONS } from './log-operations.ts'
import { NOTICE_OPERATIONS } from './notice-operations.ts'
import type { Operation } from './operation.ts'
import { SERVICE_OPERATIONS } from './service-operations.ts'
import { VERIFICATION_OPERATIONS } from './verification-operations.ts'
import { WRITE_OFF_OPERATIONS } from './write-off-operations.ts'

/** Everything that can be asked at either door. */
export const OPERATIONS: readonly Operation[] = [
  ...EXCHANGE_OPERATIONS,
  ...CONVERSION_OPERATIONS,
  ...VERIFICATION_OPERATIONS,
  ...WRITE_OFF_OPERATIONS,
  ...NOTICE_OPERATIONS,
  ...LOG_OPERATIONS,
  ...SERVICE_OPERATIONS,
]

/** What is served at one door. */
export function operationsOf(door: 'partner' | 'public'): readonly Operation[] {
  return OPERATIONS.filter((operation) => operation.door === door || operation.door === 'both')
}
