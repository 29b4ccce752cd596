import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { putInto } from '../../../src/formats/envelope.ts'
import { writeMessage } from '../../../src/formats/message.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { compileSchema } from '../../../src/xml/schema.ts'
import { refusalOf } from '../../refusal.ts'
import { schemaTree, type SchemaField } from '../fcs/schema-tree.ts'
import { AT, contextFor, formats, readText } from '../sample-files.ts'
import { OFFICIAL, OWN } from './dxp.ts'

const folder = OFFICIAL ?? ''
const official = join(folder, 'dxpClient.xsd')

/** Without the signature, which is taken off before a message is looked at and put on after it is written. */
function fieldsOf(file: string, root: string): [string, SchemaField][] {
  return [...schemaTree(file, root)]
    .filter(([path]) => !path.includes('/Signature'))
    .map(([path, field]) => [path, { ...field, facets: withoutNothing(field.facets) }])
}

/** `minLength 0` says nothing. */
function withoutNothing(facets: SchemaField['facets']): SchemaField['facets'] {
  return Object.fromEntries(
    Object.entries(facets).filter(([name, value]) => name !== 'minLength' || value !== '0'),
  )
}

const read = (file: string): string => readFileSync(join(folder, file), 'utf8')

function assertValid(text: string): void {
  using schema = compileSchema(official)
  using message = openXml(Buffer.from(text))
  expect(() => message.validate(schema)).not.toThrow()
}

describe.skipIf(OFFICIAL === undefined)('our schema says what the official one says', () => {
  it('DxpRep', () => {
    const own = fieldsOf(join(OWN, 'dxprep.xsd'), 'DxpRep')
    expect(own.length).toBeGreaterThan(20)
    expect(own).toEqual(fieldsOf(official, 'DxpRep'))
  })

  it('DxpMsg: the same, but that RecMapId, which has no type there, is a text', () => {
    const typed = fieldsOf(official, 'DxpMsg').map(([path, field]) => [
      path,
      path.endsWith('/RecMapId') ? { ...field, base: 'string' } : field,
    ])
    expect(fieldsOf(join(OWN, 'dxpmsg.xsd'), 'DxpMsg')).toEqual(typed)
  })
})

describe.skipIf(OFFICIAL === undefined)('the official schema accepts', () => {
  const files = readdirSync(join(OWN, 'samples')).filter((file) => file.endsWith('.xml'))

  it.each(files)('%s', (file) => assertValid(readFileSync(join(OWN, 'samples', file), 'utf8')))

  it.each(files.filter((file) => file.startsWith('dxprep')))('what is written from %s', (file) => {
    const { format, documents } = readText(readFileSync(join(OWN, 'samples', file), 'utf8'))
    assertValid(writeMessage(format, documents, contextFor(format.id)).text)
  })

  it('the envelope that we put around a message', () => {
    const root = { name: 'x', namespace: '', attributes: [], children: [], text: '', line: 0 }
    const message = { root, bytes: Buffer.from('<x/>') }
    const { bytes } = putInto(formats.byId('cn-dxpmsg-v1'), message, contextFor('cn-dxpmsg-v1'))
    assertValid(Buffer.from(bytes).toString('utf8'))
  })
})

describe.skipIf(OFFICIAL === undefined)('the official samples', () => {
  it('DxpRep declares a prefix for "##other", which is no URI: XML with namespaces does not allow it', () => {
    expect(refusalOf(() => readText(read('DxpRep.xml'))).code).toBe('XML_MALFORMED')
  })

  it('DxpRep without that declaration is read', () => {
    const text = read('DxpRep.xml').replace(' xmlns:ns2="##other"', '')
    expect(readText(text).documents['response']).toMatchObject({
      functionalReferenceId: '201203270001',
      level: 'transport',
      outcome: 'accepted',
      issueDateTime: '2016-01-05',
    })
  })

  it.each(['DxpMsg_MaxNode-NoSign.xml', 'DxpMsg_MaxNode-Sign.xml'])(
    '%s is an envelope of ours, and what it carries is a sentence, no message',
    (file) => {
      const text = read(file).replace(/<(\w+:)?Signature[\s\S]*<\/(\w+:)?Signature>/, '')
      using message = openXml(Buffer.from(text))
      expect(formats.envelopeIdOf(message.root)).toBe('cn-dxpmsg-v1')
      const envelope = formats.byId('cn-dxpmsg-v1')
      expect(() => envelope.syntax.validate(message)).not.toThrow()
      expect(() => envelope.mapping.read(message.root, AT)).not.toThrow()
      expect(refusalOf(() => readText(text)).code).toBe('XML_MALFORMED')
    },
  )
})
