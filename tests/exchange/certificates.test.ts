import { describe, expect, test } from 'vitest'
import { verifyBundle } from '../../src/evidence/verify-bundle.ts'
import { DATABASES } from '../harness/databases.ts'
import { formE } from '../harness/origin.ts'
import { useGateway } from '../harness/use-gateway.ts'

const HOUR_MS = 3_600_000

describe.each(DATABASES)('a Form E from Laos, on the %s database', (kind) => {
  const site = useGateway(kind)

  test('reaches the national side as its own Form E, which accepts it in the reply', async () => {
    const { sender, cn, trip, untilState } = site()
    const laos = sender('la-customs')
    const before = cn.book.effects.length
    const sent = await laos.submit(formE(trip()))
    expect(sent).toMatchObject({ status: 201, state: 'accepted' })
    const done = await untilState(laos, sent.exchange, 'completed')
    expect(done.outgoing).toMatchObject([{ to: 'cn-eport', format: 'cn-form-e-r1', state: 'acknowledged' }])
    expect(done.timeline.map(({ record }) => record)).toMatchObject([
      { kind: 'accepted', partner: 'la-customs', format: 'asean-form-e-r1' },
      { kind: 'converted', to: 'cn-eport', format: 'cn-form-e-r1' },
      { kind: 'entered', of: 'certificate-of-origin', event: 'issued' },
      {
        kind: 'acknowledged',
        by: 'cn-eport',
        format: 'wco-res-v3.6',
        level: 'business',
        outcome: 'accepted',
      },
    ])
    const [effect, ...others] = cn.book.effects.slice(before)
    expect(others).toEqual([])
    expect(effect).toMatchObject({ messageId: done.outgoing[0]?.messageId, push: undefined })
  })

  test('that the national side does not accept is refused, with its reason in the evidence', async () => {
    const { sender, cn, trip, untilState, bundle, trust } = site()
    cn.behave({ refuse: true })
    const laos = sender('la-customs')
    const sent = await laos.submit(formE(trip()))
    const done = await untilState(laos, sent.exchange, 'refused')
    expect(done.outgoing).toMatchObject([{ state: 'refused' }])
    expect(await verifyBundle(await bundle(laos, sent.exchange), trust)).toMatchObject({ verdict: 'valid' })
  })

  test('that gets no answer is delivered again, and has one effect', async () => {
    const { sender, cn, trip, clock, untilState } = site()
    cn.behave({ silent: true })
    const before = cn.book.effects.length
    const laos = sender('la-customs')
    const sent = await laos.submit(formE(trip()))
    await expect.poll(() => cn.book.effects.length).toBe(before + 1)
    cn.behave({})
    clock.advance(HOUR_MS)
    await untilState(laos, sent.exchange, 'completed')
    expect(cn.book.effects).toHaveLength(before + 1)
  })

  test('may be sent by nobody else: Cambodia has another key and another connection', async () => {
    const { sender, trip, signingKey } = site()
    const canonical = formE(trip())
    const laos = sender('la-customs')
    const first = await laos.submit(canonical)
    const { body } = await sender('kh-customs').client().post('/v1/exchanges', first.bytes)
    expect(body).toMatchObject({ code: 'SENDER_MISMATCH' })
    expect(signingKey('kh-customs').keyId).not.toBe(signingKey('la-customs').keyId)
  })
  test('has a sister from Myanmar, whose agreement accepts what Form E has no box for', async () => {
    const { sender, trip, untilState } = site()
    const myanmar = sender('mm-customs')
    const sent = await myanmar.submit(formE(trip(), 'MM'))
    const done = await untilState(myanmar, sent.exchange, 'completed')
    expect(done.outgoing).toMatchObject([{ format: 'cn-form-e-r1', state: 'acknowledged' }])
  })
})
