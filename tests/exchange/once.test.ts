import { describe, expect, test } from 'vitest'
import { commit } from '../../src/evidence/commitment.ts'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { createHash } from 'node:crypto'
import { DATABASES } from '../harness/databases.ts'
import { useGateway } from '../harness/use-gateway.ts'

describe.each(DATABASES)('one message is one exchange, on the %s database', (kind) => {
  const site = useGateway(kind)

  test('the same bytes again get the original receipt, byte for byte', async () => {
    const { kz, samples, trip, untilState } = site()
    const first = await kz.submit(samples.awmds(trip()))
    await untilState(kz, first.exchange, 'completed')
    const { status, body } = await kz.client().post('/v1/exchanges', first.bytes)
    expect({ status, ...body }).toMatchObject({
      status: 200,
      duplicate: true,
      exchange: first.exchange,
      state: 'completed',
      receipt: first.receipt,
    })
  })

  test('the same content under a fresh signature is the same message', async () => {
    const { cn, samples, trip } = site()
    // The Chinese side signs with ECDSA, which never makes the same bytes twice.
    const manifest = samples.mt2401(trip())
    const [first, second] = [await cn.submit(manifest), await cn.submit(manifest)]
    expect(Buffer.from(second.bytes).equals(first.bytes)).toBe(false)
    expect(second).toMatchObject({
      status: 200,
      duplicate: true,
      receipt: first.receipt,
      exchange: first.exchange,
    })
  })

  test('many copies at the same instant are one exchange with one receipt and one effect', async () => {
    const { kz, cn, samples, trip, untilState } = site()
    const manifest = samples.awmds(trip())
    const sent = await Promise.all(Array.from({ length: 12 }, () => kz.submit(manifest)))
    expect(sent.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    expect(new Set(sent.map(({ receipt }) => receipt)).size).toBe(1)
    const [{ exchange } = sent[0]!] = sent
    const done = await untilState(kz, exchange, 'completed')
    const id = done.outgoing[0]?.messageId
    expect(cn.book.effects.filter(({ messageId }) => messageId === id)).toHaveLength(1)
  })

  test('another content under a used id is refused with evidence of its own, and changes nothing', async () => {
    const { kz, cn, samples, trip, untilState, view, vkey } = site()
    const manifest = samples.awmds(trip())
    const first = await kz.submit(manifest)
    const done = await untilState(kz, first.exchange, 'completed')
    const before = cn.book.deliveries
    const forged = await kz.submit(
      manifest
        .replace(/<Vessel_name>|<Shipping_agent_name>/, (tag) => `${tag}X`)
        .replace(/(<Goods_description>)/, '$1X'),
    )
    expect(forged).toMatchObject({ status: 409, code: 'MESSAGE_ID_REUSED', state: 'rejected' })
    expect(forged.exchange).not.toBe(first.exchange)
    const { record, salt } = verifyReceipt(forged.receipt, { vkeys: [vkey] })
    expect(record).toMatchObject({
      kind: 'rejected',
      code: 'MESSAGE_ID_REUSED',
      messageId: first.messageId,
      payload: commit(salt, createHash('sha256').update(forged.bytes).digest()),
    })
    expect(await view(kz, first.exchange)).toEqual(done)
    expect(cn.book.deliveries).toBe(before)
    expect(await kz.submit(manifest)).toMatchObject({ duplicate: true, receipt: first.receipt })
  })

  test('a message that was refused has not used up its id', async () => {
    const { kz, samples, trip, untilState } = site()
    const manifest = samples.awmds(trip())
    const wrong = manifest.replace(/(<Total_number_of_packages>)\d+/, '$199999')
    expect(wrong).not.toBe(manifest)
    const refused = await kz.submit(wrong)
    expect(refused).toMatchObject({ status: 422, code: 'TOTAL_MISMATCH' })
    const mended = await kz.submit(manifest)
    expect(mended).toMatchObject({ status: 201, duplicate: false })
    await untilState(kz, mended.exchange, 'completed')
  })
})

describe('a message that was taken once', () => {
  const site = useGateway('postgres', {
    agreement: (text, partner) =>
      partner === 'kz-customs'
        ? text.replace('validFrom: 2026-01-01', `validFrom: 2026-01-01\n  validTo: ${day(2)}`)
        : text,
  })

  test('keeps its receipt after the agreement has ended; a new one is refused', async () => {
    const { kz, clock, samples, trip, untilState } = site()
    const manifest = samples.awmds(trip())
    const first = await kz.submit(manifest)
    await untilState(kz, first.exchange, 'completed')
    clock.advance(4 * 86_400_000)
    expect(await kz.submit(manifest)).toMatchObject({ status: 200, duplicate: true, receipt: first.receipt })
    expect(await kz.submit(samples.awmds(trip()))).toMatchObject({
      status: 403,
      code: 'AGREEMENT_NOT_IN_FORCE',
    })
  })
})

const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
