import { fastify } from 'fastify'
import { afterAll, describe, expect, test } from 'vitest'
import { useStrictSchemas } from '../../src/api/ajv.ts'
import { acceptJson } from '../../src/api/json-body.ts'
import { answerWithProblems } from '../../src/api/problem.ts'

const schema = {
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['quantity'],
    properties: {
      quantity: { type: 'string' },
      count: { type: 'integer' },
      note: { type: 'string', default: 'x' },
    },
  },
}
const app = fastify()
answerWithProblems(app)
useStrictSchemas(app)
acceptJson(app, 200)
app.post('/', { schema }, (request) => Promise.resolve(request.body))
afterAll(() => app.close())

const send = (payload: string | Buffer, type: string | undefined = 'application/json') =>
  app.inject({ method: 'POST', url: '/', payload, headers: { 'content-type': type } })

describe('a JSON body', () => {
  test('that follows the schema arrives as it was sent: nothing filled in, nothing left out', async () => {
    for (const type of ['application/json', 'application/json; charset=utf-8']) {
      const reply = await send('{"quantity":"1.10","count":3}', type)
      expect([reply.statusCode, reply.json()]).toEqual([200, { quantity: '1.10', count: 3 }])
    }
  })

  test.each([
    ['a number for a text', '{"quantity":1}'],
    ['a text for a number', '{"quantity":"1","count":"3"}'],
    ['true for a number', '{"quantity":"1","count":true}'],
    ['an unknown field', '{"quantity":"1","evil":1}'],
    ['a missing field', '{}'],
    ['another type', '[]'],
    ['null', 'null'],
  ])('with %s is REQUEST_INVALID', async (_name, body) => {
    const reply = await send(body)
    expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([400, 'REQUEST_INVALID'])
  })

  test.each([
    ['a key twice', '{"quantity":"1","quantity":"2"}'],
    ['__proto__', '{"quantity":"1","__proto__":{"count":1}}'],
    ['a number no double holds', '{"quantity":"1","count":12345678901234567890}'],
    ['an endless number', '{"quantity":"1","count":1e999}'],
    ['NaN', '{"quantity":"1","count":NaN}'],
    ['a comment', '{"quantity":"1"/**/}'],
    ['something behind it', '{"quantity":"1"}{}'],
    ['a byte order mark', '\u{FEFF}{"quantity":"1"}'],
    ['a lone surrogate', String.raw`{"quantity":"\ud800"}`],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['nothing', ''],
  ])('with %s is JSON_MALFORMED', async (_name, body) => {
    const reply = await send(body)
    expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([400, 'JSON_MALFORMED'])
  })

  test.each([
    'application/JSON',
    'application/json ;charset=utf-8',
    'application/json\t',
    'application/json; charset=utf-16',
    'text/json',
    'application/json, application/xml',
    'application/problem+json',
    'multipart/form-data; boundary=x',
    'text/plain',
    '',
  ])('as "%s" is MEDIA_TYPE_UNSUPPORTED, whatever it holds', async (type) => {
    const reply = await send('{"evil":1}', type)
    expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([415, 'MEDIA_TYPE_UNSUPPORTED'])
  })

  test('longer than allowed is MESSAGE_TOO_LARGE', async () => {
    const reply = await send(`{"quantity":"${'9'.repeat(200)}"}`)
    expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([413, 'MESSAGE_TOO_LARGE'])
  })
})
