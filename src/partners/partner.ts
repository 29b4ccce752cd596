import type { Encoding } from '../model/encoding.ts'
import type { AcknowledgementLevel } from '../model/ladder.ts'
import type { Measure } from '../model/measure.ts'
import type { VerificationKey } from '../trust/keys.ts'

/** A partner file after its check: a counterparty with keys, formats and an agreement. */
export interface Partner {
  readonly id: string
  readonly name: string
  /** Whose customs or agency it is, ISO 3166 alpha-2. */
  readonly country: string | undefined
  /** Hex SHA-256 of the SubjectPublicKeyInfo of each client certificate it may connect with. */
  readonly connections: readonly string[]
  /** Who may sign what it sends; none for a partner that sends nothing. */
  readonly keys: readonly VerificationKey[]
  /** By which its systems show who they are where they cannot do mutual TLS; none: they cannot come so. */
  readonly clientKeys: readonly VerificationKey[]
  /** Signature profile of what it sends and receives. */
  readonly signature: 'xmldsig-enveloped' | undefined
  /** Where our messages for it go; absent for a partner that only sends. */
  readonly endpoint: Endpoint | undefined
  /** Where its notices are sent; absent: it reads them itself. */
  readonly notices: Endpoint | undefined
  readonly agreement: Agreement
  readonly limits: { readonly maxMessageBytes: number }
  /** The partner file as it was read: its hash is in every evidence record, its bytes in every bundle. */
  readonly file: { readonly name: string; readonly text: string; readonly sha256: string }
  /** The key files the partner file names, by name, PEM text: they travel in bundles. */
  readonly keyFiles: Readonly<Record<string, string>>
}

/** In which format a document about loads at some crossings goes to the partner on the other side. */
export interface JointControlRule {
  /** Codes of the hub's list `border-crossing`. */
  readonly crossings: readonly string[]
  /** Name of the hub document. */
  readonly document: string
  /** Of a response: the hub document that it answers; absent: any. */
  readonly about?: string
  /** Format id. */
  readonly as: string
}

export interface Endpoint {
  readonly url: string
  /** PEM of the authority that signed the endpoint's TLS certificate. */
  readonly trustedAuthority: string
  readonly timeoutMs: number
}

export interface Agreement {
  readonly id: string
  readonly validFrom: Date
  readonly validTo: Date | undefined
  /** Formats of the messages it may submit; what its acknowledgements look like stands apart. */
  readonly sends: readonly string[]
  /** Who a message may say it is from, as anchored patterns; absent: whoever the format names. */
  readonly senders: readonly RegExp[] | undefined
  /** Format of the envelope that its messages come in and ours go to it in. */
  readonly envelope: string | undefined
  readonly routes: readonly Route[]
  /** Formats it sends that are taken for the ledger and go to nobody. */
  readonly keeps: readonly string[]
  /** Documents it vouches for. */
  readonly issues: readonly IssueRule[]
  /** What it is told of the use of documents it vouches for. */
  readonly reports: readonly ReportRule[]
  /** What cases of joint supervision send it. */
  readonly jointControl: readonly JointControlRule[]
  /** What we may ask it about documents that it vouches for. */
  readonly inquiries: readonly InquiryRule[]
  /** What it may ask the ledger; a partner that may ask anything is an agency. */
  readonly asks: readonly AskRule[]
  readonly asking: Asking
  /** What its acknowledgements look like and how long we wait for them. */
  readonly acknowledgements: readonly ExpectedAcknowledgement[]
  /** Attempts before a delivery is parked for an operator. */
  readonly maxAttempts: number
  /** Values the agreement supplies to mappings that write for this partner (`context:`), e.g. `senderId`. */
  readonly context: Readonly<Record<string, string>>
  /** Names of encodings its messages may declare. */
  readonly encodings: readonly string[]
  /** Encoding of what we send it. */
  readonly outgoingEncoding: Encoding
  /** What conversions of its messages may lose beyond what the mappings declare. */
  readonly acceptedLosses: readonly AcceptedLoss[]
}

/** A field of the hub (`cargo-report.consignments[].ucrId`) or of the message (`/Awmds/…`), with all below it. */
export interface AcceptedLoss {
  readonly path: string
  readonly reason: string
}

