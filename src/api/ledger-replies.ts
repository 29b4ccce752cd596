import type { FastifyReply, FastifyRequest } from 'fastify'
import { KhorgosError } from '../errors.ts'
import type { Denied } from '../ledger/service.ts'
import { JOSE_JSON } from '../model/media-types.ts'
import type { Problem } from '../model/problem.ts'
import type { FlattenedJws } from '../trust/jws-file.ts'
import { readBody } from './body.ts'
import { type AcceptedTypes, mediaTypeOf, prefers } from './media-type.ts'
import { problemOf } from './problem.ts'

/** What the addresses of the ledger do alike: they read bodies, hand out signed statements, and refuse. */

export interface ReceivedBody {
  /** Media type without parameters. */
  readonly type: string
  readonly bytes: Uint8Array
}

/**
 * @param limitOf most bytes of a body of that media type
 * @throws KhorgosError MEDIA_TYPE_UNSUPPORTED, MESSAGE_TOO_LARGE, REQUEST_INVALID for a body that broke off
 */
export async function receiveBody(
  request: FastifyRequest,
  reply: FastifyReply,
  types: AcceptedTypes,
  limitOf: (type: string) => number,
): Promise<ReceivedBody> {
  const type = mediaTypeOf(request.raw, types)
  const limit = limitOf(type)
  const bytes = await readBody(request.raw, limit)
  if (bytes.length <= limit) return { type, bytes }
  reply.header('connection', 'close')
  throw tooLarge('body', limit)
}

export function tooLarge(what: string, limit: number): KhorgosError {
  return new KhorgosError('MESSAGE_TOO_LARGE', `The ${what} is longer than ${limit} bytes.`)
}

interface StatementBody {
  readonly signed: FlattenedJws
  readonly links: { readonly self: string }
}

/** The body of a reply, or the signed statement in it alone where that is asked for. */
export function sendStatement(request: FastifyRequest, reply: FastifyReply, body: StatementBody): unknown {
  reply.header('cache-control', 'no-store').header('vary', 'accept').header('location', body.links.self)
  return prefers(request.headers.accept, JOSE_JSON)
    ? reply.header('content-type', JOSE_JSON).send(Buffer.from(JSON.stringify(body.signed)))
    : body
}

/** The problem of what the ledger refused: it has the receipt of the refusal. */
export function deniedProblem(request: FastifyRequest, { error, request: id, receipt }: Denied): Problem {
  request.log.info({ code: error.code, request: id }, 'refused by the ledger')
  return problemOf(error, request.id, { request: id, receipt })
}
