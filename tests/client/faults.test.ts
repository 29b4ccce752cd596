import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ASKED, QUESTION } from '../api/questions.ts'
import { refused } from '../ledger/agency.ts'
import {
  breaksOff,
  type FaultyGateway,
  hangsUp,
  isBusy,
  isElsewhere,
  openFaultyGateway,
  saysFile,
  saysNothing,
} from './faulty-gateway.ts'

const { verification, question } = ASKED.answer
const answers = saysFile(ASKED.signed)
const breaksOffAnswer = breaksOff(ASKED.signed)

describe('a client whose gateway fails', () => {
  let gateway: FaultyGateway
  let client: FaultyGateway['client']

  beforeAll(async () => {
    gateway = await openFaultyGateway()
    client = gateway.client
  })
  afterEach(() => gateway.forget())
  afterAll(() => gateway.close())

  test('reads again until it is there', async () => {
    gateway.script = [hangsUp, isBusy, breaksOffAnswer, answers]
    expect((await client.answer(verification)).statement).toEqual(ASKED.answer)
    expect(gateway.requests).toEqual(Array.from({ length: 4 }, () => `GET /v1/verifications/${verification}`))
  })

  test('writes off again until it is told how that ended, the same bytes', async () => {
    const problem = { code: 'BALANCE_EXCEEDED', status: 409, retry: 'never', detail: 'Less is left.' }
    gateway.script = [
      hangsUp,
      isBusy,
      breaksOffAnswer,
      (reply) => reply.writeHead(409).end(JSON.stringify(problem)),
    ]
    const { kind, issuer, number, purpose, held = {} } = QUESTION
    const document = { kind, issuer, number, purpose, held }
    const request = { ...document, reference: 'r-1', state: 'used' as const, lines: [{ line: 1 }] }
    expect((await refused(client.writeOff(request))).code).toBe('BALANCE_EXCEEDED')
    expect(gateway.requests).toEqual(Array.from({ length: 4 }, () => 'POST /v1/write-offs'))
    expect(new Set(gateway.bodies)).toEqual(new Set([JSON.stringify(request)]))
    expect(gateway.bodies).toHaveLength(4)
  })

  test('gives up reading at last', async () => {
    gateway.script = [hangsUp, isBusy, isBusy, isBusy, answers]
    expect(await refused(client.answer(verification))).toMatchObject({ code: 'OVERLOADED', status: 503 })
    expect(gateway.requests).toHaveLength(4)
  })

  test.each([
    ['hangs up', hangsUp, 'PARTNER_UNREACHABLE'],
    ['is busy', isBusy, 'OVERLOADED'],
    ['breaks off', breaksOffAnswer, 'PARTNER_UNREACHABLE'],
    ['is elsewhere', isElsewhere, 'REQUEST_INVALID'],
  ] as const)('asks once and no more when it %s', async (_name, say, code) => {
    gateway.script = [say, answers]
    expect((await refused(client.ask(question))).code).toBe(code)
    expect(gateway.requests).toEqual(['POST /v1/verifications'])
    gateway.script = []
  })

  test('does not wait for ever', async () => {
    gateway.script = [saysNothing]
    const hasty = gateway.open({ timeoutMs: 200 })
    expect(await refused(hasty.ask(question))).toMatchObject({
      code: 'PARTNER_UNREACHABLE',
      message: 'The gateway did not answer in time.',
      retry: 'later',
    })
  })

  test('can be stopped while it waits', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    gateway.script = [() => controller.abort(reason)]
    await expect(client.ask(question, { signal: controller.signal })).rejects.toBe(reason)
  })

  test('takes no answer to another question, and none to another verification', async () => {
    gateway.script = [answers, answers]
    expect(await refused(client.ask(QUESTION))).toMatchObject({
      code: 'EVIDENCE_INVALID',
      message: 'The answer is to another question.',
    })
    expect(await refused(client.answer(verification.replace('a21', 'a22')))).toMatchObject({
      message: 'The answer is to another verification.',
    })
  })

  test('takes no end of a batch for its end', async () => {
    const line = `${JSON.stringify({ line: 2, status: 200, body: { signed: ASKED.signed } })}\n`
    gateway.script = [(reply, request) => reply.write(line, () => request.socket.end())]
    const outcomes = client.askMany([QUESTION, question])
    expect(await outcomes.next()).toMatchObject({
      value: { index: 1, answered: { statement: ASKED.answer } },
    })
    expect(await refused(outcomes.next())).toMatchObject({ code: 'PARTNER_UNREACHABLE', retry: 'later' })
  })
})
