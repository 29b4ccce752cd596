import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KhorgosError } from '../../../src/errors.ts'
import { writeMessage } from '../../../src/formats/message.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { compileSchema } from '../../../src/xml/schema.ts'
import { variedDocuments } from '../../model/varied-document.ts'
import { contextFor, formats, readText } from '../sample-files.ts'
import { ALBUM, OFFICIAL, OWN } from './album.ts'
import { schemaTree, type SchemaField } from './schema-tree.ts'

const folder = OFFICIAL ?? ''

function samplesOf(name: string): readonly string[] {
  const own = new RegExp(`^${name}(-minimal|-quantity|-errors)?\\.xml$`)
  return readdirSync(join(OWN, 'samples')).filter((file) => own.test(file))
}

const textOf = (file: string): string => readFileSync(join(OWN, 'samples', file), 'utf8')

function fieldsOf(file: string, root: string): [string, SchemaField][] {
  return [...schemaTree(file, root)]
}

describe.skipIf(OFFICIAL === undefined)('our schema says what the official one says', () => {
  it.each(ALBUM)(
    '$official: elements, namespaces, order, cardinality, lengths, patterns, digits',
    ({ name, official }) => {
      const own = fieldsOf(join(OWN, `${name}.xsd`), official)
      expect(own.length).toBeGreaterThan(20)
      expect(own).toEqual(fieldsOf(join(folder, `${official}.xsd`), official))
    },
  )

  it('ED_Container: the same, but for one document where the official one may hold several', () => {
    const official = fieldsOf(join(folder, 'ED_Container.xsd'), 'ED_Container')
    const own = fieldsOf(join(OWN, 'types-container.xsd'), 'ED_Container')
    const one = official.map(([path, field]) => [
      path,
      path === '/ED_Container/ContainerDoc' ? { ...field, occurs: '1' } : field,
    ])
    expect(own).toEqual(one)
    expect(official.find(([path]) => path === '/ED_Container/ContainerDoc')?.[1].occurs).toBe('1..n')
  })
})

describe.skipIf(OFFICIAL === undefined)('the official schema accepts', () => {
  it.each(ALBUM.flatMap((each) => samplesOf(each.name).map((file) => ({ ...each, file }))))(
    '$file, and what is written from it',
    ({ file, official, format }) => {
      using schema = compileSchema(join(folder, `${official}.xsd`))
      const read = readText(textOf(file))
      expect(read.format.id).toBe(format)
      const written = writeMessage(read.format, read.documents, contextFor(format)).text
      for (const text of [textOf(file), written]) {
        using message = openXml(Buffer.from(text))
        expect(() => message.validate(schema)).not.toThrow()
      }
    },
  )

  it.each(ALBUM)(
    '$official: everything that we write from varied documents',
    ({ name, official, format }) => {
      using schema = compileSchema(join(folder, `${official}.xsd`))
      const documents = samplesOf(name).map((file) => readText(textOf(file)).documents)
      let written = 0
      fc.assert(
        fc.property(fc.oneof(...documents.map(variedDocuments)), (varied) => {
          let text
          try {
            text = writeMessage(formats.byId(format), varied, contextFor(format)).text
          } catch (error) {
            expect(error).toBeInstanceOf(KhorgosError)
            return
          }
          using message = openXml(Buffer.from(text))
          expect(() => message.validate(schema)).not.toThrow()
          written += 1
        }),
        { numRuns: 60 },
      )
      expect(written).toBeGreaterThan(3)
    },
  )
})

describe.skipIf(OFFICIAL === undefined)('the kinds of documents', () => {
  const lines = readFileSync(join(OWN, 'codes/DOCUMENT_MODE.csv'), 'utf8').trim().split('\n').slice(1)
  const known = new Map(
    lines
      .map((line) => line.split(','))
      .filter(([, , direction]) => direction !== 'write')
      .map(([, id, , , , name]) => [id, name]),
  )
  const schemas = OFFICIAL === undefined ? [] : readdirSync(folder).filter((file) => file.endsWith('.xsd'))

  it('have the id that the schema of each of them has', () => {
    const seen = schemas.flatMap((file) => {
      const id = /<xs:attribute\b[^>]*\bfixed="(\d+E)"/.exec(readFileSync(join(folder, file), 'utf8'))?.[1]
      return id === undefined ? [] : [[id, file.replace(/\.xsd$/, '')] as const]
    })
    expect(seen.length).toBeGreaterThan(20)
    for (const [id, name] of seen) expect([id, known.get(id)]).toEqual([id, name])
  })
})
