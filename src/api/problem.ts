import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { asKhorgosError, CODES, KhorgosError, type ErrorCode } from '../errors.ts'
import { PROBLEM_MEDIA_TYPE } from '../model/media-types.ts'
import type { Problem } from '../model/problem.ts'
import { challengeOf } from './challenge.ts'
import { wrongInWords } from './wrong-in-words.ts'

/** Callers that were all sent away at once should not all come back at once. */
const RETRY_AFTER_SECONDS = 5
const RETRY_AFTER_SPREAD_SECONDS = 5

/**
 * The body for an error. Faults of ours (5xx) are told by their title alone: their messages are for operators.
 */
export function problemOf(
  error: KhorgosError,
  requestId: string,
  refused?: { readonly receipt: string } & (
    { readonly exchange: string } | { readonly request: string } | { readonly case?: string }
  ),
): Problem {
  const { http, title, retry } = CODES[error.code]
  const ours = http >= 500
  return {
    type: `urn:khorgos:error:${error.code}`,
    title,
    status: http,
    detail: ours ? `${title}. It is recorded as ${requestId}.` : error.message,
    instance: `urn:uuid:${requestId}`,
    code: error.code,
    retry,
    ...(error.place !== undefined && !ours && { place: error.place }),
    ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
    ...refused,
  }
}

/** Answers with a problem; the body is bytes, so that no serialiser or charset is put upon it. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const challenge = challengeOf(problem)
  if (challenge !== undefined) reply.header('www-authenticate', challenge)
  if (problem.retry === 'later') reply.header('retry-after', problem.retryAfter ?? aWhile())
  return reply
    .code(problem.status)
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .header('cache-control', 'no-store')
    .send(Buffer.from(JSON.stringify(problem)))
}

function aWhile(): number {
  return RETRY_AFTER_SECONDS + Math.floor(Math.random() * (RETRY_AFTER_SPREAD_SECONDS + 1))
}

/** Makes every error of a server a problem, Fastify's own included. Errors become HTTP in this file and nowhere else. */
export function answerWithProblems(app: FastifyInstance): void {
  app.setErrorHandler((thrown, request, reply) => sendProblem(reply, problemOfThrown(thrown, request)))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      problemOf(new KhorgosError('NOT_FOUND', 'There is no such address here.'), request.id),
    ),
  )
}

/** What a caller is told of anything thrown while his request was worked on; it is written to our log here. */
export function problemOfThrown(thrown: unknown, request: FastifyRequest): Problem {
  const error = toKhorgosError(thrown)
  logError(request, error)
  return problemOf(error, request.id)
}

function logError(request: FastifyRequest, error: KhorgosError): void {
  const { http } = CODES[error.code]
  if (http >= 500 && error.code !== 'OVERLOADED')
    request.log.error({ err: error, code: error.code }, 'request failed')
  else request.log.debug({ code: error.code, reason: error.message }, 'request refused')
}

/** What Fastify itself throws, by the code it gives it. */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_CTP_EMPTY_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_CTP_BODY_TOO_LARGE: 'MESSAGE_TOO_LARGE',
}

/** Any thrown value as an error of our table. What is not a caller's mistake becomes INTERNAL and keeps its cause. */
export function toKhorgosError(thrown: unknown): KhorgosError {
  if (!(thrown instanceof Error) || thrown instanceof KhorgosError) return asKhorgosError(thrown)
  const {
    validation,
    validationContext = 'querystring',
    code,
    statusCode,
    message,
  }: Partial<FastifyError> & Error = thrown
  if (validation !== undefined) {
    const [problem] = validation
    const said = `${validationContext}${problem?.instancePath ?? ''} ${wrongInWords(problem)}.`
    return new KhorgosError('REQUEST_INVALID', said, { cause: thrown })
  }
  if (code === undefined || !code.startsWith('FST_ERR_')) return asKhorgosError(thrown)
  const ours =
    FASTIFY_CODES[code] ?? (statusCode !== undefined && statusCode < 500 ? 'REQUEST_INVALID' : 'INTERNAL')
  return new KhorgosError(ours, ours === 'INTERNAL' ? CODES.INTERNAL.title : message, { cause: thrown })
}
