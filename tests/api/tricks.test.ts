import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  ask,
  deferred,
  EXCHANGE,
  MAX_BYTES,
  nobody,
  openPartnerDoor,
  openSocket,
  outcomeOf,
  post,
  readAll,
  StubService,
  type Door,
} from './harness.ts'

let door: Door
beforeAll(async () => {
  door = await openPartnerDoor({
    limits: {
      headersTimeout: 400,
      requestTimeout: 800,
      checkInterval: 50,
      keepAliveTimeout: 1_000,
      perCaller: 20,
      total: 30,
    },
  })
})
afterAll(() => door.app.close())
afterEach(() => {
  door.service.taken.length = 0
  door.service.outcome = new StubService().outcome
})

/** Sends these very bytes and gives the first reply. */
async function raw(...parts: readonly (string | Buffer)[]): Promise<{ status: number; text: string }> {
  const socket = await openSocket(door.port)
  for (const part of parts) socket.write(part)
  const text = await readAll(socket, (soFar) => complete(soFar))
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]), text }
}

function complete(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
  return end !== -1 && Buffer.byteLength(text.slice(end + 4)) >= length
}

const head = (...headers: readonly string[]): string =>
  ['POST /v1/exchanges HTTP/1.1', 'Host: localhost', ...headers, '', ''].join('\r\n')

describe('Content-Type', () => {
  test.each([
    'application/xml',
    'text/xml',
    'application/xml; charset=utf-8',
    'application/xml;charset=UTF-8',
    'text/xml; charset="utf-8"',
  ])('%s is taken', async (type) => {
    expect((await post(door.port, '<M/>', { headers: { 'content-type': type } })).status).toBe(201)
  })

  test.each([
    'application/json',
    'text/plain',
    'application/octet-stream',
    'multipart/form-data; boundary=x',
    'application/soap+xml',
    'application/xml; charset=utf-16',
    'application/xml; charset=iso-8859-1',
    'application/xml; charset=utf-8; charset=utf-16',
    'application/xml; version=1',
    'application/xml;',
    'application/xml ',
    'application/xml\t; charset=utf-8',
    'application/xml ;charset=utf-8',
    'application/xml;  charset=utf-8',
    'APPLICATION/XML',
    'Application/Xml',
    'application/xml, application/json',
    'application/json, application/xml',
    'application/xmlx',
    'xml',
    'a/b/c',
    '/',
    ';',
    '',
    "application/xml; charset='utf-8'",
    'application/xml\u00a0',
  ])('"%s" is refused with 415, and the refusal is handed on as evidence', async (type) => {
    const body = '<M/>'
    // A trailing space is not part of a header's value (RFC 9110 5.5), so this one is the plain type.
    const plain = type === 'application/xml '
    const { status, text } = await raw(head(`Content-Type: ${type}`, `Content-Length: ${body.length}`), body)
    expect(status).toBe(plain ? 201 : 415)
    if (plain) return
    expect(text).toContain('"MEDIA_TYPE_UNSUPPORTED"')
    expect(text).toContain(EXCHANGE)
    expect(door.service.taken).toHaveLength(1)
    expect(door.service.taken[0]).toMatchObject({
      mediaType: 'application/octet-stream',
      refusal: { code: 'MEDIA_TYPE_UNSUPPORTED' },
    })
    expect(Buffer.from(door.service.taken[0]?.bytes ?? []).toString()).toBe(body)
  })

  test('absent is refused', async () => {
    expect((await raw(head('Content-Length: 4'), '<M/>')).status).toBe(415)
  })

  test('sent twice is refused, whichever comes first', async () => {
    for (const types of [
      ['application/xml', 'application/json'],
      ['application/json', 'application/xml'],
      ['application/xml', 'application/xml'],
    ]) {
      const headers = types.map((type) => `Content-Type: ${type}`)
      expect((await raw(head(...headers, 'Content-Length: 4'), '<M/>')).status).toBe(415)
    }
  })

  test.each(['gzip', 'identity', 'br', 'x'])(
    'with Content-Encoding: %s is refused, the bytes stay as they came',
    async (coding) => {
      const body = gzipSync('<M/>'.repeat(50_000))
      const reply = await post(door.port, body, {
        headers: { 'content-type': 'application/xml', 'content-encoding': coding },
      })
      expect(reply.status).toBe(415)
      expect(Buffer.from(door.service.taken[0]?.bytes ?? [])).toEqual(body)
    },
  )

  test('with Transfer-Encoding: gzip, chunked is refused', async () => {
    const { status } = await raw(
      head('Content-Type: application/xml', 'Transfer-Encoding: gzip, chunked'),
      '4\r\n<M/>\r\n0\r\n\r\n',
    )
    expect([400, 415]).toContain(status)
    expect(door.service.taken.every(({ refusal }) => refusal !== undefined)).toBe(true)
  })

  test('a request without any body is handed on with no bytes', async () => {
    await raw(head())
    await raw(head('Content-Type: application/xml', 'Content-Length: 0'))
    expect(door.service.taken.map(({ bytes }) => bytes.length)).toEqual([0, 0])
  })
})

