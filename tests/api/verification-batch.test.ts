import { once } from 'node:events'
import { request as httpsRequest } from 'node:https'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CODES, KhorgosError } from '../../src/errors.ts'
import type { Asked } from '../../src/ledger/service.ts'
import { conforms, object } from './described.ts'
import { agentOf, ask, deferred, kz, mn, openPartnerDoor, RECEIPT, type Door, type Reply } from './harness.ts'
import { ASKED, deniedFor, QUESTION, QUESTIONS } from './questions.ts'

const HEADERS = { 'content-type': 'application/x-ndjson' }

let door: Door
beforeAll(async () => {
  door = await openPartnerDoor({ limits: { perCaller: 2 } })
})
afterAll(() => door.app.close())
beforeEach(() => {
  door.ledger.asked.length = 0
  door.ledger.answer = () => Promise.resolve(ASKED)
})

const numbered = (number: number): string => JSON.stringify({ ...QUESTION, case: String(number) })

function many(lines: readonly string[] | string, headers: Record<string, string> = HEADERS): Promise<Reply> {
  const body = typeof lines === 'string' ? lines : lines.map((line) => `${line}\n`).join('')
  return ask(door.port, QUESTIONS, { body, headers })
}

/** The reply lines in the order of the lines they answer; each has to be as it is described. */
function linesIn(text: string): Record<string, unknown>[] {
  const lines = text.trimEnd().split('\n')
  for (const line of lines) expect(conforms('VerificationLine', JSON.parse(line))).toEqual([])
  return lines
    .map((line) => object(JSON.parse(line)))
    .toSorted((a, b) => Number(a['line']) - Number(b['line']))
}

const statusesIn = ({ text }: Reply): unknown[] => linesIn(text).map(({ line, status }) => [line, status])

