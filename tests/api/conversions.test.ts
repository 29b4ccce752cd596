import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { KhorgosError } from '../../src/errors.ts'
import { conforms } from './described.ts'
import {
  ask,
  LOSS_REPORT,
  MAX_BYTES,
  mn,
  nobody,
  openPartnerDoor,
  triedOf,
  XML_HEADERS,
  type Ask,
  type Door,
  type Reply,
} from './harness.ts'

let door: Door
beforeAll(async () => {
  door = await openPartnerDoor()
})
afterAll(() => door.app.close())
beforeEach(() => {
  door.service.asked.length = 0
  door.service.tried = (to) => Promise.resolve(triedOf(to))
})

const TO = '/v1/conversions?to=cn-mt1401-v1'
const send = (options: Ask = {}, path = TO): Promise<Reply> =>
  ask(door.port, path, { body: '<M/>', headers: XML_HEADERS, ...options })

describe('a dry run', () => {
  test('hands the bytes, the partner and the formats on, and answers what was found', async () => {
    const reply = await send({}, `${TO}&from=kz-awmds-r1`)
    const { kind: _, ...found } = triedOf('cn-mt1401-v1')
    expect([reply.status, reply.json]).toEqual([200, found])
    expect(reply.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'accept' })
    expect(door.service.asked).toEqual([
      {
        what: 'dryRun',
        partner: 'kz-customs',
        detail: { to: 'cn-mt1401-v1', from: 'kz-awmds-r1', bytes: 4 },
      },
    ])
    expect(door.service.taken).toEqual([])
  })

  test('with errors is a success of asking, with every kind of finding as described', async () => {
    door.service.tried = (to) =>
      Promise.resolve({
        kind: 'tried',
        from: [],
        to,
        convertible: false,
        signatures: [
          { state: 'not-verified', code: 'SIGNER_UNKNOWN', detail: 'No.' },
          { state: 'verified', verdict: { profile: 'p', algorithm: 'a', keyId: 'ab'.repeat(32) } },
        ],
        errors: [
          { code: 'CODE_UNKNOWN', detail: 'No.', place: { path: '/M', line: 2, wcoId: '126' } },
          { code: 'XML_MALFORMED', detail: 'No.' },
        ],
      })
    const reply = await send()
    expect(reply.status).toBe(200)
    expect(conforms('Conversion', reply.json)).toEqual([])
    const plain = await send({ headers: { ...XML_HEADERS, accept: 'text/plain' } })
    expect(plain.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(plain.text).toBe(
      [
        'a message of no known format → cn-mt1401-v1: cannot be converted',
        'signature: not verified, SIGNER_UNKNOWN: No.',
        `signature: verified, key ${'ab'.repeat(32)}`,
        'CODE_UNKNOWN: No. (at /M, line 2, WCO 126)',
        'XML_MALFORMED: No.',
        '',
      ].join('\n'),
    )
  })

  test.each(['text/xml; charset=utf-8', 'application/EDIFACT', 'application/edifact'])(
    'takes %s',
    async (type) => {
      expect((await send({ headers: { 'content-type': type } })).status).toBe(200)
    },
  )

  test('is counted, by partner and by whether it went well', async () => {
    await send()
    await send({ as: mn })
    const text = await door.registry.metrics()
    expect(text).toMatch(/khorgos_dry_runs_total\{partner="mn-customs",convertible="true"\} 1/)
    expect(text).not.toMatch(/khorgos_messages_total\{/)
  })
})

describe('refused at the door:', () => {
  test.each<[name: string, options: Ask, path: string, status: number, code: string]>([
    ['a stranger', { as: nobody }, TO, 401, 'SENDER_UNKNOWN'],
    ['no target', {}, '/v1/conversions', 400, 'REQUEST_INVALID'],
    ['a target that is no id', {}, '/v1/conversions?to=../etc', 400, 'REQUEST_INVALID'],
    ['two targets', {}, `${TO}&to=kz-awmds-r1`, 400, 'REQUEST_INVALID'],
    ['an unknown question', {}, `${TO}&sign=no`, 400, 'REQUEST_INVALID'],
    ['no bytes', { body: '', method: 'POST' }, TO, 400, 'MESSAGE_EMPTY'],
    ['too many bytes', { body: 'x'.repeat(MAX_BYTES + 1) }, TO, 413, 'MESSAGE_TOO_LARGE'],
    ['another media type', { headers: { 'content-type': 'text/html' } }, TO, 415, 'MEDIA_TYPE_UNSUPPORTED'],
    [
      'a character set for an interchange',
      { headers: { 'content-type': 'application/EDIFACT; charset=utf-8' } },
      TO,
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
    ['no media type', { headers: {} }, TO, 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['another method', { method: 'PUT' }, TO, 405, 'METHOD_NOT_ALLOWED'],
  ])('%s', async (_, options, path, status, code) => {
    const reply = await send(options, path)
    expect([reply.status, reply.headers['content-type'], reply.json]).toEqual([
      status,
      'application/problem+json',
      expect.objectContaining({ code }),
    ])
    expect(door.service.asked).toEqual([])
  })

  test('a format of no agreement, as the core says', async () => {
    door.service.tried = () => Promise.reject(new KhorgosError('FORMAT_NOT_AGREED', 'Not named.'))
    const reply = await send()
    expect([reply.status, reply.json]).toEqual([403, expect.objectContaining({ code: 'FORMAT_NOT_AGREED' })])
    expect(conforms('Problem', reply.json)).toEqual([])
  })
})

test('loss reports are JSON, or tables for people', async () => {
  const path = `/v1/exchanges/${door.service.seen.exchange}/losses`
  const reply = await ask(door.port, path)
  expect(reply.json).toEqual({
    reports: [{ to: 'cn-eport', format: 'cn-mt1401-v1', messageId: 'm', lossReport: LOSS_REPORT }],
  })
  const { text } = await ask(door.port, path, { headers: { accept: 'text/plain' } })
  expect(text).toMatch(/^cn-mt1401-v1 to cn-eport\n\noutcome .*\ndropped, accepted +\/Awmds\/Note .*agreed\n/)
  expect((await ask(door.port, path, { as: mn })).status).toBe(404)
})
