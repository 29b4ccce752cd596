import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Holder, PartnerTokens } from '../access/partner-tokens.ts'
import { KhorgosError } from '../errors.ts'
import type { Identity } from './identity.ts'
import { tokenRoom, type TurningAway } from './token-room.ts'

/**
 * Where partners' systems are let in that come with a token of ours: what is registered there finds the partner as it does
 * behind mutual TLS, with the client key in the place of the certificate's.
 */
export function partnerRoom(
  app: FastifyInstance,
  { tokens, ...turningAway }: TurningAway & { readonly tokens: Pick<PartnerTokens, 'holderOf'> },
  register: (room: FastifyInstance, identity: Identity) => void,
): void {
  const present = new WeakMap<FastifyRequest, Holder>()
  const holderIn = (request: FastifyRequest): Holder => {
    const holder = present.get(request)
    if (holder === undefined)
      throw new KhorgosError('INTERNAL', 'A route for partners is outside of their room.')
    return holder
  }
  const identity: Identity = {
    callerOf(request) {
      const { partner, keyId } = holderIn(request)
      return { connection: keyId, partner }
    },
    partnerOf: (request) => holderIn(request).partner,
  }
  const enter = async (token: string, request: FastifyRequest): Promise<void> => {
    present.set(request, await tokens.holderOf(token))
  }
  tokenRoom(app, { ...turningAway, enter }, (room) => register(room, identity))
}
