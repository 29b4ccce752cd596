import { describe, expect, test } from 'vitest'
import { subjectOf } from '../../src/evidence/record.ts'
import type { Counterpart } from '../../src/sandbox/counterpart/counterpart.ts'
import { DATABASES } from '../harness/databases.ts'
import { useGateway } from '../harness/use-gateway.ts'

/** More than the slots of one receiver. */
const QUEUE = 40
/** Longer than any pause before the attempts of these tests, and than the wait for a business acknowledgement. */
const LATER_MS = 11 * 60_000
const MAX_ATTEMPTS = 3

describe.each(DATABASES)('a delivery, on the %s database', (kind) => {
  const site = useGateway(kind, {
    agreement: (text) =>
      text.replace('timeout: 10s', 'timeout: 1s').replace('maxAttempts: 12', `maxAttempts: ${MAX_ATTEMPTS}`),
  })

  /** A message on its way to China, answered in two steps; and a trip to Kazakhstan, answered in the reply. */
  const toChina = async (): Promise<string> => {
    const { kz, samples, trip } = site()
    return (await kz.submit(samples.awmds(trip()))).exchange
  }
  const toKazakhstan = async (): Promise<string> => {
    const { cn, samples, trip } = site()
    const same = trip()
    await cn.submit(samples.mt4402(same))
    return (await cn.submit(samples.mt2401(same))).exchange
  }
  const attempted = async (from: Counterpart, exchange: string, attempts: number) =>
    site().until(
      from,
      exchange,
      ({ outgoing: [sent] }) => sent?.attempts === attempts && sent.lastError !== undefined,
    )
  /** Effects and deliveries at the receiver of the message that this exchange became. */
  const book = async (from: Counterpart, exchange: string, at: Counterpart) => {
    const { outgoing } = await site().view(from, exchange)
    const effects = at.book.effects.filter(({ messageId }) => messageId === outgoing[0]?.messageId)
    return effects.length
  }

  test('is tried again after errors of the receiver, with the reason in the view', async () => {
    const { kz, cn, clock, untilState } = site()
    cn.behave({ fail: { status: 500, times: 2 } })
    const exchange = await toChina()
    for (const attempt of [1, 2]) {
      const seen = await attempted(kz, exchange, attempt)
      expect(seen.outgoing[0]).toMatchObject({
        state: 'queued',
        lastError: expect.stringMatching(/^PARTNER_UNREACHABLE: .*500/),
      })
      clock.advance(LATER_MS)
    }
    const done = await untilState(kz, exchange, 'completed')
    expect(done.error).toBeUndefined()
    expect(await book(kz, exchange, cn)).toBe(1)
  })

  test('whose connection was reset after the message was taken has one effect', async () => {
    const { kz, cn, clock, untilState } = site()
    kz.behave({ reset: 1 })
    const before = kz.book.deliveries
    const exchange = await toKazakhstan()
    await attempted(cn, exchange, 1)
    clock.advance(LATER_MS)
    await untilState(cn, exchange, 'completed')
    expect(kz.book.deliveries - before).toBe(2)
    expect(await book(cn, exchange, kz)).toBe(1)
  })

  test('that is never answered ends at the time agreed and is tried again', async () => {
    const { kz, cn, clock, untilState } = site()
    kz.behave({ hang: true })
    const exchange = await toKazakhstan()
    const seen = await attempted(cn, exchange, 1)
    expect(seen.outgoing[0]?.lastError).toBe('PARTNER_UNREACHABLE: The receiver did not answer in time.')
    kz.behave({})
    clock.advance(LATER_MS)
    await untilState(cn, exchange, 'completed')
    expect(await book(cn, exchange, kz)).toBe(1)
  })

  test('answered under a key nobody agreed to is not acknowledged by that, and is parked in the end', async () => {
    const { kz, cn, clock, untilState } = site()
    cn.behave({ wrongSignature: true })
    const exchange = await toChina()
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
      const seen = await attempted(kz, exchange, attempt)
      expect(seen.state).toBe('accepted')
      expect(seen.outgoing[0]?.lastError).toMatch(/^ACKNOWLEDGEMENT_INVALID: SIGNER_UNKNOWN/)
      clock.advance(LATER_MS)
    }
    const parked = await untilState(kz, exchange, 'parked')
    expect(parked.error).toMatchObject({ code: 'ACKNOWLEDGEMENT_INVALID' })
    expect(parked.outgoing[0]?.state).toBe('parked')
    expect(parked.timeline.map(({ record }) => record.kind)).toEqual(['accepted', 'converted', 'parked'])
  })

  test('answered with nothing is asked for again', async () => {
    const { kz, cn, clock, untilState } = site()
    kz.behave({ silent: true })
    const exchange = await toKazakhstan()
    expect((await attempted(cn, exchange, 1)).outgoing[0]?.lastError).toMatch(/^ACKNOWLEDGEMENT_MISSING/)
    kz.behave({})
    clock.advance(LATER_MS)
    await untilState(cn, exchange, 'completed')
    expect(await book(cn, exchange, kz)).toBe(1)
  })

  test('whose business acknowledgement stays away is made again after the time agreed, with one effect', async () => {
    const { kz, cn, clock, untilState, until } = site()
    cn.behave({ silent: true })
    const exchange = await toChina()
    const delivered = await untilState(kz, exchange, 'delivered')
    expect(delivered.outgoing[0]).toMatchObject({ state: 'sent', attempts: 1 })
    cn.behave({})
    clock.advance(LATER_MS)
    const done = await until(kz, exchange, ({ state }) => state === 'completed')
    // The technical receipt of the second time is the one of the first: it is not recorded again.
    expect(done.timeline.map(({ record }) => record.kind)).toEqual([
      'accepted',
      'converted',
      'acknowledged',
      'acknowledged',
    ])
    expect(await book(kz, exchange, cn)).toBe(1)
  })

  test('that no attempt got acknowledged is parked with a record; a late acknowledgement completes it', async () => {
    const { kz, cn, clock, until, untilState, gateway } = site()
    cn.behave({ silent: true })
    const exchange = await toChina()
    await untilState(kz, exchange, 'delivered')
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      await until(kz, exchange, ({ outgoing: [sent] }) => sent?.attempts === attempt)
      await until(kz, exchange, ({ outgoing: [sent] }) => sent?.state === 'sent')
      clock.advance(LATER_MS)
    }
    const parked = await untilState(kz, exchange, 'parked')
    expect(parked.error).toMatchObject({ code: 'ACKNOWLEDGEMENT_MISSING' })
    expect(parked.timeline.at(-1)?.record).toMatchObject({
      kind: 'parked',
      code: 'ACKNOWLEDGEMENT_MISSING',
      messageId: parked.outgoing[0]?.messageId,
    })
    expect(gateway.database).toBe(kind)
    const push = cn.book.effects.at(-1)?.push ?? new Uint8Array()
    const { status, body } = await cn.client().post('/v1/acknowledgements', push)
    expect({ status, ...body }).toMatchObject({ status: 200, state: 'completed', duplicate: false })
    const done = await untilState(kz, exchange, 'completed')
    expect(done.outgoing[0]?.state).toBe('acknowledged')
    expect(done.error).toBeUndefined()
    expect(await book(kz, exchange, cn)).toBe(1)
  })

  test('that the receiver refuses for good is parked at once, for both halves of a trip', async () => {
    const { kz, cn, samples, trip, untilState } = site()
    kz.behave({ fail: { status: 422, times: 1 } })
    const same = trip()
    const halves = [await cn.submit(samples.mt4402(same)), await cn.submit(samples.mt2401(same))]
    for (const { exchange } of halves) {
      const parked = await untilState(cn, exchange, 'parked')
      expect(parked.error?.code).toBe('PARTNER_REFUSED')
      const own = parked.timeline
        .map(({ record }) => record)
        .filter((record) => subjectOf(record) === exchange)
      expect(own.at(-1)).toMatchObject({ kind: 'parked', code: 'PARTNER_REFUSED' })
    }
  })

  test('to a receiver that hangs slows nobody: the other direction goes on', async () => {
    const { kz, cn, samples, trip, clock, until, untilState } = site()
    kz.behave({ hang: true })
    const stuck = await Promise.all(Array.from({ length: 20 }, () => toKazakhstan()))
    const began = performance.now()
    const sent = await Promise.all(Array.from({ length: 10 }, () => kz.submit(samples.awmds(trip()))))
    await Promise.all(sent.map(({ exchange }) => untilState(kz, exchange, 'completed')))
    const seconds = (performance.now() - began) / 1000
    kz.behave({})
    // While an attempt hangs its delivery is not due again.
    for (const exchange of stuck)
      await until(
        cn,
        exchange,
        ({ state, outgoing: [each] }) => state === 'completed' || each?.lastError !== undefined,
      )
    clock.advance(LATER_MS)
    for (const exchange of stuck) await untilState(cn, exchange, 'completed')
    // Sooner than the first attempt that hangs gives up (`timeout: 10s` in the partner file).
    expect(seconds).toBeLessThan(10)
  })

  test('that was left over by a stop is made after the start', async () => {
    const { kz, cn, clock, untilState, restart } = site()
    cn.behave({ fail: { status: 503, times: 1 } })
    const exchange = await toChina()
    await attempted(kz, exchange, 1)
    await restart()
    clock.advance(LATER_MS)
    await untilState(kz, exchange, 'completed')
    expect(await book(kz, exchange, cn)).toBe(1)
  })

  test('of a queue longer than there are slots arrives in the end, each message once', async () => {
    const { kz, cn, samples, trip, clock, until, untilState } = site()
    cn.behave({ fail: { status: 503, times: QUEUE } })
    const sent = await Promise.all(Array.from({ length: QUEUE }, () => kz.submit(samples.awmds(trip()))))
    // Whoever was refused first may have come through before it is looked at.
    for (const { exchange } of sent)
      await until(
        kz,
        exchange,
        ({ state, outgoing: [each] }) => state === 'completed' || each?.lastError !== undefined,
      )
    clock.advance(LATER_MS)
    for (const { exchange } of sent) await untilState(kz, exchange, 'completed')
    const ids = new Set(cn.book.effects.map(({ messageId }) => messageId))
    expect(ids.size).toBe(cn.book.effects.length)
  })
})

describe('a receiver that agreed to push its acknowledgement, and to nothing in its reply', () => {
  const site = useGateway('embedded', {
    agreement: (text, partner) =>
      partner === 'cn-eport'
        ? text
            .replaceAll(/.*level: \w+, .*channel: reply.*\n/g, '')
            .replace('maxAttempts: 12', `maxAttempts: ${MAX_ATTEMPTS}`)
        : text,
  })

  test('has its reply passed by, and its pushed acknowledgement ends the exchange', async () => {
    const { kz, cn, samples, trip, clock, until, untilState } = site()
    cn.behave({ silent: true })
    const { exchange } = await kz.submit(samples.awmds(trip()))
    const sent = await until(kz, exchange, ({ outgoing: [message] }) => message?.state === 'sent')
    expect(sent).toMatchObject({ state: 'accepted', outgoing: [{ attempts: 1 }] })
    cn.behave({})
    clock.advance(LATER_MS)
    const done = await untilState(kz, exchange, 'completed')
    expect(done.timeline.map(({ record }) => record.kind)).toEqual(['accepted', 'converted', 'acknowledged'])
  })
})
