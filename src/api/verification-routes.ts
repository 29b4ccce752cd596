import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { KhorgosError } from '../errors.ts'
import type { Asked, Denied, LedgerService } from '../ledger/service.ts'
import type { Partner } from '../partners/partner.ts'
import type { Admission } from './admission.ts'
import { readBody } from './body.ts'
import { textIn } from './exchange-request.ts'
import type { Identity } from './identity.ts'
import { mediaTypeOf, prefers, QUESTION_TYPES } from './media-type.ts'
import type { Metrics } from './metrics.ts'
import { asReady, linesOf, NDJSON, sendLines } from './ndjson.ts'
import { serve } from './operation.ts'
import { problemOf, problemOfThrown, sendProblem, type Problem } from './problem.ts'
import { questionReader } from './question-body.ts'
import { askQuestion, QUESTION_LIMITS, viewVerification } from './verification-operations.ts'

export interface VerificationRouteParts {
  readonly ledger: LedgerService
  readonly identity: Identity
  readonly admission: Admission
  readonly metrics: Metrics
}

const JOSE_JSON = 'application/jose+json'

/** Questions of agencies, and their answers. */
export function verificationRoutes(app: FastifyInstance, parts: VerificationRouteParts): void {
  const { ledger, identity, admission } = parts
  const ask = asking(parts)
  serve(app, askQuestion, async (request, reply) => {
    const asker = identity.partnerOf(request)
    const { connection } = identity.callerOf(request)
    // A body of many questions has one place, as one caller who waits for one reply; how many of them are under way has its
    // own bound.
    return admission.during(connection, async () => {
      const { type, bytes } = await receive(request, reply)
      if (type === NDJSON) return askEach(request, reply, linesOf(bytes, QUESTION_LIMITS.questions), asker)
      const asked = await ask(bytes, asker)
      return asked.outcome === 'denied' ? deny(request, reply, asked) : answer(request, reply, asked)
    })
  })
  serve(app, viewVerification, async (request, reply) => {
    const asker = identity.partnerOf(request)
    const { connection } = identity.callerOf(request)
    return admission.during(connection, async () =>
      answer(request, reply, await ledger.verification(verificationIn(request), asker)),
    )
  })

  async function askEach(
    request: FastifyRequest,
    reply: FastifyReply,
    lines: readonly Uint8Array[],
    asker: Partner,
  ): Promise<FastifyReply> {
    const replies = asReady(lines, QUESTION_LIMITS.underWay, async (bytes, index) => ({
      line: index + 1,
      ...(await lineFor(request, () => ask(bytes, asker))),
    }))
    return sendLines(reply.header('cache-control', 'no-store'), replies)
  }
}

function asking({ ledger, metrics }: VerificationRouteParts) {
  const questionIn = questionReader()
  return async (bytes: Uint8Array, asker: Partner): Promise<Asked | Denied> => {
    if (bytes.length > QUESTION_LIMITS.bytes) throw tooLarge('question', QUESTION_LIMITS.bytes)
    const asked = await ledger.ask(questionIn(bytes), asker)
    metrics.verification(asker.id, asked.outcome === 'denied' ? asked.error.code : asked.answer.verdict)
    return asked
  }
}

interface Received {
  readonly type: string
  readonly bytes: Uint8Array
}

async function receive(request: FastifyRequest, reply: FastifyReply): Promise<Received> {
  const type = mediaTypeOf(request.raw, QUESTION_TYPES)
  const limit = type === NDJSON ? QUESTION_LIMITS.batchBytes : QUESTION_LIMITS.bytes
  const bytes = await readBody(request.raw, limit)
  if (bytes.length <= limit) return { type, bytes }
  reply.header('connection', 'close')
  throw tooLarge('body', limit)
}

function tooLarge(what: string, limit: number): KhorgosError {
  return new KhorgosError('MESSAGE_TOO_LARGE', `The ${what} is longer than ${limit} bytes.`)
}

/** The id in the path; the route's schema has checked its form. */
function verificationIn(request: FastifyRequest): string {
  const id = textIn(request.params, 'verification')
  if (id === undefined) throw new KhorgosError('NOT_FOUND', 'The address names no verification.')
  return id
}

function answer(request: FastifyRequest, reply: FastifyReply, asked: Asked): unknown {
  reply.header('cache-control', 'no-store').header('vary', 'accept').header('location', addressOf(asked))
  if (prefers(request.headers.accept, JOSE_JSON))
    return reply.header('content-type', JOSE_JSON).send(Buffer.from(JSON.stringify(asked.signed)))
  return bodyOf(asked)
}

function deny(request: FastifyRequest, reply: FastifyReply, denied: Denied): FastifyReply {
  return sendProblem(reply, refusalOf(request, denied))
}

/** What the question would have been told had it come alone. */
async function lineFor(request: FastifyRequest, ask: () => Promise<Asked | Denied>) {
  try {
    const asked = await ask()
    return asked.outcome === 'denied'
      ? problemLine(refusalOf(request, asked))
      : { status: 200, body: bodyOf(asked) }
  } catch (thrown) {
    return problemLine(problemOfThrown(thrown, request))
  }
}

const problemLine = (problem: Problem) => ({ status: problem.status, body: problem })

function bodyOf(asked: Asked) {
  const { answer: told, signed } = asked
  const { verification, verdict } = told
  return { verification, verdict, answer: told, signed, links: { self: addressOf(asked) } }
}

function addressOf({ answer: { verification } }: Asked): string {
  return `/v1/verifications/${verification}`
}

function refusalOf(request: FastifyRequest, { error, request: id, receipt }: Denied): Problem {
  request.log.info({ code: error.code, request: id }, 'question refused')
  return problemOf(error, request.id, { request: id, receipt })
}
