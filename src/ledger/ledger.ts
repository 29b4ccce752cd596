import type { EntryOf, Participant } from '../exchange/participant.ts'
import type { Partner } from '../partners/partner.ts'
import { algorithmByName } from '../trust/algorithms.ts'
import { type JwsType, protectedHeaderOf, signJws } from '../trust/jws.ts'
import type { SigningKey } from '../trust/keys.ts'
import type { LedgerEntry } from './entry.ts'
import { entryOf } from './feed.ts'
import { createParticipant, type LedgerResult } from './participant.ts'

export interface LedgerParts {
  readonly partners: ReadonlyMap<string, Partner>
  /** Signs answers and statements of write-offs. */
  readonly signingKey: SigningKey
  /** Origin of the log. */
  readonly log: string
}

/** The ledger before anything is open: what the committer and the exchanges are handed. */
export interface Ledger {
  readonly participant: Participant<LedgerEntry, LedgerResult>
  readonly entryOf: EntryOf<LedgerEntry>
  readonly parts: LedgerParts
}

export function createLedger(parts: LedgerParts): Ledger {
  const { partners, signingKey, log } = parts
  const signerOf = (type: JwsType): ((payload: Uint8Array) => Uint8Array) => {
    const header = protectedHeaderOf(signingKey, type)
    return (payload) => signJws(payload, header, signingKey)
  }
  const algorithm = algorithmByName(signingKey.algorithm).jws
  return {
    participant: createParticipant({
      partners,
      log,
      signature: { profile: 'jws', algorithm, keyId: signingKey.keyId },
      sign: { answer: signerOf('khorgos-answer'), writeOff: signerOf('khorgos-write-off') },
    }),
    entryOf,
    parts,
  }
}
