import { describe, expect, test } from 'vitest'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import { refusalOf } from '../refusal.ts'
import { factOf } from './facts.ts'
import {
  agency,
  AT,
  balancesOf,
  CLEARANCE,
  codeOf,
  openDesk,
  requestOf,
  statementOf,
  tonnes,
} from './write-off-desk.ts'

const HOUR = 3_600_000
const UNTIL = new Date(AT.getTime() + HOUR)
const REASON = { code: 'not-imported' }

/** Twelve tonnes for an hour. */
const forAnHour = (change: Partial<WriteOffRequest> = {}): WriteOffRequest =>
  requestOf('A-1', { reservedUntil: UNTIL.toISOString(), ...change })

describe('a reservation', () => {
  test('says in its statement and its record until when, in UTC whatever the request said', () => {
    const desk = openDesk(factOf())
    const statement = statementOf(desk.ask(forAnHour({ reservedUntil: '2026-11-22T13:00:00+08:00' })))
    expect(statement).toMatchObject({ state: 'reserved', reservedUntil: UNTIL.toISOString() })
    expect(desk.records).toMatchObject([{ kind: 'reserved', until: UNTIL.toISOString() }])
  })

  test('lasts as long as the agreement allows where the request says nothing', () => {
    const { reservedUntil } = statementOf(openDesk(factOf()).ask(requestOf('A-1')))
    expect(reservedUntil).toBe('2026-12-22T04:00:00.000Z')
  })

  test.each([
    ['RESERVATION_PAST', '2026-11-22T04:00:00Z'],
    ['RESERVATION_PAST', '2026-11-22T04:59:59.999+01:00'],
    ['made', '2026-11-22T04:00:00.001Z'],
    ['made', '2026-12-22T04:00:00Z'],
    ['RESERVATION_TOO_LONG', '2026-12-22T04:00:00.001Z'],
    ['RESERVATION_TOO_LONG', '9999-12-31T23:59:59Z'],
  ])('comes to %s until %s, when the agreement says nothing', (code, reservedUntil) => {
    const desk = openDesk(factOf())
    expect(codeOf(desk.ask(forAnHour({ reservedUntil })))).toBe(code)
    if (code !== 'made') expect(desk.records).toMatchObject([{ kind: 'denied', code }])
  })

  test('is refused for its time before the document is looked at, and the reference stays free', () => {
    const desk = openDesk()
    expect(codeOf(desk.ask(forAnHour({ reservedUntil: '2026-11-22T03:00:00Z' })))).toBe('RESERVATION_PAST')
    expect(codeOf(desk.ask(forAnHour()))).toBe('DOCUMENT_NOT_ESTABLISHED')
  })

  test('lasts no longer than its agency agreed to', () => {
    const partner = agency('cn-clearance')
    const { asking } = partner.agreement
    const hasty = {
      ...partner,
      agreement: { ...partner.agreement, asking: { ...asking, longestReservationMs: HOUR / 2 } },
    }
    expect(codeOf(openDesk(factOf()).ask(forAnHour(), hasty))).toBe('RESERVATION_TOO_LONG')
    expect(statementOf(openDesk(factOf()).ask(requestOf('A-1'), hasty)).reservedUntil).toBe(
      '2026-11-22T04:30:00.000Z',
    )
  })

  test.each<[string, Partial<WriteOffRequest>]>([
    ['of what is used at once', { state: 'used' }],
    ['on a day that is none', { reservedUntil: '2027-02-29T00:00:00Z' }],
    ['at an hour that is none', { reservedUntil: '2026-11-31T23:00:00-01:00' }],
  ])('has no end %s', (_, change) => {
    expect(refusalOf(() => openDesk(factOf()).ask(forAnHour(change)))).toMatchObject({
      code: 'REQUEST_INVALID',
      place: { path: '/reservedUntil' },
    })
  })
})

