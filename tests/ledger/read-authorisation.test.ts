import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { FactContent, Reading } from '../../src/ledger/facts/fact.ts'
import { readOperator, readPermit } from '../../src/ledger/read/authorisation.ts'
import { succession } from '../../src/ledger/facts/succession.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { readText } from '../formats/sample-files.ts'
import { declarationFact, RULE, MESSAGE } from './facts.ts'

/** Permits and statuses of operators become the facts that their authorities say. */

const sampleOf = (name: string, kind: string): JsonObject =>
  readText(readFileSync(`schemas/khorgos/samples/${name}.xml`, 'utf8')).documents[kind] ?? {}
const permit = sampleOf('permit-issued', 'permit')

test('a permit says whose it is, from when to when, for what and how much', () => {
  expect(readPermit(permit)).toEqual({
    key: { kind: 'permit', issuer: 'CN', series: '', number: '26-AA-100124' },
    event: 'issued',
    content: {
      issueDay: '2026-09-01',
      lastDay: '2036-12-31',
      authority: { names: ['商务部配额许可证事务局（示例）'], ids: [] },
      holder: {
        names: ['乌鲁木齐天山西路贸易有限公司', 'Urumqi Tianshan West Road Trade Co., Ltd.'],
        ids: ['USCC 91650100MA77K2P184'],
      },
      lines: [
        {
          line: 1,
          hs: '2503000000',
          origin: 'KZ',
          quantity: { quantity: '50000', unit: 'KGM', basis: 'other' },
          value: { amount: '6000', currency: 'USD' },
        },
      ],
    },
  })
})

test('an operator is known by its number in the register', () => {
  expect(readOperator(sampleOf('economic-operator', 'economic-operator'))).toMatchObject({
    key: { kind: 'economic-operator', issuer: 'MN', series: '', number: 'MNAEO000017' },
    event: 'issued',
    content: {
      issueDay: '2025-11-02',
      firstDay: '2025-11-10',
      lastDay: '2030-11-09',
      holder: { ids: ['MN-REG 2874539'] },
      suspensions: [{ from: '2026-02-01', to: '2026-02-28', reason: 'Хяналт шалгалт' }],
      lines: [],
    },
  })
})

test.each<[string | undefined, string | undefined, Reading['event'] | undefined]>([
  [undefined, undefined, 'issued'],
  ['9', 'in-force', 'issued'],
  ['5', 'in-force', 'amended'],
  ['5', 'suspended', 'suspended'],
  ['9', 'suspended', 'suspended'],
  ['5', 'revoked', 'revoked'],
  ['1', undefined, 'cancelled'],
  ['1', 'revoked', 'cancelled'],
  ['2', 'in-force', undefined],
])('function %s and status %s: %s', (functionCode, statusCode, event) => {
  const { functionCode: _, statusCode: __, ...rest } = permit
  const document = {
    ...rest,
    ...(functionCode !== undefined && { functionCode }),
    ...(statusCode !== undefined && { statusCode }),
  }
  expect(readPermit(document)?.event).toBe(event)
})

describe('a permit in the ledger', () => {
  const said = (document: JsonObject, before?: FactContent): FactContent | undefined => {
    const reading = readPermit(document)
    if (reading === undefined) throw new Error('nothing was read')
    const saying = { source: 'la-customs', issue: RULE, message: MESSAGE, newSeed: () => 'ef'.repeat(16) }
    const known = before && { ...declarationFact(), content: before }
    return succession(reading, { document: known, predecessor: undefined }, saying)[0]
  }
  const suspension = { startDateTime: '2026-10-10', reason: 'Report missing' }
  const suspended = { ...permit, functionCode: '5', statusCode: 'suspended', suspensions: [suspension] }
  const again = {
    ...permit,
    functionCode: '5',
    suspensions: [{ ...suspension, endDateTime: '2026-10-20' }],
  }
  const revoked = {
    ...permit,
    functionCode: '5',
    statusCode: 'revoked',
    revocation: { effectiveDateTime: '2026-11-01', reason: 'Fraud' },
  }

  test('is suspended, comes back, and is revoked for ever', () => {
    const issued = said(permit)
    const held = said(suspended, issued)
    expect(held).toMatchObject({
      event: 'suspended',
      status: 'in-force',
      suspensions: [{ from: '2026-10-10', reason: 'Report missing' }],
      seed: issued?.seed,
    })
    const back = said(again, held)
    expect(back).toMatchObject({
      event: 'amended',
      status: 'in-force',
      suspensions: [{ from: '2026-10-10', to: '2026-10-20', reason: 'Report missing' }],
    })
    const fallen = said(revoked, back)
    expect(fallen).toMatchObject({
      event: 'revoked',
      status: 'revoked',
      revocation: { from: '2026-11-01', reason: 'Fraud' },
      suspensions: back?.suspensions,
    })
    expect(said(again, fallen)).toBeUndefined()
  })

  test('is suspended on every day where nobody says since when', () => {
    const { suspensions: _, ...unsaid } = suspended
    expect(said(unsaid)?.suspensions).toEqual([{ from: '0000-01-01' }])
  })
})

describe('a status that does not say when it was granted', () => {
  const status = {
    id: 'MNAEO000123',
    issuingCountryCode: 'MN',
    holder: { name: 'First Holder LLC' },
    effectiveDateTime: '2026-01-01T00:00:00+08:00',
  }
  const other = { ...status, holder: { name: 'Somebody Else LLC' } }
  const change = { ...status, functionCode: '5' }
  const said = (document: JsonObject, before?: FactContent): FactContent | undefined => {
    const reading = readOperator(document)
    if (reading === undefined) throw new Error('nothing was read')
    const saying = { source: 'la-customs', issue: RULE, message: MESSAGE, newSeed: () => 'ef'.repeat(16) }
    const known = before && { ...declarationFact(), content: before }
    return succession(reading, { document: known, predecessor: undefined }, saying)[0]
  }

  test('is disputed when it is granted to another holder under the same number', () => {
    const issued = said(status)
    expect(said(status, issued)).toBeUndefined()
    expect(said(other, issued)).toMatchObject({
      event: 'contradicted',
      status: 'disputed',
      holder: { names: ['First Holder LLC'] },
    })
  })

  test('is not suspended any more when it is given back', () => {
    const suspended = said({ ...change, statusCode: 'suspended' }, said(status))
    expect(suspended?.suspensions).toEqual([{ from: '0000-01-01' }])
    const back = said({ ...change, statusCode: 'in-force' }, suspended)
    expect(back).toMatchObject({ event: 'amended', status: 'in-force' })
    expect(back).not.toHaveProperty('suspensions')
  })

  test('says what its grant says when that is heard of after its suspension', () => {
    const suspended = said({ ...change, statusCode: 'suspended' })
    const issued = said(status, suspended)
    expect(issued).toMatchObject({ status: 'in-force', suspensions: [{ from: '0000-01-01' }] })
    expect(said(other, issued)).toMatchObject({ event: 'contradicted', status: 'disputed' })
  })

  test('that has ended before its grant was heard of has what that says, and nothing of before', () => {
    const ended = said({ ...other, functionCode: '1' })
    expect(ended).toMatchObject({ status: 'cancelled', holder: { names: ['Somebody Else LLC'] } })
    const { effectiveDateTime: _, ...undated } = status
    const issued = said(undated, ended)
    expect(issued).toMatchObject({ status: 'cancelled', holder: { names: ['First Holder LLC'] } })
    expect(issued).not.toHaveProperty('firstDay')
    expect(said(undated, issued)).toBeUndefined()
  })
})
