import { NOTICE_KINDS } from '../model/notice-kind.ts'
import { NOTICE_SCHEMA } from '../model/generated/verification-schemas.ts'
import { LOG_INDEX, object, OUR_ID, ref, TIME, type JsonSchema } from './schema-parts.ts'
import { componentsOf, signedSchema } from './statement-schemas.ts'

const REASON: JsonSchema = { type: 'string', description: 'A code of `docs/verification.md`.' }

/** Notices beside what they are about. */
export const NOTICE_LINKS: JsonSchema = {
  type: 'array',
  items: ref('NoticeLink'),
  description: 'What was told of it later, in the order of the log; absent where there is nothing.',
}

/** `components.schemas` of notices; those of verifications are referred to. */
export const NOTICE_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ...componentsOf(NOTICE_SCHEMA),
  SignedNotice: signedSchema('notice', 'khorgos-notice'),
  NoticeView: object({
    notice: OUR_ID,
    index: { ...LOG_INDEX, description: 'Of its record in the log: notices are listed in this order.' },
    kind: { type: 'string', enum: NOTICE_KINDS },
    reason: REASON,
    statement: ref('Notice'),
    signed: ref('SignedNotice'),
    links: object({
      self: { type: 'string' },
      about: { type: 'string', description: 'The verification or write-off.' },
    }),
  }),
  NoticeList: object(
    {
      notices: { type: 'array', items: ref('NoticeView') },
      next: {
        ...LOG_INDEX,
        description: '`after` of the next page, or of the stream that goes on from here.',
      },
    },
    ['next'],
  ),
  NoticeLink: object({
    notice: OUR_ID,
    at: TIME,
    kind: { type: 'string', enum: NOTICE_KINDS },
    reason: REASON,
    links: object({ self: { type: 'string' } }),
  }),
}