/** Documents whose issuing body speaks through this partner. */
export interface IssueRule {
  /** Name of the hub document. */
  readonly kind: string
  /** Country of the issuing body, ISO 3166 alpha-2. */
  readonly issuer: string
  /** Forms of certificates; the one form '' of kinds that have none. */
  readonly forms: readonly string[]
  /** What the skeletons of its numbers look like. Anchored, and false at once for a text longer than any number. */
  readonly number: RegExp | undefined
  /** Names of the bodies that may have issued it; absent: any. */
  readonly authorities: readonly string[] | undefined
  /** How long a document is valid that does not say it itself. */
  readonly validMonths: number | undefined
  /** How long after the departure of the goods it may be issued. */
  readonly retroactiveMonths: number | undefined
}

/** Of which uses of its documents an issuer is told, and how. */
export interface ReportRule {
  /** Name of the hub document. */
  readonly kind: string
  /** ISO 3166 alpha-2. */
  readonly issuer: string
  /** As in `IssueRule`. */
  readonly forms: readonly string[]
  /** Purposes of the uses that it is told of, of the hub's list `verification-purpose`. */
  readonly purposes: readonly string[]
  /** Format that it is told in: one that is made of a response. */
  readonly as: string
  /** Who says so: the customs office of the report. */
  readonly office: ReportingOffice | undefined
}

/** A customs office as the hub writes it. */
export interface ReportingOffice {
  readonly id?: string
  readonly name?: string
  /** ISO 3166 alpha-2. */
  readonly countryCode?: string
}

/** How an issuing authority is asked about its documents, and how long it has. */
export interface InquiryRule {
  /** Name of the hub document that is asked about. */
  readonly kind: string
  /** Country of the issuing body, ISO 3166 alpha-2. */
  readonly issuer: string
  /** Forms of certificates; the one form '' of kinds that have none. */
  readonly forms: readonly string[]
  /** Format of our request. */
  readonly as: string
  /** Format of the reply, one of those that the partner sends. */
  readonly reply: string
  /** Days that the authority has, in its own time zone; the last one counts whole. */
  readonly withinDays: number
  /** After how many days it is reminded, ascending. */
  readonly reminderDays: readonly number[]
  /** IANA name of the authority's time zone. */
  readonly timeZone: string
  /** In whose name it is asked. */
  readonly requester: Requester
}

/** A party of the hub, as far as a request needs it. */
export interface Requester {
  readonly name: string
  readonly latinName?: string
  /** ISO 3166 alpha-2 */
  readonly countryCode: string
  readonly identifier?: { readonly id: string; readonly schemeId: string }
}

/** What an agency may ask about, and what for. */
export interface AskRule {
  /** Name of the hub document. */
  readonly kind: string
  /** ISO 3166 alpha-2. */
  readonly issuers: readonly string[]
  /** Of the hub's list `verification-purpose`. */
  readonly purposes: readonly string[]
  /** What an answer shows besides its checks. */
  readonly shows: readonly Shown[]
  /** What it may use up of such a document; nothing: it may only ask. */
  readonly writesOff: readonly Measure[]
  /** Whether the issuing authority is asked for it where the ledger does not know. */
  readonly inquires: boolean
}

/** How much an agency may ask. */
export interface Asking {
  /** Questions that may not fit their documents, in a day. */
  readonly missesPerDay: number
  /** Inquiries that may be made for it in 24 hours. */
  readonly inquiriesPerDay: number
  /** Inquiries for it that may wait for a reply at once. */
  readonly openInquiries: number
  /** How long it may reserve, in ms. */
  readonly longestReservationMs: number
}

/** Parts of a document: from when to when it is valid, what is left of it, its lines, its parties. */
export type Shown = 'validity' | 'balance' | 'lines' | 'parties'

/** What becomes of a message of this sender. */
export interface Route {
  readonly name: string
  /** Format of the leading message. */
  readonly on: string
  /** Format of the companion, when one message abroad is made of two here. */
  readonly with: string | undefined
  /** How long the first of the two waits for the other, in ms; 0 without a companion. */
  readonly waitMs: number
  readonly to: string
  readonly as: string
  /** Border crossings whose messages take it, of the hub's list; absent: all that no earlier route takes. */
  readonly crossings: readonly string[] | undefined
  /** Put before the generated message id where the receiver's format carries one; '' without. */
  readonly messageIdPrefix: string
  /** Values for `context:` rules of what it makes, over those of the agreements. */
  readonly context: Readonly<Record<string, string>>
}

export interface ExpectedAcknowledgement {
  readonly level: AcknowledgementLevel
  readonly format: string
  /** `reply`: in the HTTP reply to our delivery. `pushed`: posted to us later. */
  readonly channel: 'reply' | 'pushed'
  /** After this time without it the message is delivered again, in ms. */
  readonly withinMs: number
}
