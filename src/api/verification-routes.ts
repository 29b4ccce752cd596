import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { KhorgosError } from '../errors.ts'
import type { Asked, Denied, LedgerService } from '../ledger/service.ts'
import type { Admission } from './admission.ts'
import { readBody } from './body.ts'
import { textIn } from './exchange-request.ts'
import type { Identity } from './identity.ts'
import { JSON_TYPES, mediaTypeOf, prefers } from './media-type.ts'
import type { Metrics } from './metrics.ts'
import { serve } from './operation.ts'
import { problemOf, sendProblem } from './problem.ts'
import { questionReader } from './question-body.ts'
import { askQuestion, viewVerification } from './verification-operations.ts'

export interface VerificationRouteParts {
  readonly ledger: LedgerService
  readonly identity: Identity
  readonly admission: Admission
  readonly metrics: Metrics
}

const MAX_QUESTION_BYTES = 64 * 1024
const JOSE_JSON = 'application/jose+json'

/** Questions of agencies, and their answers. */
export function verificationRoutes(app: FastifyInstance, parts: VerificationRouteParts): void {
  const { ledger, identity, admission, metrics } = parts
  const questionIn = questionReader()
  serve(app, askQuestion, async (request, reply) => {
    const asker = identity.partnerOf(request)
    const { connection } = identity.callerOf(request)
    return admission.during(connection, async () => {
      const question = questionIn(await receive(request))
      const asked = await ledger.ask(question, asker)
      metrics.verification(asker.id, asked.outcome === 'denied' ? asked.error.code : asked.answer.verdict)
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
}

async function receive(request: FastifyRequest): Promise<Uint8Array> {
  mediaTypeOf(request.raw, JSON_TYPES)
  const bytes = await readBody(request.raw, MAX_QUESTION_BYTES)
  if (bytes.length > MAX_QUESTION_BYTES)
    throw new KhorgosError('MESSAGE_TOO_LARGE', `The question is longer than ${MAX_QUESTION_BYTES} bytes.`)
  return bytes
}

/** The id in the path; the route's schema has checked its form. */
function verificationIn(request: FastifyRequest): string {
  const id = textIn(request.params, 'verification')
  if (id === undefined) throw new KhorgosError('NOT_FOUND', 'The address names no verification.')
  return id
}

function answer(request: FastifyRequest, reply: FastifyReply, { answer: told, signed }: Asked): unknown {
  const self = `/v1/verifications/${told.verification}`
  reply.header('cache-control', 'no-store').header('vary', 'accept').header('location', self)
  if (prefers(request.headers.accept, JOSE_JSON))
    return reply.header('content-type', JOSE_JSON).send(Buffer.from(JSON.stringify(signed)))
  const { verification, verdict } = told
  return { verification, verdict, answer: told, signed, links: { self } }
}

function deny(request: FastifyRequest, reply: FastifyReply, denied: Denied): FastifyReply {
  const { error, request: id, receipt } = denied
  request.log.info({ code: error.code, request: id }, 'question refused')
  return sendProblem(reply, problemOf(error, request.id, { request: id, receipt }))
}
