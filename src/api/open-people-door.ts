import type { FastifyInstance } from 'fastify'
import { createAuthenticator } from '../access/authenticate.ts'
import { createPartnerTokens, type PartnerTokensParts } from '../access/partner-tokens.ts'
import type { People } from '../access/people-file.ts'
import { SANDBOX_WARNING } from '../access/sandbox-mark.ts'
import { createTurnedAway, type TurnedAwayParts } from '../access/turned-away.ts'
import { readSigningKey } from '../trust/keys.ts'
import { createPeopleServer, type PeopleServerDeps } from './people-server.ts'

export interface PeopleDoorDeps
  extends
    Omit<PeopleServerDeps, 'authenticator' | 'turnedAway' | 'partners'>,
    Pick<TurnedAwayParts, 'committer' | 'clock'> {
  readonly people: People
  readonly sandbox: boolean
  /** A file of the certificate folder. */
  readonly pem: (name: string) => string
  /** What partners' systems find here that come with tokens, where the people file gives them any. */
  readonly partners: Omit<NonNullable<PeopleServerDeps['partners']>, 'tokens' | 'clock'> &
    Pick<PartnerTokensParts, 'partners' | 'spend'>
}

/**
 * The door of a people file, with what it needs to know who comes. The caller listens.
 *
 * @param releasers told how to close all of it, the last first
 * @throws KhorgosError CONFIG_INVALID when the key of our own tokens cannot be used
 */
export function openPeopleDoor(deps: PeopleDoorDeps, releasers: (() => Promise<unknown>)[]): FastifyInstance {
  const { people, sandbox, pem, partners, committer, clock, ...rest } = deps
  const { tokenIssuers: issuers, ownIssuer } = people
  const tokens =
    ownIssuer === undefined
      ? undefined
      : createPartnerTokens({
          issuer: ownIssuer,
          key: readSigningKey(pem('gateway.token.key'), pem('gateway.token.crt'), 'gateway.token'),
          partners: partners.partners,
          spend: partners.spend,
          clock,
        })
  const authenticator = createAuthenticator({
    issuers,
    clock,
    onFault: (issuer, err) => server.log.warn({ issuer, err }, 'the keys of a token issuer cannot be had'),
  })
  const turnedAway = createTurnedAway({
    committer,
    clock,
    onFault: (err) => server.log.error({ err }, 'who was turned away could not be recorded'),
  })
  const server = createPeopleServer({
    ...rest,
    authenticator,
    turnedAway,
    ...(tokens && { partners: { ...partners, tokens, clock } }),
  })
  releasers.push(
    () => authenticator.close(),
    () => server.close(),
  )
  if (sandbox) server.log.warn(SANDBOX_WARNING)
  return server
}
