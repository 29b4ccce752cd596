import { existsSync, readFileSync } from 'node:fs'
import { fastify } from 'fastify'
import { describe, expect, test } from 'vitest'
import { useStrictSchemas } from '../../src/api/ajv.ts'
import { errorsPage } from '../../src/api/errors-page.ts'
import { answerWithProblems, problemOf, toKhorgosError } from '../../src/api/problem.ts'
import { object } from '../../src/api/schema-parts.ts'
import { CODES, KhorgosError, type ErrorCode } from '../../src/errors.ts'
import { conforms } from './described.ts'

const codes = Object.keys(CODES).filter((code): code is ErrorCode => code in CODES)
const place = { path: '/Awmds/Bol_segment[2]', line: 7, wcoId: '131' }

async function replyTo(thrown: unknown) {
  const app = fastify({ genReqId: () => '5b0f1b0e-6b1d-4b7e-9c3f-3f6f3a9d2c11' })
  answerWithProblems(app)
  app.get('/', () => {
    throw thrown
  })
  const reply = await app.inject('/')
  await app.close()
  return reply
}

describe('every code is answered as RFC 9457 wants it', () => {
  test.each(codes)('%s', async (code) => {
    const { http, title, retry } = CODES[code]
    const reply = await replyTo(new KhorgosError(code, 'What was wrong this time.', { place }))
    expect(reply.statusCode).toBe(http)
    expect(reply.headers['content-type']).toBe('application/problem+json')
    expect(reply.headers['cache-control']).toBe('no-store')
    const problem: unknown = reply.json()
    expect(conforms('Problem', problem)).toEqual([])
    expect(problem).toMatchObject({
      type: `urn:khorgos:error:${code}`,
      title,
      status: http,
      instance: 'urn:uuid:5b0f1b0e-6b1d-4b7e-9c3f-3f6f3a9d2c11',
      code,
      retry,
    })
    if (http < 500) expect(problem).toMatchObject({ detail: 'What was wrong this time.', place })
    else {
      expect(problem, 'a fault of ours shows nothing of our inside').not.toHaveProperty('place')
      expect(reply.body).not.toContain('this time')
    }
    expect(reply.headers['retry-after'] !== undefined).toBe(retry === 'later')
  })
})

test('an error that knows when to try again says so, in the header and in the body', async () => {
  const reply = await replyTo(new KhorgosError('VERIFICATION_LIMITED', 'Too many.', { retryAfter: 86_391 }))
  expect(reply.statusCode).toBe(429)
  expect(reply.headers['retry-after']).toBe('86391')
  const problem: unknown = reply.json()
  expect(problem).toMatchObject({ retry: 'later', retryAfter: 86_391 })
  expect(conforms('Problem', problem)).toEqual([])
})

test('the receipt of a refusal is in its problem', () => {
  const problem = problemOf(new KhorgosError('XML_MALFORMED', 'x'), 'id', { exchange: 'e', receipt: 'r' })
  expect(problem).toMatchObject({ exchange: 'e', receipt: 'r' })
})

describe('what nobody foresaw', () => {
  test.each([
    ['an error', new Error('password=hunter2')],
    ['a string', 'password=hunter2'],
    ['nothing', undefined],
    [
      'an error of a driver',
      Object.assign(new Error('password=hunter2'), { code: '57P01', statusCode: 418 }),
    ],
  ])('%s is INTERNAL, without a word of its own', async (_name, thrown) => {
    const reply = await replyTo(thrown)
    expect(reply.statusCode).toBe(500)
    expect(reply.json()).toMatchObject({ code: 'INTERNAL', retry: 'later' })
    expect(reply.body).not.toMatch(/hunter2|at file|\.ts/)
  })

  test('in a query is told in words, and not as a pattern', async () => {
    const app = fastify()
    useStrictSchemas(app)
    answerWithProblems(app)
    const reference = { type: 'string', pattern: '^[A-Z]$' }
    app.get('/', { schema: { querystring: object({ reference }) } }, () => 'found')
    const { detail }: { detail: string } = (await app.inject('/?reference=a')).json()
    await app.close()
    expect(detail).toMatch(/^querystring\/reference has to be a name of your own in letters/)
  })

  test('keeps what was thrown as its cause, for the log', () => {
    const thrown = new Error('x')
    expect(toKhorgosError(thrown).cause).toBe(thrown)
  })
})

describe('docs/errors.md', () => {
  test('is what `npm run generate:errors` prints', () => {
    expect(existsSync('docs/errors.md') && readFileSync('docs/errors.md', 'utf8')).toBe(errorsPage())
  })
})