describe('when its time is over, a reservation', () => {
  test('goes back: a record of the gateway says why, and its agency gets a notice', () => {
    const desk = openDesk(factOf())
    const reserved = statementOf(desk.ask(forAnHour()))
    desk.pass(HOUR)
    const { ended, notice } = desk.end(reserved)
    expect(ended?.statement).toMatchObject({
      writeOff: reserved.writeOff,
      at: UNTIL.toISOString(),
      by: 'cn-clearance',
      state: 'released',
      reason: 'RESERVATION_ENDED',
      reservedUntil: UNTIL.toISOString(),
      previous: '1000',
      ledger: { size: '1001' },
      request: reserved.request,
      lines: [
        {
          reserved: '0',
          used: '0',
          posted: { reserved: '-12000', used: '0' },
          balance: { reserved: '0', available: '25150' },
        },
      ],
    })
    expect(ended?.statement).not.toHaveProperty('instruction')
    expect(desk.records.slice(1)).toMatchObject([
      {
        kind: 'ended',
        writeOff: reserved.writeOff,
        agency: 'cn-clearance',
        until: UNTIL.toISOString(),
        postings: [{ reserved: '-12000', used: '0' }],
      },
      { kind: 'notified', writeOff: reserved.writeOff, to: 'cn-clearance', of: 'ended' },
    ])
    expect(desk.records[1]).not.toHaveProperty('by')
    expect(JSON.parse(Buffer.from(notice?.payload ?? []).toString())).toMatchObject({
      kind: 'ended',
      reason: 'RESERVATION_ENDED',
      about: { writeOff: reserved.writeOff },
      ledger: { size: '1002' },
    })
    expect(balancesOf(desk)).toEqual(['1 quantity 0+0 of 25150 KGM'])
    expect(codeOf(desk.ask(requestOf('A-2', { lines: [tonnes('25.15')] })))).toBe('made')
  })

  test('does not go back one millisecond before, nor twice', () => {
    const desk = openDesk(factOf())
    const reserved = statementOf(desk.ask(forAnHour()))
    desk.pass(HOUR - 1)
    expect(desk.end(reserved)).toMatchObject({ ended: undefined, notice: undefined, records: [] })
    desk.pass(1)
    expect(desk.end(reserved).records).toHaveLength(2)
    expect(desk.end(reserved).records).toEqual([])
  })

  test('can be used in its last millisecond and not after it, whether the loop has come by or not', () => {
    const desk = openDesk(factOf())
    const [one, other] = [
      statementOf(desk.ask(forAnHour())),
      statementOf(desk.ask(forAnHour({ reference: 'A-2' }))),
    ]
    desk.pass(HOUR - 1)
    expect(codeOf(desk.step(one, 'used', {}))).toBe('made')
    desk.pass(1)
    expect(codeOf(desk.step(other, 'used', {}))).toBe('RESERVATION_ENDED')
    expect(codeOf(desk.step(other, 'released', { reason: REASON }))).toBe('RESERVATION_ENDED')
    desk.end(other)
    expect(codeOf(desk.step(other, 'used', {}))).toBe('RESERVATION_ENDED')
    expect(codeOf(desk.step(other, 'released', { reason: REASON }))).toBe('RESERVATION_ENDED')
    expect(balancesOf(desk)).toEqual(['1 quantity 0+12000 of 25150 KGM'])
  })

  test('that was used or released before stays so, and may be given back as ever', () => {
    const desk = openDesk(factOf())
    const [one, other] = [
      statementOf(desk.ask(forAnHour())),
      statementOf(desk.ask(forAnHour({ reference: 'A-2' }))),
    ]
    expect(statementOf(desk.step(one, 'used', {}))).not.toHaveProperty('reservedUntil')
    expect(codeOf(desk.step(other, 'released', { reason: REASON }))).toBe('made')
    desk.pass(2 * HOUR)
    expect(desk.end(one).records).toEqual([])
    expect(desk.end(other).records).toEqual([])
    expect(codeOf(desk.step(other, 'used', {}))).toBe('WRITE_OFF_STATE')
    expect(codeOf(desk.step(one, 'released', { reason: REASON }))).toBe('made')
  })

  test('is the same write-off still: the same request is told how it ended', () => {
    const desk = openDesk(factOf())
    const { writeOff } = statementOf(desk.ask(forAnHour()))
    desk.pass(2 * HOUR)
    expect(desk.ask(forAnHour())).toMatchObject({ outcome: 'repeated', writeOff })
  })

  test('does not go back by itself when it is from before reservations had an end', () => {
    const desk = openDesk(factOf())
    const reserved = statementOf(desk.ask(forAnHour()))
    const now = desk.known.writeOff(reserved.writeOff)
    if (now !== undefined) desk.known.setWriteOff({ ...now, reservedUntil: undefined })
    desk.pass(1000 * 24 * HOUR)
    expect(desk.end(reserved).records).toEqual([])
    expect(codeOf(desk.step(reserved, 'used', {}, CLEARANCE))).toBe('made')
  })

  test('of an agency without an agreement goes back too, and its statement shows no rest', () => {
    const desk = openDesk(factOf())
    const gone = agency('cn-gone')
    const reserved = statementOf(desk.ask(forAnHour(), gone))
    desk.pass(HOUR)
    const { ended } = desk.end(reserved)
    expect(ended?.statement).toMatchObject({ by: 'cn-gone', state: 'released' })
    expect(ended?.statement.lines[0]).not.toHaveProperty('balance')
  })
})
