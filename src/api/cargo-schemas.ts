import { FINDING_CODES } from '../workflows/cargo/finding.ts'
import { NAME, REVISION } from './case-schemas.ts'
import { LOG_INDEX, object, OUR_ID, ref, TIME, type JsonSchema } from './schema-parts.ts'

/** Cargo accounts as the API tells them. */

/** UUID version 8, made of the first of its papers. */
export const TRIP_ID: JsonSchema = {
  ...OUR_ID,
  description: 'UUID version 8, made of the first of its papers in the log.',
}
export const CARGO_KEY: JsonSchema = { type: 'string', pattern: String.raw`^[^\p{Cc}]{1,128}$` }

const text = (description: string): JsonSchema => ({ type: 'string', description })
const DECIMAL: JsonSchema = { type: 'string', pattern: String.raw`^-?\d+(\.\d+)?$` }
const DIRECTION: JsonSchema = { enum: ['enters', 'leaves'], description: 'As our country sees it.' }
const MEASURE: JsonSchema = { enum: ['packages', 'gross', 'net'] }
const PATH: JsonSchema = text('JSON Pointer into the hub document.')
const PAPERS: JsonSchema = { type: 'array', items: NAME }
const SUBJECT: JsonSchema = text('Exchange, case or write-off that the record is about.')

const FINDING = {
  code: { enum: Object.keys(FINDING_CODES) },
  rule: text('Of the rules of cargo accounts; of what an officer found its kind.'),
  about: text('The bill, or the key, that it is about.'),
  measure: MEASURE,
  one: ref('CargoSide'),
  other: ref('CargoSide'),
  difference: { ...DECIMAL, description: 'How far the two are apart.' },
  borne: { ...DECIMAL, description: 'How far they may be.' },
  papers: { ...PAPERS, description: 'One of these has to come.' },
  until: TIME,
  trips: { type: 'array', items: { type: 'string' }, description: 'Keys of trips that it could be of.' },
} as const
const OPTIONAL = ['about', 'measure', 'one', 'other', 'difference', 'borne', 'papers', 'until', 'trips']

const FOUND = { type: 'array', items: ref('CargoFindingRecorded') }

/** `components.schemas` of cargo accounts. */
export const CARGO_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  CargoSide: object(
    {
      value: text('What the papers of this side come to.'),
      unit: text('packages, or KGM.'),
      told: {
        type: 'array',
        items: object(
          {
            paper: NAME,
            number: text('Of the document.'),
            record: LOG_INDEX,
            subject: SUBJECT,
            path: PATH,
            value: text('What stands there.'),
          },
          ['number'],
        ),
      },
      more: { type: 'integer', minimum: 1, description: 'How many places more there are.' },
    },
    ['unit', 'more'],
  ),
  CargoFinding: object({ ...FINDING, title: text('Of the code, for people.') }, OPTIONAL),
  CargoFindingRecorded: object(FINDING, OPTIONAL),
  CargoAccount: object(
    {
      trip: TRIP_ID,
      revision: {
        type: 'integer',
        minimum: 0,
        description: 'How often what is found has changed; each time is an event.',
      },
      at: { ...TIME, description: 'As of when.' },
      kind: { ...NAME, description: 'Of the trip, by the rules.' },
      title: text('Of the kind, for people.'),
      direction: DIRECTION,
      since: { ...TIME, description: 'The first moment that a paper tells of.' },
      crossings: { type: 'array', items: { type: 'string' } },
      keys: {
        type: 'array',
        items: object({ key: NAME, title: text('For people.'), value: text('As written.'), papers: PAPERS }),
      },
      documents: { type: 'array', items: ref('CargoDocument') },
      expected: {
        type: 'array',
        items: object({ id: NAME, papers: PAPERS, until: TIME, missing: { type: 'boolean' } }),
        description: 'Papers that have not come: one of each has to, until then.',
      },
      findings: { type: 'array', items: ref('CargoFinding') },
      dueAt: { ...TIME, description: 'When something will be missing, if nothing comes until then.' },
      links: object({ self: text('The account.'), events: text('How what is found has changed.') }),
    },
    ['kind', 'title', 'direction', 'since', 'dueAt'],
  ),
  CargoDocument: object(
    {
      paper: NAME,
      title: text('For people.'),
      number: text('By which whoever gave it knows it.'),
      standing: text('counts, withdrawn, replaced; or how it stands in the ledger, where it fell.'),
      editions: {
        type: 'array',
        description: 'The later ones count for more.',
        items: object(
          {
            record: LOG_INDEX,
            subject: SUBJECT,
            from: text('Partner; absent for what we said ourselves.'),
            format: text('Of the message.'),
            step: { enum: ['original', 'changed', 'amended', 'struck', 'withdrawn'] },
            at: { ...TIME, description: 'When what it tells of was.' },
            status: text('Of a decision or result.'),
          },
          ['from', 'format', 'status'],
        ),
      },
      figures: {
        type: 'array',
        items: object(
          {
            measure: MEASURE,
            value: DECIMAL,
            unit: { enum: ['packages', 'KGM'] },
            record: LOG_INDEX,
            path: PATH,
            bill: text('That it is of; absent: of the whole.'),
            weighed: { const: true, description: 'What a weighing came to.' },
          },
          ['bill', 'weighed'],
        ),
      },
    },
    ['number'],
  ),
  CargoAccountList: object({ accounts: { type: 'array', items: ref('CargoAccount') } }),
  CargoEvent: object(
    {
      revision: REVISION,
      record: LOG_INDEX,
      told: object(
        {
          v: { const: 1 },
          trip: TRIP_ID,
          revision: REVISION,
          at: TIME,
          rules: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the rules.' },
          kind: NAME,
          findings: { ...FOUND, description: 'All that is found now.' },
          began: { ...FOUND, description: 'What of that was not found before.' },
          ended: { ...FOUND, description: 'What was found before, and is not any more.' },
          pieces: { type: 'array', items: object({ record: LOG_INDEX, paper: NAME }) },
        },
        ['kind'],
      ),
    },
    ['told'],
  ),
  CargoEventList: object(
    {
      events: { type: 'array', items: ref('CargoEvent') },
      next: { ...REVISION, description: '`after` of the next page; absent on the last one.' },
    },
    ['next'],
  ),
}
