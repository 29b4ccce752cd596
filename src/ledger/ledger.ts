import type { EntryOf, Participant } from '../exchange/participant.ts'
import type { Partner } from '../partners/partner.ts'
import { algorithmByName } from '../trust/algorithms.ts'
import { protectedHeaderOf, signJws } from '../trust/jws.ts'
import type { SigningKey } from '../trust/keys.ts'
import type { LedgerEntry } from './entry.ts'
import { entryOf } from './feed.ts'
import { createParticipant, type LedgerResult } from './participant.ts'

export interface LedgerParts {
  readonly partners: ReadonlyMap<string, Partner>
  /** Signs answers. */
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
  const header = protectedHeaderOf(signingKey, 'khorgos-answer')
  const algorithm = algorithmByName(signingKey.algorithm).jws
  return {
    participant: createParticipant({
      partners,
      log,
      signature: { profile: 'jws', algorithm, keyId: signingKey.keyId },
      sign: (payload) => signJws(payload, header, signingKey),
    }),
    entryOf,
    parts,
  }
}
