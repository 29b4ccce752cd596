import { keyText } from '../model/document-key.ts'
import type { KnownNotice, NoticeCause } from '../store/ledger/notices.ts'
import type { AgencyReference } from '../store/ledger/write-offs.ts'
import type { Balance } from './write-offs/balances.ts'
import { type DocumentKey, type Fact, keyOf } from './facts/fact.ts'
import type { InquiryBook } from './inquiry/book.ts'
import type { MissBook } from './questions/miss-book.ts'
import type { WriteOffNow } from './write-offs/write-off-now.ts'

/**
 * What the ledger knew of the documents of a batch when the log's head was locked, and what was entered since: an entry
 * sees those before it as done.
 */
export interface Known {
  /** The newest fact of the document, or the newest that was known at a moment. */
  find(key: DocumentKey, asOf?: Date): Fact | undefined
  enter(fact: Fact): void
  /** How often those who ask were wrong. */
  readonly misses: MissBook
  /** What issuing authorities were asked. */
  readonly inquiries: InquiryBook
  /** What was taken of the document, or had been at a moment, by its first fact. Nothing yet where there is no balance. */
  balancesOf(document: bigint, asOf?: Date): readonly Balance[]
  /** In place of the balance of that name, if there was one. */
  post(document: bigint, balance: Balance): void
  /** By its id, or by its agency's name for it. */
  writeOff(by: string | AgencyReference): WriteOffNow | undefined
  setWriteOff(writeOff: WriteOffNow): void
  /** Id of the notice that was made for that cause. */
  notice(cause: NoticeCause): string | undefined
  setNotice(cause: NoticeCause, id: string): void
}

/** What was read before anything of the batch was decided. */
export interface Read {
  readonly documents: readonly ReadDocument[]
  readonly writeOffs: readonly WriteOffNow[]
  readonly notices: readonly KnownNotice[]
  readonly misses: MissBook
  readonly inquiries: InquiryBook
}

/** A document as it stood, at a moment or now. */
export interface ReadDocument {
  readonly asOf: Date | undefined
  readonly fact: Fact
  readonly balances: readonly Balance[]
}

export function createKnown({ documents, writeOffs, notices, misses, inquiries }: Read): Known {
  const views = createViews()
  const balances = new Map<string, readonly Balance[]>()
  const byName = new Map<string, WriteOffNow>()
  const byCause = new Map(notices.map((notice) => [causeText(notice), notice.id]))
  const setWriteOff = (writeOff: WriteOffNow): void => {
    byName.set(writeOff.id, writeOff)
    byName.set(referenceText(writeOff), writeOff)
  }
  for (const { asOf, fact, balances: taken } of documents) {
    views.at(asOf).set(...underKey(fact))
    balances.set(placeOf(fact.document, asOf), taken)
  }
  for (const writeOff of writeOffs) setWriteOff(writeOff)
  const balancesOf: Known['balancesOf'] = (document, asOf) => balances.get(placeOf(document, asOf)) ?? []
  return {
    find: (key, asOf) => views.at(asOf).get(keyText(key)),
    // A past moment is past: nothing that is entered now was known then.
    enter: (fact) => views.at(undefined).set(...underKey(fact)),
    misses,
    inquiries,
    balancesOf,
    post(document, balance) {
      const others = balancesOf(document).filter(({ id }) => id !== balance.id)
      balances.set(placeOf(document, undefined), [...others, balance])
    },
    writeOff: (by) => byName.get(typeof by === 'string' ? by : referenceText(by)),
    setWriteOff,
    notice: (cause) => byCause.get(causeText(cause)),
    setNotice: (cause, id) => void byCause.set(causeText(cause), id),
  }
}

/** Newest facts by the text of their key, as of now or of a moment. */
function createViews(): { at(asOf: Date | undefined): Map<string, Fact> } {
  const views = new Map<number | undefined, Map<string, Fact>>()
  return {
    at(asOf) {
      const view = views.get(asOf?.getTime()) ?? new Map<string, Fact>()
      views.set(asOf?.getTime(), view)
      return view
    },
  }
}

function underKey(fact: Fact): [string, Fact] {
  return [keyText(keyOf(fact.content.key)), fact]
}

/** One text for what is looked at as of one moment. */
export function placeOf(of: string | bigint, asOf: Date | undefined): string {
  return `${asOf?.toISOString() ?? 'now'} ${of}`
}

/** No id of a write-off has a blank in it, nor has an agency's. */
function referenceText({ agency, reference }: AgencyReference): string {
  return `${agency} ${reference}`
}

/** No part of it has a blank. */
function causeText({ about, kind, reason, factPosition, next }: NoticeCause | KnownNotice): string {
  return [about, kind, reason, factPosition ?? '', next ?? ''].join(' ')
}
