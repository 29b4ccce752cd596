import { CONVERSION_SAMPLE, LOSS_TABLE_SAMPLE } from './conversion-samples.ts'
import { AT_THE_DOOR } from './exchange-operations.ts'
import type { Operation, Parameter } from './operation.ts'
import { XML_SAMPLE } from './samples.ts'
import { ref } from './schema-parts.ts'

const format = (description: string): Parameter => ({
  description,
  schema: { type: 'string', pattern: '^[a-z0-9][a-z0-9.-]{0,63}$' },
})

const XML = {
  schema: { type: 'string', description: 'UTF-8 XML, signed or not.' },
  example: XML_SAMPLE,
}

const EDIFACT = {
  schema: { type: 'string', description: 'One UN/EDIFACT interchange, in the character set its UNB names.' },
}

export const tryConversion: Operation = {
  id: 'tryConversion',
  method: 'POST',
  path: '/v1/conversions',
  door: 'partner',
  summary: 'Try a conversion',
  description:
    'What would become of a message: hub documents, output, loss report, and all that is wrong with it at once. Nothing is kept, logged, signed or sent. No signature is needed, while an exchange does need one; one that is there is tried, and how that went is told in `signatures` without being an error. The formats are those that the agreement names, sent or received. A format made of two messages shows what this one alone gives. `Accept: text/plain` (above `application/json`) asks for a table that people can read.',
  query: {
    to: { ...format('Format to convert into.'), required: true },
    from: format('Format of the message; recognised by its root and namespace when absent.'),
  },
  body: { 'application/xml': XML, 'text/xml': XML, 'application/EDIFACT': EDIFACT },
  replies: {
    200: {
      description: 'Tried; `convertible` says whether an exchange would have converted it.',
      content: {
        'application/json': { schema: ref('Conversion'), example: CONVERSION_SAMPLE },
        'text/plain': { schema: { type: 'string' }, example: LOSS_TABLE_SAMPLE },
      },
    },
  },
  errors: [...AT_THE_DOOR, 'FORMAT_NOT_AGREED'],
}

export const CONVERSION_OPERATIONS: readonly Operation[] = [tryConversion]
