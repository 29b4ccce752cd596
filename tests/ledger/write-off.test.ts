import { describe, expect, test } from 'vitest'
import { balanceId } from '../../src/evidence/balance-id.ts'
import type { FactContent } from '../../src/ledger/facts/fact.ts'
import type { Held } from '../../src/model/generated/verification/question.ts'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import type { WriteOffStep } from '../../src/model/generated/verification/write-off-step.ts'
import { refusalOf } from '../refusal.ts'
import { factOf } from './facts.ts'
import {
  agency,
  balancesOf,
  CLEARANCE,
  codeOf,
  dollars,
  kilograms,
  openDesk,
  pieces,
  requestOf,
  statementOf,
  tonnes,
} from './write-off-desk.ts'

const SEED = factOf().content.seed
const REASON = { code: 'not-imported', text: 'The declaration was withdrawn.' }

describe('a write-off', () => {
  test('is reserved in the unit of the document, and its statement says what is left', () => {
    const desk = openDesk(factOf())
    const request = requestOf('A-1')
    const statement = statementOf(desk.ask(request))
    expect(statement).toEqual({
      v: 1,
      writeOff: expect.any(String),
      at: '2026-11-22T04:00:00.000Z',
      by: 'cn-clearance',
      ledger: { log: 'test.example/log', size: '1000' },
      state: 'reserved',
      request,
      // As long as the agreement allows: the request names no end.
      reservedUntil: '2026-12-22T04:00:00.000Z',
      lines: [
        {
          line: 1,
          measure: 'quantity',
          unit: 'KGM',
          balanceId: balanceId(SEED, 1, 'quantity'),
          reserved: '12000',
          used: '0',
          posted: { reserved: '12000', used: '0' },
          balance: { total: '25150', reserved: '12000', used: '0', available: '13150' },
        },
      ],
      basis: [{ acceptance: '96', fact: '97', at: '2026-11-21T03:12:44.020Z', source: 'la-customs' }],
    })
    expect(desk.records).toEqual([
      {
        kind: 'reserved',
        writeOff: statement.writeOff,
        by: 'cn-clearance',
        agreement: 'ab'.repeat(32),
        until: '2026-12-22T04:00:00.000Z',
        postings: [{ balance: balanceId(SEED, 1, 'quantity'), total: '25150', reserved: '12000', used: '0' }],
        payload: expect.any(String),
        signature: { profile: 'jws', algorithm: 'ES256', keyId: 'ab'.repeat(32) },
      },
    ])
  })

  test('is used at once, of several lines and in money as well as in goods', () => {
    const desk = openDesk(factOf())
    statementOf(desk.ask(requestOf('A-1', { state: 'used', lines: [kilograms('150'), dollars('1290')] })))
    statementOf(desk.ask(requestOf('A-2', { lines: [pieces('20')] })))
    expect(balancesOf(desk)).toEqual([
      '1 quantity 0+150 of 25150 KGM',
      '2 value 0+1290 of 1290 USD',
      '2 quantity 20+0 of 20 C62',
    ])
  })

  test('does not tell what is left to an agency whose agreement does not show it', () => {
    const desk = openDesk(factOf())
    const blind = agency('cn-bank', { shows: [] })
    expect(statementOf(desk.ask(requestOf('A-1'), blind)).lines[0]).not.toHaveProperty('balance')
    const refused = desk.ask(requestOf('A-2', { lines: [tonnes('20')] }), blind)
    expect(codeOf(refused)).toBe('BALANCE_EXCEEDED')
    expect(refused).toMatchObject({ error: { message: 'Less than 20000 KGM is left of line 1.' } })
    expect(desk.ask(requestOf('A-3', { lines: [tonnes('20')] }))).toMatchObject({
      error: {
        message: '13150 KGM are left of line 1, and 20000 were asked for.',
        place: { path: '/lines/0' },
      },
    })
  })

  test('that is declined takes nothing, and needs a reason and no good document', () => {
    const desk = openDesk(factOf({ status: 'cancelled', event: 'cancelled' }))
    const statement = statementOf(desk.ask(declining()))
    expect(statement).toMatchObject({ state: 'declined', lines: [] })
    expect(desk.records[0]).not.toHaveProperty('postings')
    expect(codeOf(desk.ask({ ...declining(), reference: 'D-2', lines: [{ line: 3 }] }))).toBe('LINE_UNKNOWN')
    expect(codeOf(desk.step(statement, 'released', { reason: REASON }))).toBe('WRITE_OFF_STATE')
    expect(balancesOf(desk)).toEqual([])
  })
})

