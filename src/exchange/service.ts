import type { ErrorCode, Place } from '../errors.ts'
import type { EvidenceRecord } from '../evidence/record.ts'
import type { LossReport } from '../mapping/report.ts'
import type { Partner } from '../partners/partner.ts'
import type { ExchangeState } from '../store/exchanges.ts'
import type { DryRun } from './dry-run.ts'
import type { LossSummary } from './loss-summary.ts'

export type { ExchangeState }

/** Bytes at our door, before anyone has looked into them. */
export interface Incoming {
  /** Found by the client certificate; absent when the certificate belongs to nobody. */
  readonly partner: Partner | undefined
  /** Hex SHA-256 of the client certificate's SubjectPublicKeyInfo. */
  readonly connection: string
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly receivedAt: Date
  /** The door already refused it (too large, wrong media type): kept and receipted, not read. */
  readonly refusal?: { readonly code: ErrorCode; readonly message: string }
}

/** What the sender is told. `receipt` is a C2SP tlog-proof whose `extra` holds the salt and the record. */
export interface Outcome {
  readonly exchange: string
  readonly state: ExchangeState
  readonly messageId: string | undefined
  readonly receipt: string
  /** The same message came before: this is the receipt of then. */
  readonly duplicate: boolean
  /** Why it was refused. */
  readonly error:
    { readonly code: ErrorCode; readonly message: string; readonly place: Place | undefined } | undefined
}

export interface ExchangeView {
  readonly exchange: string
  readonly state: ExchangeState
  readonly partner: string
  readonly messageId: string | undefined
  readonly format: string | undefined
  readonly receivedAt: string
  readonly waitsUntil: string | undefined
  readonly error: { readonly code: string; readonly place: string | undefined } | undefined
  readonly outgoing: readonly {
    readonly to: string
    readonly format: string
    readonly messageId: string
    readonly state: 'queued' | 'sent' | 'acknowledged' | 'refused' | 'parked'
    readonly attempts: number
    readonly lastError: string | undefined
    /** What making it lost, in numbers; only in the view of one exchange, and while the report is kept. */
    readonly losses?: LossSummary
  }[]
  readonly timeline: readonly { readonly index: string; readonly record: EvidenceRecord }[]
}

/** The account of one conversion, as it was kept; its commitment stands in the `converted` record. */
export interface LossReportView {
  readonly to: string
  readonly format: string
  readonly messageId: string
  readonly lossReport: LossReport
}

export interface ExchangeQuery {
  readonly messageId?: string | undefined
  readonly state?: ExchangeState | undefined
  /** At most so many, newest first. */
  readonly limit: number
}

/** Everything a door may ask of exchanges. Readers return only what belongs to `partner`, else NOT_FOUND. */
export interface ExchangeService {
  /** Resolves after the commit, for accepted and rejected messages alike. Throws only for faults of ours. */
  submit(message: Incoming): Promise<Outcome>
  /** Takes an acknowledgement that a receiver pushes to us. Resolves after the commit. */
  acknowledge(message: Incoming): Promise<Outcome>
  /**
   * What would become of a message, without any effect.
   * @throws KhorgosError FORMAT_NOT_AGREED for a format that the partner's agreement does not name
   */
  dryRun(
    bytes: Uint8Array,
    partner: Partner,
    wanted: { from: string | undefined; to: string },
  ): Promise<DryRun>
  view(id: string, partner: Partner): Promise<ExchangeView>
  /** The loss report of each message made from the exchange. */
  lossReports(id: string, partner: Partner): Promise<LossReportView[]>
  list(partner: Partner, query: ExchangeQuery): Promise<ExchangeView[]>
  receipt(id: string, partner: Partner): Promise<string>
  /** ASiC-E container. */
  bundle(id: string, partner: Partner): Promise<Uint8Array>
}
