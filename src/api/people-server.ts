import type { FastifyInstance } from 'fastify'
import type { PartnerTokens } from '../access/partner-tokens.ts'
import { KhorgosError } from '../errors.ts'
import { createAdmission, type AdmissionLimits } from './admission.ts'
import { openDoor } from './door.ts'
import { logRefusedHandshakes } from './handshake-log.ts'
import { listenerFor, type ListenerLimits, type ServerTls } from './listener.ts'
import type { Metrics } from './metrics.ts'
import { refuseOtherMethods } from './operation.ts'
import { operationsOf } from './operations.ts'
import { peopleRoom, type ForPerson, type PeopleRoomParts } from './people-door.ts'
import { personRoutes } from './people-routes.ts'
import { partnerRoom } from './partner-room.ts'
import { partnerRoutes, type PartnerRouteParts } from './partner-routes.ts'
import type { LogOptions } from './request-log.ts'
import { descriptionRoutes } from './service-routes.ts'
import { giveToken } from './token-operations.ts'
import { tokenRoutes } from './token-routes.ts'

export interface PeopleServerDeps extends Pick<PeopleRoomParts, 'authenticator' | 'turnedAway'> {
  /** Our server certificate; callers need none. */
  readonly tls: ServerTls
  readonly log: LogOptions
  readonly metrics: Metrics
  /** What people can do here besides asking who they are; each handler is made by `forPerson`. */
  readonly rooms?: readonly ((room: FastifyInstance, forPerson: ForPerson) => void)[]
  /** Gives tokens to partners' systems, which can then do here what they can at their own door. */
  readonly partners?: Omit<PartnerRouteParts, 'identity' | 'admission' | 'metrics'> & {
    readonly tokens: PartnerTokens
  }
  readonly limits?: ListenerLimits & AdmissionLimits & { readonly closeGrace?: number }
}

/** One person at a screen, with some patience. */
const DEFAULT_PER_PERSON = 32

/**
 * The door for people: TLS without client certificates, and nothing without a bearer token. The caller listens and closes, as
 * for the partner door.
 */
export function createPeopleServer(deps: PeopleServerDeps): FastifyInstance {
  const { authenticator, turnedAway, metrics, log, rooms = [], partners, limits = {} } = deps
  const app = openDoor({
    listener: listenerFor(limits, deps.tls),
    log,
    metrics,
    closeGrace: limits.closeGrace,
  })
  logRefusedHandshakes(app.server, app.log)
  const admission = createAdmission({ perCaller: DEFAULT_PER_PERSON, ...limits })
  peopleRoom(app, { authenticator, turnedAway, admission, metrics }, (room, forPerson) => {
    for (const register of [personRoutes, ...rooms]) register(room, forPerson)
  })
  if (partners) {
    const { tokens, ...parts } = partners
    const partnerAdmission = createAdmission()
    tokenRoutes(app, { tokens, turnedAway, metrics, admission })
    partnerRoom(app, { tokens, turnedAway, metrics }, (room, identity) =>
      partnerRoutes(room, { ...parts, identity, metrics, admission: partnerAdmission }),
    )
  }
  descriptionRoutes(app)
  const served = [...operationsOf('people'), ...operationsOf('partner')].filter(
    ({ door, id }) => partners !== undefined || (door !== 'partner' && id !== giveToken.id),
  )
  refuseOtherMethods(app, [...new Set(served)], () => {
    throw new KhorgosError('METHOD_NOT_ALLOWED', 'See the Allow header for the methods this address takes.')
  })
  return app
}
