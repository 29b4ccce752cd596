import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { fastify, LogController, type FastifyInstance, type FastifyServerFactory } from 'fastify'
import { CODES, KhorgosError } from '../errors.ts'
import { PROBLEM_MEDIA_TYPE } from '../model/media-types.ts'
import { useStrictSchemas } from './ajv.ts'
import { leaveBodiesUnread } from './body.ts'
import { closeGracefully } from './closing.ts'
import type { Metrics } from './metrics.ts'
import { answerWithProblems, problemOf, toKhorgosError, sendProblem } from './problem.ts'
import { loggerOptions, logRequests, type LogOptions } from './request-log.ts'

/** Longest path parameter: ids have 36 characters. */
const MAX_PARAM_LENGTH = 64

export interface DoorParts {
  readonly listener: FastifyServerFactory
  readonly log: LogOptions
  readonly metrics: Metrics
  /** Milliseconds that requests under way get when we close. */
  readonly closeGrace: number | undefined
}

/** A Fastify server with what all doors have in common: problems, strict schemas, request ids, log lines. */
export function openDoor(parts: DoorParts): FastifyInstance {
  const app = fastify({
    serverFactory: parts.listener,
    logger: loggerOptions(parts.log),
    // Its lines would hold the URL with its query and the caller's address; `logRequests` writes ours.
    logController: new LogController({ disableRequestLogging: true }),
    // Never taken from a header: an id must not be chosen by the caller.
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      sendProblem(reply, problemOf(toKhorgosError(error), request.id))
    },
    clientErrorHandler: refuseConnection,
  })
  answerWithProblems(app)
  useStrictSchemas(app)
  leaveBodiesUnread(app)
  logRequests(app, parts.metrics)
  closeGracefully(app, parts.closeGrace)
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    done()
  })
  return app
}

/** What is not HTTP, or does not arrive in time, never becomes a request: answered on the bare socket, and closed. */
function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  const refusal = late
    ? new KhorgosError('REQUEST_TIMEOUT', 'The request did not arrive completely in time.')
    : new KhorgosError('REQUEST_INVALID', 'The request is not acceptable HTTP/1.1.')
  const body = JSON.stringify(problemOf(refusal, randomUUID()))
  const status = CODES[refusal.code].http
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
