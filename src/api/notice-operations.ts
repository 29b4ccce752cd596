import { NOTICE_SCHEMA } from '../model/generated/verification-schemas.ts'
import { EVENT_STREAM } from '../model/media-types.ts'
import type { Operation } from './operation.ts'
import { LOG_INDEX, OUR_ID, ref } from './schema-parts.ts'
import { examplesOf, signedSample } from './statement-samples.ts'

export const NOTICE_LIMITS = {
  /** Notices of one page, when nothing is asked for. */
  page: 50,
  /** At most. */
  longestPage: 100,
  /** Streams of one agency at once. */
  streams: 4,
} as const

const [NOTICE_SAMPLE] = examplesOf(NOTICE_SCHEMA)
/** Those of the example of the schema. */
const NOTICE_ID = '0193e4c2-90aa-7d31-b7a5-6c7d8e9f0a1b'
const VERIFICATION_ID = '0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21'

const SIGNED_SAMPLE = signedSample(NOTICE_SAMPLE, 'khorgos-notice')

const VIEW_SAMPLE = {
  notice: NOTICE_ID,
  index: '212',
  kind: 'recalled',
  reason: 'CANCELLED',
  statement: NOTICE_SAMPLE,
  signed: SIGNED_SAMPLE,
  links: { self: `/v1/notices/${NOTICE_ID}`, about: `/v1/verifications/${VERIFICATION_ID}` },
}

/** Beside an answer that was recalled. */
export const NOTICE_LINK_SAMPLE = {
  notice: NOTICE_ID,
  at: '2026-11-23T04:12:07.310Z',
  kind: 'recalled',
  reason: 'CANCELLED',
  links: { self: `/v1/notices/${NOTICE_ID}` },
}

export const listNotices: Operation = {
  id: 'listNotices',
  method: 'GET',
  path: '/v1/notices',
  door: 'partner',
  summary: 'Read what was told of answers and write-offs later',
  description: `For agencies: signed notices that something you were told does not hold any more (\`recalled\`), that a newer edition of the document says something else (\`amended\`), that a reservation has ended by itself (\`ended\`) or that a question has a new answer (\`answered\`). In the order of the log; ask again with \`after\` set to \`next\` for those that have come since. \`Accept: ${EVENT_STREAM}\` (above \`application/json\`) keeps the connection open and sends each notice as an event when it is made, beginning behind \`after\`, or behind \`Last-Event-ID\` where that header is there; without either, with the first. At most ${NOTICE_LIMITS.streams} streams of one agency are open at once.`,
  query: {
    after: { description: 'Only notices behind this index of the log.', schema: LOG_INDEX },
    limit: {
      description: `At most so many, 1 to ${NOTICE_LIMITS.longestPage}; ${NOTICE_LIMITS.page} when absent. A stream has no end.`,
      schema: { type: 'string', pattern: '^([1-9][0-9]?|100)$' },
    },
  },
  replies: {
    200: {
      description: 'The notices.',
      content: {
        'application/json': {
          schema: ref('NoticeList'),
          example: { notices: [VIEW_SAMPLE], next: '212' },
        },
        [EVENT_STREAM]: {
          schema: {
            type: 'string',
            description:
              'Server-sent events (WHATWG HTML section 9.2): `id` is the index of the notice, `event` is `notice`, `data` a `NoticeView`. Comments keep the connection alive.',
          },
          example: `id: 212\nevent: notice\ndata: ${JSON.stringify(VIEW_SAMPLE)}\n\n`,
        },
      },
    },
  },
  errors: ['SENDER_UNKNOWN'],
}

export const viewNotice: Operation = {
  id: 'viewNotice',
  method: 'GET',
  path: '/v1/notices/{notice}',
  door: 'partner',
  summary: 'Read a notice again',
  description:
    'The same signed notice, to the agency that is told. `Accept: application/jose+json` (above `application/json`) asks for the signed notice alone.',
  params: { notice: { description: 'Id of the notice.', schema: OUR_ID, required: true } },
  replies: {
    200: {
      description: 'The notice.',
      content: {
        'application/json': { schema: ref('NoticeView'), example: VIEW_SAMPLE },
        'application/jose+json': { schema: ref('SignedNotice'), example: SIGNED_SAMPLE },
      },
      headers: { Location: { description: 'The notice.', schema: { type: 'string' } } },
    },
  },
  errors: ['SENDER_UNKNOWN', 'NOT_FOUND'],
}

export const NOTICE_OPERATIONS: readonly Operation[] = [listNotices, viewNotice]
