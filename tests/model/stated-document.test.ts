import { describe, expect, test } from 'vitest'
import { loadDocumentRules, schemaDescriber } from '../../src/model/documents.ts'
import { loadHubCodes } from '../../src/model/hub-codes.ts'
import { withStated } from '../../src/model/stated-document.ts'

const DOCUMENT = {
  $id: 'ticket.schema.json',
  title: 'ticket',
  'x-wco-class': 'Declaration',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'mass'],
  properties: { id: { type: 'string' }, mass: { type: 'string' }, note: { type: 'string' } },
}
const documentOf = (): typeof DOCUMENT => DOCUMENT

describe('what somebody states of a hub document', () => {
  test('is the document without the members that it is given', () => {
    const schema = { type: 'object', properties: { ticket: { 'x-stated': 'ticket', 'x-given': ['id'] } } }
    expect(withStated(schema, documentOf)).toEqual({
      type: 'object',
      properties: {
        ticket: {
          type: 'object',
          additionalProperties: false,
          required: ['mass'],
          properties: { mass: { type: 'string' }, note: { type: 'string' } },
        },
      },
    })
  })

  test('cannot leave out what the document has not', () => {
    expect(() => withStated({ 'x-stated': 'ticket', 'x-given': ['colour'] }, documentOf)).toThrow(
      'has no colour',
    )
  })

  test('is checked as the document is, and described without anything outside', () => {
    const schema = { 'x-stated': 'load-checklist', 'x-given': ['id'] }
    const check = loadDocumentRules('schemas/canonical').checker(schema)
    const list = {
      borderTransportMeans: { name: '1234 УБА', typeCode: '3' },
      consignmentItems: [{ sequenceNumeric: 1, description: 'Алим' }],
    }
    expect(check(list)).toBeUndefined()
    expect(check({ ...list, id: 'C26070500123' })).toMatchObject({ path: '/id' })
    expect(check({ ...list, exitCountryCode: 'XX' })).toMatchObject({ path: '/exitCountryCode' })
    const described = JSON.stringify(
      schemaDescriber('schemas/canonical', loadHubCodes('schemas/canonical/codes'))(schema),
    )
    expect(described).not.toContain('parts.schema.json')
    expect(described).not.toContain('x-stated')
  })

  test('is of a document that there is', () => {
    expect(() => loadDocumentRules('schemas/canonical').checker({ 'x-stated': 'ticket' })).toThrow(
      'no hub document ticket',
    )
  })
})
