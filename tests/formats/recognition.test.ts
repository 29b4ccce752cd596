import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadFormats } from '../../src/formats/catalogue.ts'
import { openXml } from '../../src/xml/parse.ts'
import { SCHEMAS, formats, sample } from './sample-files.ts'

function formatOf(text: string, among?: readonly string[]): string {
  using message = openXml(new TextEncoder().encode(text))
  return formats.recognise(message.root, among).id
}

describe('the catalogue', () => {
  it('holds one format for each mapping file, named by its standard and a version', () => {
    const files = readdirSync(SCHEMAS, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.mapping.yaml'),
    )
    expect(formats.all).toHaveLength(files.length)
    for (const { id } of formats.all) expect(id).toMatch(/^[a-z]{2,7}-[a-z0-9.-]+-[vr][0-9.]+$/)
    expect(formats.all.map(({ id }) => id)).toContain('cn-mt1401-v1')
  })

  it.each([
    ['awmds-export', 'kz-awmds-r1'],
    ['awresult-registered', 'kz-awresult-r1'],
    ['mt1401', 'cn-mt1401-v1'],
    ['mt2401', 'cn-mt2401-v1'],
    ['mt4402', 'cn-mt4402-v1'],
    ['mtres4-accepted', 'cn-mtres4-v1'],
    ['mtres4-technical', 'cn-mtres4-v1'],
    ['mtres4-review', 'cn-mtres4-v1'],
  ])('knows %s as %s', (name, format) => {
    expect(formatOf(sample(name))).toBe(format)
  })

  it('says root, namespace and version of what it does not know', () => {
    const unknown = sample('mt1401').replaceAll('MT1401', 'MT1402')
    expect(() => formatOf(unknown)).toThrow(
      expect.objectContaining({
        code: 'FORMAT_UNKNOWN',
        message: expect.stringMatching(/root Manifest.*MT1402:1.*type MT1402, function 9, version 1\.0/),
      }),
    )
    expect(() => formatOf(sample('mt2401').replace('<FunctionCode>9', '<FunctionCode>7'))).toThrow(
      expect.objectContaining({ code: 'FORMAT_UNKNOWN', message: expect.stringContaining('function 7') }),
    )
    expect(() => formatOf('<Awmds xmlns="urn:x"/>')).toThrow(
      expect.objectContaining({ code: 'FORMAT_UNKNOWN' }),
    )
  })

  it('refuses two formats that fit the same message, and two files of one id', () => {
    const folder = mkdtempSync(join(tmpdir(), 'khorgos-formats-'))
    for (const part of ['canonical', 'codes', 'asycuda'])
      cpSync(join(SCHEMAS, part), join(folder, part), { recursive: true })
    const other = join(folder, 'asycuda/other.mapping.yaml')
    const text = readFileSync(join(SCHEMAS, 'asycuda/awresult.mapping.yaml'), 'utf8')
    writeFileSync(other, text.replace('format: kz-awresult-r1', 'format: kz-other-r1'))
    using message = openXml(new TextEncoder().encode(sample('awresult-errors')))
    const both = loadFormats(folder)
    expect(() => both.recognise(message.root)).toThrow(expect.objectContaining({ code: 'FORMAT_AMBIGUOUS' }))
    expect(both.recognise(message.root, ['kz-other-r1']).id).toBe('kz-other-r1')
    writeFileSync(other, text)
    expect(() => loadFormats(folder)).toThrow(expect.objectContaining({ code: 'MAPPING_INVALID' }))
    rmSync(folder, { recursive: true })
  })

  it('chooses only among the formats that are agreed', () => {
    expect(() => formatOf(sample('mt1401'), ['kz-awmds-r1'])).toThrow(
      expect.objectContaining({ code: 'FORMAT_UNKNOWN' }),
    )
    expect(() => formats.byId('cn-mt9999-v1')).toThrow(expect.objectContaining({ code: 'FORMAT_UNKNOWN' }))
  })
})
