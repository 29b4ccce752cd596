import { createHash } from 'node:crypto'
import { connect } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { commit } from '../../src/evidence/commitment.ts'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { textAt } from '../../src/model/json-access.ts'
import type { TestGateway } from '../harness/gateway.ts'
import { callerOf, rawPost, stranger } from '../harness/raw-post.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { NOT_AGREED, NOT_RIGHT } from './bad-contents.ts'
import { AT_THE_DOOR, NOT_OUR_XML, NOT_SIGNED_SO } from './bad-forms.ts'
import { same, signed, type BadMessage } from './bad-messages.ts'

const LIMIT_MS = 1_000

/** What must not move: deliveries and effects of both counterparts, and the outbox. */
async function outside({ kz, cn, publicUrl }: TestGateway) {
  const metrics = await (await fetch(`${publicUrl}/metrics`)).text()
  return {
    deliveries: kz.book.deliveries + cn.book.deliveries,
    outbox: /^khorgos_outbox_deliveries (\S+)$/m.exec(metrics)?.[1],
  }
}

async function expectRefused(site: TestGateway, bad: BadMessage): Promise<void> {
  const { from = 'kz-customs', path = '/v1/exchanges' } = bad
  const bytes = bad.bytes(site)
  const before = await outside(site)
  const caller = from === 'stranger' ? await stranger(site) : callerOf(site, from)
  const { status, body, ms } = await rawPost(site, caller, path, bytes, bad.headers)

  expect({ status, code: body['code'] }).toEqual({ status: bad.status, code: bad.code })
  expect(JSON.stringify({ ...body, receipt: '' }).length).toBeLessThan(4_000)
  if (bad.place !== undefined) expect(body['place']).toMatchObject({ path: placeMatching(bad.place) })

  // The receipt verifies offline, and commits to the very bytes that were sent.
  const { record, salt } = verifyReceipt(textAt(body, 'receipt') ?? '', { vkeys: [site.vkey] })
  const kept = createHash('sha256').update(bytes.subarray(0, bad.kept)).digest()
  expect(record).toMatchObject({
    kind: 'rejected',
    exchange: body['exchange'],
    code: bad.code,
    payload: commit(salt, kept),
    ...(bad.place !== undefined && { place: placeMatching(bad.place) }),
  })
  expect('partner' in record ? record.partner : undefined).toBe(from === 'stranger' ? undefined : from)

  // Nothing was forwarded, the sender can read about it, and the gateway is well.
  expect(await outside(site)).toEqual({ ...before, outbox: '0' })
  if (from !== 'stranger') {
    const view = await site.view(from === site.kz.id ? site.kz : site.cn, textAt(body, 'exchange') ?? '')
    expect(view).toMatchObject({ state: 'rejected', error: { code: bad.code }, outgoing: [] })
  }
  expect((await fetch(`${site.publicUrl}/health/ready`)).status).toBe(200)
  expect(ms).toBeLessThan(LIMIT_MS)
}

const placeMatching = (place: string | RegExp): unknown =>
  typeof place === 'string' ? place : expect.stringMatching(place)

describe('refused, receipted, and nothing forwarded:', () => {
  const site = useGateway('embedded')

  describe.each([
    ['at the door', AT_THE_DOOR],
    ['as XML', NOT_OUR_XML],
    ['for its signature', NOT_SIGNED_SO],
    ['for what the agreement says', NOT_AGREED],
    ['for what it says', NOT_RIGHT],
  ])('%s:', (_, table) => {
    test.each(table)('$what', (bad) => expectRefused(site(), bad))
  })

  test('a good message right after all of them goes through', async () => {
    const { kz, samples, trip, untilState } = site()
    const sent = await kz.submit(samples.awmds(trip()))
    await untilState(kz, sent.exchange, 'completed')
  })

  test('many bad messages at once, among good ones: each gets its own answer', async () => {
    const { kz, samples, trip, untilState } = site()
    const bad = [...NOT_OUR_XML, ...NOT_SIGNED_SO, ...NOT_RIGHT].filter(({ from }) => from === undefined)
    const caller = callerOf(site(), 'kz-customs')
    const [refused, taken] = await Promise.all([
      Promise.all(bad.map((each) => rawPost(site(), caller, '/v1/exchanges', each.bytes(site())))),
      Promise.all(Array.from({ length: 5 }, () => kz.submit(samples.awmds(trip())))),
    ])
    expect(refused.map(({ body }) => body['code'])).toEqual(bad.map(({ code }) => code))
    for (const { exchange } of taken) await untilState(kz, exchange, 'completed')
  })

  test('a caller without a certificate, or with one of another authority, gets no connection at all', async () => {
    const { partnerUrl, pem } = site()
    const { createAuthority } = await import('../../src/trust/authority.ts')
    const period = { validFrom: new Date(Date.now() - 60_000), validTo: new Date(Date.now() + 60_000) }
    const foreign = await createAuthority({ name: 'foreign', keys: 'ec-p256', ...period })
    const issued = await foreign.issue({ name: 'kz-customs', keys: 'ec-p256', purpose: 'client', ...period })
    for (const identity of [{}, { cert: issued.certificatePem, key: issued.privateKeyPem }])
      expect(await talk(partnerUrl, { ca: pem('sandbox-ca.crt'), ...identity })).toBe('refused')
    const own = callerOf(site(), 'kz-customs')
    const known = { ca: pem('sandbox-ca.crt'), cert: own.certificatePem, key: own.privateKeyPem }
    expect(await talk(partnerUrl, known)).toBe('answered')
  })
})

/** Asks for something over TLS. In TLS 1.3 the refusal of a certificate arrives with the first read. */
function talk(
  url: string,
  options: { ca: string; cert?: string; key?: string },
): Promise<'answered' | 'refused'> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), servername: hostname, ...options })
    socket.once('error', () => resolve('refused'))
    socket.once('close', () => resolve('refused'))
    socket.once('data', () => {
      resolve('answered')
      socket.destroy()
    })
    socket.write(`GET /v1/exchanges HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`)
  })
}

describe.each([
  ['of the sender', 'kz-customs'],
  ['of the receiver', 'cn-eport'],
])('an agreement %s that is not in force', (_, whose) => {
  const site = useGateway('embedded', {
    agreement: (text, partner) =>
      partner === whose ? text.replace('validFrom: 2026-01-01', 'validFrom: 2226-01-01') : text,
  })

  test('refuses a message that would have been good', () =>
    expectRefused(site(), {
      what: 'a good message',
      status: 403,
      code: 'AGREEMENT_NOT_IN_FORCE',
      bytes: signed(same),
    }))
})
