import type { ErrorCode } from '../errors.ts'
import { EVENT_STREAM } from '../model/media-types.ts'
import {
  ACT_SAMPLE,
  CASE_SAMPLE,
  DONE_SAMPLE,
  EVENT_SAMPLE,
  OFFICE_EVENT_SAMPLE,
  OPENING_SAMPLE,
  SUMMARY_SAMPLE,
  TASK_CURSOR_SAMPLE,
  TASK_SAMPLE,
} from './case-samples.ts'
import { KEY, NAME, OFFICE } from './case-schemas.ts'
import type { Operation, Parameter } from './operation.ts'
import { TOKEN_ERRORS } from './people-operations.ts'
import { LOG_INDEX, OUR_ID, ref } from './schema-parts.ts'

export const CASE_LIMITS = {
  /** Entries of one page, when nothing is asked for. */
  page: 50,
  /** At most. */
  longestPage: 100,
  /** Streams of one person at once. */
  streams: 4,
} as const

/** Longest body of an act: a load checklist with as many lines as there may be. */
export const ACT_BYTES = 1024 * 1024

const LIMIT: Parameter = {
  description: `At most so many, 1 to ${CASE_LIMITS.longestPage}; ${CASE_LIMITS.page} when absent.`,
  schema: { type: 'string', pattern: '^([1-9][0-9]?|100)$' },
}
const CASE_PARAM = { case: { description: 'Id of the case.', schema: OUR_ID, required: true } } as const

/** What an act may be refused with once it is known whose it is. */
const OF_ACTS: readonly ErrorCode[] = [
  ...(['MEDIA_TYPE_UNSUPPORTED', 'MESSAGE_TOO_LARGE', 'JSON_MALFORMED', 'CASE_UNKNOWN'] as const),
  ...(['ACT_UNKNOWN', 'ACT_FORBIDDEN', 'ACT_INVALID', 'ACT_UNFIT', 'ACT_CONDITION', 'ACT_LATE'] as const),
  ...(['ACT_ID_REUSED', 'LOG_HEAD_MOVED'] as const),
  ...(['PRESENTATION_INVALID', 'PRESENTATION_EXPIRED', 'PRESENTATION_FOREIGN'] as const),
  ...(['SIGNER_UNKNOWN', 'SIGNER_COMPROMISED', 'SIGNATURE_INVALID'] as const),
]

const REFUSED =
  'A refused act leaves the case as it is and stands in the log all the same: the problem carries its receipt.'

export const listTasks: Operation = {
  id: 'listTasks',
  method: 'GET',
  path: '/v1/tasks',
  door: 'people',
  summary: 'What you are waited for',
  description:
    'Tasks of the offices and roles of your token, the oldest first. Every task names the case, its revision and the acts that do it.',
  query: {
    office: { description: 'Of that office alone.', schema: OFFICE },
    role: { description: 'Of that role alone.', schema: NAME },
    after: {
      description: '`next` of the page before.',
      schema: {
        type: 'string',
        pattern:
          '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{3}Z~[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}~[a-z][a-z0-9-]{0,39}$',
      },
    },
    limit: LIMIT,
  },
  replies: {
    200: {
      description: 'The tasks.',
      content: {
        'application/json': {
          schema: ref('TaskList'),
          example: { tasks: [TASK_SAMPLE], next: TASK_CURSOR_SAMPLE, upTo: '341' },
        },
      },
    },
  },
  errors: TOKEN_ERRORS,
}

export const listCases: Operation = {
  id: 'listCases',
  method: 'GET',
  path: '/v1/cases',
  door: 'people',
  summary: 'Cases of your offices',
  description: 'The newest first, without what they know.',
  query: {
    workflow: { description: 'Of that workflow alone.', schema: NAME },
    key: { description: 'About that alone.', schema: KEY },
    state: {
      description: 'Those that go on, or those that have ended; both when absent.',
      schema: { type: 'string', enum: ['open', 'closed'] },
    },
    before: { description: '`next` of the page before.', schema: OUR_ID },
    limit: LIMIT,
  },
  replies: {
    200: {
      description: 'The cases.',
      content: {
        'application/json': {
          schema: ref('CaseList'),
          example: { cases: [SUMMARY_SAMPLE], next: SUMMARY_SAMPLE.case },
        },
      },
    },
  },
  errors: TOKEN_ERRORS,
}

