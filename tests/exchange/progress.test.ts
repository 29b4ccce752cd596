import { describe, expect, test } from 'vitest'
import type { Answered } from '../../src/exchange/answer.ts'
import { nextAttempt } from '../../src/exchange/back-off.ts'
import { acknowledged, handedOver, parked } from '../../src/exchange/progress.ts'
import { KhorgosError } from '../../src/errors.ts'
import type { Partner } from '../../src/partners/partner.ts'
import type { Changes } from '../../src/exchange/unit.ts'
import { partnerWith } from './partner.ts'

const NOW = new Date('2026-11-21T08:00:00Z')
const SENT = { id: 'o', exchangeId: 'a', sources: ['a', 'b'], messageId: 'm' }

type State = Changes['exchangeStates'][number]['to']
type OutgoingState = Changes['outgoingStates'][number]['to']

function receiver(...levels: readonly Answered['level'][]): Partner {
  return partnerWith({
    acknowledgements: levels.map((level) => ({
      level,
      format: 'receipt',
      channel: level === 'technical' ? 'reply' : 'pushed',
      withinMs: level === 'technical' ? 30_000 : 600_000,
    })),
  })
}

function answer(level: Answered['level'], outcome: Answered['outcome']): Answered {
  return {
    kind: 'answered',
    format: 'receipt',
    digest: new Uint8Array(32),
    signature: { profile: 'xmldsig-enveloped', algorithm: 'ecdsa', keyId: 'ab'.repeat(32) },
    answers: 'm',
    level,
    outcome,
    response: {},
    status: undefined,
    registration: undefined,
    numbers: [],
  }
}

/** Where the changes lead from a state; itself when they do not touch it. */
function after<T extends string>(moves: readonly { from: readonly T[]; to: T }[], state: T): T {
  return moves.find(({ from }) => from.includes(state))?.to ?? state
}

const changesOf = (to: Partner, level: Answered['level'], outcome: Answered['outcome']): Changes =>
  acknowledged(SENT, to, Buffer.from('<r/>'), answer(level, outcome), NOW)

