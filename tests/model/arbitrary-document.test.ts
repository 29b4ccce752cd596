import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentNames, loadDocumentRules } from '../../src/model/documents.ts'
import type { JsonObject, JsonValue } from '../../src/model/json.ts'
import { SCHEMAS, schemaOf } from '../tools/hub-fields.ts'
import { arbitraryDocument } from './arbitrary-document.ts'

const rules = loadDocumentRules(SCHEMAS)
/** Those with conditions have generators of their own, format by format. */
const NAMES = documentNames(SCHEMAS).filter((name) => !('if' in schemaOf(name)))
const RUNS = { numRuns: 100 }

describe.each(NAMES)('any %s', (name) => {
  const documents = arbitraryDocument(name)

  it('that the schema describes is accepted, and does not change', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const before = structuredClone(document)
        rules.validateDocument(name, document)
        expect(document).toEqual(before)
      }),
      RUNS,
    )
  })

  it('with one field more, wherever it stands, is refused there', () => {
    fc.assert(
      fc.property(documents, fc.nat(), (document, choice) => {
        const objects = objectsIn(document, '')
        const { path, object } = objects[choice % objects.length] ?? { path: '', object: document }
        Object.assign(object, { colour: 'red' })
        expect(placeOfRefusal(name, document)).toBe(`${path}/colour`)
      }),
      RUNS,
    )
  })
})

describe('documents made from schemas', () => {
  it('are of most kinds', () => expect(NAMES.length).toBeGreaterThan(9))
})

function placeOfRefusal(name: string, document: JsonObject): unknown {
  try {
    rules.validateDocument(name, document)
    return 'accepted'
  } catch (thrown) {
    return Object(Object(thrown).place).path
  }
}

/** Every object in the document with its JSON Pointer. */
function objectsIn(value: JsonValue, path: string): { path: string; object: object }[] {
  if (typeof value !== 'object' || value === null) return []
  const below = Object.entries(value).flatMap(([key, each]) => objectsIn(each, `${path}/${key}`))
  return Array.isArray(value) ? below : [{ path, object: value }, ...below]
}
