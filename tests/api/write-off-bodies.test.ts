import { describe, expect, test } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'
import { DATABASES } from '../harness/databases.ts'
import { folded } from '../ledger/folded.ts'
import { dollars, requestOf, tonnes } from '../ledger/write-off-desk.ts'
import { ask, nobody, type Ask } from './harness.ts'
import { expectForgotten, NOWHERE, REASON, RESERVED, WRITE_OFFS, writeOffDoor } from './write-off-door.ts'

const text = JSON.stringify(requestOf('A-1'))
const LIMIT = 64 * 1024

type Wrong = readonly [what: string, code: ErrorCode, body: unknown, path?: string | undefined, options?: Ask]

const typed = (type: string): Ask => ({ headers: { 'content-type': type } })

const REQUESTS: readonly Wrong[] = [
  ['nothing', 'JSON_MALFORMED', ''],
  ['a name that stands twice', 'JSON_MALFORMED', text.replace('{', '{"number":"X",')],
  ['no reference', 'REQUEST_INVALID', { ...requestOf('A-1'), reference: undefined }, '/'],
  ['a reference with a blank', 'REQUEST_INVALID', requestOf('A 1'), '/reference'],
  ['an amount as a number', 'REQUEST_INVALID', text.replace('"12"', '12'), '/lines/0/quantity/quantity'],
  [
    'a quantity and an amount',
    'REQUEST_INVALID',
    requestOf('A-1', { lines: [{ ...dollars('1'), ...tonnes('1') }] }),
    '/lines/0',
  ],
  ['nothing of a line', 'REQUEST_INVALID', requestOf('A-1', { lines: [tonnes('0.00')] }), '/lines/0'],
  [
    'a line twice',
    'REQUEST_INVALID',
    requestOf('A-1', { lines: [tonnes('1'), tonnes('1')] }),
    '/lines/1/line',
  ],
  [
    'hashes',
    'REQUEST_INVALID',
    requestOf('A-1', { held: { exporter: { sha256: 'ab'.repeat(32) } } }),
    '/held/exporter',
  ],
  ['a reason and no refusal', 'REQUEST_INVALID', requestOf('A-1', { reason: REASON }), '/reason'],
  ['XML', 'MEDIA_TYPE_UNSUPPORTED', text, undefined, typed('application/xml')],
  ['many lines', 'MEDIA_TYPE_UNSUPPORTED', text, undefined, typed('application/x-ndjson')],
  ['more than 64 KB', 'MESSAGE_TOO_LARGE', text.padEnd(LIMIT + 1, ' ')],
  ['from nobody', 'SENDER_UNKNOWN', text, undefined, { as: nobody }],
]

const STEPS: readonly (readonly [step: 'use' | 'release', body: unknown, path: string])[] = [
  ['use', { colour: 1 }, '/'],
  ['use', { reason: REASON }, '/reason'],
  ['use', { lines: [tonnes('0')] }, '/lines/0'],
  ['release', {}, '/reason'],
  ['release', { reason: REASON, lines: [tonnes('1')] }, '/lines'],
]

describe.each(DATABASES)('told and forgotten, on the %s database,', (kind) => {
  const site = writeOffDoor(kind)
  const { post, get, reserve } = site

  test('is every body that is no request, with its code and place', async () => {
    const before = await site.leaves()
    for (const [, code, body, path, options] of REQUESTS)
      expectForgotten(await post(WRITE_OFFS, body, options), code, path)
    expect(await site.leaves()).toBe(before)
    expect((await post(WRITE_OFFS, text.padEnd(LIMIT, ' '))).status).toBe(201)
  })

  test('is every body that is no step', async () => {
    const self = await reserve()
    const before = await site.leaves()
    for (const [step, body, path] of STEPS)
      expectForgotten(await post(`${self}/${step}`, body), 'REQUEST_INVALID', path)
    expect(await site.leaves()).toBe(before)
    expect(await folded(site.database)).toEqual(RESERVED)
  })

  test('is every query that names no write-off, and every method that there is not', async () => {
    const queries = ['', '?reference=', '?reference=A%201', `?reference=${'A'.repeat(129)}`]
    for (const query of [...queries, '?reference=A&case=1'])
      expectForgotten(await get(`${WRITE_OFFS}${query}`), 'REQUEST_INVALID')
    for (const [method, path, allowed] of [
      ['PUT', WRITE_OFFS, 'GET, HEAD, POST'],
      ['POST', NOWHERE, 'GET, HEAD'],
      ['GET', `${NOWHERE}/use`, 'POST'],
      ['DELETE', `${NOWHERE}/release`, 'POST'],
    ] as const) {
      const reply = await ask(site.door.port, path, { method })
      expect([reply.status, reply.headers.allow]).toEqual([405, allowed])
    }
  })
})
