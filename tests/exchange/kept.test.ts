import { describe, expect, test } from 'vitest'
import { verifyBundle } from '../../src/evidence/verify-bundle.ts'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { DATABASES } from '../harness/databases.ts'
import { importDeclaration } from '../harness/origin.ts'
import { useGateway } from '../harness/use-gateway.ts'

describe.each(DATABASES)('a message that is kept for the ledger, on the %s database', (kind) => {
  const site = useGateway(kind)

  test('is completed at once, with a receipt, and goes to nobody', async () => {
    const { sender, trip, view, vkey } = site()
    const clearance = sender('cn-clearance')
    const sent = await clearance.submit(importDeclaration(trip()))
    expect(sent).toMatchObject({ status: 201, state: 'completed', duplicate: false })
    expect(verifyReceipt(sent.receipt, { vkeys: [vkey] }).record).toMatchObject({
      kind: 'accepted',
      exchange: sent.exchange,
      partner: 'cn-clearance',
      format: 'cn-decmessage-import-v1',
      messageId: sent.messageId,
    })
    const seen = await view(clearance, sent.exchange)
    expect(seen).toMatchObject({ state: 'completed', outgoing: [] })
    expect(seen.waitsUntil).toBeUndefined()
    expect(seen.timeline.map(({ record }) => record.kind)).toEqual(['accepted', 'entered'])
    expect(seen.timeline[0]?.record).not.toHaveProperty('awaits')
  })

  test('has a bundle that proves the message and the documents read from it', async () => {
    const { sender, trip, bundle, trust } = site()
    const clearance = sender('cn-clearance')
    const { exchange } = await clearance.submit(importDeclaration(trip()))
    const bytes = await bundle(clearance, exchange)
    const { verdict, exchange: named, checks } = await verifyBundle(bytes, trust)
    expect(checks.filter(({ result }) => result !== 'pass')).toEqual([])
    expect({ verdict, named }).toEqual({ verdict: 'valid', named: exchange })
    expect(checks.filter(({ check }) => check === 'commitment')).toHaveLength(3)
    const changed = Uint8Array.from(bytes)
    changed[Math.floor(bytes.length / 2)]! ^= 1
    expect((await verifyBundle(changed, trust)).verdict).toBe('invalid')
  })

  test('is one exchange, however often it comes; another content under its id is refused', async () => {
    const { sender, trip } = site()
    const clearance = sender('cn-clearance')
    const declaration = importDeclaration(trip())
    const [first, second, ...others] = await Promise.all(
      Array.from({ length: 6 }, () => clearance.submit(declaration)),
    )
    const all = [first, second, ...others]
    expect(new Set(all.map((each) => each?.receipt)).size).toBe(1)
    expect(all.filter((each) => each?.duplicate === false)).toHaveLength(1)
    expect(all.every((each) => each?.state === 'completed')).toBe(true)
    const forged = await clearance.submit(declaration.replace('<GrossWet>23480.5', '<GrossWet>23480.6'))
    expect(forged).toMatchObject({ status: 409, code: 'MESSAGE_ID_REUSED' })
  })

  test('is read like every other: what is wrong with it is refused, and its id is not used up', async () => {
    const { sender, trip } = site()
    const clearance = sender('cn-clearance')
    const declaration = importDeclaration(trip())
    const wrong = declaration.replace('<DistinatePort>KAZ907', '<DistinatePort>XXX999')
    expect(await clearance.submit(wrong)).toMatchObject({ status: 422, code: 'CODE_UNKNOWN' })
    expect(await clearance.submit(declaration)).toMatchObject({ status: 201, state: 'completed' })
  })

  test('has lost nothing, because nothing was made from it', async () => {
    const { sender, trip } = site()
    const clearance = sender('cn-clearance')
    const { exchange } = await clearance.submit(importDeclaration(trip()))
    const { status, bytes } = await clearance.client().get(`/v1/exchanges/${exchange}/losses`)
    expect({ status, body: JSON.parse(Buffer.from(bytes).toString('utf8')) }).toEqual({
      status: 200,
      body: { reports: [] },
    })
  })

  test('is kept for those alone whose agreement says so', async () => {
    const { sender, kz, trip } = site()
    for (const partner of [sender('la-customs'), kz])
      expect(await partner.submit(importDeclaration(trip()))).toMatchObject({
        status: 403,
        code: 'FORMAT_NOT_AGREED',
      })
  })

  test('is still the same after a restart', async () => {
    const { sender, trip, restart } = site()
    const clearance = sender('cn-clearance')
    const declaration = importDeclaration(trip())
    const first = await clearance.submit(declaration)
    await restart()
    expect(await clearance.submit(declaration)).toMatchObject({
      status: 200,
      state: 'completed',
      duplicate: true,
      receipt: first.receipt,
    })
  })
})

describe('a partner that agreed on sending a format and not on keeping it', () => {
  const site = useGateway('postgres', {
    agreement: (text, partner) => (partner === 'cn-clearance' ? text.replace(/^ {2}keeps: .*$/m, '') : text),
  })

  test('is refused: nobody would get the message', async () => {
    const { sender, trip } = site()
    expect(await sender('cn-clearance').submit(importDeclaration(trip()))).toMatchObject({
      status: 403,
      code: 'FORMAT_NOT_AGREED',
    })
  })
})
