import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadProgrammes } from '../../../src/workflows/operators/load-programmes.ts'

const folder = mkdtempSync(join(tmpdir(), 'khorgos-programmes-'))
afterAll(() => rmSync(folder, { recursive: true }))
cpSync('schemas/workflows/programmes', join(folder, 'workflows', 'programmes'), { recursive: true })
cpSync('schemas/workflows/programme.schema.json', join(folder, 'workflows', 'programme.schema.json'))
cpSync('schemas/canonical/codes', join(folder, 'canonical', 'codes'), { recursive: true })

test('each country has one programme', () => {
  expect(
    loadProgrammes('schemas')
      .map(({ country }) => country)
      .toSorted(),
  ).toEqual(['CN', 'KZ', 'MN'])
})

describe('what is wrong with a file is told with its line', () => {
  test.each([
    ['country: MN', 'country: KZ', 'mn-aeo.yaml:5: the programme of KZ is kz-aeo already'],
    ['country: MN', 'country: XQ', 'there is no country XQ'],
    ['id: mn-aeo', 'id: other', 'mn-aeo.yaml:2: the programme other is not mn-aeo.yaml'],
    ['codes: [S, C]', 'codes: [S, C], class: low', 'Map keys must be unique'],
    ['class: high', 'class: best', 'must be equal to one of the allowed values'],
    ['grants:', 'grants:\n  - { list: MN-AEO, codes: [C], class: low }', 'C of MN-AEO has a class already'],
    ['mutual: true', 'validTo: 2025-01-01', 'it ends before it begins'],
  ])('%s → %s', (from, to, said) => {
    const file = join(folder, 'workflows', 'programmes', 'mn-aeo.yaml')
    const text = readFileSync('schemas/workflows/programmes/mn-aeo.yaml', 'utf8')
    writeFileSync(file, text.replace(from, to))
    expect(() => loadProgrammes(folder)).toThrow(said)
    writeFileSync(file, text)
  })
})
