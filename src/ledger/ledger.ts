import type { EntryOf, EntryOfAcknowledgement, Participant } from '../exchange/participant.ts'
import type { IssueRule, Partner } from '../partners/partner.ts'
import type { LostKey } from '../store/ledger/key-losses.ts'
import { algorithmByName } from '../trust/algorithms.ts'
import { type JwsType, protectedHeaderOf, signJws } from '../trust/jws.ts'
import type { SigningKey } from '../trust/keys.ts'
import type { LedgerEntry } from './entry.ts'
import { entryOf, entryOfAcknowledgement } from './facts/feed.ts'
import { lostKeysOf } from './notices/lost-keys.ts'
import { createParticipant, type LedgerResult } from './participant.ts'

export interface LedgerParts {
  readonly partners: ReadonlyMap<string, Partner>
  /** Signs answers, statements of write-offs and notices. */
  readonly signingKey: SigningKey
  /** Origin of the log. */
  readonly log: string
}

/** The ledger before anything is open: what the committer and the exchanges are handed. */
export interface Ledger {
  readonly participant: Participant<LedgerEntry, LedgerResult>
  readonly entryOf: EntryOf<LedgerEntry>
  readonly entryOfAcknowledgement: EntryOfAcknowledgement<LedgerEntry>
  /** Keys that partners state as compromised. */
  readonly lostKeys: readonly LostKey[]
  /** Every rule by which any partner vouches for documents. */
  readonly issues: readonly IssueRule[]
  readonly partners: ReadonlyMap<string, Partner>
  readonly signingKey: SigningKey
}

export function createLedger({ partners, signingKey, log }: LedgerParts): Ledger {
  const signerOf = (type: JwsType): ((payload: Uint8Array) => Uint8Array) => {
    const header = protectedHeaderOf(signingKey, type)
    return (payload) => signJws(payload, header, signingKey)
  }
  const lostKeys = lostKeysOf(partners.values())
  const algorithm = algorithmByName(signingKey.algorithm).jws
  return {
    participant: createParticipant({
      partners,
      compromised: new Map(lostKeys.map(({ keyId, since }) => [keyId, since])),
      log,
      signature: { profile: 'jws', algorithm, keyId: signingKey.keyId },
      sign: {
        answer: signerOf('khorgos-answer'),
        writeOff: signerOf('khorgos-write-off'),
        notice: signerOf('khorgos-notice'),
      },
    }),
    entryOf,
    entryOfAcknowledgement,
    lostKeys,
    issues: [...partners.values()].flatMap(({ agreement }) => agreement.issues),
    partners,
    signingKey,
  }
}
