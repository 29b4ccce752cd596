import {
  WRITE_OFF_REQUEST_SCHEMA,
  WRITE_OFF_SCHEMA,
  WRITE_OFF_STEP_SCHEMA,
} from '../model/generated/verification-schemas.ts'
import { WRITE_OFF_STATES } from '../model/write-off-state.ts'
import { NOTICE_LINKS } from './notice-schemas.ts'
import { object, OUR_ID, ref, type JsonSchema } from './schema-parts.ts'
import { componentsOf, signedSchema } from './statement-schemas.ts'

/** `components.schemas` of write-offs; those of verifications are referred to. */
export const WRITE_OFF_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ...componentsOf(WRITE_OFF_REQUEST_SCHEMA),
  ...componentsOf(WRITE_OFF_STEP_SCHEMA),
  ...componentsOf(WRITE_OFF_SCHEMA),
  SignedWriteOff: signedSchema('write-off after its newest step', 'khorgos-write-off'),
  WriteOffView: object(
    {
      writeOff: OUR_ID,
      state: { type: 'string', enum: WRITE_OFF_STATES },
      statement: ref('WriteOff'),
      signed: ref('SignedWriteOff'),
      notices: NOTICE_LINKS,
      links: object(
        {
          self: { type: 'string' },
          use: { type: 'string', description: 'While it may be used.' },
          release: { type: 'string', description: 'While it may be released.' },
        },
        ['use', 'release'],
      ),
    },
    ['notices'],
  ),
}
