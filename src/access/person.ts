import { KhorgosError } from '../errors.ts'

/** Somebody who came with a token of a token issuer that we believe. */
export interface Person {
  /** Who that is, in the words of the issuer: never used again for somebody else there. */
  readonly subject: string
  /** `iss` of the token: a subject is somebody only together with it. */
  readonly issuer: string
  readonly name?: string
  /** Words that workflow definitions declare, such as `exit-officer`. */
  readonly roles: ReadonlySet<string>
  /** Our codes of the offices where these roles are held. */
  readonly offices: ReadonlySet<string>
  /** From then on the token says nothing about anybody: what goes on longer than a request ends then. */
  readonly until: Date
}

/**
 * Whether somebody may act in a role, and where it matters at an office. The one place where that is decided.
 *
 * @param office absent for what belongs to no office
 * @throws KhorgosError AUTH_FORBIDDEN; the sentence says what was wanted, and nothing of what the person has
 */
export function requireRole(person: Person, role: string, office?: string): void {
  if (!person.roles.has(role)) throw forbidden(`This is for the role ${role}.`)
  if (office !== undefined && !person.offices.has(office))
    throw forbidden(`This is for the office ${office}.`)
}

/** One word for a person: two issuers may call two people alike. */
export function personKey({ issuer, subject }: Person): string {
  return JSON.stringify([issuer, subject])
}

function forbidden(message: string): KhorgosError {
  return new KhorgosError('AUTH_FORBIDDEN', message)
}
