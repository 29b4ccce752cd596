import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { codeListId, loadCodeList } from '../../src/model/code-list.ts'
import { refusalOf } from '../refusal.ts'

const folder = mkdtempSync(join(tmpdir(), 'khorgos-codes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'C.csv')
function list(rows: string, header = 'hub,partner,direction,validFrom,validTo,note') {
  writeFileSync(file, `${header}\n${rows}`)
  return loadCodeList(file)
}

describe('a code list', () => {
  test('translates both ways, and says whether there is a way back', () => {
    const codes = list('KZ,398,both,,,Kazakhstan\nKZ,145,read,,,the old number\n')
    expect(codes.toHub('398', '2026-11-21')).toEqual({ code: 'KZ', reversible: true })
    expect(codes.toHub('145', '2026-11-21')).toEqual({ code: 'KZ', reversible: false })
    expect(codes.toPartner('KZ', '2026-11-21')).toEqual({ code: '398', reversible: true })
    expect(codes.toPartner('CN', '2026-11-21')).toBeUndefined()
  })

  test('is versioned by the bytes of its file', () => {
    const rows = 'a,1,both,,,"quoted, note"\n'
    expect(list(rows).hash).toBe(
      createHash('sha256').update(`hub,partner,direction,validFrom,validTo,note\n${rows}`).digest('hex'),
    )
    expect(list(rows).name).toBe('C')
  })

  test('may know codes that the hub has none for', () => {
    const codes = list(',catty,both,,,\n,tael,both,,,\nKGM,kg,both,,,\n')
    expect(codes.toHub('catty', '2026-11-21')).toEqual({ code: '', reversible: true })
    expect(codes.toPartner('', '2026-11-21')).toBeUndefined()
  })

  test('is named by its place among the standards', () => {
    expect(codeListId('/srv/schemas/cn-manifest', 'codes/CN005.csv')).toBe('cn-manifest/CN005')
    expect(codeListId('/srv/schemas/cn-manifest', '../codes/cn-unit.csv')).toBe('cn-unit')
    expect(codeListId('/srv/schemas/eaeu', '../asycuda/codes/OFFICE.csv')).toBe('asycuda/OFFICE')
  })

  test.each(['../../elsewhere/C.csv', 'codes/a b.csv', `codes/${'c'.repeat(65)}.csv`])(
    'a list at %s cannot be named in a document, which stops the start',
    (path) =>
      expect(refusalOf(() => codeListId('/srv/schemas/cn-manifest', path)).code).toBe('MAPPING_INVALID'),
  )

  test('tolerates a byte order mark and empty lines', () => {
    expect(
      list('\na,1,both,,,\n\n', '\uFEFFhub,partner,direction,validFrom,validTo,note').toHub('1', '2026-01-01')
        ?.code,
    ).toBe('a')
  })

  test('periods may follow each other, and directions may part', () => {
    const codes = list(
      'a,1,both,,2025-12-31,\na,2,both,2026-01-01,,\nb,1,both,2026-01-01,,\nc,9,write,,,\nd,9,read,,,\n',
    )
    expect(codes.toHub('1', '2025-12-31')?.code).toBe('a')
    expect(codes.toHub('1', '2026-01-01')?.code).toBe('b')
    expect(codes.toPartner('c', '2026-01-01')?.code).toBe('9')
    expect(codes.toHub('9', '2026-01-01')?.code).toBe('d')
  })

  test.each([
    [
      'two meanings of a hub code',
      'a,1,both,,,\na,2,write,,,\n',
      'C.csv:3: hub code "a" already has a meaning',
    ],
    [
      'two meanings of a partner code',
      'a,1,both,,,\nb,1,read,2030-01-01,,\n',
      'C.csv:3: partner code "1" already',
    ],
    ['an unknown direction', 'a,1,out,,,\n', 'C.csv:2: the direction "out"'],
    ['a missing code', 'a,,both,,,\n', 'C.csv:2: `partner` needs a code'],
    ['no hub code in one direction', ',1,read,,,\n', 'C.csv:2: `partner` needs a code, and `hub` too'],
    ['two meanings, one of them none', 'a,1,both,,,\n,1,both,,,\n', 'C.csv:3: partner code "1" already'],
    ['a day that does not exist', 'a,1,both,2026-02-30,,\n', 'C.csv:2: "2026-02-30" is not a day'],
    ['a period that ends before it begins', 'a,1,both,2026-02-02,2026-02-01,\n', 'C.csv:2: the row ends'],
    ['a row that is too short', 'a,1,both\n', 'C.csv:2: '],
  ])('%s stops the start', (_name, rows, message) => {
    expect(refusalOf(() => list(rows))).toMatchObject({
      code: 'MAPPING_INVALID',
      message: expect.stringContaining(message),
    })
  })

  test('another header stops the start, and so does a file that is not there', () => {
    expect(refusalOf(() => list('', 'hub,partner')).message).toContain('C.csv:1: the header is')
    expect(refusalOf(() => loadCodeList(join(folder, 'gone.csv'))).code).toBe('MAPPING_INVALID')
  })
})
