import type { FastifyInstance } from 'fastify'
import { KhorgosError } from '../errors.ts'
import type { ExchangeService } from '../exchange/service.ts'
import type { LedgerService, NoticeService, WriteOffService } from '../ledger/service.ts'
import type { Partner } from '../partners/partner.ts'
import { createAdmission, type AdmissionLimits } from './admission.ts'
import { openDoor } from './door.ts'
import type { StreamTimes } from './event-stream.ts'
import { logRefusedHandshakes } from './handshake-log.ts'
import { createIdentity } from './identity.ts'
import { listenerFor, type ListenerLimits, type ServerTls } from './listener.ts'
import type { Metrics } from './metrics.ts'
import { refuseOtherMethods } from './operation.ts'
import { operationsOf } from './operations.ts'
import type { LogOptions } from './request-log.ts'
import { partnerRoutes } from './partner-routes.ts'
import { descriptionRoutes } from './service-routes.ts'

export interface PartnerServerDeps {
  readonly service: ExchangeService
  readonly ledger: LedgerService & WriteOffService & NoticeService
  /** By hex SHA-256 of a client certificate's SubjectPublicKeyInfo. */
  readonly findPartner: (spkiSha256: string) => Partner | undefined
  /** Our server certificate, and the authorities (PEM) whose client certificates may connect at all. */
  readonly tls: ServerTls & { readonly clientAuthorities: string }
  readonly log: LogOptions
  readonly metrics: Metrics
  readonly limits?: ListenerLimits & AdmissionLimits & { readonly closeGrace?: number }
  /** How event streams pass the time. */
  readonly streamTimes?: StreamTimes
  readonly clock?: () => Date
}

/**
 * The door for partners: mutual TLS, nothing without a client certificate. The caller listens (with a literal
 * address) and closes: `close()` answers what is under way first.
 */
export function createPartnerServer(deps: PartnerServerDeps): FastifyInstance {
  const { service, ledger, metrics, log, limits = {}, streamTimes, clock = () => new Date() } = deps
  const identity = createIdentity(deps.findPartner, clock)
  const admission = createAdmission(limits)
  const app = openDoor({
    listener: listenerFor(limits, deps.tls),
    log,
    metrics,
    closeGrace: limits.closeGrace,
  })
  logRefusedHandshakes(app.server, app.log)
  partnerRoutes(app, { service, ledger, identity, admission, metrics, clock, streamTimes })
  descriptionRoutes(app)
  refuseOtherMethods(app, operationsOf('partner'), () => {
    throw new KhorgosError('METHOD_NOT_ALLOWED', 'See the Allow header for the methods this address takes.')
  })
  return app
}
