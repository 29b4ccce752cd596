import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createAgencyClient, type AgencyClient } from '../../src/client/client.ts'
import { authority, gateway, kz } from '../api/harness.ts'
import { portOf } from '../api/port.ts'
import { ASKED, QUESTION } from '../api/questions.ts'
import { refused } from '../ledger/agency.ts'

/** A gateway that fails on the wire: it speaks TLS and HTTP, and says what a test tells it to, once for each request. */

type Say = (reply: ServerResponse, request: IncomingMessage) => void

const SIGNED = Buffer.from(JSON.stringify(ASKED.signed))
const { verification, question } = ASKED.answer

const answers: Say = (reply) => reply.setHeader('content-type', 'application/jose+json').end(SIGNED)
const hangsUp: Say = (_reply, request) => request.socket.destroy()
const isBusy: Say = (reply) => reply.writeHead(503, { 'retry-after': '0' }).end('busy')
const breaksOff: Say = (reply, request) => {
  reply.writeHead(200, { 'content-length': SIGNED.length })
  reply.write(SIGNED.subarray(0, 100), () => request.socket.end())
}
const saysNothing: Say = () => undefined
const isElsewhere: Say = (reply) => reply.writeHead(307, { location: 'https://localhost/' }).end()

describe('a client whose gateway fails', () => {
  let server: Server
  let client: AgencyClient
  let script: Say[] = []
  const requests: string[] = []
  const bodies: string[] = []

  beforeAll(async () => {
    const tls = { cert: gateway.certificatePem, key: gateway.privateKeyPem }
    const both = { ...tls, ca: authority.certificatePem, requestCert: true, rejectUnauthorized: true }
    const serve = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
      bodies.push(await text(request))
      const say = script.shift() ?? saysNothing
      say(reply, request)
    }
    server = createServer(both, (request, reply) => {
      requests.push(`${request.method} ${request.url}`)
      void serve(request, reply)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    client = open({})
  })
  afterEach(() => {
    requests.splice(0)
    bodies.splice(0)
  })
  afterAll(async () => {
    await client.close()
    server.closeAllConnections()
    server.close()
  })

  const open = (changes: { timeoutMs?: number }): AgencyClient =>
    createAgencyClient({
      url: `https://127.0.0.1:${portOf(server)}`,
      tls: {
        certificatePem: kz.certificatePem,
        privateKeyPem: kz.privateKeyPem,
        authorityPem: authority.certificatePem,
      },
      retry: { attempts: 4 },
      ...changes,
    })

  test('reads again until it is there', async () => {
    script = [hangsUp, isBusy, breaksOff, answers]
    expect((await client.answer(verification)).statement).toEqual(ASKED.answer)
    expect(requests).toEqual(Array.from({ length: 4 }, () => `GET /v1/verifications/${verification}`))
  })

  test('writes off again until it is told how that ended, the same bytes', async () => {
    const problem = { code: 'BALANCE_EXCEEDED', status: 409, retry: 'never', detail: 'Less is left.' }
    script = [hangsUp, isBusy, breaksOff, (reply) => reply.writeHead(409).end(JSON.stringify(problem))]
    const { kind, issuer, number, purpose, held = {} } = QUESTION
    const document = { kind, issuer, number, purpose, held }
    const request = { ...document, reference: 'r-1', state: 'used' as const, lines: [{ line: 1 }] }
    expect((await refused(client.writeOff(request))).code).toBe('BALANCE_EXCEEDED')
    expect(requests).toEqual(Array.from({ length: 4 }, () => 'POST /v1/write-offs'))
    expect(new Set(bodies)).toEqual(new Set([JSON.stringify(request)]))
    expect(bodies).toHaveLength(4)
  })

  test('gives up reading at last', async () => {
    script = [hangsUp, isBusy, isBusy, isBusy, answers]
    expect(await refused(client.answer(verification))).toMatchObject({ code: 'OVERLOADED', status: 503 })
    expect(requests).toHaveLength(4)
  })

  test.each([
    ['hangs up', hangsUp, 'PARTNER_UNREACHABLE'],
    ['is busy', isBusy, 'OVERLOADED'],
    ['breaks off', breaksOff, 'PARTNER_UNREACHABLE'],
    ['is elsewhere', isElsewhere, 'REQUEST_INVALID'],
  ] as const)('asks once and no more when it %s', async (_name, say, code) => {
    script = [say, answers]
    expect((await refused(client.ask(question))).code).toBe(code)
    expect(requests).toEqual(['POST /v1/verifications'])
    script = []
  })

  test('does not wait for ever', async () => {
    script = [saysNothing]
    const hasty = open({ timeoutMs: 200 })
    expect(await refused(hasty.ask(question))).toMatchObject({
      code: 'PARTNER_UNREACHABLE',
      message: 'The gateway did not answer in time.',
      retry: 'later',
    })
  })

  test('can be stopped while it waits', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    script = [() => controller.abort(reason)]
    await expect(client.ask(question, { signal: controller.signal })).rejects.toBe(reason)
  })

  test('takes no answer to another question, and none to another verification', async () => {
    script = [answers, answers]
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
    script = [(reply, request) => reply.write(line, () => request.socket.end())]
    const outcomes = client.askMany([QUESTION, question])
    expect(await outcomes.next()).toMatchObject({
      value: { index: 1, answered: { statement: ASKED.answer } },
    })
    expect(await refused(outcomes.next())).toMatchObject({ code: 'PARTNER_UNREACHABLE', retry: 'later' })
  })
})
