import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { compileSchema } from '../../../src/xml/schema.ts'
import { CONTEXT, formats, readText, sample } from '../sample-files.ts'
import { FAMILY, OFFICIAL, OWN } from './family.ts'
import { schemaFields } from './xsd-fields.ts'

const folder = OFFICIAL ?? ''

function assertValid(text: string, official: string): void {
  using schema = compileSchema(join(folder, 'xsd', official))
  using message = openXml(Buffer.from(text))
  message.validate(schema)
}

describe.each(FAMILY)('the sample of $name', ({ name, format, document, official }) => {
  it('is known by its head, and read and written again is the same document without an undeclared loss', () => {
    const read = readText(sample(name))
    expect(read.format.id).toBe(format)
    const written = writeMessage(formats.byId(format), read.documents, CONTEXT)
    expect(readText(written.text).documents).toEqual(read.documents)
    expect(Object.keys(read.documents)).toEqual([document])
    expect(undeclaredLosses(lossReport([read.report], written.report))).toEqual([])
  })

  it.skipIf(OFFICIAL === undefined)('is valid under the official schema, before and after', () => {
    assertValid(sample(name), official)
    assertValid(writeMessage(formats.byId(format), readText(sample(name)).documents, CONTEXT).text, official)
  })

  it.skipIf(OFFICIAL === undefined)('has a code in every field that officially has an enumeration', () => {
    const coded = [...schemaFields(join(folder, 'xsd', official))].filter(
      ([, { facets }]) => 'codes' in facets,
    )
    const steps = coded.map(([path]) => path.split('/').slice(2)).filter(([part]) => part !== 'Head')
    for (const path of steps) assertCodeIsJudged(name, path)
  })
})

/** The field, if the sample has it, does not take a code that nobody knows. */
function assertCodeIsJudged(name: string, path: readonly string[]): void {
  const text = sample(name)
  const leaf = path.at(-1) ?? ''
  const [from, to] = leaf.startsWith('@')
    ? [new RegExp(`(<${path.at(-2)} ${leaf.slice(1)}=")[^"]+`), '$1ZZ99']
    : [new RegExp(`(<${path.at(-2)}>(?:(?!</${path.at(-2)}>)[\\s\\S])*?<${leaf}>)[^<]+`), '$1ZZ99']
  const wrong = text.replace(from, to)
  if (wrong === text) return
  expect(() => readText(wrong), path.join('/')).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^(CODE_UNKNOWN|SCHEMA_INVALID)$/) }),
  )
}

describe.skipIf(OFFICIAL === undefined)('the official samples', () => {
  const files = OFFICIAL === undefined ? [] : readdirSync(join(folder, 'samples'))
  it.each(files)('%s is read, and written again it is the same document', (file) => {
    const read = readText(readFileSync(join(folder, 'samples', file), 'utf8'))
    const written = writeMessage(read.format, read.documents, CONTEXT)
    expect(readText(written.text).documents).toEqual(read.documents)
    expect(undeclaredLosses(lossReport([read.report], written.report))).toEqual([])
    const message = FAMILY.find(({ format }) => format === read.format.id)
    assertValid(written.text, message?.official ?? '')
  })

  it('of an import vehicle tells the crew and the country of routing', () => {
    const read = readText(readFileSync(join(folder, 'samples/MT4401_2.xml'), 'utf8'))
    expect(read.documents['conveyance-report']).toMatchObject({
      consignments: [
        {
          borderTransportMeans: {
            name: '粤Z0000港',
            routingCountries: [{ routingCountryCode: 'HK' }],
            master: { crewQuantity: 2, healthStatus: '1', vaccinationStatus: '1' },
            seals: [{ kindCode: 'E', id: '0000', sealingPartyCode: 'CU' }],
          },
        },
      ],
    })
  })
})

describe('the family', () => {
  it('has a sample, a schema and a mapping of every message, and no file that belongs to none', () => {
    const names = FAMILY.map(({ name }) => name).toSorted()
    const files = (suffix: string): string[] =>
      readdirSync(OWN)
        .filter((file) => file.endsWith(suffix))
        .map((file) => basename(file, suffix))
        .filter((name) => name !== 'mtres4' && name !== 'types')
        .toSorted()
    expect(files('.mapping.yaml')).toEqual(names)
    expect(files('.xsd')).toEqual(names)
    const ids = formats.all
      .map(({ id }) => id)
      .filter((id) => id.startsWith('cn-mt') && id !== 'cn-mtres4-v1')
    expect(ids.filter((id) => FAMILY.some(({ format }) => format === id)).toSorted()).toEqual(
      FAMILY.map(({ format }) => format).toSorted(),
    )
  })
})
