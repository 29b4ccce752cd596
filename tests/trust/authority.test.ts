import { once } from 'node:events'
import { X509Certificate } from 'node:crypto'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { createAuthority, openAuthority, type KeyKind } from '../../src/trust/authority.ts'
import { KEY_KINDS, YEAR } from './signers.ts'

/** TLS looks at the clock of the machine, so these certificates are valid around it. */
const TODAY = { validFrom: new Date(Date.now() - 60_000), validTo: new Date(Date.now() + 3_600_000) }

describe.each(KEY_KINDS)('an authority with a key %s', (keys: KeyKind) => {
  test('issues certificates that say what they are for', async () => {
    const authority = await createAuthority({ name: 'Sandbox authority', keys, ...YEAR })
    const root = new X509Certificate(authority.certificatePem)
    expect([root.ca, root.verify(root.publicKey), root.subject]).toEqual([true, true, 'CN=Sandbox authority'])
    const issued = await authority.issue({ name: 'kz', keys: 'ec-p256', purpose: 'server', ...YEAR })
    const server = new X509Certificate(issued.certificatePem)
    expect(server.ca).toBe(false)
    expect(server.checkIssued(root) && server.verify(root.publicKey)).toBe(true)
    expect(server.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
    expect([new Date(server.validFrom), new Date(server.validTo)]).toEqual([YEAR.validFrom, YEAR.validTo])
  })

  test('can be opened again and goes on', async () => {
    const saved = await createAuthority({ name: 'Sandbox authority', keys, ...YEAR })
    const again = await openAuthority(saved, keys)
    const { certificatePem } = await again.issue({ name: 'mn', keys, purpose: 'signing', ...YEAR })
    expect(
      new X509Certificate(certificatePem).verify(new X509Certificate(saved.certificatePem).publicKey),
    ).toBe(true)
  })

  test('holds up in a mutual TLS handshake', async () => {
    const authority = await createAuthority({ name: 'Sandbox authority', keys, ...TODAY })
    const server = await authority.issue({ name: 'server', keys, purpose: 'server', ...TODAY })
    const client = await authority.issue({ name: 'client', keys: 'ec-p256', purpose: 'client', ...TODAY })
    const listener = createServer(
      {
        ca: authority.certificatePem,
        cert: server.certificatePem,
        key: server.privateKeyPem,
        requestCert: true,
        rejectUnauthorized: true,
      },
      (socket: TLSSocket) => socket.end(String(socket.getPeerCertificate().subject.CN)),
    ).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const address = listener.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const socket = connect({
      port,
      host: 'localhost',
      ca: authority.certificatePem,
      cert: client.certificatePem,
      key: client.privateKeyPem,
    })
    const [data] = await once(socket, 'data')
    expect(String(data)).toBe('client')
    socket.destroy()
    listener.close()
  })
})

test('serial numbers differ and are long', async () => {
  const authority = await createAuthority({ name: 'Sandbox authority', keys: 'ec-p256', ...YEAR })
  const issue = async (): Promise<string> => {
    const { certificatePem } = await authority.issue({
      name: 'x',
      keys: 'ec-p256',
      purpose: 'client',
      ...YEAR,
    })
    return new X509Certificate(certificatePem).serialNumber
  }
  const serials = await Promise.all(Array.from({ length: 20 }, issue))
  expect(new Set(serials).size).toBe(20)
  expect(serials.every((serial) => serial.length === 32)).toBe(true)
})

test('an authority that cannot be read is CONFIG_INVALID', async () => {
  await expect(openAuthority({ certificatePem: 'x', privateKeyPem: 'y' }, 'ec-p256')).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  })
})
