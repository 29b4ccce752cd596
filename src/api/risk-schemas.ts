import { ACTOR, SHA256 } from './case-schemas.ts'
import { LOG_INDEX, object, ref, TIME, type JsonSchema } from './schema-parts.ts'

const text = (description: string): JsonSchema => ({ type: 'string', description })
const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description })
const NAMED = object({
  id: text('Name that all its versions share.'),
  version: count('Its version.'),
  hash: SHA256,
})
const LINKS = object({ case: text('The case by which it came into force.') })

/** `components.schemas` of risk parameters. */
export const RISK_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ParameterVersion: object(
    {
      version: {
        type: 'integer',
        minimum: 1,
        description: 'Counts all changes of what is in force, from 1.',
      },
      hash: { ...SHA256, description: 'Over all that decisions rest on then.' },
      index: { ...LOG_INDEX, description: 'Of its record in the log.' },
      at: { ...TIME, description: 'It counts for what is decided after then.' },
      kind: {
        enum: ['loaded', 'activated', 'withdrawn'],
        description: 'By the files of a start, or by an act of a person.',
      },
      by: ACTOR,
      reason: text('Why, in the words of whoever did it.'),
      parameters: { type: 'array', items: NAMED, description: 'What came into force, or left it.' },
      links: LINKS,
    },
    ['by', 'reason', 'parameters'],
  ),
  ParameterVersionList: object(
    {
      versions: { type: 'array', items: ref('ParameterVersion') },
      next: text('`before` of the next page; absent on the last one.'),
    },
    ['next'],
  ),
  Parameter: object(
    {
      id: text('Name that all its versions share.'),
      version: { type: 'integer', minimum: 1 },
      hash: { ...SHA256, description: 'Of what it does.' },
      dimension: text('What it looks at.'),
      owner: text('Office that answers for it.'),
      author: text('Who wrote it.'),
      subCentre: text('Where it counts.'),
      districts: { type: 'array', items: { type: 'string' } },
      validFrom: text('First day, in China.'),
      validTo: text('Last day, in China.'),
      when: text('CEL over the facts of the channel.'),
      effect: { type: 'object', description: 'What it does where it fires.' },
      reason: text('Key of the reason that is told.'),
      costs: { type: 'object', description: 'Of one inspection.' },
      status: { enum: ['active'] },
      activation: object({
        approver: text('Who let it come into force.'),
        report: { ...SHA256, description: 'The simulation that it rests on.' },
        activatedAt: text('When.'),
      }),
      why: text('Why, in the words of the approver.'),
      report: { type: 'object', description: 'What the simulation came to.' },
      links: LINKS,
    },
    ['districts', 'validTo', 'activation', 'why', 'report', 'links'],
  ),
  ParameterList: object(
    { version: ref('ParameterVersion'), parameters: { type: 'array', items: ref('Parameter') } },
    ['version'],
  ),
  Rating: object(
    {
      parameter: NAMED,
      subCentre: text('Where it fired.'),
      fired: count('Decisions on which it fired.'),
      hits: count('Of these the inspections that found a difference.'),
      misses: count('Those that found none.'),
      unclear: count('Those that told nothing.'),
      hitRate: count('Hits of hits and misses, in thousandths; absent where no inspection told anything.'),
      minutes: count('What the inspections took.'),
      amounts: {
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'What they cost, in each currency.',
      },
    },
    ['hitRate'],
  ),
  RatingList: object({ ratings: { type: 'array', items: ref('Rating') } }),
}