describe('the reference of an agency', () => {
  test('is the same write-off for ever: it is told of, and posted once', () => {
    const desk = openDesk(factOf())
    const { writeOff } = statementOf(desk.ask(requestOf('A-1')))
    for (let time = 0; time < 3; time += 1)
      expect(desk.ask(requestOf('A-1'))).toMatchObject({ outcome: 'repeated', writeOff, records: [] })
    expect(balancesOf(desk)).toEqual(['1 quantity 12000+0 of 25150 KGM'])
  })

  test('is that of the same write-off however its JSON was ordered, and whatever the agreement says by now', () => {
    const desk = openDesk(factOf())
    statementOf(desk.ask(requestOf('A-1')))
    const { lines, ...rest } = requestOf('A-1')
    expect(codeOf(desk.ask({ lines, ...rest }))).toBe('repeated')
    expect(codeOf(desk.ask(requestOf('A-1'), agency('cn-clearance', { writesOff: [] })))).toBe('repeated')
  })

  test.each<[string, Partial<WriteOffRequest>]>([
    ['another amount', { lines: [tonnes('11')] }],
    ['another state', { state: 'used' }],
    ['another case', { case: '2' }],
    ['the same amount written differently', { lines: [kilograms('12000')] }],
  ])('is never used for %s', (_, change) => {
    const desk = openDesk(factOf())
    statementOf(desk.ask(requestOf('A-1')))
    expect(codeOf(desk.ask(requestOf('A-1', change)))).toBe('REFERENCE_REUSED')
    expect(balancesOf(desk)).toEqual(['1 quantity 12000+0 of 25150 KGM'])
  })

  test('is its own: another agency may have the same', () => {
    const desk = openDesk(factOf())
    const one = statementOf(desk.ask(requestOf('A-1')))
    const other = statementOf(desk.ask(requestOf('A-1'), agency('cn-bank')))
    expect(other.writeOff).not.toBe(one.writeOff)
    expect(balancesOf(desk)).toEqual(['1 quantity 24000+0 of 25150 KGM'])
  })

  test('is free again after a refusal', () => {
    const desk = openDesk(factOf())
    expect(codeOf(desk.ask(requestOf('A-1', { lines: [tonnes('26')] })))).toBe('BALANCE_EXCEEDED')
    expect(codeOf(desk.ask(requestOf('A-1', { lines: [tonnes('25')] })))).toBe('made')
  })
})

