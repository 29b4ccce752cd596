import { describe, expect, test } from 'vitest'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import type { Submitted } from '../../src/sandbox/counterpart/submit.ts'
import { DATABASES } from '../harness/databases.ts'
import { useGateway } from '../harness/use-gateway.ts'

const HOUR_MS = 3_600_000

describe.each(DATABASES)('two messages of one trip, on the %s database', (kind) => {
  const site = useGateway(kind)

  const expectOneAwmds = async (halves: readonly Submitted[]): Promise<void> => {
    const { cn, kz, untilState } = site()
    const done = await Promise.all(halves.map(({ exchange }) => untilState(cn, exchange, 'completed')))
    const [first, second] = done.map(({ outgoing }) => outgoing)
    expect(first).toMatchObject([{ to: 'kz-customs', format: 'kz-awmds-r1', state: 'acknowledged' }])
    expect(second).toEqual(first)
    const id = first?.[0]?.messageId
    expect(kz.book.effects.filter(({ messageId }) => messageId === id)).toHaveLength(1)
    const records = done[0]?.timeline.map(({ record }) => record) ?? []
    expect(records.map((record) => record.kind).sort()).toEqual(
      expect.arrayContaining(['accepted', 'acknowledged', 'converted']),
    )
    expect(records.find((record) => record.kind === 'acknowledged')).toMatchObject({
      level: 'business',
      outcome: 'accepted',
      registration: expect.stringMatching(/^\d{4} A \d+$/),
    })
  }

  test.each([
    ['the manifest first', ['mt2401', 'mt4402']],
    ['the vehicle first', ['mt4402', 'mt2401']],
  ] as const)('become one Awmds: %s', async (_, order) => {
    const { cn, samples, trip, view } = site()
    const same = trip()
    const [one, two] = order
    const first = await cn.submit(samples[one](same))
    expect(first).toMatchObject({ status: 201, state: 'waiting' })
    expect(first.proved.record).toMatchObject({ kind: 'accepted', awaits: `cn-${two}-v1` })
    expect(await view(cn, first.exchange)).toMatchObject({
      state: 'waiting',
      waitsUntil: expect.any(String),
      outgoing: [],
    })
    const second = await cn.submit(samples[two](same))
    await expectOneAwmds([first, second])
  })

  test('become one Awmds when both come at the same instant, many trips at once', async () => {
    const { cn, samples, trip } = site()
    const trips = Array.from({ length: 6 }, () => trip())
    const sent = await Promise.all(
      trips.map((same) => Promise.all([cn.submit(samples.mt2401(same)), cn.submit(samples.mt4402(same))])),
    )
    for (const halves of sent) await expectOneAwmds(halves)
  })

  test('a second vehicle under a key that already waits is refused, and the first still finds its manifest', async () => {
    const { cn, samples, trip } = site()
    const same = trip()
    const first = await cn.submit(samples.mt4402(same))
    const rival = samples.mt4402({ ...trip(), number: same.number })
    const second = await cn.submit(rival)
    expect(second).toMatchObject({ status: 409, code: 'COMPANION_AMBIGUOUS', state: 'rejected' })
    expect(second.proved.record).toMatchObject({ kind: 'rejected', code: 'COMPANION_AMBIGUOUS' })
    await expectOneAwmds([first, await cn.submit(samples.mt2401(same))])
  })

  test('of two vehicles under one key at the same instant one waits and one is refused', async () => {
    const { cn, samples, trip } = site()
    const same = trip()
    const rivals = [samples.mt4402(same), samples.mt4402({ ...trip(), number: same.number })]
    const sent = await Promise.all(rivals.map((each) => cn.submit(each)))
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([201, 409]))
    const waiting = sent.filter(({ status }) => status === 201)
    await expectOneAwmds([...waiting, await cn.submit(samples.mt2401(same))])
  })

  test('a refused rival has not used up its message id', async () => {
    const { cn, samples, trip, untilState } = site()
    const [same, other] = [trip(), trip()]
    const first = await cn.submit(samples.mt4402(same))
    const rival = samples.mt4402({ ...other, number: same.number })
    expect((await cn.submit(rival)).code).toBe('COMPANION_AMBIGUOUS')
    const manifest = await cn.submit(samples.mt2401(same))
    await Promise.all([first, manifest].map(({ exchange }) => untilState(cn, exchange, 'completed')))
    expect(await cn.submit(rival)).toMatchObject({ status: 201, state: 'waiting', duplicate: false })
  })

  test('a pair that cannot be converted fails for both, with the place and a record each', async () => {
    const { cn, kz, samples, trip, untilState } = site()
    const same = trip()
    const before = kz.book.deliveries
    // China allows a plate of 35 characters, ASYCUDA has 27 for truck and trailers together.
    const vehicle = samples.mt4402(same).replace('<Name>新F12345', `<Name>${'F'.repeat(35)}`)
    const halves = [await cn.submit(samples.mt2401(same)), await cn.submit(vehicle)]
    for (const { exchange, status } of halves) {
      expect(status).toBe(201)
      const failed = await untilState(cn, exchange, 'failed')
      expect(failed.error).toMatchObject({
        code: 'OUTPUT_INVALID',
        place: expect.stringMatching(/^\/Awmds\//),
      })
      expect(failed.timeline.at(-1)?.record).toMatchObject({
        kind: 'failed',
        code: 'OUTPUT_INVALID',
        exchange,
      })
    }
    expect(kz.book.deliveries).toBe(before)
  })

  test('a message whose companion does not come in time expires with a record, and its key is free again', async () => {
    const { cn, clock, samples, trip, untilState, view } = site()
    const same = trip()
    const lonely = await cn.submit(samples.mt2401(same))
    clock.advance(23 * HOUR_MS)
    expect((await view(cn, lonely.exchange)).state).toBe('waiting')
    clock.advance(HOUR_MS)
    const expired = await untilState(cn, lonely.exchange, 'expired')
    expect(expired.error).toMatchObject({ code: 'COMPANION_EXPIRED' })
    expect(expired.timeline.map(({ record }) => record.kind)).toEqual(['accepted', 'expired'])
    // The receipt of the acceptance stays what it was, and a repetition gets it.
    const again = await cn.submit(samples.mt2401(same))
    expect(again).toMatchObject({ duplicate: true, state: 'expired', receipt: lonely.receipt })
    expect(verifyReceipt(again.receipt, { vkeys: [site().vkey] }).record.kind).toBe('accepted')
    const late = await cn.submit(samples.mt4402(same))
    expect(late).toMatchObject({ status: 201, state: 'waiting' })
    const fresh = samples.mt2401({ ...trip(), number: same.number })
    await expectOneAwmds([late, await cn.submit(fresh)])
  })
})
