import { NAME } from './case-schemas.ts'
import { object, ref, type JsonSchema } from './schema-parts.ts'

const text = (description: string): JsonSchema => ({ type: 'string', description })
const DAY: JsonSchema = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }
const names = (description: string): JsonSchema => ({ type: 'array', items: NAME, description })

const TASK = object({ task: NAME, title: text('For people.'), role: NAME, acts: names('Events that do it.') })

const STATE = object(
  {
    state: NAME,
    title: text('For people.'),
    outcome: { ...NAME, description: 'How a case ends that comes here; absent where it goes on.' },
    tasks: { type: 'array', items: TASK },
    on: names('Events that something becomes of here.'),
  },
  ['outcome'],
)

const EVENT = object(
  {
    event: NAME,
    title: text('For people.'),
    by: {
      enum: ['document', 'act', 'deadline', 'case', 'files', 'fallen'],
      description: 'What makes it happen.',
    },
    opens: { type: 'boolean', description: 'It may begin a case.' },
    numbered: {
      type: 'boolean',
      description:
        'Of an act that opens: the office gives the case its number, and the opening has no `key`.',
    },
    roles: names('Of an act: who may do it, one of them is enough.'),
    data: {
      type: 'object',
      description:
        'Of an act: what it states, as JSON Schema (2020-12) that refers to nothing outside; absent where nothing is asked for.',
    },
  },
  ['data'],
)

/** `components.schemas` of workflows. */
export const WORKFLOW_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Workflow: object(
    {
      workflow: NAME,
      version: { type: 'integer', minimum: 1 },
      hash: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the definition file.' },
      title: text('For people.'),
      validFrom: { ...DAY, description: 'Cases open by it from that day on, UTC …' },
      validTo: { ...DAY, description: '… and before that one.' },
      initial: NAME,
      roles: {
        type: 'array',
        items: object({ role: NAME, title: text('For people.') }),
      },
      states: { type: 'array', items: STATE },
      events: { type: 'array', items: EVENT },
      links: object({ definition: text('The definition file itself.') }),
    },
    ['validTo'],
  ),
  WorkflowList: object({ workflows: { type: 'array', items: ref('Workflow') } }),
}
