import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import type { TreeElement } from '../../../src/model/tree.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { compileSchema } from '../../../src/xml/schema.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'
import { DECLARATIONS, type Declaration, OFFICIAL, OWN } from './declarations.ts'
import { fieldsOf } from './xsd-components.ts'

const ALL = DECLARATIONS.flatMap((each) => [
  { ...each, file: each.name },
  { ...each, file: `${each.name}-minimal` },
])

function written({ format }: Declaration, file: string): string {
  return writeMessage(formats.byId(format), readText(sample(file)).documents, contextFor(format)).text
}

function assertOfficial(text: string, official: string): void {
  using schema = compileSchema(join(OFFICIAL ?? '', official))
  using message = openXml(Buffer.from(text))
  message.validate(schema)
}

describe.each(ALL)('the sample $file', (each) => {
  it('is known by its root, and read and written again is the same document without an undeclared loss', () => {
    const read = readText(sample(each.file))
    expect(read.format.id).toBe(each.format)
    const again = writeMessage(formats.byId(each.format), read.documents, contextFor(each.format))
    expect(readText(again.text).documents).toEqual(read.documents)
    expect(Object.keys(read.documents)).toEqual([each.document])
    expect(undeclaredLosses(lossReport([read.report], again.report))).toEqual([])
  })

  it.skipIf(OFFICIAL === undefined)('is valid under the official schema, before and after', () => {
    assertOfficial(sample(each.file), each.official)
    assertOfficial(written(each, each.file), each.official)
  })
})

/** Not in the samples: parts of what is dropped as a whole, told once in another place of the same type. */
const TOLD_ELSEWHERE = /(^|\/)SubjectBranchDetails\/|GDPaymentDocDetails\/IdentityDocV3Details\//

describe.each(DECLARATIONS)('the full sample of $name', ({ name, root }) => {
  it('has every element of the schema, each with its attributes', () => {
    using message = openXml(Buffer.from(sample(name)))
    const there = new Set(paths(message.root, ''))
    const fields = fieldsOf(join(OWN, `${name}.xsd`), root)
    const all = [...fields].flatMap(([path, { attributes }]) => [
      path,
      ...Object.keys(attributes).map((attribute) => `${path}/@${attribute}`),
    ])
    expect(all.filter((path) => !there.has(path) && !TOLD_ELSEWHERE.test(path))).toEqual([])
  })
})

function paths(element: TreeElement, path: string): string[] {
  return [
    path,
    ...element.attributes.map(({ name }) => `${path}/@${name}`),
    ...element.children.flatMap((child) => paths(child, path === '' ? child.name : `${path}/${child.name}`)),
  ]
}
