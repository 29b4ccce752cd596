import { KhorgosError } from '../errors.ts'
import type { Committed } from '../exchange/commit.ts'
import { flattenedJws, type FlattenedJws } from '../trust/jws-file.ts'
import { jwkOf } from '../trust/jwk.ts'
import { type JwsType, protectedHeaderOf } from '../trust/jws.ts'
import type { SigningKey } from '../trust/keys.ts'
import type { LedgerResult } from './participant.ts'

/** What the desk does alike for everything that it is asked. */

/** @returns what puts a statement together with its signature and the proof of its record */
export function signedStatements(key: SigningKey, type: JwsType) {
  const jwk = jwkOf(key)
  const protectedHeader = protectedHeaderOf(key, type)
  return (payload: Uint8Array, signature: Uint8Array, receipt: string): FlattenedJws =>
    flattenedJws({ payload, protectedHeader, signature }, { jwk, receipt })
}

/** What is no question at all is told and forgotten; everything else that is refused is evidence. */
export function refusalOf(check: () => void): KhorgosError | undefined {
  try {
    check()
    return undefined
  } catch (thrown) {
    if (!(thrown instanceof KhorgosError) || thrown.code === 'REQUEST_INVALID') throw thrown
    return thrown
  }
}

export function done(
  committed: Committed<LedgerResult>,
): Extract<Committed<LedgerResult>, { outcome: 'done' }> {
  if (committed.outcome === 'done') return committed
  throw new KhorgosError('INTERNAL', `An entry of the ledger cannot end as ${committed.outcome}.`)
}

/** @throws KhorgosError NOT_FOUND when it was erased: its record and whatever copies there are still prove it */
export function keptPayload(payload: Uint8Array | null): Uint8Array {
  if (payload === null) throw new KhorgosError('NOT_FOUND', 'The statement is not kept any more.')
  return payload
}
