import type { FastifyInstance } from 'fastify'
import { KhorgosError } from '../errors.ts'
import { openDoor } from './door.ts'
import { listenerFor, type ListenerLimits, type ServerTls } from './listener.ts'
import { logRoutes, type LogReader } from './log-routes.ts'
import type { Metrics } from './metrics.ts'
import { refuseOtherMethods } from './operation.ts'
import { operationsOf } from './operations.ts'
import type { Checks } from './readiness.ts'
import type { LogOptions } from './request-log.ts'
import { descriptionRoutes, operatorRoutes } from './service-routes.ts'

export interface PublicServerDeps {
  /** The evidence log. */
  readonly evidence: LogReader
  /** Its key as a C2SP note verifier key. */
  readonly verifierKey: string
  /** Which parts must work for us to take messages, e.g. `database`, `log`. */
  readonly checks: Checks
  readonly log: LogOptions
  readonly metrics: Metrics
  /** Absent: plain HTTP, for a host that has a reverse proxy in front. */
  readonly tls?: ServerTls
  readonly limits?: ListenerLimits & { readonly closeGrace?: number }
}

/** The door for everybody: the log, health, metrics, API description. Holds no secret and changes nothing. */
export function createPublicServer(deps: PublicServerDeps): FastifyInstance {
  const { evidence, verifierKey, checks, metrics, log, limits = {} } = deps
  const app = openDoor({
    listener: listenerFor(limits, deps.tls),
    log,
    metrics,
    closeGrace: limits.closeGrace,
  })
  logRoutes(app, { log: evidence, verifierKey })
  descriptionRoutes(app)
  operatorRoutes(app, { metrics, checks })
  refuseOtherMethods(app, operationsOf('public'), () => {
    throw new KhorgosError('METHOD_NOT_ALLOWED', 'See the Allow header for the methods this address takes.')
  })
  return app
}
