import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { khorgos, ROOT } from './command.ts'

let folder: string
let schemas: string
let env: Record<string, string>

/** Three formats of the shipped ones, to be spoilt. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'khorgos-mapping-cli-'))
  schemas = join(folder, 'schemas')
  for (const part of ['canonical', 'asycuda', 'codes', 'partner.schema.json'])
    cpSync(join(ROOT, 'schemas', part), join(schemas, part), { recursive: true })
  env = { KHORGOS_SCHEMAS: schemas }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function spoil(change: (text: string) => string): () => void {
  const file = join(schemas, 'asycuda/awmds.mapping.yaml')
  const before = readFileSync(file, 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  writeFileSync(file, after)
  return () => writeFileSync(file, before)
}

describe('mapping check', () => {
  test('of sound mappings ends well and counts what is accepted', async () => {
    const mend = spoil((text) =>
      text.replace(
        /^rules:\n/m,
        'accepts: { unreachable: { /Awmds/Nowhere: to come } }\nrules:\n  - { at: Nowhere, is: cargo.agent.name }\n',
      ),
    )
    const { code, stdout } = await khorgos(['mapping', 'check'], { env })
    const all = await khorgos(['mapping', 'check', 'kz-awmds-r1', '--all'], { env })
    mend()
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/\n0 errors, 0 warnings, \d+ notes?, 1 accepted\n$/),
    ])
    expect(stdout).not.toContain('Nowhere')
    expect(all.stdout).toMatch(/unreachable {2}\/Awmds\/Nowhere: .*\(accepted: to come\)/)
  })

  test('of a mapping with errors names each with file, line and sentence: 1', async () => {
    const mend = spoil((text) =>
      text.replace(/^rules:\n/m, 'rules:\n  - { at: General_segment/Nowhere, is: cargo.agent.name }\n'),
    )
    const plain = await khorgos(['mapping', 'check'], { env })
    const json = await khorgos(['mapping', 'check', 'kz-awmds-r1', '--json'], { env })
    mend()
    expect([plain.code, plain.stderr]).toEqual([1, ''])
    expect(plain.stdout).toMatch(
      /^ {2}error {4}awmds\.mapping\.yaml:\d+ {2}unreachable {2}\/Awmds\/General_segment\/Nowhere: the schema has no element Nowhere in General_segment$/m,
    )
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
      1,
      {
        totals: { error: 1 },
        formats: [
          {
            format: 'kz-awmds-r1',
            findings: expect.arrayContaining([
              expect.objectContaining({ severity: 'error', check: 'unreachable', place: expect.any(String) }),
            ]),
          },
        ],
      },
    ])
  })

  test('of a file that cannot be loaded is a configuration error: 3', async () => {
    const mend = spoil((text) => text.replace(/^rules:\n/m, 'rules:\n  - { at: A, is: cargo.nonsense }\n'))
    const { code, stderr } = await khorgos(['mapping', 'check'], { env })
    mend()
    expect([code, stderr]).toEqual([3, expect.stringMatching(/^MAPPING_INVALID: awmds\.mapping\.yaml:\d+/)])
  })

  test('of a format that is not there is a wrong use: 2', async () => {
    expect(await khorgos(['mapping', 'check', 'xx-none-v1'], { env })).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('mapping coverage', () => {
  test('is a matrix of all pairs, and a list of fields for one', async () => {
    const matrix = await khorgos(['mapping', 'coverage'])
    expect(matrix.code).toBe(0)
    expect(matrix.stdout).toMatch(/^from +to +documents +kept +may change +conditional +lost +undeclared$/m)
    expect(matrix.stdout).toMatch(/^kz-awmds-r1 +cn-mt1401-v1 +cargo-report +\d+ +\d+ +\d+ +\d+ +0$/m)
    expect(matrix.stdout).not.toMatch(/^kz-awmds-r1 +kz-awmds-r1/m)
    const one = await khorgos(['mapping', 'coverage', '--from', 'kz-awmds-r1', '--to', 'cn-mt1401-v1'])
    expect(one.stdout).toMatch(
      /^may change +\/Awmds\/\S+Volume_in_cubic_meters +cargo-report\S+ +\/Manifest\/\S+ +rounded/m,
    )
    expect(one.stdout).toMatch(/^lost +\/Awmds\/\S+Shipping_marks /m)
  })

  test('as JSON holds the same', async () => {
    const { code, stdout } = await khorgos(['mapping', 'coverage', '--to', 'cn-mt1401-v1', '--json'])
    const { pairs } = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(pairs.map(({ to }: { to: string }) => to)).toEqual(pairs.map(() => 'cn-mt1401-v1'))
    expect(pairs.find(({ from }: { from: string }) => from === 'kz-awmds-r1')).toMatchObject({
      documents: ['cargo-report'],
      fields: expect.arrayContaining([expect.objectContaining({ field: 'cargo-report.id', fate: 'kept' })]),
    })
  })

  test('of formats that share nothing is a wrong use: 2', async () => {
    const { code, stderr } = await khorgos([
      'mapping',
      'coverage',
      '--from',
      'kz-awmds-r1',
      '--to',
      'kz-awresult-r1',
    ])
    expect([code, stderr]).toEqual([2, expect.stringContaining('share no hub document')])
  })
})

describe('mapping page', () => {
  test('prints one format as Markdown', async () => {
    const { code, stdout } = await khorgos(['mapping', 'page', 'kz-awmds-r1'], { env })
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^# ASYCUDA World manifest[\s\S]*\n## Fields\n/),
    ])
    expect(stdout).toContain('| `/Awmds/Bol_segment/Bol_id/Bol_reference` | 1 | text ≤ 25 | D023 | →← |')
  })

  test('writes every format into a folder', async () => {
    const out = join(folder, 'pages')
    expect(await khorgos(['mapping', 'page', '--all', '--output', out], { env })).toMatchObject({
      code: 0,
      stdout: '',
    })
    expect(readdirSync(out).sort()).toEqual(['kz-awmds-r1.md', 'kz-awresult-r1.md'])
  })

  test.each([
    ['nothing to print', []],
    ['two ways to say what', ['kz-awmds-r1', '--all', '--output', 'x']],
    ['no folder for all', ['--all']],
  ])('with %s is a wrong use: 2', async (_, args) => {
    expect(await khorgos(['mapping', 'page', ...args], { env })).toMatchObject({ code: 2, stdout: '' })
  })
})
