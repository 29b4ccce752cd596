import { LOG_INDEX, object, OUR_ID, RECEIPT, ref, TIME, type JsonSchema } from './schema-parts.ts'

/** Cases and tasks as the API tells them. */

/** Of a workflow, a state, an event, a task or a role: words of definitions. */
export const NAME: JsonSchema = { type: 'string', pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 40 }
export const OFFICE: JsonSchema = {
  type: 'string',
  pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$',
  description: 'Code of the office.',
}
const KEY_MEANS = 'What the case is about, unique within its workflow: the number of a load checklist, say.'
export const KEY: JsonSchema = {
  type: 'string',
  pattern: String.raw`^[^\p{Cc}]{1,128}$`,
  description: KEY_MEANS,
}
/** Number of an event in its case. */
export const REVISION: JsonSchema = { type: 'integer', minimum: 1, maximum: 2_147_483_647 }

export const SHA256: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{64}$' }
const DATA: JsonSchema = { type: 'object' }
const text = (description: string): JsonSchema => ({ type: 'string', description })
const names = (description: string): JsonSchema => ({ type: 'array', items: NAME, description })

const ACT_ID: JsonSchema = {
  ...OUR_ID,
  description:
    'UUID of your choice. The same act under it is done once, however often it comes; another one under it is refused.',
}
const ACT_DATA: JsonSchema = {
  ...DATA,
  description: 'What the act states, by the schema of the event in `GET /v1/workflows`.',
}

export const ACT = object({
  id: ACT_ID,
  event: NAME,
  revision: { ...REVISION, description: 'Of the case that you saw.' },
  data: ACT_DATA,
})

export const OPENING = object(
  {
    workflow: NAME,
    key: {
      ...KEY,
      description: `${KEY_MEANS} Absent where the act is \`numbered\`: then the office gives it.`,
    },
    office: OFFICE,
    id: ACT_ID,
    event: NAME,
    data: ACT_DATA,
  },
  ['key'],
)

const STANDING = {
  case: OUR_ID,
  workflow: NAME,
  version: { type: 'integer', minimum: 1 },
  definition: { ...SHA256, description: 'SHA-256 of the definition by which it runs, to its end.' },
  key: KEY,
  office: OFFICE,
  state: NAME,
  title: text('Of the state, for people.'),
  revision: REVISION,
  since: { ...TIME, description: 'When it came into its state.' },
  dueAt: { ...TIME, description: 'When the time of the state is over.' },
  outcome: { ...NAME, description: 'How it ended; absent while it is open.' },
} as const

const LINKS = object({
  self: text('The case.'),
  events: text('What happened in it.'),
  acts: text('Where to act in it.'),
  definition: text('The definition by which it runs.'),
})

/** Who acted: a person, or the system of a partner. */
export const ACTOR: JsonSchema = {
  oneOf: [
    object(
      {
        person: { type: 'string' },
        issuer: { type: 'string' },
        name: { type: 'string' },
        role: NAME,
        office: OFFICE,
      },
      ['name'],
    ),
    object({ partner: { type: 'string' }, role: NAME, office: OFFICE }, ['role', 'office']),
  ],
}

const CAUSE: JsonSchema = {
  description:
    'A record of the log, an act, a deadline, an effect of a case, the files of a start, or a key that was lost.',
  oneOf: [
    object({ record: LOG_INDEX, document: { type: 'string' } }, ['document']),
    object({ act: OUR_ID, by: ACTOR }),
    object({ deadline: { type: 'integer', minimum: 0 } }),
    object({ case: OUR_ID, revision: REVISION, place: { type: 'integer', minimum: 0 } }, ['place']),
    object({ files: SHA256 }),
    object({ key: SHA256, since: TIME }),
  ],
}

const RECORDED = object(
  {
    v: { const: 1 },
    case: OUR_ID,
    workflow: NAME,
    version: { type: 'integer', minimum: 1 },
    key: KEY,
    office: OFFICE,
    revision: REVISION,
    at: TIME,
    event: NAME,
    cause: CAUSE,
    basis: { type: 'array', items: LOG_INDEX, description: 'Records that justify it.' },
    data: { ...DATA, description: 'What came with it.' },
    signer: { ...SHA256, description: 'Key that signed a code in it.' },
    from: NAME,
    to: NAME,
    transition: text('Its place in the definition; absent where nothing follows from it.'),
    unfit: { enum: ['unexpected', 'not-met'], description: 'Why nothing follows from it.' },
    set: { ...DATA, description: 'What the case has learnt.' },
    effects: { type: 'array', items: object({ kind: NAME, args: DATA }) },
    entered: { type: 'integer', minimum: 0, description: 'Revision by which it came into its state.' },
    dueAt: TIME,
    outcome: NAME,
  },
  ['signer', 'transition', 'unfit', 'dueAt', 'outcome'],
)

const OPTIONAL = ['dueAt', 'outcome'] as const

/** `components.schemas` of cases. */
export const CASE_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Act: ACT,
  CaseOpening: OPENING,
  Task: object(
    {
      case: OUR_ID,
      workflow: NAME,
      key: KEY,
      office: OFFICE,
      state: NAME,
      revision: { ...REVISION, description: 'Of the case: whoever acts names it.' },
      task: NAME,
      title: text('For people.'),
      role: NAME,
      acts: names('Events that do it.'),
      since: TIME,
      dueAt: TIME,
      links: object({ case: text('The case.') }),
    },
    ['dueAt'],
  ),
  TaskList: object(
    {
      tasks: { type: 'array', items: ref('Task') },
      next: text('`after` of the next page; absent on the last one.'),
      upTo: {
        ...LOG_INDEX,
        description:
          '`after` of a stream that goes on from this list and misses nothing; absent before the first event.',
      },
    },
    ['next', 'upTo'],
  ),
  CaseSummary: object({ ...STANDING, links: LINKS }, OPTIONAL),
  CaseList: object(
    {
      cases: { type: 'array', items: ref('CaseSummary') },
      next: { ...OUR_ID, description: '`before` of the next page; absent on the last one.' },
    },
    ['next'],
  ),
  CaseView: object(
    {
      ...STANDING,
      data: { ...DATA, description: 'What it knows.' },
      acts: {
        type: 'array',
        items: object({ event: NAME, title: text('For people.') }),
        description: 'What your roles may do now.',
      },
      links: LINKS,
    },
    OPTIONAL,
  ),
  ActDone: object({
    case: ref('CaseView'),
    revision: { ...REVISION, description: 'Number of the event that the act was.' },
    repeated: { type: 'boolean', description: 'It had been done before: the case may have gone on since.' },
    receipt: RECEIPT,
  }),
  RecordedEvent: RECORDED,
  CaseEvent: object(
    {
      revision: REVISION,
      event: NAME,
      index: { ...LOG_INDEX, description: 'Of its record in the log.' },
      recorded: ref('RecordedEvent'),
    },
    ['recorded'],
  ),
  CaseEventList: object(
    {
      events: { type: 'array', items: ref('CaseEvent') },
      next: { ...REVISION, description: '`after` of the next page; absent on the last one.' },
    },
    ['next'],
  ),
  OfficeEvent: object({
    case: OUR_ID,
    workflow: NAME,
    key: KEY,
    office: OFFICE,
    revision: REVISION,
    event: NAME,
    state: { ...NAME, description: 'In which the case is by now.' },
    links: object({ case: text('The case.') }),
  }),
}