describe('a step', () => {
  test('uses all that was reserved', () => {
    const desk = openDesk(factOf())
    const reserved = statementOf(desk.ask(requestOf('A-1')))
    const used = statementOf(desk.step(reserved, 'used', {}))
    expect(used).toMatchObject({
      state: 'used',
      instruction: {},
      previous: '1000',
      request: reserved.request,
    })
    expect(used.lines).toMatchObject([
      { reserved: '0', used: '12000', posted: { reserved: '-12000', used: '12000' } },
    ])
    expect(balancesOf(desk)).toEqual(['1 quantity 0+12000 of 25150 KGM'])
  })

  test('uses less than was reserved, and the rest goes back with the same posting', () => {
    const desk = openDesk(factOf())
    const reserved = statementOf(desk.ask(requestOf('A-1', { lines: [tonnes('12'), pieces('5')] })))
    const used = statementOf(desk.step(reserved, 'used', { lines: [tonnes('11.8')], case: '7' }))
    expect(used.lines).toMatchObject([
      { posted: { reserved: '-12000', used: '11800' } },
      { posted: { reserved: '-5', used: '0' } },
    ])
    expect(balancesOf(desk)).toEqual(['1 quantity 0+11800 of 25150 KGM', '2 quantity 0+0 of 20 C62'])
  })

  test('releases what is reserved or used, and all of it', () => {
    const desk = openDesk(factOf())
    const one = statementOf(desk.ask(requestOf('A-1')))
    statementOf(desk.step(one, 'released', { reason: REASON }))
    const two = statementOf(desk.ask(requestOf('A-2', { state: 'used', lines: [tonnes('25.15')] })))
    expect(statementOf(desk.step(two, 'released', { reason: REASON })).lines).toMatchObject([
      { posted: { reserved: '0', used: '-25150' }, balance: { available: '25150' } },
    ])
    expect(balancesOf(desk)).toEqual(['1 quantity 0+0 of 25150 KGM'])
  })

  test('that is repeated is told of and not posted again', () => {
    const desk = openDesk(factOf())
    const one = statementOf(desk.ask(requestOf('A-1')))
    statementOf(desk.step(one, 'used', { lines: [tonnes('3')] }))
    expect(desk.step(one, 'used', { lines: [tonnes('3')] })).toMatchObject({
      outcome: 'repeated',
      records: [],
    })
    expect(codeOf(desk.step(one, 'used', { lines: [tonnes('2')] }))).toBe('WRITE_OFF_STATE')
    expect(balancesOf(desk)).toEqual(['1 quantity 0+3000 of 25150 KGM'])
  })

  test('is refused in the wrong state, and what was released stays so', () => {
    const desk = openDesk(factOf())
    const one = statementOf(desk.ask(requestOf('A-1')))
    statementOf(desk.step(one, 'released', { reason: REASON }))
    expect(codeOf(desk.step(one, 'used', {}))).toBe('WRITE_OFF_STATE')
    expect(codeOf(desk.step(one, 'released', { reason: { code: 'again' } }))).toBe('WRITE_OFF_STATE')
    expect(balancesOf(desk)).toEqual(['1 quantity 0+0 of 25150 KGM'])
  })

  test.each<[string, WriteOffStep]>([
    ['BALANCE_EXCEEDED', { lines: [tonnes('12.001')] }],
    ['LINE_UNKNOWN', { lines: [pieces('1')] }],
    ['LINE_UNKNOWN', { lines: [{ line: 1, amount: { amount: '1', currencyId: 'USD' } }] }],
    ['UNIT_NOT_CONVERTIBLE', { lines: [{ line: 1, quantity: { quantity: '1', unitCode: 'C62' } }] }],
  ])('is refused with %s for what was not reserved, and uses nothing', (code, instruction) => {
    const desk = openDesk(factOf())
    const one = statementOf(desk.ask(requestOf('A-1')))
    expect(codeOf(desk.step(one, 'used', instruction))).toBe(code)
    expect(balancesOf(desk)).toEqual(['1 quantity 12000+0 of 25150 KGM'])
    expect(desk.records[1]).toMatchObject({ kind: 'denied', by: 'cn-clearance', code })
  })

  test('is made whatever became of the document meanwhile', () => {
    const desk = openDesk(factOf())
    const one = statementOf(desk.ask(requestOf('A-1')))
    desk.known.enter(factOf({ status: 'revoked', event: 'revoked' }))
    expect(codeOf(desk.step(one, 'used', {}))).toBe('made')
    expect(codeOf(desk.ask(requestOf('A-2')))).toBe('DOCUMENT_NOT_ESTABLISHED')
  })
})

