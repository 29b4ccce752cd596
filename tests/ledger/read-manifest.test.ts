import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FactContent, Reading } from '../../src/ledger/facts/fact.ts'
import { readManifest } from '../../src/ledger/read/manifest.ts'
import { succession } from '../../src/ledger/facts/succession.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { readText, SAMPLES } from '../formats/sample-files.ts'
import { declarationFact, RULE, MESSAGE } from './facts.ts'

/** Every sample manifest becomes the fact that its boxes say, and what is no manifest none. */

const EVERY = [
  ['autopreliminary', 'issued', '6F9619FF-8B86-4D01-B42D-00CF4FC964FF'],
  ['autopreliminary-minimal', 'issued', '0B4C0E1A-5E2F-4C57-9D55-3A1F6C7D9E10'],
  ['autopreliminary-replacement', 'issued', '6F9619FF-8B86-4D01-B42D-00CF4FC96500'],
  ['awmds-containers', 'issued', 'KZ2611210003'],
  ['awmds-export', 'issued', 'KZ2611210001'],
  ['awmds-export-small', 'issued', 'KZ2611210002'],
  ['mt1401', 'issued', '9402261121003'],
  ['mt1401-amend', 'amended', 'KZ2611210001'],
  ['mt1401-delete', 'cancelled', 'KZ2611210001'],
  ['mt2401', 'issued', '9402261121001'],
  ['mt2401-amend', 'amended', '9402261121001'],
  ['mt2401-containers', 'issued', '9402261121002'],
  ['mt2401-delete', 'cancelled', '9402261121001'],
] as const
const NONE = ['autopreliminary-supplement', 'mt5401', 'mt5402', 'mt7402', 'mt8401', 'mt8403']

const reports = new Map(
  SAMPLES.filter((path) => /\/(?:awmds|mt|autopreliminary)/.test(path)).flatMap((path) => {
    const document = readText(readFileSync(path, 'utf8')).documents['cargo-report']
    return document === undefined ? [] : [[basename(path, '.xml'), document] as const]
  }),
)

function read(name: string): Reading | undefined {
  const document: JsonObject | undefined = reports.get(name)
  if (document === undefined) throw new Error(`there is no report ${name}`)
  return readManifest(document, 'KZ')
}

test('every sample is told below, or is no manifest', () => {
  const manifests = [...reports.keys()].filter((name) => read(name) !== undefined)
  expect(manifests.toSorted()).toEqual(EVERY.map(([name]) => name))
})

test.each(EVERY)('%s is %s as %s', (name, event, number) => {
  expect(read(name)).toMatchObject({
    event,
    key: { kind: 'cargo-report', issuer: 'KZ', series: '', number },
  })
})

test.each(NONE)('%s is no manifest', (name) => {
  expect(read(name)).toBeUndefined()
})

test('a manifest is of nobody unless the agreement says whose', () => {
  expect(readManifest(reports.get('awmds-export') ?? {}, undefined)).toBeUndefined()
})

test('a manifest says what goes under which bill, and what all of it weighs', () => {
  expect(read('mt2401-containers')?.content).toEqual({
    issueDay: '2026-11-21',
    carrier: { names: [], ids: ['XJ6540001'] },
    containers: ['TGHU1230001', 'TGHU1230002'],
    lines: [
      {
        line: 0,
        quantity: { quantity: '23240.75', unit: 'KGM', basis: 'gross' },
        value: { amount: '280900', currency: 'CNY' },
      },
      {
        line: 1,
        bill: 'HG2611210001',
        quantity: { quantity: '21350.5', unit: 'KGM', basis: 'gross' },
        value: { amount: '186400', currency: 'CNY' },
      },
      {
        line: 2,
        bill: 'HG2611210002',
        quantity: { quantity: '1890.25', unit: 'KGM', basis: 'gross' },
        value: { amount: '94500', currency: 'CNY' },
      },
    ],
  })
  expect(read('awmds-export')?.content.seals).toContain('KZ8800001')
})

test('a preliminary manifest that replaces one with another number says which', () => {
  expect(read('autopreliminary-replacement')?.content.previous).toBe('000012345')
})

describe('a part of a manifest', () => {
  const said = (reading: Reading | undefined, before?: FactContent): FactContent | undefined => {
    if (reading === undefined) throw new Error('nothing was read')
    const saying = { source: 'la-customs', issue: RULE, message: MESSAGE, newSeed: () => 'ef'.repeat(16) }
    const document = before && { ...declarationFact(), content: before }
    return succession(reading, { document, predecessor: undefined }, saying)[0]
  }
  const manifest = (): FactContent => {
    const fact = said(read('mt2401'))
    if (fact === undefined) throw new Error('no manifest')
    return fact
  }

  test('changes the bills that it tells of, and leaves the others', () => {
    const before = manifest()
    const after = said(read('mt2401-amend'), before)
    expect(after).toMatchObject({ event: 'amended', status: 'in-force', carrier: before.carrier })
    expect(after?.lines).toEqual([
      {
        line: 1,
        bill: 'HG2611210001',
        hs: '6907219000',
        quantity: { quantity: '21900.75', unit: 'KGM', basis: 'gross' },
        value: { amount: '186900', currency: 'CNY' },
      },
      before.lines[2],
      before.lines[3],
    ])
    expect(said(read('mt2401-amend'), after)).toBeUndefined()
  })

  test('that withdraws some bills leaves the others; that withdraws all ends it', () => {
    const deletion = read('mt2401-delete')
    if (deletion === undefined) throw new Error('no deletion')
    const before = manifest()
    const left = said(deletion, before)
    expect(left).toMatchObject({ event: 'amended', status: 'in-force' })
    expect(left?.lines).toEqual([before.lines[3]])
    const all = { ...deletion, content: { lines: before.lines } }
    expect(said(all, before)).toMatchObject({ event: 'cancelled', status: 'cancelled' })
    expect(said({ ...deletion, content: { lines: [] } }, manifest())).toMatchObject({ status: 'cancelled' })
  })

  test('of a manifest that nobody has heard of lets nobody rely on it, also when it comes', () => {
    const unknown = said(read('mt2401-amend'))
    expect(unknown).toMatchObject({ event: 'amended', status: 'disputed', lines: [] })
    expect(said(read('mt2401'), unknown)).toMatchObject({ event: 'issued', status: 'disputed' })
    expect(said(read('mt2401-delete'))).toMatchObject({ status: 'disputed' })
  })
})
