import type { JsonObject } from '../model/json.ts'
import type { Measure } from '../model/measure.ts'
import type { KindName, Reading } from './fact.ts'
import type { HeldField } from './held-fields.ts'
import { readCertificate } from './read/certificate.ts'

/** Everything the ledger needs to know about one kind of document; nothing outside this table enumerates kinds. */
export interface Kind {
  /** Hub document → what it says happened; undefined when it does not say enough to be found again. */
  readonly read: (document: JsonObject) => Reading | undefined
  /** True when the form of the document is part of its name. */
  readonly hasSeries: boolean
  /** What a question may state of it. */
  readonly fields: readonly HeldField[]
  /** Those of them that count as having the paper in hand. */
  readonly proofFields: readonly HeldField[]
  /** How many of these must match before the asker is told anything. */
  readonly proofs: number
  /** What can be written off from its lines. */
  readonly counts: readonly Measure[]
}

export const KINDS: Readonly<Record<KindName, Kind>> = {
  'certificate-of-origin': {
    read: readCertificate,
    hasSeries: true,
    fields: [
      'exporter',
      'exporterId',
      'consignee',
      'consigneeId',
      'importer',
      'issueDate',
      'invoice',
      'agreement',
      'hs',
      'originCountry',
      'criterion',
      'quantity',
      'amount',
    ],
    proofFields: ['exporter', 'consignee', 'invoice', 'quantity', 'amount'],
    proofs: 2,
    counts: ['quantity', 'value'],
  },
}

export function isKindName(name: string): name is KindName {
  return Object.hasOwn(KINDS, name)
}
