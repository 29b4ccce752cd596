import type { SignedHead } from '../evidence/log-append.ts'
import type { JsonObject } from '../model/json.ts'
import type { Partner } from '../partners/partner.ts'
import type { Tx } from '../store/database.ts'
import type { SignatureVerdict } from '../trust/verdict.ts'
import type { Changes } from './unit.ts'

/**
 * A part above exchanges that keeps rows of its own in the transaction of a batch, for what can only be decided under
 * the lock of the log head. `E` is what units hand to it, `R` what it says of that.
 */
export interface Participant<E, R> {
  /**
   * Reads what deciding about the entries needs, in the flight that locks the log head, after the lock, so that what is
   * read stays true until the commit. Statements only: everybody waits for it. A batch that lost against another node
   * begins again.
   * @param entries of the whole batch, in the order of its units; some may never be judged
   */
  begin(tx: Tx, entries: readonly E[]): Promise<Turn<E, R>>
}

/** What was read for one batch, and what has been decided since. */
export interface Turn<E, R> {
  /**
   * Decides about one entry as if it were committed on its own: the next one sees it as done. Pure but for that, ids and
   * salts. A no is a decision, with a result and perhaps a record; a throw is a fault and fails the unit.
   */
  judge(entry: E, place: EntryPlace): Judged
  /**
   * Writes the rows of what was judged, after those of the exchanges. Only called when something was.
   * @param head the one that is signed now
   * @returns what each judged entry is told, in their order
   */
  write(tx: Tx, head: SignedHead): Promise<readonly R[]>
}

export interface EntryPlace {
  /** Index that the first record of the entry will have. */
  readonly index: bigint
  /** Index of the first record of the unit: of a message taken, its acceptance. */
  readonly first: bigint
  /** Time of all records of the batch. */
  readonly at: Date
}

/** What an entry adds to its unit, behind what the unit has. */
export interface Judged {
  readonly payloads: Changes['payloads']
  readonly records: Changes['records']
  /** `record` is a place in `records`. A unit that has a receipt of its own keeps that. */
  readonly receiptOf?: NonNullable<Changes['receiptOf']>
}

/** What a participant may see of an accepted message. */
export interface Accepted {
  readonly exchange: string
  readonly partner: Partner
  readonly messageId: string
  readonly format: string
  readonly signature: SignatureVerdict
  /** Canonical JSON of the hub documents by name: the bytes that its record commits to. */
  readonly documents: Uint8Array
  readonly receivedAt: Date
  /** Index of its record; absent when that is the first of this very unit. */
  readonly acceptance?: bigint
}

/**
 * Makes the entry of a unit out of the messages that it lets go on: one, or both halves of a pair. A message that waits
 * is told of when its companion has come, a refused one never. Pure: the commit may find that the message came before.
 */
export type EntryOf<E> = (accepted: readonly Accepted[]) => E | undefined

/** What a participant may see of an acknowledgement: the answer of a receiver to a message of ours. */
export interface Acknowledged {
  /** The leading one of the exchanges whose documents were in the message. */
  readonly exchange: string
  /** Who answers. */
  readonly partner: Partner
  readonly signature: SignatureVerdict
  /** Hub document `response`. */
  readonly response: JsonObject
}

/**
 * Makes the entry of the unit that records an acknowledgement.
 * @param documents reads those that were in the message that is answered: of each accepted message it was made from, canonical
 *   JSON of its hub documents by name, as far as they are kept
 */
export type EntryOfAcknowledgement<E> = (
  acknowledged: Acknowledged,
  documents: () => Promise<readonly Uint8Array[]>,
) => Promise<E | undefined>
