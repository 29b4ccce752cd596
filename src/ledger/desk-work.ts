import { KhorgosError } from '../errors.ts'
import { decodeRecord } from '../evidence/record-reader.ts'
import type { Committed } from '../exchange/commit.ts'
import type { LedgerResult } from './participant.ts'

/** What the desk does alike for everything that it is asked. */

/** Hex id of the key that signed what a record is about: it may have been renewed since. */
export function signerIn(leaf: Uint8Array): string {
  const record = decodeRecord(leaf)
  if ('signature' in record) return record.signature.keyId
  throw new KhorgosError('LOG_CORRUPT', `A record "${record.kind}" names no key that signed it.`)
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