describe('size', () => {
  test('exactly the limit of the partner is taken', async () => {
    expect((await post(door.port, 'x'.repeat(MAX_BYTES))).status).toBe(201)
    expect(door.service.taken[0]?.bytes).toHaveLength(MAX_BYTES)
  })

  test.each([1, 1_000, 500_000])(
    '%i bytes more are refused with 413; what was read is handed on',
    async (more) => {
      const body = 'x'.repeat(MAX_BYTES + more)
      const reply = await post(door.port, body)
      expect(reply.status).toBe(413)
      expect(reply.json).toMatchObject({ code: 'MESSAGE_TOO_LARGE', exchange: EXCHANGE })
      expect(reply.headers.connection).toBe('close')
      expect(door.service.taken[0]).toMatchObject({ refusal: { code: 'MESSAGE_TOO_LARGE' } })
      expect(door.service.taken[0]?.bytes).toHaveLength(MAX_BYTES + 1)
    },
  )

  test('chunked, one byte at a time, counts the same', async () => {
    const chunks = '1\r\nx\r\n'.repeat(MAX_BYTES + 10)
    const { status } = await raw(
      head('Content-Type: application/xml', 'Transfer-Encoding: chunked'),
      `${chunks}0\r\n\r\n`,
    )
    expect(status).toBe(413)
    expect(door.service.taken[0]?.bytes).toHaveLength(MAX_BYTES + 1)
  })

  test('a message without end is answered and cut off after a bounded while', async () => {
    const socket = await openSocket(door.port)
    const reply = readAll(socket, complete)
    socket.write(head('Content-Type: application/xml', 'Content-Length: 99999999999'))
    const junk = Buffer.alloc(64 * 1024, 0x78)
    const pour = setInterval(() => socket.writable && socket.write(junk), 1)
    expect(await reply).toMatch(/^HTTP\/1\.1 413/)
    clearInterval(pour)
    expect(door.service.taken[0]?.bytes).toHaveLength(MAX_BYTES + 1)
  })

  test('an unknown sender may leave 64 KiB, and is told only that it is unknown', async () => {
    const reply = await post(door.port, 'x'.repeat(200_000), { as: nobody })
    expect(reply.status).toBe(401)
    expect(door.service.taken[0]?.bytes).toHaveLength(64 * 1024 + 1)
    expect(door.service.taken[0]).not.toHaveProperty('refusal')
  })
})