export const viewCase: Operation = {
  id: 'viewCase',
  method: 'GET',
  path: '/v1/cases/{case}',
  door: 'people',
  summary: 'Read a case',
  description: 'As it stands, with what it knows and what your roles may do now.',
  params: CASE_PARAM,
  replies: {
    200: {
      description: 'The case.',
      content: { 'application/json': { schema: ref('CaseView'), example: CASE_SAMPLE } },
    },
  },
  errors: [...TOKEN_ERRORS, 'CASE_UNKNOWN'],
}

export const listCaseEvents: Operation = {
  id: 'listCaseEvents',
  method: 'GET',
  path: '/v1/cases/{case}/events',
  door: 'people',
  summary: 'What happened in a case',
  description:
    'In order, each event as the log commits to it, with the index of its record. Whoever has all of them has the case.',
  params: CASE_PARAM,
  query: {
    after: {
      description: 'Only events behind that number.',
      schema: { type: 'string', pattern: '^(0|[1-9][0-9]{0,8})$' },
    },
    limit: LIMIT,
  },
  replies: {
    200: {
      description: 'The events.',
      content: {
        'application/json': { schema: ref('CaseEventList'), example: { events: [EVENT_SAMPLE], next: 2 } },
      },
    },
  },
  errors: [...TOKEN_ERRORS, 'CASE_UNKNOWN'],
}

export const openCase: Operation = {
  id: 'openCase',
  method: 'POST',
  path: '/v1/cases',
  door: 'people',
  summary: 'Open a case by an act',
  description: `Where the workflow says that the act opens one. An office that issues a load checklist leaves \`key\` out: the number is given with the act, and is the \`key\` of the case. There is one case about a key: where it is there already, act in it. ${REFUSED}`,
  body: { 'application/json': { schema: ref('CaseOpening'), example: OPENING_SAMPLE } },
  replies: {
    201: {
      description: 'Opened.',
      content: { 'application/json': { schema: ref('ActDone'), example: DONE_SAMPLE } },
      headers: { Location: { description: 'The case.', schema: { type: 'string' } } },
    },
    200: {
      description: 'The same act opened it before.',
      content: {
        'application/json': { schema: ref('ActDone'), example: { ...DONE_SAMPLE, repeated: true } },
      },
      headers: { Location: { description: 'The case.', schema: { type: 'string' } } },
    },
  },
  errors: [...TOKEN_ERRORS, ...OF_ACTS, 'WORKFLOW_UNKNOWN', 'CASE_EXISTS'],
}

export const actInCase: Operation = {
  id: 'actInCase',
  method: 'POST',
  path: '/v1/cases/{case}/acts',
  door: 'people',
  summary: 'Do something in a case',
  description: `Under your name, with a role and an office of your token. \`revision\` is that of the case you saw: who acts on what is not so any more is told so (\`CASE_MOVED\`). The same act again, under the same id, gets the same answer and receipt. ${REFUSED}`,
  params: CASE_PARAM,
  body: { 'application/json': { schema: ref('Act'), example: ACT_SAMPLE } },
  replies: {
    200: {
      description: 'Done, now or before.',
      content: { 'application/json': { schema: ref('ActDone'), example: DONE_SAMPLE } },
    },
  },
  errors: [...TOKEN_ERRORS, ...OF_ACTS, 'CASE_MOVED'],
}

export const followCases: Operation = {
  id: 'followCases',
  method: 'GET',
  path: '/v1/cases/events',
  door: 'people',
  summary: 'Hear of the cases of your offices as they move',
  description: `Server-sent events, beginning behind \`Last-Event-ID\`, or behind \`after\` (\`upTo\` of a list of tasks), or now. The stream ends when your token does: come again with a new one and the last id. At most ${CASE_LIMITS.streams} streams of one person are open at once.`,
  query: { after: { description: 'Only events behind this index of the log.', schema: LOG_INDEX } },
  replies: {
    200: {
      description: 'The events, while you stay.',
      content: {
        [EVENT_STREAM]: {
          schema: {
            type: 'string',
            description:
              'Server-sent events (WHATWG HTML section 9.2): `id` is the index of the record in the log, `event` is `case`, `data` an `OfficeEvent`. Comments keep the connection alive.',
          },
          example: `id: 342\nevent: case\ndata: ${JSON.stringify(OFFICE_EVENT_SAMPLE)}\n\n`,
        },
      },
    },
  },
  errors: TOKEN_ERRORS,
}

export const CASE_OPERATIONS: readonly Operation[] = [
  listTasks,
  listCases,
  openCase,
  followCases,
  viewCase,
  listCaseEvents,
  actInCase,
]