describe('the ladder of acknowledgements', () => {
  const both = receiver('technical', 'business')
  const only = receiver('business')
  // In the order of the partner file, which need not be that of the ladder.
  const all = receiver('decision', 'business', 'transport', 'technical')
  const rows: readonly [
    Partner,
    Answered['level'],
    Answered['outcome'],
    State,
    OutgoingState,
    State,
    OutgoingState,
  ][] = [
    [both, 'technical', 'accepted', 'accepted', 'queued', 'delivered', 'sent'],
    [both, 'technical', 'accepted', 'delivered', 'sent', 'delivered', 'sent'],
    [both, 'technical', 'accepted', 'completed', 'acknowledged', 'completed', 'acknowledged'],
    [both, 'technical', 'accepted', 'refused', 'refused', 'refused', 'refused'],
    // A parked one has nobody who asks for the last answer: an operator must see it.
    [both, 'technical', 'accepted', 'parked', 'parked', 'parked', 'parked'],
    [both, 'technical', 'rejected', 'accepted', 'queued', 'refused', 'refused'],
    [both, 'business', 'accepted', 'accepted', 'queued', 'completed', 'acknowledged'],
    [both, 'business', 'accepted', 'delivered', 'sent', 'completed', 'acknowledged'],
    [both, 'business', 'accepted', 'parked', 'parked', 'completed', 'acknowledged'],
    [both, 'business', 'accepted', 'refused', 'refused', 'refused', 'refused'],
    [both, 'business', 'review', 'accepted', 'queued', 'delivered', 'sent'],
    [both, 'business', 'review', 'completed', 'acknowledged', 'completed', 'acknowledged'],
    [both, 'business', 'rejected', 'delivered', 'sent', 'refused', 'refused'],
    [both, 'business', 'rejected', 'parked', 'parked', 'refused', 'refused'],
    [both, 'business', 'rejected', 'completed', 'acknowledged', 'completed', 'acknowledged'],
    [only, 'business', 'accepted', 'accepted', 'queued', 'completed', 'acknowledged'],
    [receiver('technical'), 'technical', 'accepted', 'accepted', 'queued', 'completed', 'acknowledged'],
    // That the bytes arrived says nothing about the message.
    [all, 'transport', 'accepted', 'accepted', 'queued', 'accepted', 'sent'],
    [all, 'transport', 'accepted', 'delivered', 'sent', 'delivered', 'sent'],
    [all, 'transport', 'rejected', 'accepted', 'queued', 'refused', 'refused'],
    [all, 'business', 'accepted', 'delivered', 'sent', 'completed', 'acknowledged'],
    [receiver('transport'), 'transport', 'accepted', 'accepted', 'queued', 'completed', 'acknowledged'],
    // Who decides about the goods has taken the message; a decision that comes later changes nothing but the record.
    [all, 'decision', 'accepted', 'delivered', 'sent', 'completed', 'acknowledged'],
    [all, 'decision', 'rejected', 'delivered', 'sent', 'refused', 'refused'],
    [all, 'decision', 'rejected', 'completed', 'acknowledged', 'completed', 'acknowledged'],
  ]
  test.each(rows)('%#: %o', (to, level, outcome, exchange, outgoing, exchangeAfter, outgoingAfter) => {
    const changes = changesOf(to, level, outcome)
    for (const source of SENT.sources)
      expect(
        after(
          changes.exchangeStates.filter(({ id }) => id === source),
          exchange,
        ),
      ).toBe(exchangeAfter)
    expect(after(changes.outgoingStates, outgoing)).toBe(outgoingAfter)
  })

  test('a last answer ends the delivery, an earlier one asks again after the time agreed', () => {
    expect(changesOf(both, 'business', 'accepted').outbox).toEqual({ outgoingId: 'o', next: 'complete' })
    expect(changesOf(both, 'technical', 'rejected').outbox).toEqual({ outgoingId: 'o', next: 'complete' })
    for (const [level, outcome] of [
      ['technical', 'accepted'],
      ['business', 'review'],
    ] as const)
      expect(changesOf(both, level, outcome).outbox).toEqual({
        outgoingId: 'o',
        next: { retryAt: new Date('2026-11-21T08:10:00Z'), error: undefined },
      })
  })

  test('of two answers on one step the first that was agreed on says how long to wait', () => {
    const [technical, business] = both.agreement.acknowledgements
    const quick = { ...business!, format: 'other', channel: 'reply' as const, withinMs: 1_000 }
    const retryAt = { next: { retryAt: new Date('2026-11-21T08:10:00Z') } }
    for (const acknowledgements of [
      [technical!, business!, quick],
      [business!, quick, technical!],
    ])
      for (const [level, outcome] of [
        ['technical', 'accepted'],
        ['business', 'review'],
      ] as const)
        expect(changesOf(partnerWith({ acknowledgements }), level, outcome).outbox).toMatchObject(retryAt)
  })

  test('every answer is kept, recorded and receipted, with the commitment to its bytes', () => {
    const changes = changesOf(both, 'technical', 'accepted')
    const [raw] = changes.payloads
    expect(changes.records).toMatchObject([
      { kind: 'acknowledged', exchange: 'a', by: 'cn', messageId: 'm', payload: raw?.commitment },
    ])
    expect(changes.receiptOf).toEqual({ record: 0, salt: raw?.salt })
    expect(changes.acknowledgements).toMatchObject([{ outgoingId: 'o', payloadId: raw?.id, record: 0 }])
  })

  test('a receiver that says nothing in its reply has it all the same: its answer is waited for', () => {
    const changes = handedOver(SENT, receiver('business'), NOW)
    expect(after(changes.outgoingStates, 'queued')).toBe('sent')
    expect(changes).toMatchObject({
      exchangeStates: [],
      records: [],
      outbox: { next: { retryAt: new Date('2026-11-21T08:10:00Z') } },
    })
  })
})

describe('parking', () => {
  const error = new KhorgosError('PARTNER_UNREACHABLE', 'nobody there')
  const changes = parked(SENT, error)
  test('keeps the reason with every exchange, and a record of each', () => {
    expect(changes.records).toEqual(
      SENT.sources.map((exchange) => ({ kind: 'parked', exchange, code: error.code, messageId: 'm' })),
    )
    for (const move of changes.exchangeStates)
      expect(move.error).toMatchObject({ code: error.code, message: error.message })
    expect(changes.outbox).toEqual({ outgoingId: 'o', next: 'complete' })
  })
  test.each([
    ['accepted', 'parked'],
    ['delivered', 'parked'],
    ['completed', 'completed'],
    ['refused', 'refused'],
  ] as const)('takes %s to %s', (before, then) => {
    expect(after(changes.exchangeStates, before)).toBe(then)
  })
})

describe('the pause before the next attempt', () => {
  const pause = (attempts: number, random: number): number =>
    nextAttempt(attempts, NOW, random).getTime() - NOW.getTime()
  test('doubles from five seconds to an hour, and is drawn from the upper half', () => {
    expect([1, 2, 3, 4].map((attempts) => pause(attempts, 1))).toEqual([5_000, 10_000, 20_000, 40_000])
    expect([11, 12, 1000].map((attempts) => pause(attempts, 1))).toEqual([3_600_000, 3_600_000, 3_600_000])
    expect([1, 2].map((attempts) => pause(attempts, 0))).toEqual([2_500, 5_000])
  })
})
