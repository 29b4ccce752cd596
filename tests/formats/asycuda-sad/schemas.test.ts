import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import type { ShapeElement } from '../../../src/model/message-shape.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { schemaShape } from '../../../src/xml/schema-shape.ts'
import { compileSchema } from '../../../src/xml/schema.ts'
import { contextFor, formats, readText } from '../sample-files.ts'
import { changed, NAMES, OWN, PUBLIC, refusalOfReading, sad } from './messages.ts'

/** Blocks that the profile leaves out: SOURCE.md says why. A message that has one is refused. */
const LEFT_OUT = new Set(['/ASYCUDA/Prev_decl'])

/** What a transit declaration is known by, and which way its goods go: the profile demands it. */
const DEMANDED = new Set(
  ['', '/Type', '/Type/Type_of_declaration', '/Type/Type_of_transit_document'].map(
    (place) => `/ASYCUDA/Identification${place}`,
  ),
)

/** Every place of a schema in its order, but for the empty child that says that there is no value. */
function places(shape: ShapeElement, above = ''): [string, string][] {
  const path = `${above}/${shape.name}`
  if (shape.name === 'null' || LEFT_OUT.has(path)) return []
  const least = shape.required && !DEMANDED.has(path) ? '1' : '0'
  const cardinality = `${least}..${shape.repeats ? 'n' : '1'}`
  return [[path, cardinality], ...shape.children().flatMap((child) => places(child, path))]
}

function assertValid(text: string): void {
  using schema = compileSchema(PUBLIC ?? '')
  using message = openXml(Buffer.from(text))
  message.validate(schema)
}

describe.skipIf(PUBLIC === undefined)('beside the public schema of ASYCUDA World 4.2.1', () => {
  it.each(['sad.xsd', 'transit.xsd'])('%s has the same elements in the same order, as often', (file) => {
    const own = places(schemaShape(join(OWN, file), 'ASYCUDA'))
    expect(own).toEqual(places(schemaShape(PUBLIC ?? '', 'ASYCUDA')))
    expect(own.length).toBeGreaterThan(300)
  })

  it.each(NAMES)('%s is valid, before and after', (name) => {
    const text = sad(name)
    assertValid(text)
    const { format, documents } = readText(text)
    assertValid(writeMessage(format, documents, contextFor(format.id)).text)
  })

  // Everything in it is optional and mixed: it takes nearly anything, which is why ours is stricter.
  test('it takes what no system can use, and ours does not', () => {
    const text = sad('sad-minimal').replace('<Property>', '<Property>sealed in the rain')
    assertValid(text)
    expect(() => readText(text)).toThrow(expect.objectContaining({ code: 'SCHEMA_INVALID' }))
  })
})

test('a declaration that writes off an earlier one is refused, not stripped', () => {
  const earlier = '<Prev_decl><Prev_decl_reg_number>104</Prev_decl_reg_number></Prev_decl><Item>'
  expect(() => readText(sad('sad-minimal').replace('<Item>', earlier))).toThrow(
    expect.objectContaining({ code: 'SCHEMA_INVALID' }),
  )
})

test('a transit declaration says which way its goods go', () => {
  expect(refusalOfReading(changed('transit-minimal', '>ИМ<', '><')).code).toBe('SCHEMA_INVALID')
})

test('both formats are told apart by the kind of declaration alone', () => {
  const formatOf = (kind: string): string =>
    formats.recognise(openXml(Buffer.from(sad('sad-minimal').replace('>IM<', `>${kind}<`))).root).id
  expect(['IM', 'EX', 'ИМ', 'ЭК'].map(formatOf)).toEqual(Array(4).fill('kz-asycuda-sad-r1'))
  expect(formatOf('TR')).toBe('kz-asycuda-transit-r1')
  expect(() => formatOf('T1')).toThrow(expect.objectContaining({ code: 'FORMAT_UNKNOWN' }))
})
