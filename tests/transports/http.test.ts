import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { KhorgosError, type ErrorCode } from '../../src/errors.ts'
import type { Endpoint } from '../../src/partners/partner.ts'
import { createHttpTransport } from '../../src/transports/http.ts'
import type { Outgoing, Transport } from '../../src/transports/transport.ts'
import { makeAuthority } from '../api/certificates.ts'
import { portOf } from '../api/port.ts'

const authority = await makeAuthority('receivers')
const stranger = await makeAuthority('stranger')
const us = await authority.issue('gateway')
const them = await authority.issue('receiver')

type Answer = (request: IncomingMessage, reply: ServerResponse, body: Buffer) => void

let server: Server
let answer: Answer
let transport: Transport
let seen: {
  method: string | undefined
  url: string | undefined
  headers: IncomingMessage['headers']
  body: Buffer
}[] = []

beforeAll(async () => {
  const options = { key: them.privateKeyPem, cert: them.certificatePem, ca: authority.certificatePem }
  server = createServer({ ...options, requestCert: true, rejectUnauthorized: true }, (request, reply) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      seen.push({ method: request.method, url: request.url, headers: request.headers, body })
      answer(request, reply, body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  transport = newTransport(us)
})

afterEach(() => {
  seen = []
})

afterAll(async () => {
  await transport.close()
  server.closeAllConnections()
  server.close()
})

function newTransport(tls: { certificatePem: string; privateKeyPem: string }): Transport {
  return createHttpTransport({ tls, maxReplyBytes: 10_000 })
}

const message: Outgoing = {
  id: '0193e0a0-0000-7000-8000-000000000001',
  messageId: 'KZ-2026-117',
  mediaType: 'application/xml; charset=utf-8',
  bytes: new TextEncoder().encode('<Awmds>Достық</Awmds>'),
}

function endpoint(changes: Partial<Endpoint> = {}): Endpoint {
  const url = `https://127.0.0.1:${portOf(server)}/customs/in?lane=3`
  return { url, trustedAuthority: authority.certificatePem, timeoutMs: 2_000, ...changes }
}

async function failure(sending: Promise<unknown>): Promise<KhorgosError> {
  const thrown: unknown = await sending.then(() => undefined).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(KhorgosError)
  return thrown instanceof KhorgosError ? thrown : expect.fail('no KhorgosError')
}

describe('a receiver that takes the message', () => {
  test('gets the exact bytes once, and we get the exact bytes of its reply', async () => {
    answer = (_request, reply, body) => void reply.end(Buffer.concat([Buffer.from([0xff, 0x00]), body]))
    const got = await transport.send(message, endpoint())
    expect(Buffer.from(got)).toEqual(Buffer.concat([Buffer.from([0xff, 0x00]), message.bytes]))
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/customs/in?lane=3' })
    expect(seen[0]?.body).toEqual(Buffer.from(message.bytes))
  })

  test('can tell a repetition by the Idempotency-Key, which stays the same', async () => {
    answer = (_request, reply) => void reply.writeHead(202).end()
    expect(await transport.send(message, endpoint())).toHaveLength(0)
    await transport.send(message, endpoint())
    expect(seen.map((request) => request.headers['idempotency-key'])).toEqual([
      `"${message.id}"`,
      `"${message.id}"`,
    ])
    expect(seen[0]?.headers['content-type']).toBe('application/xml; charset=utf-8')
    expect(seen[0]?.headers['accept-encoding']).toBe('identity')
  })

  test('can be sent many messages at once over few connections', async () => {
    const sockets = new Set<unknown>()
    answer = (request, reply, body) => {
      sockets.add(request.socket)
      setTimeout(() => reply.end(body), 5)
    }
    const sent = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        transport.send({ ...message, bytes: new TextEncoder().encode(`<M n="${n}"/>`) }, endpoint()),
      ),
    )
    expect(sent.map((bytes) => new TextDecoder().decode(bytes))).toEqual(
      Array.from({ length: 100 }, (_, n) => `<M n="${n}"/>`),
    )
    expect(sockets.size).toBeLessThanOrEqual(32)
  })
})

describe('what a status means for the delivery', () => {
  const cases: readonly [status: number, code: ErrorCode][] = [
    ...[400, 403, 413, 415, 422].map((status): [number, ErrorCode] => [status, 'PARTNER_REFUSED']),
    ...[301, 307, 401, 404, 405, 408, 409, 429, 500, 502, 503, 504].map((status): [number, ErrorCode] => [
      status,
      'PARTNER_UNREACHABLE',
    ]),
  ]
  for (const [status, code] of cases)
    test(`${status} is ${code}`, async () => {
      answer = (_request, reply) =>
        void reply.writeHead(status, { location: '/elsewhere' }).end('reason\r\nof theirs')
      const error = await failure(transport.send(message, endpoint()))
      expect(error.code).toBe(code)
      expect(error.message).toContain(String(status))
      expect(error.message, 'the text of the receiver is for the operator alone').not.toContain('reason')
      expect(error.cause).toMatchObject({ message: `HTTP ${status}: reason  of theirs` })
      expect(seen, 'no redirect is followed').toHaveLength(1)
    })

  test('a long refusal is cut', async () => {
    answer = (_request, reply) => void reply.writeHead(422).end('x'.repeat(9_000))
    const error = await failure(transport.send(message, endpoint()))
    expect(error.cause instanceof Error && error.cause.message.length).toBeLessThan(2_100)
  })

  test('a refusal with an endless text is still a refusal', async () => {
    answer = (_request, reply) => void reply.writeHead(422).end('x'.repeat(50_000))
    expect((await failure(transport.send(message, endpoint()))).code).toBe('PARTNER_REFUSED')
  })
})

