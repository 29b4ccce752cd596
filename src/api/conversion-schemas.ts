import { object, ref, type JsonSchema } from './schema-parts.ts'

const text = (description: string): JsonSchema => ({ type: 'string', description })
const COUNT: JsonSchema = { type: 'integer', minimum: 0 }
const HASH: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{64}$' }

const VERSION = object({
  format: text('Format id.'),
  mapping: { ...HASH, description: 'Hex SHA-256 over the mapping file and its code lists.' },
  codeLists: { type: 'object', additionalProperties: HASH },
})

const TOTALS = object({ kept: COUNT, changed: COUNT, defaulted: COUNT, dropped: COUNT })

const SIGNATURE: JsonSchema = {
  description: 'Of one message.',
  oneOf: [
    object({ state: { const: 'absent' } }),
    object({
      state: { const: 'verified' },
      verdict: object({ profile: text('Profile.'), algorithm: text('Algorithm URI.'), keyId: HASH }),
    }),
    object({
      state: { const: 'not-verified' },
      code: ref('ErrorCode'),
      detail: text('Why; an exchange would be refused for it.'),
    }),
  ],
}

/** What dry runs and loss reports look like; the full description of a report is schemas/canonical/loss-report. */
export const CONVERSION_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  LossSummary: object({
    totals: { ...TOTALS, description: 'Fields of the message by outcome.' },
    undeclared: object({
      accepted: { ...COUNT, description: 'Lost without declaration, by leave of the agreement.' },
      notAccepted: { ...COUNT, description: 'Lost without leave: one is enough to stop an exchange.' },
    }),
  }),
  LossReport: object({
    v: { const: 1 },
    read: { type: 'array', minItems: 1, items: VERSION },
    write: VERSION,
    totals: TOTALS,
    entries: {
      type: 'array',
      description: 'Undeclared losses first, then dropped, changed, defaulted and kept fields.',
      items: object(
        {
          outcome: { enum: ['kept', 'changed', 'defaulted', 'dropped'] },
          source: text('Path in the source message.'),
          document: text('Path in the hub document.'),
          target: text('Path in the target message.'),
          from: text('The value before the change.'),
          to: text('The value after the change, or the one filled in.'),
          rules: { type: 'array', items: { type: 'string' }, description: 'file:line of the rules.' },
          reason: text('Why.'),
          declared: { type: 'boolean', description: 'The mapping says that this may happen.' },
          accepted: text('Why the agreement allows what no mapping declares.'),
          count: { type: 'integer', minimum: 1 },
        },
        ['source', 'document', 'target', 'from', 'to', 'rules', 'reason', 'accepted'],
      ),
    },
  }),
  LossReports: object({
    reports: {
      type: 'array',
      items: object({
        to: text('Partner the message is for.'),
        format: text('Format it is written in.'),
        messageId: text('Our message id.'),
        lossReport: ref('LossReport'),
      }),
    },
  }),
  Conversion: object(
    {
      convertible: {
        type: 'boolean',
        description: 'No errors: an exchange with this message, well signed, would convert it.',
      },
      from: { type: 'array', items: { type: 'string' }, description: 'Format found; empty when none was.' },
      to: text('Format asked for.'),
      signatures: { type: 'array', items: SIGNATURE },
      errors: {
        type: 'array',
        description: 'All that is wrong, in the order of the steps of an exchange.',
        items: object({ code: ref('ErrorCode'), detail: text('What was wrong.'), place: ref('Place') }, [
          'place',
        ]),
      },
      documents: {
        type: 'object',
        description: 'Hub documents by name, when the message could be read.',
        additionalProperties: { type: 'object' },
      },
      output: text('The message in the format asked for, unsigned, when it could be written.'),
      losses: ref('LossSummary'),
      lossReport: ref('LossReport'),
    },
    ['documents', 'output', 'losses', 'lossReport'],
  ),
}