describe('nothing is posted and a record says no', () => {
  const somebody: Held = { exporter: 'Somebody', consignee: 'Somebody else' }

  test('for who cannot show the document, and after ten times nothing more of it that day', () => {
    const desk = openDesk(factOf())
    for (let guess = 1; guess <= 10; guess += 1)
      expect(codeOf(desk.ask({ ...requestOf(`G-${guess}`), held: somebody }))).toBe(
        'DOCUMENT_NOT_ESTABLISHED',
      )
    expect(codeOf(desk.ask(requestOf('A-1')))).toBe('VERIFICATION_LIMITED')
    expect(balancesOf(desk)).toEqual([])
  })

  test.each<[string, string, Partial<WriteOffRequest>]>([
    ['a line that is not there', 'LINE_UNKNOWN', { lines: [tonnes('1', 7)] }],
    ['a measure that the line does not state', 'LINE_UNKNOWN', { lines: [{ ...dollars('1'), line: 1 }] }],
    ['one line of several', 'LINE_UNKNOWN', { lines: [tonnes('1'), tonnes('1', 7)] }],
    ['pieces of a mass', 'UNIT_NOT_CONVERTIBLE', { lines: [{ ...pieces('1'), line: 1 }] }],
    [
      'another currency',
      'UNIT_NOT_CONVERTIBLE',
      { lines: [{ line: 2, amount: { amount: '1', currencyId: 'CNY' } }] },
    ],
    ['more than the document says', 'BALANCE_EXCEEDED', { lines: [tonnes('25.150001')] }],
    ['too much of the second line', 'BALANCE_EXCEEDED', { lines: [tonnes('1'), pieces('21')] }],
    ['a document nobody issued', 'DOCUMENT_NOT_ESTABLISHED', { number: 'E26LA0110000999' }],
    ['a document it does not hold', 'DOCUMENT_NOT_ESTABLISHED', { held: somebody }],
    [
      'a document that says something else',
      'DOCUMENT_NOT_ESTABLISHED',
      { held: { ...requestOf('').held, issueDate: '2026-11-20' } },
    ],
    ['a day after its last', 'DOCUMENT_NOT_ESTABLISHED', { date: '2027-11-21' }],
    ['declining what it does not hold', 'DOCUMENT_NOT_ESTABLISHED', declined(somebody)],
    ['another issuer', 'KIND_NOT_AGREED', { issuer: 'TH' }],
    ['another purpose', 'PURPOSE_NOT_AGREED', { purpose: 'audit' }],
    ['a kind that is none', 'KIND_UNKNOWN', { kind: 'passport' }],
    ['a number that is none', 'NUMBER_MALFORMED', { number: 'X-1' }],
  ])('for %s: %s', (_, code, change) => {
    const desk = openDesk(factOf())
    const refused = desk.ask(requestOf('A-1', change))
    expect(codeOf(refused)).toBe(code)
    expect(desk.records).toMatchObject([{ kind: 'denied', by: 'cn-clearance', code }])
    expect(refused.payloads.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()))).toEqual([
      requestOf('A-1', change),
    ])
    expect(balancesOf(desk)).toEqual([])
    expect(desk.known.writeOff({ agency: 'cn-clearance', reference: 'A-1' })).toBeUndefined()
  })

  test.each<[string, Partial<FactContent>]>([
    ['cancelled', { status: 'cancelled' }],
    ['replaced', { status: 'replaced' }],
    ['disputed', { status: 'disputed' }],
    ['issued by somebody else', { authority: { names: ['Ministry of Magic'], ids: [] } }],
  ])('for a document that is %s, by the words for one that does not exist', (_, content) => {
    const known = openDesk(factOf(content)).ask(requestOf('A-1'))
    const unknown = openDesk().ask(requestOf('A-1'))
    expect(codeOf(known)).toBe('DOCUMENT_NOT_ESTABLISHED')
    expect(known).toMatchObject({
      error: { message: unknown.outcome === 'refused' && unknown.error.message },
    })
  })

  test('for measures that the agreement does not name', () => {
    const desk = openDesk(factOf())
    const bank = agency('cn-bank', { writesOff: ['value'] })
    expect(codeOf(desk.ask(requestOf('A-1'), bank))).toBe('KIND_NOT_AGREED')
    expect(codeOf(desk.ask(requestOf('A-1', { lines: [dollars('5')] }), bank))).toBe('made')
    expect(codeOf(desk.ask(declining(), agency('cn-tax', { writesOff: [] })))).toBe('KIND_NOT_AGREED')
  })
})

describe('what is no request is told and forgotten', () => {
  test.each<[string, Partial<WriteOffRequest>]>([
    ['/lines/0', { lines: [tonnes('0.000')] }],
    ['/lines/0', { lines: [{ line: 1 }] }],
    ['/lines/1/line', { lines: [tonnes('1'), tonnes('2')] }],
    ['/reason', { reason: REASON }],
    ['/reason', { state: 'declined', lines: [{ line: 1 }] }],
    ['/lines/0', { state: 'declined', reason: REASON }],
    ['/held/exporter', { held: { exporter: { sha256: 'ab'.repeat(32) }, invoice: 'TE-2026-318' } }],
  ])('at %s', (path, change) => {
    const desk = openDesk(factOf())
    expect(refusalOf(() => desk.ask(requestOf('A-1', change)))).toMatchObject({
      code: 'REQUEST_INVALID',
      place: { path },
    })
    expect(desk.records).toEqual([])
  })

  test.each<[string, 'used' | 'released', WriteOffStep]>([
    ['/reason', 'used', { reason: REASON }],
    ['/reason', 'released', {}],
    ['/lines', 'released', { reason: REASON, lines: [tonnes('1')] }],
    ['/lines/0', 'used', { lines: [tonnes('0')] }],
    ['/lines/0', 'used', { lines: [{ line: 1 }] }],
    ['/lines/1/line', 'used', { lines: [tonnes('1'), tonnes('1')] }],
  ])('at %s of a step', (path, to, instruction) => {
    const desk = openDesk(factOf())
    const one = statementOf(desk.ask(requestOf('A-1'), CLEARANCE))
    expect(refusalOf(() => desk.step(one, to, instruction))).toMatchObject({
      code: 'REQUEST_INVALID',
      place: { path },
    })
  })
})

function declining(): WriteOffRequest {
  return requestOf('D-1', declined(requestOf('').held))
}

function declined(held: Held): Partial<WriteOffRequest> {
  return { state: 'declined', held, lines: [{ line: 1 }], reason: { code: 'origin-not-met' } }
}
