import type { FastifyInstance, FastifyRequest } from 'fastify'
import { claimedBy } from '../access/authenticate.ts'
import type { Person } from '../access/person.ts'
import type { TurnedAway } from '../access/turned-away.ts'
import { asKhorgosError, KhorgosError, type ErrorCode } from '../errors.ts'
import { rawHeader } from './media-type.ts'
import type { Metrics } from './metrics.ts'

export interface TurningAway {
  readonly turnedAway: TurnedAway
  readonly metrics: Pick<Metrics, 'turnedAway'>
}

export interface TokenRoomParts extends TurningAway {
  /** Finds out who holds the token, and keeps that for the request; or throws. */
  readonly enter: (token: string, request: FastifyRequest) => Promise<void>
  /** Who entered with this request, where that is a person. */
  readonly personIn?: (request: FastifyRequest) => Person | undefined
}

/** Codes with which somebody was turned away. That nothing came, or that nobody could tell, is no attempt. */
const TURNED_AWAY = new Set<ErrorCode>(['AUTH_INVALID', 'AUTH_EXPIRED', 'AUTH_FORBIDDEN'])

/**
 * Every route that `register` adds asks for a bearer token (RFC 6750 section 2.1) before anything else is looked at, whatever its
 * handler does, and whoever is refused there or by the handler is noted.
 */
export function tokenRoom(
  app: FastifyInstance,
  { enter, personIn, ...turningAway }: TokenRoomParts,
  register: (room: FastifyInstance) => void,
): void {
  void app.register((room, _options, done) => {
    room.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store')
      await enter(bearerOf(request), request)
    })
    room.addHook('onError', (request, _reply, thrown, next) => {
      turnAway(turningAway, request, thrown, bearerIn(request) ?? '', personIn?.(request))
      next()
    })
    register(room)
    done()
  })
}

/** Notes who came with a token that was refused; other errors are none of its business. */
export function turnAway(
  { turnedAway, metrics }: TurningAway,
  request: FastifyRequest,
  thrown: unknown,
  token: string,
  person?: Person,
): void {
  const { code } = asKhorgosError(thrown)
  if (!TURNED_AWAY.has(code)) return
  metrics.turnedAway(code)
  turnedAway.note({
    request: request.id,
    code,
    operation: `${request.method} ${request.routeOptions.url ?? ''}`,
    claimed: claimedBy(token),
    ...(person && { person }),
  })
}

/** RFC 6750 section 2.1, RFC 9110 section 11.6.2: the scheme in any case, one space, b64token. */
const BEARER = /^bearer ([A-Za-z0-9._~+/-]+=*)$/i

/**
 * @throws KhorgosError AUTH_MISSING when no bearer token came in the one place where it may be, AUTH_INVALID when several did
 */
function bearerOf(request: FastifyRequest): string {
  const headers = rawHeader(request.raw, 'authorization')
  if (headers.length > 1)
    throw new KhorgosError('AUTH_INVALID', 'The request has several Authorization headers.')
  const token = bearerIn(request)
  if (token === undefined)
    throw new KhorgosError('AUTH_MISSING', 'This address takes "Authorization: Bearer" with an access token.')
  return token
}

const bearerIn = (request: FastifyRequest): string | undefined =>
  BEARER.exec(rawHeader(request.raw, 'authorization')[0] ?? '')?.[1]
