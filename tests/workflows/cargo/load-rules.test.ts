import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadCargoRules } from '../../../src/workflows/cargo/load-rules.ts'
import { refusalOf } from '../../refusal.ts'
import { RULES } from './pieces.ts'

const FILE = join('workflows', 'cargo-account.yaml')

describe('rules of cargo accounts', () => {
  let folder = ''
  const shipped = readFileSync(join('schemas', FILE), 'utf8')

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'khorgos-cargo-'))
    cpSync(
      join('schemas', 'workflows', 'cargo-account.schema.json'),
      join(folder, 'workflows', 'cargo-account.schema.json'),
    )
    cpSync(join('schemas', 'canonical'), join(folder, 'canonical'), { recursive: true })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const load = (text: string) => {
    writeFileSync(join(folder, FILE), text)
    return loadCargoRules(folder, 'CN', { all: [] })
  }

  test('that are shipped load, and are named by their hash', () => {
    expect(load(shipped).hash).toBe(RULES.hash)
    expect(load(`${shipped}\n# changed`).hash).not.toBe(RULES.hash)
  })

  test.each([
    [
      'a path that no document has',
      'batch: [functionalReferenceId]',
      'batch: [functionalReferenceID]',
      /functionalReferenceID/,
    ],
    [
      'a document that is none',
      'of: transport-contract',
      'of: transport-contracts',
      /no hub document transport-contracts/,
    ],
    [
      'a paper that is none',
      'has: [manifest, vehicle-report]',
      'has: [manifest, vehicle]',
      /no paper vehicle/,
    ],
    ['a key that is none', 'key: plate, one: checklist', 'key: plates, one: checklist', /no key plates/],
    ['a paper twice', 'paper: departure', 'paper: arrival', /arrival stands here twice/],
    ['a duration that is none', 'within: PT24H', 'within: P1Y', /P1Y is no duration/],
    [
      'a key that joins within no time',
      'strength: weak, within: PT24H',
      'strength: weak',
      /plate has to say within/,
    ],
    ['a tolerance of two kinds', "absolute: '20'\n    whichever: greater", "absolute: '20'", /whichever/],
    ['a measure that nobody knows', 'measures: [packages]', 'measures: [litres]', /measures/],
    ['a member that nobody knows', 'basis: sandbox', 'basis: sandbox\nowner: me', /owner is not known here/],
  ])('refuses %s, with its line', (_name, from, to, message) => {
    expect(shipped).toContain(from)
    const refusal = refusalOf(() => load(shipped.replace(from, to)))
    expect(refusal.code).toBe('CONFIG_INVALID')
    expect(refusal.message).toMatch(message)
    expect(refusal.message).toMatch(/cargo-account\.yaml:\d+/)
  })
})