describe('many questions', () => {
  test('name the line of the body that is no question', async () => {
    const reply = await many([JSON.stringify(QUESTION), '{"kind": 1,}', '{"kind": "permit"}'])
    expect(linesIn(reply.text).slice(1)).toMatchObject([
      {
        line: 2,
        body: { detail: expect.stringMatching(/^Line 2: .*a comma before "}"/), place: { line: 2 } },
      },
      { line: 3, body: { detail: expect.stringMatching(/^Line 3: .*'issuer'/), place: { line: 3 } } },
    ])
  })

  test('are each answered as if they had come alone', async () => {
    door.ledger.answer = ({ purpose }) =>
      Promise.resolve(purpose === 'release' ? deniedFor('PURPOSE_NOT_AGREED', '/purpose') : ASKED)
    const reply = await many([JSON.stringify(QUESTION), JSON.stringify({ ...QUESTION, purpose: 'release' })])
    expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/x-ndjson'])
    expect(reply.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    const alone = await ask(door.port, QUESTIONS, {
      body: JSON.stringify(QUESTION),
      headers: { 'content-type': 'application/json' },
    })
    const [first, second] = linesIn(reply.text)
    expect(first).toEqual({ line: 1, status: 200, body: alone.json })
    expect(second).toMatchObject({
      line: 2,
      status: 403,
      body: { code: 'PURPOSE_NOT_AGREED', place: { path: '/purpose' }, receipt: RECEIPT },
    })
  })

  test('are asked in their order, up to a thousand of them', async () => {
    const numbers = [...Array(1_000).keys()]
    const reply = await many(numbers.map(numbered))
    expect(statusesIn(reply)).toEqual(numbers.map((number) => [number + 1, 200]))
    expect(door.ledger.asked.map(({ question }) => Number(question.case))).toEqual(numbers)
  })

  test('may end without a line feed, and with those of Windows', async () => {
    expect(statusesIn(await many(`${numbered(1)}\r\n${numbered(2)}`))).toEqual([
      [1, 200],
      [2, 200],
    ])
  })

  test('with lines that are no question: those are problems, and the others are asked', async () => {
    const lines = [
      numbered(1),
      '',
      'no JSON',
      `${numbered(4)}${numbered(4)}`,
      '{"kind":"certificate-of-origin","kind":"permit"}',
      JSON.stringify({ ...QUESTION, colour: 1 }),
      numbered(7).padEnd(64 * 1024 + 1),
      numbered(8),
    ]
    const reply = await many(lines)
    expect(linesIn(reply.text).map(({ status, body }) => [status, object(body)['code']])).toEqual([
      [200, undefined],
      [400, 'JSON_MALFORMED'],
      [400, 'JSON_MALFORMED'],
      [400, 'JSON_MALFORMED'],
      [400, 'JSON_MALFORMED'],
      [400, 'REQUEST_INVALID'],
      [413, 'MESSAGE_TOO_LARGE'],
      [200, undefined],
    ])
    expect(door.ledger.asked.map(({ question }) => question.case)).toEqual(['1', '8'])
  })

  test('with a fault of ours among them: told on its line without its inside, and written to our log', async () => {
    door.ledger.answer = (question) =>
      question.case === '2' ? Promise.reject(new Error('relation "fact"')) : Promise.resolve(ASKED)
    const reply = await many([numbered(1), numbered(2), numbered(3)])
    expect(statusesIn(reply)).toEqual([
      [1, 200],
      [2, 500],
      [3, 200],
    ])
    expect(reply.text).not.toContain('relation')
    const instance = /"instance":"urn:uuid:([0-9a-f-]{36})"/.exec(reply.text)?.[1] ?? 'none'
    expect(door.lines.some((line) => line.includes(instance) && line.includes('relation'))).toBe(true)
  })

  test('that find us busy are told so one by one', async () => {
    door.ledger.answer = () => Promise.reject(new KhorgosError('OVERLOADED', 'x'))
    const [line] = linesIn((await many([numbered(1)])).text)
    expect(line).toMatchObject({ status: CODES.OVERLOADED.http, body: { retry: 'later' } })
  })

  test.each([
    ['no line', '', 400, 'REQUEST_INVALID'],
    ['a line too many', '\n'.repeat(1_001), 400, 'REQUEST_INVALID'],
    ['more than 4 MB', ' '.repeat(4 * 1024 * 1024 + 1), 413, 'MESSAGE_TOO_LARGE'],
  ])('%s: refused before any is asked', async (_name, body, status, code) => {
    const reply = await many(body)
    expect([reply.status, reply.headers['content-type']]).toEqual([status, 'application/problem+json'])
    expect(reply.json).toMatchObject({ code })
    expect(door.ledger.asked).toEqual([])
  })

  test.each(['application/ndjson', 'application/x-ndjson; header=present', 'application/x-ndjson,'])(
    'declared as %s are MEDIA_TYPE_UNSUPPORTED',
    async (type) => expect((await many('{}', { 'content-type': type })).status).toBe(415),
  )
})

describe('many questions under way', () => {
  test('are answered as they are ready, and a line is there before the next is', async () => {
    const slow = deferred<Asked>()
    door.ledger.answer = (question) => (question.case === '1' ? slow.promise : Promise.resolve(ASKED))
    const { reply } = await begin([numbered(1), numbered(2)])
    const [first] = await once(reply, 'data')
    expect(JSON.parse(String(first))).toMatchObject({ line: 2, status: 200 })
    slow.resolve(ASKED)
    const [second] = await once(reply, 'data')
    expect(JSON.parse(String(second))).toMatchObject({ line: 1, status: 200 })
    await once(reply, 'end')
  })

  test('are at most 64, and have one place of the caller together', async () => {
    const gate = deferred<Asked>()
    door.ledger.answer = () => gate.promise
    const first = many([...Array(200).keys()].map(numbered))
    await until(() => door.ledger.asked.length === 64)
    const second = many([numbered(0)])
    await until(() => door.ledger.asked.length === 65)
    expect((await many([numbered(0)])).json).toMatchObject({ code: 'OVERLOADED' })
    const stranger = ask(door.port, QUESTIONS, { body: numbered(0), headers: HEADERS, as: mn })
    await until(() => door.ledger.asked.length === 66)
    gate.resolve(ASKED)
    const replies = await Promise.all([first, second, stranger])
    expect(replies.map((reply) => statusesIn(reply).length)).toEqual([200, 1, 1])
  })

  test('end with the caller: what was begun ends, nothing more begins, and his place is free after that', async () => {
    const gate = deferred<Asked>()
    door.ledger.answer = (question) => (question.case === '0' ? Promise.resolve(ASKED) : gate.promise)
    const hungUp = await Promise.all([
      begin([...Array(200).keys()].map(numbered)),
      begin([...Array(200).keys()].map(numbered)),
    ])
    await until(() => door.ledger.asked.length === 130)
    for (const { hangUp } of hungUp) hangUp()
    await until(async () => (await connections()) === 0)
    expect((await many([numbered(0)])).json).toMatchObject({ code: 'OVERLOADED' })
    gate.resolve(ASKED)
    await until(async () => (await many([numbered(0)])).status === 200)
    const begun = door.ledger.asked.filter(({ question }) => question.case !== '0')
    expect(begun).toHaveLength(128)
  })

  test('are answered to the end when the door closes', async () => {
    const other = await openPartnerDoor()
    const gate = deferred<Asked>()
    other.ledger.answer = () => gate.promise
    const lines = [...Array(100).keys()].map(numbered).join('\n')
    const reply = ask(other.port, QUESTIONS, { body: lines, headers: HEADERS })
    await until(() => other.ledger.asked.length === 64)
    const closed = other.app.close()
    gate.resolve(ASKED)
    expect(statusesIn(await reply)).toHaveLength(100)
    await closed
  })
})

/** Sends questions and hands over the reply when it has begun. */
async function begin(lines: readonly string[]) {
  const request = httpsRequest({
    host: '127.0.0.1',
    port: door.port,
    path: QUESTIONS,
    method: 'POST',
    headers: HEADERS,
    agent: agentOf(kz),
  })
  request.on('error', () => undefined)
  request.end(lines.join('\n'))
  const [reply] = await once(request, 'response')
  return { reply, hangUp: () => request.destroy() }
}

const connections = promisify((done: (error: Error | null, count: number) => void) =>
  door.app.server.getConnections(done),
)

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
}
