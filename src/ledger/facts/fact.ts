import type { DocumentStatus } from '../../model/document-status.ts'
import { skeleton } from '../../model/homoglyphs.ts'
import type { Held } from '../../model/generated/verification/question.ts'

/** What the ledger knows of documents, and how a document is named. Data only; everything else is a function of it. */

/** Name of a hub document that the ledger keeps facts of; each has its row in `kinds.ts`. */
export type KindName =
  | 'certificate-of-origin'
  | 'goods-declaration'
  | 'load-checklist'
  | 'inspection-result'
  | 'cargo-report'
  | 'permit'
  | 'economic-operator'

/** What names a document: the same document always has the same key, however its number was typed. */
export interface DocumentKey {
  readonly kind: KindName
  /** Country of the body that issued it, ISO 3166 alpha-2. */
  readonly issuer: string
  /** What tells numbers of one issuer apart: the form of a certificate; '' for kinds without. */
  readonly series: string
  /** Skeleton of the number: look-alike letters, case and separators make no difference. */
  readonly number: string
}

/** A document as a message or a question names it, with the number as written there. */
export type DocumentName = DocumentKey

export function keyOf({ kind, issuer, series, number }: DocumentName): DocumentKey {
  return { kind, issuer, series, number: skeleton(number) }
}

/** What a message said had happened to the document. */
export type FactEvent =
  | 'issued'
  | 'amended'
  | 'replaced'
  | 'cancelled'
  | 'refused'
  | 'suspended'
  | 'revoked'
  | 'declared'
  | 'registered'
  | 'released'
  | 'confirmed'
  | 'disowned'
  | 'unfounded'
  | 'contradicted'

/** How the document stands after the event. */
export type FactStatus = DocumentStatus

/** The document after the event, as short as checks need it. Its JSON is kept, and the log commits to those bytes. */
export interface FactContent extends DocumentContent {
  readonly v: 1
  /** With the number as written. */
  readonly key: DocumentName
  readonly event: FactEvent
  readonly status: FactStatus
  /** 32 hex digits, random, the same in all facts of an edition: balances are named after it. */
  readonly seed: string
  /** Absent until it is amended. */
  readonly amended?: Amended
  /** Number of the document that replaced it. */
  readonly next?: string
  /** What it says is what its issuer was sent and has answered, until the issuer says it itself. */
  readonly answered?: true
  /** What it says came along with news of it, and has neither day nor lines: whatever states it takes the place of that. */
  readonly bare?: true
  /** What the issuer said when it was asked about papers that bear the number. */
  readonly papers?: readonly Paper[]
  /** Of what it says, the message that stated it first; absent where that is the message of the fact itself. */
  readonly provenance?: readonly Provenance[]
}

/** A message that something of a fact comes from. */
export interface Provenance {
  readonly exchange: string
  /** Hex SHA-256 of the key that signed it. */
  readonly keyId: string
  /** Index in the log of its acceptance. */
  readonly basis: string
  /** When the ledger took it over, as `knownAt` of the fact that it became then. ISO 8601, UTC. */
  readonly knownAt: string
  /** Absent: what the document says; `release`: only that the goods are released. */
  readonly of?: 'release'
}

/** What an amended document was before. */
export interface Amended {
  /** Hex SHA-256 of what was issued, for issues that come again or late; absent while none was heard of. */
  readonly original?: string
  /** Of the editions that counted otherwise, oldest first. */
  readonly seeds: readonly string[]
}

/**
 * What somebody holds that bears the number of a document, as far as it was stated to the issuer, and what the issuer said
 * of it. It is not what the document says: whoever copies a number makes a paper and no document.
 */
export interface Paper {
  readonly said: 'confirmed' | 'not-originating' | 'withdrawn' | 'disowned'
  /** In plain words, never hashes: the issuer read it. */
  readonly held: Held
  /** What the issuer itself added: the day of issue, the authority. */
  readonly issueDay?: string
  readonly authority?: PartyFact
  /** As the agreement with the issuer counts it. */
  readonly lastDay?: string
  /** The reply that first said so. */
  readonly provenance?: Provenance
}

