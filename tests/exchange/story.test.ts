import { describe, expect, test } from 'vitest'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { DATABASES } from '../harness/databases.ts'
import { useGateway } from '../harness/use-gateway.ts'

/** Nothing counted for so long: nothing of an earlier test is still under way. */
const QUIET_MS = 500

describe.each(DATABASES)('an exchange from end to end, on the %s database', (kind) => {
  const site = useGateway(kind)
  const kinds = async (exchange: string): Promise<string[]> => {
    const { timeline } = await site().view(site().kz, exchange)
    return timeline.map(({ record }) =>
      record.kind === 'acknowledged' ? `${record.level} ${record.outcome}` : record.kind,
    )
  }

  test('a Kazakh manifest is converted, delivered and acknowledged on both rungs', async () => {
    const { kz, cn, samples, vkey, trip, untilState } = site()
    const before = cn.book.effects.length
    const sent = await kz.submit(samples.awmds(trip()))
    expect(sent).toMatchObject({ status: 201, state: 'accepted', duplicate: false })
    expect(verifyReceipt(sent.receipt, { vkeys: [vkey] }).record).toMatchObject({
      kind: 'accepted',
      exchange: sent.exchange,
      partner: 'kz-customs',
      messageId: sent.messageId,
    })
    const done = await untilState(kz, sent.exchange, 'completed')
    expect(done.outgoing).toMatchObject([{ to: 'cn-eport', format: 'cn-mt1401-v1', state: 'acknowledged' }])
    expect(await kinds(sent.exchange)).toEqual([
      'accepted',
      'converted',
      'technical accepted',
      'business accepted',
    ])
    expect(cn.book.effects.slice(before).map(({ messageId }) => messageId)).toEqual([
      done.outgoing[0]?.messageId,
    ])
  })

  test('an acknowledgement that comes before the reply ends the exchange, and the reply is still kept', async () => {
    const { kz, cn, samples, trip, until } = site()
    cn.behave({ acknowledgeFirst: true, delayMs: 200 })
    const sent = await kz.submit(samples.awmds(trip()))
    const done = await until(kz, sent.exchange, ({ timeline }) => timeline.length === 4)
    expect(done.state).toBe('completed')
    expect(await kinds(sent.exchange)).toEqual([
      'accepted',
      'converted',
      'business accepted',
      'technical accepted',
    ])
  })

  test('an acknowledgement pushed again and again is one record with one receipt', async () => {
    const { kz, cn, samples, trip, untilState, view } = site()
    const sent = await kz.submit(samples.awmds(trip()))
    await untilState(kz, sent.exchange, 'completed')
    const push = cn.book.effects.at(-1)?.push ?? new Uint8Array()
    const again = await Promise.all([1, 2, 3].map(() => cn.client().post('/v1/acknowledgements', push)))
    for (const { status, body } of again)
      expect({ status, ...body }).toMatchObject({ status: 200, duplicate: true, state: 'completed' })
    expect(new Set(again.map(({ body }) => body['receipt'])).size).toBe(1)
    expect((await view(kz, sent.exchange)).timeline).toHaveLength(4)
  })

  test('a refusal by the receiver ends the exchange as refused', async () => {
    const { kz, cn, samples, trip, untilState } = site()
    cn.behave({ refuse: true })
    const sent = await kz.submit(samples.awmds(trip()))
    const done = await untilState(kz, sent.exchange, 'refused')
    expect(done.outgoing[0]?.state).toBe('refused')
    expect((await kinds(sent.exchange)).at(-1)).toBe('business rejected')
  })

  test("another partner's exchange looks like one that does not exist", async () => {
    const { kz, cn, samples, trip } = site()
    const sent = await kz.submit(samples.awmds(trip()))
    const nobody = '018f0000-0000-7000-8000-000000000000'
    for (const part of ['', '/receipt', '/bundle']) {
      const [others, none] = await Promise.all(
        [sent.exchange, nobody].map((id) => cn.client().get(`/v1/exchanges/${id}${part}`)),
      )
      const problem = (reply: typeof others) => ({
        status: reply?.status,
        ...JSON.parse(Buffer.from(reply?.bytes ?? []).toString('utf8')),
        instance: '',
      })
      expect(problem(others)).toEqual(problem(none))
      expect(others?.status).toBe(404)
    }
    const { bytes } = await cn.client().get(`/v1/exchanges?messageId=${sent.messageId}`)
    expect(JSON.parse(Buffer.from(bytes).toString('utf8'))).toEqual({ exchanges: [] })
  })

  test('receipts read later, and after a restart, are the bytes of the first time', async () => {
    const { kz, samples, trip, restart, untilState } = site()
    const sent = [await kz.submit(samples.awmds(trip())), await kz.submit(samples.awmds(trip()))]
    const read = async (exchange: string): Promise<string> =>
      Buffer.from((await kz.client().get(`/v1/exchanges/${exchange}/receipt`)).bytes).toString('utf8')
    for (const { exchange, receipt } of sent) expect(await read(exchange)).toBe(receipt)
    await restart()
    for (const { exchange, receipt } of sent) expect(await read(exchange)).toBe(receipt)
    // What the restart interrupted goes on: the next test counts from a quiet gateway.
    for (const { exchange } of sent) await untilState(kz, exchange, 'completed')
  })

  test('every step of a message is measured', async () => {
    const { kz, publicUrl, samples, trip, untilState } = site()
    const counts = async (): Promise<number[]> => {
      const text = await (await fetch(`${publicUrl}/metrics`)).text()
      return ['switch', 'commit', 'deliver'].map((step) =>
        Number(
          new RegExp(`^khorgos_stage_seconds_count\\{stage="${step}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
        ),
      )
    }
    let before = await counts()
    await expect
      .poll(
        async () => {
          const earlier = before
          before = await counts()
          return before.every((count, at) => count === earlier[at])
        },
        { interval: QUIET_MS, timeout: 20_000 },
      )
      .toBe(true)
    const sent = await kz.submit(samples.awmds(trip()))
    await untilState(kz, sent.exchange, 'completed')
    await expect
      .poll(async () => (await counts()).map((count, at) => count - (before[at] ?? 0)))
      // Message and two acknowledgements read; each committed; sent once.
      .toEqual([3, 3, 1])
  })
})
