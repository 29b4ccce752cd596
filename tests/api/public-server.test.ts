import { gunzipSync } from 'node:zlib'
import { Registry } from 'prom-client'
import { afterAll, describe, expect, test } from 'vitest'
import type { LogReader } from '../../src/api/log-routes.ts'
import { createMetrics } from '../../src/api/metrics.ts'
import { createPublicServer } from '../../src/api/public-server.ts'
import type { Checks } from '../../src/api/readiness.ts'
import { tilePath } from '../../src/evidence/tiles.ts'

const CHECKPOINT = 'localhost/v1/log\n300\nAA==\n\n— localhost/v1/log AA==\n'
const KEY = 'localhost/v1/log+8c0c3a9f+AbCd'
const asked: string[] = []

/** A log of 300 records: one full tile, one of 44. */
const evidence: LogReader = {
  checkpoint: () => Promise.resolve(CHECKPOINT),
  tile(level, index, width) {
    asked.push(tilePath(level, index, width))
    const held =
      level === 0 ? (index === 0n ? 256 : index === 1n ? 44 : 0) : level === 1 && index === 0n ? 1 : 0
    return Promise.resolve(width <= held ? new Uint8Array(width * 32).fill(7) : undefined)
  },
  entries(index, width) {
    asked.push(tilePath('entries', index, width))
    return Promise.resolve(index < 2n ? new TextEncoder().encode('{"v":1}'.repeat(width)) : undefined)
  },
}

const issuers = new Map([
  ['la-customs', 2],
  ['mn-customs', 0],
])

function open(checks: Checks = {}, registry = new Registry()) {
  const metrics = createMetrics(registry, {
    partners: ['kz-customs'],
    gauges: {
      outbox_queued: { help: 'Deliveries waiting', read: () => Promise.resolve(3) },
      by_issuer: {
        help: 'One value for each',
        labelNames: ['issuer'],
        read: () => [...issuers].map(([issuer, value]) => ({ labels: { issuer }, value })),
      },
      broken_by_issuer: {
        help: 'Cannot be read',
        labelNames: ['issuer'],
        read: () => Promise.reject(new Error('x')),
      },
      broken: { help: 'Cannot be read', read: () => Promise.reject(new Error('x')) },
    },
  })
  return {
    app: createPublicServer({ evidence, verifierKey: KEY, checks, log: { level: 'silent' }, metrics }),
    metrics,
  }
}

const { app, metrics } = open()
afterAll(() => app.close())

describe('the log', () => {
  test('shows its checkpoint, which no cache keeps for long', async () => {
    const reply = await app.inject('/v1/log/checkpoint')
    expect(reply.body).toBe(CHECKPOINT)
    expect(reply.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'public, max-age=2',
    })
  })

  test('shows its key', async () => {
    expect((await app.inject('/v1/log/key')).body).toBe(`${KEY}\n`)
  })

  test.each([
    ['/v1/log/tile/0/000', 8192],
    ['/v1/log/tile/0/000.p/255', 255 * 32],
    ['/v1/log/tile/0/001.p/44', 44 * 32],
    ['/v1/log/tile/1/000.p/1', 32],
  ])('%s is %i bytes that never change', async (path, length) => {
    const reply = await app.inject(path)
    expect(reply.statusCode).toBe(200)
    expect(reply.rawPayload).toHaveLength(length)
    expect(reply.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })

  test.each([
    '/v1/log/tile/0/001',
    '/v1/log/tile/0/001.p/45',
    '/v1/log/tile/0/x001/x234/067',
    '/v1/log/tile/2/000.p/1',
  ])('%s is not there yet, and no cache keeps that', async (path) => {
    const reply = await app.inject(path)
    expect(reply.statusCode).toBe(404)
    expect(reply.headers['cache-control']).toBe('no-store')
  })

  test.each([
    '/v1/log/tile/00/000',
    '/v1/log/tile/64/000',
    '/v1/log/tile/-1/000',
    '/v1/log/tile/0/0',
    '/v1/log/tile/0/0000',
    '/v1/log/tile/0/x000/000',
    '/v1/log/tile/0/000.p/0',
    '/v1/log/tile/0/000.p/256',
    '/v1/log/tile/0/000.p/01',
    '/v1/log/tile/0/000.p',
    '/v1/log/tile/0/000/',
    '/v1/log/tile/0/%30%30%30',
    '/v1/log/tile/0/000?x=1',
    '/v1/log/tile/0/',
    '/v1/log/tile/entries/000.p/0',
    '/v1/log/tile/entries/000?a',
    '/v1/log/tile/Entries/000',
    '/v1/log/tile/0/x999/x999/x999/x999/x999/x999/x999/999',
    `/v1/log/tile/0/${'x000/'.repeat(900)}000`,
  ])('%s is no path of a tile: one tile has one address', async (path) => {
    asked.length = 0
    const reply = await app.inject(path)
    expect([400, 404]).toContain(reply.statusCode)
    expect(reply.headers['content-type']).toBe('application/problem+json')
    expect(asked).toEqual([])
  })

  test.each([
    ['gzip', true],
    ['br, gzip;q=0.5', true],
    ['gzip;q=0', false],
    ['identity', false],
    ['', false],
    ['x-gzip', false],
  ])('entries for Accept-Encoding "%s" are compressed: %s', async (accepted, compressed) => {
    const reply = await app.inject({
      url: '/v1/log/tile/entries/000',
      headers: { 'accept-encoding': accepted },
    })
    expect(reply.headers['content-encoding']).toBe(compressed ? 'gzip' : undefined)
    expect(reply.headers['vary']).toBe('accept-encoding')
    const bytes = compressed ? gunzipSync(reply.rawPayload) : reply.rawPayload
    expect(bytes.toString()).toBe('{"v":1}'.repeat(256))
  })

  test('answers HEAD like GET and other methods with 405', async () => {
    expect((await app.inject({ method: 'HEAD', url: '/v1/log/checkpoint' })).statusCode).toBe(200)
    const reply = await app.inject({ method: 'POST', url: '/v1/log/tile/0/000' })
    expect([reply.statusCode, reply.headers['allow']]).toEqual([405, 'GET, HEAD'])
  })
})

