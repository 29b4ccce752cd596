import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Reading } from '../../src/ledger/facts/fact.ts'
import { succession } from '../../src/ledger/facts/succession.ts'
import { readInspection } from '../../src/ledger/read/inspection.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { IssueRule } from '../../src/partners/partner.ts'
import { inspectionResult } from '../model/examples/border.ts'
import { readText, SAMPLES } from '../formats/sample-files.ts'
import { declarationFact, MESSAGE } from './facts.ts'

/** Every sample result becomes the fact that it says. */

const EVERY = [
  ['inspection-result', 'issued', 'MN', 'MN-ZUU-2026-004409'],
  ['inspection-result-amended', 'amended', 'KZ', 'KZ-55305-2026-000339'],
  ['inspection-result-erenhot', 'issued', 'CN', 'CN-0705-2026-000871'],
  ['inspection-result-jeminay', 'issued', 'CN', 'CN-9408-2026-000112'],
  ['inspection-result-maikapchagai', 'issued', 'KZ', 'KZ-55305-2026-000339'],
  ['inspection-result-minimal', 'issued', 'KZ', 'KZ-55306-2026-000041'],
  ['inspection-result-revoked', 'revoked', 'CN', 'CN-0705-2026-000871'],
  ['inspection-result-zamyn-uud', 'issued', 'MN', 'MN-ZUU-2026-004417'],
] as const

const results = new Map(
  SAMPLES.filter((path) => basename(path).startsWith('inspection-result')).map((path) => [
    basename(path, '.xml'),
    readText(readFileSync(path, 'utf8')).documents['inspection-result'] ?? {},
  ]),
)

const result = (name: string): JsonObject => {
  const document = results.get(name)
  if (document === undefined) throw new Error(`there is no result ${name}`)
  return document
}

test('every sample is told below', () => {
  expect([...results.keys()].toSorted()).toEqual(EVERY.map(([name]) => name).toSorted())
})

test.each(EVERY)('%s is %s by %s as %s', (name, event, issuer, number) => {
  expect(readInspection(result(name), undefined)).toMatchObject({
    event,
    key: { kind: 'inspection-result', issuer, series: '', number },
  })
})

test('a result says what was inspected, by whom, how it came out, and what is on the truck now', () => {
  expect(readInspection(result('inspection-result-maikapchagai'), undefined)?.content).toEqual({
    issueDay: '2026-11-24',
    authority: { names: ['Таможенный пост «Майкапшагай»', '55305'], ids: [] },
    plates: ['新H30572', '新H3057挂'],
    seals: ['KZ0102117'],
    inspection: {
      subject: 'C26940800031',
      type: '787',
      crossing: 'CNJEM',
      result: 'differing',
      decision: 'held',
      checks: [
        { kind: 'weighing', result: 'differing', findings: ['mass'] },
        { kind: 'seals', result: 'differing', findings: ['seal-number'] },
        { kind: 'scan', result: 'inconclusive' },
      ],
    },
    lines: [],
  })
})

test('a seal that was taken off is not on the truck, whoever had put it on', () => {
  expect(readInspection(result('inspection-result'), undefined)?.content).toMatchObject({
    seals: ['8800123', 'MN90017'],
    containers: ['KHGU2026119'],
    inspection: { digest: 'be'.repeat(32) },
    confirmations: [{ country: 'CN', at: '2026-11-21T14:00:00+08:00', result: 'conforming' }],
  })
})

test('a result that is taken back says from when and why', () => {
  expect(readInspection(result('inspection-result-revoked'), undefined)?.content.revocation).toEqual({
    from: '2026-11-25',
    reason: '1 号地磅校准失效',
  })
})

const example: JsonObject = JSON.parse(JSON.stringify(inspectionResult))

test.each<[string, Reading['event'] | undefined]>([
  ['1', 'cancelled'],
  ['3', 'revoked'],
  ['4', 'amended'],
  ['7', 'issued'],
  ['2', undefined],
  ['6', undefined],
])('function %s: %s', (functionCode, event) => {
  expect(readInspection({ ...example, functionCode }, undefined)?.event).toBe(event)
})

test('the country of the agreement stands in where none is named', () => {
  const { countryCode: _, ...document } = example
  expect(readInspection(document, undefined)).toBeUndefined()
  expect(readInspection(document, 'MN')?.key.issuer).toBe('MN')
})

test.each([
  ['a number that is none', { id: 'none' }],
  ['no subject', { subject: {} }],
  ['no result', { resultCode: '' }],
])('%s is no fact', (_, change) => {
  const { resultCode, ...document } = example
  const made = 'resultCode' in change ? document : { ...document, resultCode: resultCode ?? '', ...change }
  expect(readInspection(made, 'MN')).toBeUndefined()
})

describe('a result', () => {
  const RULE: IssueRule = {
    kind: 'inspection-result',
    issuer: 'CN',
    forms: [''],
    number: undefined,
    authorities: undefined,
    validMonths: undefined,
    retroactiveMonths: undefined,
  }
  const said = (document: JsonObject, before?: ReturnType<typeof succession>[number]) => {
    const reading = readInspection(document, undefined)
    if (reading === undefined) throw new Error('nothing was read')
    const saying = { source: 'la-customs', issue: RULE, message: MESSAGE, newSeed: () => 'ef'.repeat(16) }
    const known = before && { ...declarationFact(), content: before }
    return succession(reading, { document: known, predecessor: undefined }, saying)[0]
  }
  const issued = (): ReturnType<typeof said> => said(result('inspection-result-erenhot'))

  test('that is taken back keeps what it had said, and is revoked for ever', () => {
    const revoked = said(result('inspection-result-revoked'), issued())
    expect(revoked).toMatchObject({
      status: 'revoked',
      revocation: { from: '2026-11-25' },
      inspection: { result: 'conforming', decision: 'exit-allowed' },
    })
    expect(said(result('inspection-result-erenhot'), revoked)).toBeUndefined()
    const again = said({ ...result('inspection-result-erenhot'), functionCode: '5' }, revoked)
    expect(again?.status ?? 'revoked').toBe('revoked')
  })

  test('that comes out otherwise under the same number is disputed, unless it says that it is amended', () => {
    const other = { ...result('inspection-result-erenhot'), resultCode: 'differing' }
    expect(said(other, issued())).toMatchObject({ event: 'contradicted', status: 'disputed' })
    expect(said({ ...other, functionCode: '5' }, issued())).toMatchObject({
      event: 'amended',
      status: 'in-force',
      inspection: { result: 'differing' },
    })
  })

  test('whose end is heard of first gets its contents later and stays ended', () => {
    const ended = said(result('inspection-result-revoked'))
    expect(ended?.status).toBe('revoked')
    expect(said(result('inspection-result-erenhot'), ended)?.status ?? 'revoked').toBe('revoked')
  })
})
