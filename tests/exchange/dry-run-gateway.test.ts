import { describe, expect, test } from 'vitest'
import type { Counterpart } from '../../src/sandbox/counterpart/counterpart.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import type { TestGateway } from '../harness/gateway.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { sample } from '../formats/sample-files.ts'

const REASON = 'UN numbers are told by telephone'
/** A UN number of dangerous goods, which the Kazakh manifest has no field for and no mapping gives up. */
const dangerous = (text: string): string =>
  text.replace(
    '</Description></Commodity>',
    '</Description><Classification><ID>1263</ID></Classification></Commodity>',
  )
const ACCEPTED = `
  acceptedLosses:
    - { path: 'cargo-report.consignments[].consignmentItems[].undgId', reason: ${REASON} }
`

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** All that an exchange leaves behind: records in the log, and effects abroad. */
async function outside({ publicUrl, kz, cn }: TestGateway) {
  const checkpoint = await (await fetch(`${publicUrl}/v1/log/checkpoint`)).text()
  return { size: checkpoint.split('\n')[1], deliveries: kz.book.deliveries + cn.book.deliveries }
}

describe('a dry run at a whole gateway', () => {
  const site = useGateway('embedded')
  const tryAs = (from: Counterpart, to: string, text: string | Uint8Array) =>
    from.client().post(`/v1/conversions?to=${to}`, typeof text === 'string' ? bytes(text) : text)

  test('shows what an exchange would make, and leaves nothing behind', async () => {
    const { kz, samples, trip } = site()
    const before = await outside(site())
    const { status, body } = await tryAs(kz, 'cn-mt1401-v1', sample('awmds-export'))
    expect({ status, ...body }).toMatchObject({
      status: 200,
      convertible: true,
      from: ['kz-awmds-r1'],
      signatures: [{ state: 'absent' }],
      errors: [],
      output: expect.stringMatching(/^<Manifest/),
      documents: { 'cargo-report': expect.anything(), 'conveyance-report': expect.anything() },
    })
    expect(await outside(site())).toEqual(before)
    // The same message may still be sent: its id was not used up.
    const sent = await kz.submit(samples.awmds(trip()))
    expect([sent.status, sent.duplicate]).toEqual([201, false])
  })

  test('tells all errors at once, and of a format that is not agreed', async () => {
    const { kz } = site()
    const wrong = sample('awmds-export')
      .replace(/<Total_number_of_bols>\d+</, '<Total_number_of_bols>77<')
      .replace(/<Package_type_code>[^<]+</, '<Package_type_code>@@<')
    const { status, body } = await tryAs(kz, 'cn-mt1401-v1', wrong)
    expect([status, body['convertible']]).toEqual([200, false])
    expect(body['errors']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'TOTAL_MISMATCH', place: expect.anything() }),
        expect.objectContaining({ code: 'CODE_UNKNOWN', place: expect.anything() }),
      ]),
    )
    expect(await tryAs(kz, 'kz-awresult-r1', wrong)).toMatchObject({ status: 200 })
    expect(await tryAs(kz, 'cn-mtres4-v1', wrong)).toMatchObject({
      status: 403,
      body: { code: 'FORMAT_NOT_AGREED' },
    })
  })

  test('is counted, apart from messages', async () => {
    const { kz, publicUrl } = site()
    const count = async (): Promise<number> => {
      const text = await (await fetch(`${publicUrl}/metrics`)).text()
      const found = /^khorgos_dry_runs_total\{partner="kz-customs",convertible="true"\} (\d+)$/m.exec(text)
      return Number(found?.[1] ?? 0)
    }
    const before = await count()
    await tryAs(kz, 'cn-mt1401-v1', sample('awmds-export-small'))
    expect(await count()).toBe(before + 1)
  })

  test('of a signed message says whose signature it is; a broken one is no error', async () => {
    const { kz, samples, trip, signingKey } = site()
    const signed = signEnveloped(samples.awmds(trip()), signingKey(kz.id)).bytes
    const good = await tryAs(kz, 'cn-mt1401-v1', signed)
    expect(good.body['signatures']).toMatchObject([{ state: 'verified' }])
    const changed = Buffer.from(signed)
      .toString('utf8')
      .replace(/<Shipping_marks>[^<]*</, '<Shipping_marks>other<')
    const bad = await tryAs(kz, 'cn-mt1401-v1', changed)
    expect(bad.body).toMatchObject({
      convertible: true,
      signatures: [{ state: 'not-verified', code: 'SIGNATURE_INVALID' }],
    })
  })
})

describe('losses that no mapping declares', () => {
  const site = useGateway('embedded')

  test('stop the exchange with LOSS_NOT_ACCEPTED and the field, when no agreement accepts them', async () => {
    const { cn, kz, samples, trip, untilState } = site()
    const own = trip()
    const before = kz.book.deliveries
    await cn.submit(samples.mt4402(own))
    const sent = await cn.submit(dangerous(samples.mt2401(own)))
    const stopped = await untilState(cn, sent.exchange, 'failed')
    expect(stopped.error).toMatchObject({
      code: 'LOSS_NOT_ACCEPTED',
      place: expect.stringContaining('Classification'),
    })
    expect([stopped.outgoing, kz.book.deliveries]).toEqual([[], before])
  })
})

describe('losses an agreement accepts', () => {
  const site = useGateway('embedded', {
    agreement: (text, partner) => (partner === 'cn-eport' ? `${text.trimEnd()}${ACCEPTED}` : text),
  })

  test('do not stop an exchange, and stand in its view and in the report', async () => {
    const { cn, samples, trip, until } = site()
    const own = trip()
    await cn.submit(samples.mt4402(own))
    const sent = await cn.submit(dangerous(samples.mt2401(own)))
    expect(sent.status).toBe(201)
    const made = await until(cn, sent.exchange, ({ outgoing }) => outgoing.length > 0)
    expect(made.outgoing[0]?.losses).toMatchObject({
      totals: { kept: expect.any(Number) },
      undeclared: { accepted: 1, notAccepted: 0 },
    })
    const { status, bytes: found } = await cn.client().get(`/v1/exchanges/${sent.exchange}/losses`)
    const { reports } = JSON.parse(Buffer.from(found).toString('utf8'))
    expect(status).toBe(200)
    expect(reports).toHaveLength(1)
    expect(reports[0].lossReport.entries[0]).toMatchObject({
      outcome: 'dropped',
      declared: false,
      accepted: REASON,
      document: expect.stringContaining('undgId'),
    })
  })
})
