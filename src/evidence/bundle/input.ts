import type { SigningKey } from '../../trust/keys.ts'

/**
 * What a payload is in the story of its exchange. The role also says which record commits to it, and under
 * which of its fields (`commitmentOf` in story.ts).
 */
export type PayloadRole = 'received' | 'documents' | 'sent' | 'loss-report' | 'acknowledgement' | 'fact'

export interface BundlePayload {
  readonly role: PayloadRole
  /** File name, letters, digits, `.`, `_` and `-` only; unique in the bundle, also when letter case is ignored. */
  readonly name: string
  /** As the sender declared it; parameters are left out. */
  readonly mediaType: string
  readonly bytes: Uint8Array
  /** The 32 bytes that open the commitment. */
  readonly salt: Uint8Array
  /** Index in the log of the record that commits to it. */
  readonly recordIndex: bigint
}

export interface BundleRecord {
  readonly index: bigint
  /** Bytes of the leaf. */
  readonly bytes: Uint8Array
  /** tlog-proof of the record; all receipts of a bundle are against one checkpoint. */
  readonly receipt: string
}

/** A partner's agreement and keys as files, as `Partner` keeps them. */
export interface BundlePartner {
  readonly id: string
  readonly agreement: { readonly name: string; readonly text: string }
  /** PEM text by file name. Files that hold no signing key of the partner do no harm. */
  readonly keyFiles: Readonly<Record<string, string>>
}

/** Everything that proves one exchange to a stranger. */
export interface BundleInput {
  readonly exchange: string
  /** Claimed time of the signature over the bundle; the only thing that differs between equal bundles. */
  readonly signedAt: Date
  readonly payloads: readonly BundlePayload[]
  readonly records: readonly BundleRecord[]
  readonly partners: readonly BundlePartner[]
  /** PEM: further certificates of ours: the chain of `signer`, and earlier ones that signed messages in here. */
  readonly gatewayCertificates: readonly string[]
  readonly logVkey: string
  readonly signer: SigningKey
}
