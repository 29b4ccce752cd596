import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadFormats } from '../../../src/formats/catalogue.ts'
import { readMessage } from '../../../src/formats/message.ts'
import { AT, SCHEMAS, formats, interchange, refusalOf, sample } from './interchanges.ts'

function formatOf(bytes: Uint8Array, among?: readonly string[]): string {
  using message = formats.open(bytes)
  return formats.recognise(message.root, among).id
}

describe('the header of the message', () => {
  it.each([
    ['cuscar-d22a', 'un-cuscar-d22a-v1'],
    ['cuscar-d95b', 'un-cuscar-d95b-v1'],
    ['cusres-d22a', 'un-cusres-d22a-v1'],
    ['cusres-d95b', 'un-cusres-d95b-v1'],
    ['contrl-3', 'un-contrl-3-r1'],
    ['contrl-4', 'un-contrl-4-r1'],
  ])('%s is %s', (name, format) => {
    expect(formatOf(sample(name))).toBe(format)
  })

  it('is found behind a byte order mark', () => {
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), sample('cuscar-d22a')])
    expect(formatOf(marked)).toBe('un-cuscar-d22a-v1')
  })

  it('of another type, version or agency is unknown, and named', () => {
    for (const [header, said] of [
      ['CUSREP:D:22A:UN', 'CUSREP, directory D:22A, agency UN'],
      ['CUSCAR:D:96B:UN', 'CUSCAR, directory D:96B, agency UN'],
      ['CUSCAR:D:22A:XX', 'CUSCAR, directory D:22A, agency XX'],
    ] as const)
      expect(refusalOf(() => formatOf(interchange(header, ['BGM+785+X+9'])))).toMatchObject({
        code: 'FORMAT_UNKNOWN',
        path: '/segment[2]/UNH/element[2]',
        message: expect.stringContaining(said),
      })
  })

  it('that is known is chosen only among the formats that are agreed', () => {
    expect(refusalOf(() => formatOf(sample('cuscar-d22a'), ['un-cuscar-d95b-v1'])).code).toBe(
      'FORMAT_UNKNOWN',
    )
  })

  it('a message of the other syntax, or of another directory, is refused by a format', () => {
    const xml = Buffer.from('<Awmds/>')
    using message = formats.open(xml)
    expect(refusalOf(() => readMessage(formats.byId('un-cuscar-d22a-v1'), message, AT)).code).toBe(
      'SCHEMA_INVALID',
    )
    using other = formats.open(sample('cuscar-d22a'))
    for (const id of ['un-cuscar-d95b-v1', 'kz-awmds-r1'])
      expect(refusalOf(() => readMessage(formats.byId(id), other, AT)).code).toBe('SCHEMA_INVALID')
  })
})

describe('a format of UN/EDIFACT is data', () => {
  const folder = mkdtempSync(join(tmpdir(), 'khorgos-edifact-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  cpSync(join(SCHEMAS, 'canonical'), join(folder, 'canonical'), { recursive: true })
  cpSync(join(SCHEMAS, 'edifact'), join(folder, 'edifact'), { recursive: true })
  const specification = join(folder, 'edifact/invent-1.edifact.yaml')
  const mapping = join(folder, 'edifact/invent.mapping.yaml')
  writeFileSync(
    specification,
    'type: INVENT\nversion: D\nrelease: 26A\nagency: ZZ\ndirectory: d22a.directory.yaml\nsegments: [BGM!, RFF 9]\n',
  )
  writeFileSync(
    mapping,
    `format: zz-invent-r1
title: invented
kind: acknowledgement
root: INVENT
namespace: urn:un:edifact:INVENT:D:26A:ZZ
schema: invent-1.edifact.yaml
timeZone: UTC
documents: { response: response }
messageId: ['RFF[@E1153=ACW]/C506/E1154']
codes: { STATUS: codes/CUSRES_STATUS.csv }
rules:
  - { at: UNB, drop: envelope }
  - { at: BGM/E1225, is: response.status.statusCode, code: STATUS }
  - { at: 'RFF[@E1153=ACW]/C506/E1154', is: response.functionalReferenceId }
`,
  )

  it('an invented message is read without a change of code', () => {
    const own = loadFormats(folder)
    using message = own.open(interchange('INVENT:D:26A:ZZ', ['BGM+++44', 'RFF+ACW:M1']))
    const format = own.recognise(message.root)
    expect(format.id).toBe('zz-invent-r1')
    expect(readMessage(format, message, AT).documents['response']).toMatchObject({
      functionalReferenceId: 'M1',
      outcome: 'accepted',
    })
  })

  it.each([
    ['a segment the directory does not have', 'RFF 9', 'XYZ 9', 'CONFIG_INVALID'],
    ['a group that begins with nothing mandatory', 'RFF 9', 'SG1 9: [RFF 9]', 'CONFIG_INVALID'],
    ['a segment twice', 'RFF 9', 'RFF 9, BGM', 'CONFIG_INVALID'],
    ['another type than its mapping', 'type: INVENT', 'type: OTHERS', 'MAPPING_INVALID'],
  ])('%s is refused when the format is loaded', (_name, from, to, code) => {
    const text = readFileSync(specification, 'utf8')
    writeFileSync(specification, text.replace(from, to))
    const { code: said, message } = refusalOf(() => loadFormats(folder).all)
    writeFileSync(specification, text)
    expect(said).toBe(code)
    expect(message).toMatch(/invent/)
  })
})