describe('a network that fails', () => {
  test('a reply that does not come is given up after the agreed time', async () => {
    answer = () => undefined
    const start = performance.now()
    const error = await failure(transport.send(message, endpoint({ timeoutMs: 300 })))
    expect(error).toMatchObject({
      code: 'PARTNER_UNREACHABLE',
      message: 'The receiver did not answer in time.',
    })
    expect(performance.now() - start).toBeLessThan(1_500)
  })

  test('a reply that trickles is given up after the agreed time as a whole', async () => {
    answer = (_request, reply) => {
      const drip = setInterval(() => reply.write('x'), 50)
      reply.on('close', () => clearInterval(drip))
    }
    const start = performance.now()
    expect((await failure(transport.send(message, endpoint({ timeoutMs: 400 })))).code).toBe(
      'PARTNER_UNREACHABLE',
    )
    expect(performance.now() - start).toBeLessThan(1_500)
  })

  test('waiting behind slow deliveries counts too', async () => {
    answer = () => undefined
    const start = performance.now()
    const sent = await Promise.all(
      Array.from({ length: 20 }, () => failure(transport.send(message, endpoint({ timeoutMs: 350 })))),
    )
    expect(new Set(sent.map((error) => error.code))).toEqual(new Set(['PARTNER_UNREACHABLE']))
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  test('a reply longer than allowed is not read', async () => {
    answer = (_request, reply) => void reply.end('x'.repeat(10_001))
    expect((await failure(transport.send(message, endpoint()))).code).toBe('ACKNOWLEDGEMENT_INVALID')
  })

  test('a compressed reply is not read', async () => {
    answer = (_request, reply) => void reply.writeHead(200, { 'content-encoding': 'gzip' }).end('zzz')
    expect((await failure(transport.send(message, endpoint()))).code).toBe('ACKNOWLEDGEMENT_INVALID')
  })

  test('a reset in the middle of the reply is no reply', async () => {
    answer = (_request, reply) => {
      reply.writeHead(200, { 'content-length': '1000' })
      reply.write('half')
      setTimeout(() => reply.socket?.destroy(), 20)
    }
    expect((await failure(transport.send(message, endpoint()))).code).toBe('PARTNER_UNREACHABLE')
  })

  test('nobody listens', async () => {
    const error = await failure(transport.send(message, endpoint({ url: 'https://127.0.0.1:1/' })))
    expect(error).toMatchObject({ code: 'PARTNER_UNREACHABLE', retry: 'later' })
    expect(error.message).not.toContain('127.0.0.1')
  })

  test('the next delivery after a failure goes through', async () => {
    answer = (_request, reply) => void reply.socket?.destroy()
    await failure(transport.send(message, endpoint()))
    answer = (_request, reply) => void reply.end('ok')
    expect(await transport.send(message, endpoint())).toHaveLength(2)
  })
})

describe('who the receiver is', () => {
  test('a certificate of another authority is refused before a byte of the message leaves', async () => {
    answer = (_request, reply) => void reply.end('ok')
    const error = await failure(
      transport.send(message, endpoint({ trustedAuthority: stranger.certificatePem })),
    )
    expect(error.code).toBe('PARTNER_UNREACHABLE')
    expect(error.message).toMatch(/TLS/)
    expect(seen).toHaveLength(0)
  })

  test('a connection verified for one endpoint does not serve another that trusts someone else', async () => {
    answer = (_request, reply) => void reply.end('ok')
    await transport.send(message, endpoint())
    const error = await failure(
      transport.send(message, endpoint({ trustedAuthority: stranger.certificatePem })),
    )
    expect(error.code).toBe('PARTNER_UNREACHABLE')
  })

  test('a certificate for another name is refused', async () => {
    const error = await failure(
      transport.send(message, endpoint({ url: `https://127.0.0.2:${portOf(server)}/` })),
    )
    expect(error.code).toBe('PARTNER_UNREACHABLE')
    expect(seen).toHaveLength(0)
  })

  test('a receiver that does not know our certificate gets nothing', async () => {
    const impostor = newTransport(await stranger.issue('gateway'))
    expect((await failure(impostor.send(message, endpoint()))).code).toBe('PARTNER_UNREACHABLE')
    expect(seen).toHaveLength(0)
    await impostor.close()
  })

  test.each(['http://127.0.0.1/', 'https://user:secret@127.0.0.1/', 'nonsense'])(
    '%s is no endpoint',
    async (url) => {
      const error = await failure(transport.send(message, endpoint({ url })))
      expect(error.code).toBe('CONFIG_INVALID')
      expect(error.message).not.toContain('secret')
    },
  )
})

test('after close nothing is sent', async () => {
  const closed = newTransport(us)
  answer = (_request, reply) => void reply.end('ok')
  await closed.send(message, endpoint())
  await closed.close()
  await failure(closed.send(message, endpoint()))
  expect(seen).toHaveLength(1)
})