describe('slow and broken requests', () => {
  test('headers that trickle are given up', async () => {
    const socket = await openSocket(door.port)
    socket.write('POST /v1/exchanges HTTP/1.1\r\nHost: localhost\r\n')
    const drip = setInterval(() => socket.writable && socket.write('X-A: b\r\n'), 60)
    const start = performance.now()
    const text = await readAll(socket)
    clearInterval(drip)
    expect(text).toMatch(/^HTTP\/1\.1 408 .*"REQUEST_TIMEOUT"/s)
    expect(performance.now() - start).toBeLessThan(5_000)
  })

  test('a body that trickles is given up, and nothing of it is handed on', async () => {
    const socket = await openSocket(door.port)
    socket.write(head('Content-Type: application/xml', 'Content-Length: 1000'))
    const drip = setInterval(() => socket.writable && socket.write('x'), 60)
    const text = await readAll(socket)
    clearInterval(drip)
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(door.service.taken).toEqual([])
  })

  test('half a body, then gone: nothing of it is handed on', async () => {
    const socket = await openSocket(door.port)
    socket.write(head('Content-Type: application/xml', 'Content-Length: 1000') + '<half')
    await new Promise((resolve) => setTimeout(resolve, 50))
    socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(door.service.taken).toEqual([])
    expect((await post(door.port, '<M/>')).status).toBe(201)
  })

  test.each([
    [
      'Content-Length and Transfer-Encoding together',
      head('Content-Type: application/xml', 'Content-Length: 4', 'Transfer-Encoding: chunked') +
        '4\r\n<M/>\r\n0\r\n\r\n',
    ],
    [
      'two different Content-Length',
      head('Content-Type: application/xml', 'Content-Length: 4', 'Content-Length: 5') + '<M/>x',
    ],
    ['a negative Content-Length', head('Content-Type: application/xml', 'Content-Length: -1')],
    ['a Content-Length of hex', head('Content-Type: application/xml', 'Content-Length: 0x4') + '<M/>'],
    [
      'a bad chunk size',
      head('Content-Type: application/xml', 'Transfer-Encoding: chunked') + 'zz\r\n<M/>\r\n0\r\n\r\n',
    ],
    ['a space before the colon', head('Content-Type : application/xml', 'Content-Length: 4') + '<M/>'],
    ['a folded header', head('Content-Type: application/xml', 'X-A: b', ' c', 'Content-Length: 4') + '<M/>'],
    [
      'bare line feeds',
      'POST /v1/exchanges HTTP/1.1\nHost: localhost\nContent-Type: application/xml\nContent-Length: 4\n\n<M/>',
    ],
    [
      'no Host',
      'POST /v1/exchanges HTTP/1.1\r\nContent-Type: application/xml\r\nContent-Length: 4\r\n\r\n<M/>',
    ],
    ['not HTTP at all', 'hello\r\n\r\n'],
    ['a header bomb', head(`X-A: ${'y'.repeat(20_000)}`)],
  ])('%s is answered 400 and closed; nothing is handed on', async (_name, bytes) => {
    const socket = await openSocket(door.port)
    socket.write(bytes)
    const text = await readAll(socket)
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(door.service.taken).toEqual([])
  })

  test('a path that is no path is answered 400 as a problem', async () => {
    const { status, text } = await raw('GET /v1/exchanges/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n')
    expect(status).toBe(400)
    expect(text).toContain('application/problem+json')
  })
})

describe('many requests', () => {
  test('pipelined on one connection are answered in order, each with its own message', async () => {
    door.service.outcome = async (message) => {
      const text = Buffer.from(message.bytes).toString()
      await new Promise((resolve) => setTimeout(resolve, text.includes('1') ? 60 : 5))
      return { ...outcomeOf(message), messageId: text }
    }
    const socket = await openSocket(door.port)
    const one = (n: number): string =>
      head('Content-Type: application/xml', 'Content-Length: 6') + `<M n${n}>`
    socket.write([1, 2, 3].map(one).join(''))
    const text = await readAll(socket, (soFar) => soFar.includes('<M n3>'))
    expect(text.match(/<M n\d>/g)).toEqual(['<M n1>', '<M n2>', '<M n3>'])
  })

  test('more than a caller may have under way are sent away with 503 and Retry-After; the next ones are taken again', async () => {
    const { promise: gate, resolve: open } = deferred<void>()
    door.service.outcome = async (message) => {
      await gate
      return outcomeOf(message)
    }
    const held = Array.from({ length: 20 }, () => post(door.port, '<M/>'))
    await expect.poll(() => door.service.taken.length).toBe(20)
    const reply = await post(door.port, '<M/>')
    expect(reply.status).toBe(503)
    expect(reply.json).toMatchObject({ code: 'OVERLOADED', retry: 'later' })
    expect(Number(reply.headers['retry-after'])).toBeGreaterThanOrEqual(5)
    expect((await ask(door.port, `/v1/exchanges/${EXCHANGE}`)).status).toBe(503)
    const other = post(door.port, '<M/>', { as: nobody })
    await expect.poll(() => door.service.taken.length, { message: 'others are not hurt' }).toBe(21)
    open()
    expect((await other).status).toBe(401)
    expect(new Set((await Promise.all(held)).map(({ status }) => status))).toEqual(new Set([201]))
    expect((await post(door.port, '<M/>')).status).toBe(201)
  })

  test('hanging up does not free the place of work that still goes on', async () => {
    const { promise: gate, resolve: open } = deferred<void>()
    door.service.outcome = async (message) => {
      await gate
      return outcomeOf(message)
    }
    for (let n = 0; n < 20; n++) {
      const socket = await openSocket(door.port)
      socket.write(head('Content-Type: application/xml', 'Content-Length: 4') + '<M/>')
      await expect.poll(() => door.service.taken.length).toBe(n + 1)
      socket.destroy()
      await once(socket, 'close')
    }
    expect((await post(door.port, '<M/>')).status).toBe(503)
    open()
    await expect.poll(async () => (await post(door.port, '<M/>')).status).toBe(201)
  })
})
