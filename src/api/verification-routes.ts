import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { KhorgosError } from '../errors.ts'
import type { Asked, Denied, LedgerService } from '../ledger/service.ts'
import { NDJSON } from '../model/media-types.ts'
import type { Problem } from '../model/problem.ts'
import { QUESTION_LIMITS } from '../model/question-limits.ts'
import type { Partner } from '../partners/partner.ts'
import { textIn } from './exchange-request.ts'
import { forPartner, type PartnerDoorParts } from './for-partner.ts'
import { questionReader } from './ledger-body.ts'
import { deniedProblem, receiveBody, sendStatement, tooLarge } from './ledger-replies.ts'
import { QUESTION_TYPES } from './media-type.ts'
import type { Metrics } from './metrics.ts'
import { asReady, linesOf, sendLines } from './ndjson.ts'
import { noticesMember } from './notice-body.ts'
import { serve } from './operation.ts'
import { problemOfThrown, sendProblem } from './problem.ts'
import { askQuestion, viewVerification } from './verification-operations.ts'

export interface VerificationRouteParts extends PartnerDoorParts {
  readonly ledger: LedgerService
  readonly metrics: Metrics
}

/** Questions of agencies, and their answers. */
export function verificationRoutes(app: FastifyInstance, parts: VerificationRouteParts): void {
  const { ledger } = parts
  const ask = asking(parts)
  serve(
    app,
    askQuestion,
    // A body of many questions has one place, as one caller who waits for one reply; how many of them are under way has its
    // own bound.
    forPartner(parts, async (asker, request, reply) => {
      const { type, bytes } = await receiveBody(request, reply, QUESTION_TYPES, limitOf)
      if (type === NDJSON) return askEach(request, reply, linesOf(bytes, QUESTION_LIMITS.questions), asker)
      const asked = await ask(bytes, asker)
      return asked.outcome === 'denied'
        ? sendProblem(reply, deniedProblem(request, asked))
        : sendStatement(request, reply.status(statusOf(asked)), bodyOf(asked))
    }),
  )
  serve(
    app,
    viewVerification,
    forPartner(parts, async (asker, request, reply) => {
      const asked = await ledger.verification(verificationIn(request), asker)
      return sendStatement(request, reply.status(statusOf(asked)), bodyOf(asked))
    }),
  )

  async function askEach(
    request: FastifyRequest,
    reply: FastifyReply,
    lines: readonly Uint8Array[],
    asker: Partner,
  ): Promise<FastifyReply> {
    const replies = asReady(lines, QUESTION_LIMITS.underWay, async (bytes, index) => ({
      line: index + 1,
      ...(await lineFor(request, () => ask(bytes, asker), index + 1)),
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

function limitOf(type: string): number {
  return type === NDJSON ? QUESTION_LIMITS.batchBytes : QUESTION_LIMITS.bytes
}

/** The id in the path; the route's schema has checked its form. */
function verificationIn(request: FastifyRequest): string {
  const id = textIn(request.params, 'verification')
  if (id === undefined) throw new KhorgosError('NOT_FOUND', 'The address names no verification.')
  return id
}

/** What the question would have been told had it come alone. */
async function lineFor(request: FastifyRequest, ask: () => Promise<Asked | Denied>, line: number) {
  try {
    const asked = await ask()
    return asked.outcome === 'denied'
      ? problemLine(deniedProblem(request, asked))
      : { status: statusOf(asked), body: bodyOf(asked) }
  } catch (thrown) {
    return problemLine(problemOfThrown(onLine(thrown, line), request))
  }
}

/** A parser that was given one line counts from there; the caller counts the lines of the body. */
function onLine(thrown: unknown, line: number): unknown {
  if (!(thrown instanceof KhorgosError) || thrown.place === undefined) return thrown
  const { code, message, place, cause } = thrown
  return new KhorgosError(code, `Line ${line}: ${message}`, { place: { ...place, line }, cause })
}

const problemLine = (problem: Problem) => ({ status: problem.status, body: problem })

/** 202 as long as the authority may still reply: there will be another answer. */
function statusOf({ answer: { inquiry }, next }: Asked): 200 | 202 {
  return inquiry?.state === 'open' && next === undefined ? 202 : 200
}

function bodyOf({ answer, signed, notices, next }: Asked) {
  const { verification, verdict } = answer
  const links = { self: addressOf(verification), ...(next !== undefined && { next: addressOf(next) }) }
  return { verification, verdict, answer, signed, ...noticesMember(notices), links }
}

function addressOf(verification: string): string {
  return `/v1/verifications/${verification}`
}
