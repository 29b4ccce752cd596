import { expect, test } from 'vitest'
import { selfContained } from '../../src/model/self-contained-schema.ts'

const parts = {
  Seal: {
    type: 'object',
    properties: { kind: { 'x-code-list': 'seal-kind' }, by: { $ref: '#/$defs/Party' } },
  },
  Party: { type: 'object', properties: { agent: { $ref: '#/$defs/Party' } } },
  Unused: { type: 'string' },
}
const codesOf = (list: string): ReadonlySet<string> => new Set([`${list}-2`, `${list}-1`])

test('a schema takes the parts with it that it needs, those of parts too, and no other', () => {
  const schema = {
    type: 'object',
    properties: { seals: { type: 'array', items: { $ref: 'parts.schema.json#/$defs/Seal' } } },
  }
  expect(selfContained(schema, { parts, codesOf })).toEqual({
    type: 'object',
    properties: { seals: { type: 'array', items: { $ref: '#/$defs/Seal' } } },
    $defs: {
      Party: { type: 'object', properties: { agent: { $ref: '#/$defs/Party' } } },
      Seal: {
        type: 'object',
        properties: {
          kind: { 'x-code-list': 'seal-kind', enum: ['seal-kind-1', 'seal-kind-2'] },
          by: { $ref: '#/$defs/Party' },
        },
      },
    },
  })
})

test('a schema that needs none stays as it is', () => {
  const schema = { type: 'object', required: ['a'], properties: { a: { enum: [null, 1, 'x', true] } } }
  expect(selfContained(schema, { parts, codesOf })).toEqual(schema)
})

test('a part that is not there stops the start', () => {
  const schema = { $ref: 'parts.schema.json#/$defs/Nothing' }
  expect(() => selfContained(schema, { parts, codesOf })).toThrow('there is no part Nothing')
})