/** What a document says. A document of which only its end was heard of says nothing and has no lines. */
export interface DocumentContent {
  /** `yyyy-MM-dd`, as all days of a fact: the calendar day that is written on it. */
  readonly issueDay?: string
  /** Where it counts from another day on. */
  readonly firstDay?: string
  /** As stated, or as the agreement with its source counts it. */
  readonly lastDay?: string
  readonly authority?: PartyFact
  readonly agreementCode?: string
  readonly declarant?: PartyFact
  readonly carrier?: PartyFact
  readonly exporter?: PartyFact
  readonly consignee?: PartyFact
  readonly importer?: PartyFact
  /** Of a permit or a status. */
  readonly holder?: PartyFact
  readonly invoices?: readonly string[]
  readonly contracts?: readonly string[]
  /** Of the vehicle, its trailers included. */
  readonly plates?: readonly string[]
  readonly containers?: readonly string[]
  readonly seals?: readonly string[]
  /** Boxes ticked: `issued-retroactively`, `back-to-back` … */
  readonly indicators?: readonly string[]
  /** Number of the document that this one replaces, of the same issuer and series. */
  readonly previous?: string
  /** Number of the first certificate that a back-to-back one is built on; its issuer is another. */
  readonly base?: string
  /** Country of that issuer, where the document states it. */
  readonly baseIssuer?: string
  /** When customs released the goods. */
  readonly releaseDay?: string
  /** When it did not count, or does not. */
  readonly suspensions?: readonly SuspensionFact[]
  readonly revocation?: { readonly from: string; readonly reason?: string }
  /** What was inspected and how it came out, of an inspection result. */
  readonly inspection?: InspectionFact
  /** The word of each side on the document, where it has them. */
  readonly confirmations?: readonly ConfirmationFact[]
  /** Line 0 is the document as a whole. */
  readonly lines: readonly FactLine[]
}

/** Words are those of the hub's lists. */
export interface InspectionFact {
  /** Number of the document whose goods were inspected. */
  readonly subject: string
  /** Kind of that document, UN 1001: 787 is a load checklist. */
  readonly type: string
  /** Hex SHA-256 of it as the hub writes it. */
  readonly digest?: string
  readonly crossing?: string
  readonly result: string
  readonly decision?: string
  readonly checks: readonly CheckFact[]
}

export interface CheckFact {
  readonly kind: string
  readonly result: string
  /** Kinds of the differences. */
  readonly findings?: readonly string[]
}

export interface ConfirmationFact {
  /** Side that confirms, ISO 3166 alpha-2. */
  readonly country: string
  /** Moment with offset, or day. */
  readonly at: string
  readonly result: string
  readonly decision?: string
}

/** Both days included; without a last one until further notice. */
export interface SuspensionFact {
  readonly from: string
  readonly to?: string
  readonly reason?: string
}

export interface PartyFact {
  /** As written, and in Latin letters where the document has both. */
  readonly names: readonly string[]
  /** Register and number, `USCC 91530100MA6EXAMP21`; the number alone where no register is named. */
  readonly ids: readonly string[]
}

export interface FactLine {
  /** WCO 006; 0 for the document as a whole. */
  readonly line: number
  /** Transport document that the goods of the line go under. */
  readonly bill?: string
  /** As many digits as the document has. */
  readonly hs?: string
  readonly origin?: string
  /** Criterion of the hub, with the share where there is one: `WO`, `RVC 55`. */
  readonly criterion?: string
  readonly quantity?: LineQuantity
  readonly value?: { readonly amount: string; readonly currency: string }
}

export interface LineQuantity {
  readonly quantity: string
  /** UN/ECE Rec 20 */
  readonly unit: string
  /** What was weighed: masses of goods with and without packing are not converted into each other. */
  readonly basis: 'gross' | 'net' | 'other'
}

/** What a message or an answer says of a document, in the ledger's words. */
export interface Reading {
  readonly key: DocumentName
  readonly event:
    'issued' | 'amended' | 'suspended' | 'cancelled' | 'registered' | 'released' | 'refused' | 'revoked'
  readonly content: DocumentContent
  /** The contents are those of a message that its issuer has answered. */
  readonly answered?: true
  /** Only some bills of it are told: what an amendment changes of them, or which are withdrawn. */
  readonly part?: true
}

/** What the issuer says of a paper that it was asked about. */
export interface PaperReading {
  readonly key: DocumentName
  readonly event: 'confirmed' | 'unfounded' | 'revoked' | 'disowned'
  readonly paper: Omit<Paper, 'lastDay' | 'provenance'>
}

/** A fact as it stands in the ledger: the newest one of a document is the document now. */
export interface Fact {
  /** Index in the log of its record: the order of the ledger is the order of the log. */
  readonly position: bigint
  /** Position of the first fact of the document. */
  readonly document: bigint
  /** Partner whose message it was. */
  readonly source: string
  /** Hex SHA-256 of the key that signed the message. */
  readonly keyId: string
  readonly exchange: string
  /** Index in the log of the acceptance that it rests on. */
  readonly basis: bigint
  readonly knownAt: Date
  readonly content: FactContent
}
