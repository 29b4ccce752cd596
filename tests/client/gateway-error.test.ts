import { describe, expect, test } from 'vitest'
import { CODES } from '../../src/errors.ts'
import { problemOf } from '../../src/api/problem.ts'
import { KhorgosError, type ErrorCode } from '../../src/errors.ts'
import { refusalOf } from '../../src/client/gateway-error.ts'

const ID = '0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21'
const codes = Object.keys(CODES).filter((code): code is ErrorCode => code in CODES)

describe('a refusal', () => {
  test.each(codes)('as %s is read as the gateway meant it', (code) => {
    const place = { path: '/held/lines/0', line: 3, wcoId: '130' }
    const error = new KhorgosError(code, 'No.', { place, retryAfter: 7 })
    const told = problemOf(error, ID, { request: ID, receipt: 'c2sp.org/tlog-proof@v1\n' })
    const read = refusalOf(told.status, JSON.stringify(told))
    expect(read).toMatchObject({
      code,
      status: CODES[code].http,
      retry: CODES[code].retry,
      retryAfter: 7,
      request: ID,
      receipt: 'c2sp.org/tlog-proof@v1\n',
      message: told.detail,
      problem: told,
    })
    expect(read.place).toEqual(told.place)
  })

  test('with a code of tomorrow keeps its code, and what to do about it', () => {
    const body = JSON.stringify({ code: 'FUTURE_CODE', status: 409, retry: 'later', detail: 'Not now.' })
    expect(refusalOf(409, body)).toMatchObject({
      code: 'REQUEST_INVALID',
      message: 'FUTURE_CODE: Not now.',
      retry: 'later',
      problem: { code: 'FUTURE_CODE' },
    })
  })

  test.each([
    [503, 'OVERLOADED', 'later'],
    [502, 'OVERLOADED', 'later'],
    [504, 'OVERLOADED', 'later'],
    [429, 'OVERLOADED', 'later'],
    [500, 'INTERNAL', 'later'],
    [404, 'NOT_FOUND', 'never'],
    [403, 'REQUEST_INVALID', 'never'],
    [302, 'REQUEST_INVALID', 'never'],
  ] as const)('with status %i by something in between is %s, to be repeated %s', (status, code, retry) => {
    for (const body of ['', '<html>', '[]', '{"code":1}', '{"code":"NOT_FOUND"}'])
      expect(refusalOf(status, body)).toMatchObject({ code, retry, status, problem: undefined })
  })

  test('has no control characters in what people read', () => {
    const body = { code: 'X\u001b[2J', status: 400, detail: 'a\nb\u0007', place: { path: '/\u001b' } }
    const { message, place } = refusalOf(400, JSON.stringify(body))
    expect([message, place?.path]).toEqual(['X [2J: a b ', '/ '])
  })

  test.each([
    ['0', 0],
    ['12', 12],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', undefined],
    ['-1', undefined],
  ])('with Retry-After %s is to be repeated after %s seconds', (header, seconds) => {
    expect(refusalOf(503, '', header).retryAfter).toBe(seconds)
  })
})
