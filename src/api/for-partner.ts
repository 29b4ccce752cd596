import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import type { Partner } from '../partners/partner.ts'
import type { Admission } from './admission.ts'
import type { Identity } from './identity.ts'

export interface PartnerDoorParts {
  readonly identity: Identity
  readonly admission: Admission
}

/** A handler for partners alone, who each have no more requests under way than they are let. */
export function forPartner(
  { identity, admission }: PartnerDoorParts,
  handle: (partner: Partner, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
): RouteHandlerMethod {
  return async (request, reply) => {
    const partner = identity.partnerOf(request)
    const { connection } = identity.callerOf(request)
    return admission.during(connection, () => handle(partner, request, reply))
  }
}