describe('health', () => {
  test('says which check fails, and nothing about why', async () => {
    const { app: sick } = open({
      database: () => Promise.reject(new Error('password authentication failed for "khorgos"')),
      log: () => Promise.resolve(),
    })
    const reply = await sick.inject('/health/ready')
    expect(reply.statusCode).toBe(503)
    expect(reply.json()).toEqual({ status: 'not ready', checks: { database: 'failed', log: 'ok' } })
    expect((await sick.inject('/health/live')).statusCode).toBe(200)
    await sick.close()
  })

  test('a check that does not answer has failed, and asking often asks it once', async () => {
    let times = 0
    const { app: hanging } = open({
      log: () => {
        times += 1
        return new Promise(() => undefined)
      },
    })
    const replies = await Promise.all(Array.from({ length: 50 }, () => hanging.inject('/health/ready')))
    expect(new Set(replies.map(({ statusCode }) => statusCode))).toEqual(new Set([503]))
    expect(times).toBe(1)
    await hanging.close()
  })

  test('a check that throws at once has failed', async () => {
    const { app: broken } = open({
      log: () => {
        throw new Error('x')
      },
    })
    expect((await broken.inject('/health/ready')).json()).toEqual({
      status: 'not ready',
      checks: { log: 'failed' },
    })
    await broken.close()
  })
})

describe('metrics', () => {
  test('count messages by partner and outcome; a stranger cannot make labels', async () => {
    metrics.outcome('kz-customs', 'OK')
    metrics.outcome('kz-customs', 'XML_MALFORMED')
    metrics.outcome('made-up', 'SENDER_UNKNOWN')
    metrics.outcome(undefined, 'SENDER_UNKNOWN')
    metrics.stage('commit', 0.004)
    await app.inject('/no/such/address')
    const { body } = await app.inject('/metrics')
    expect(body).toContain('khorgos_messages_total{partner="kz-customs",code="OK"} 1')
    expect(body).toContain('khorgos_messages_total{partner="unknown",code="SENDER_UNKNOWN"} 2')
    expect(body).toContain('khorgos_stage_seconds_count{stage="commit"} 1')
    expect(body).toContain('khorgos_outbox_queued 3')
    expect(body).toMatch(/khorgos_broken NaN/i)
    expect(body).toContain(
      'khorgos_by_issuer{issuer="la-customs"} 2\nkhorgos_by_issuer{issuer="mn-customs"} 0\n',
    )
    expect(body).not.toMatch(/^khorgos_broken_by_issuer/m)
    issuers.delete('la-customs')
    expect((await app.inject('/metrics')).body).not.toContain('by_issuer{issuer="la-customs"}')
    expect(body).toContain('khorgos_request_seconds_count{operation="none",method="GET",status="404"} 1')
    expect(body).toMatch(/process_resident_memory_bytes \d/)
    expect(body).toMatch(/nodejs_eventloop_lag_seconds /)
    expect(body).not.toMatch(/made-up|no\/such/)
  })
})

test('the index page links what can be opened, and runs no script', async () => {
  const reply = await app.inject('/')
  expect(reply.headers['content-security-policy']).toContain("default-src 'none'")
  const links = [...reply.body.matchAll(/href="(\/[^"]+)"/g)].map(([, path]) => path ?? '')
  expect(links).toContain('/v1/log/checkpoint')
  for (const path of links) expect((await app.inject(path)).statusCode, path).toBe(200)
  expect(reply.body).not.toContain('<script')
})
