import { beforeAll, describe, expect, test } from 'vitest'
import { createAgencyClient } from '../../src/client/client.ts'
import { readNotice } from '../../src/client/read-notice.ts'
import type { ClientTrust } from '../../src/client/signed.ts'
import { KhorgosError } from '../../src/errors.ts'
import { createAuthority, type IssuedCertificate } from '../../src/trust/authority.ts'
import { newSigner } from '../exchange/node.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS)

describe('a client is not made, and nothing is asked,', () => {
  let authorityPem: string
  let own: IssuedCertificate
  let other: IssuedCertificate
  let expired: IssuedCertificate
  let early: IssuedCertificate

  beforeAll(async () => {
    const long = { validFrom: inDays(-9), validTo: inDays(9) }
    const authority = await createAuthority({ name: 'Test authority', keys: 'ec-p256', ...long })
    const issue = (days: { validFrom: Date; validTo: Date }) =>
      authority.issue({ name: 'agency', keys: 'ec-p256', purpose: 'client', ...days })
    authorityPem = authority.certificatePem
    own = await issue(long)
    other = await issue(long)
    expired = await issue({ validFrom: inDays(-2), validTo: inDays(-1) })
    early = await issue({ validFrom: inDays(1), validTo: inDays(2) })
  })

  const made = (tls: Partial<IssuedCertificate & { authorityPem: string }>, trust?: ClientTrust): unknown => {
    try {
      const all = { ...own, authorityPem, ...tls }
      return createAgencyClient({ url: 'https://localhost', tls: all, ...(trust && { trust }) })
    } catch (thrown) {
      return thrown instanceof KhorgosError ? [thrown.code, thrown.place?.path, thrown.message] : thrown
    }
  }
  const refusal = (path: string, words: RegExp | string) => [
    'CONFIG_INVALID',
    path,
    typeof words === 'string' ? words : expect.stringMatching(words),
  ]

  test('with a certificate past its last day', () => {
    const day = inDays(-1).toISOString().slice(0, 10)
    expect(made(expired)).toEqual(refusal('/tls/certificatePem', `Your certificate expired on ${day}.`))
  })

  test('with a certificate before its first day', () => {
    expect(made(early)).toEqual(refusal('/tls/certificatePem', /^Your certificate is not valid before 20/))
  })

  test('with the key of another certificate', () => {
    const { privateKeyPem } = other
    expect(made({ privateKeyPem })).toEqual(
      refusal('/tls/privateKeyPem', 'The private key is not that of your certificate.'),
    )
  })

  test('with what is no certificate, no key, no authority', () => {
    expect(made({ certificatePem: 'x' })).toEqual(refusal('/tls/certificatePem', /is no certificate in PEM/))
    expect(made({ privateKeyPem: authorityPem })).toEqual(refusal('/tls/privateKeyPem', /is no key in PEM/))
    expect(made({ authorityPem: '' })).toEqual(refusal('/tls/authorityPem', /^The authority of the gateway/))
  })

  test('with trust that believes nobody, or a broken key', () => {
    const { vkey } = newSigner()
    const nobody = JSON.parse('{}')
    expect(made({}, nobody)).toEqual(refusal('/trust', /^Nobody can be believed with this trust: .*"vkeys"/))
    expect(made({}, { vkeys: [] })).toEqual(refusal('/trust', /"vkeys" names no log/))
    expect(made({}, { vkeys: [vkey.slice(0, -4)] })).toEqual(refusal('/trust', /^Nobody can be believed/))
    expect(made({}, { vkeys: [vkey], gatewayKeyIds: ['ab'] })).toEqual(refusal('/trust', /gatewayKeyIds/))
    expect(() => readNotice(Buffer.of(), { trust: nobody, agency: 'cn-clearance' })).toThrow(/"vkeys"/)
  })

  test('but it is with what fits together', async () => {
    const client = createAgencyClient({
      url: 'https://localhost',
      tls: { ...own, authorityPem },
      trust: { vkeys: [newSigner().vkey] },
    })
    await expect(client.close()).resolves.toBeUndefined()
  })
})
