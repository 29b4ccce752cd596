import { object, type JsonSchema } from './schema-parts.ts'

const words = (description: string): JsonSchema => ({
  type: 'array',
  uniqueItems: true,
  items: { type: 'string' },
  description,
})

export const PERSON = object(
  {
    subject: { type: 'string', description: 'Who that is, in the words of the token issuer (`sub`).' },
    issuer: { type: 'string', description: 'The token issuer (`iss`).' },
    name: { type: 'string' },
    roles: words('Words of workflow definitions, sorted.'),
    offices: words('Codes of the offices where they are held, sorted.'),
  },
  ['name'],
)
