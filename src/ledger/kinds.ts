import type { JsonObject } from '../model/json.ts'
import type { Measure } from '../model/measure.ts'
import type { KindName, Reading } from './facts/fact.ts'
import type { HeldField } from './questions/held-fields.ts'
import { type Inquiring, ORIGIN_INQUIRY } from './inquiry/origin.ts'
import { readCertificate } from './read/certificate.ts'
import { readChecklist } from './read/checklist.ts'
import { readDeclarationAnswer } from './read/declaration-answer.ts'
import { readDeclaration } from './read/declaration.ts'
import { readInspection } from './read/inspection.ts'
import { readManifest } from './read/manifest.ts'
import { readOperator, readPermit } from './read/authorisation.ts'

/** Everything the ledger needs to know about one kind of document; nothing outside this table enumerates kinds. */
export interface Kind {
  /**
   * Hub document → what it says happened; undefined when it does not say enough to be found again.
   * @param issuer country that the agreement with its sender names, for documents that do not say where they are from
   */
  readonly read: (document: JsonObject, issuer: string | undefined) => Reading | undefined
  /** The same of an answer of the issuer (hub document `response`) to a document that it was sent. */
  readonly readAnswer?: (
    response: JsonObject,
    document: JsonObject,
    issuer: string | undefined,
  ) => Reading | undefined
  /** True when the form of the document is part of its name. */
  readonly hasSeries: boolean
  /** True when each ends with a last day, stated or counted. */
  readonly expires: boolean
  /** What a question may state of it. */
  readonly fields: readonly HeldField[]
  /** Those of them that count as having the paper in hand. */
  readonly proofFields: readonly HeldField[]
  /** How many of these must match before the asker is told anything. */
  readonly proofs: number
  /** What can be written off: of the document as a whole where that states it, else of its lines. */
  readonly counts: readonly Measure[]
  /** How its issuing authority is asked about it; undefined where no message is made for that. */
  readonly inquiring: Inquiring | undefined
}

export const KINDS: Readonly<Record<KindName, Kind>> = {
  'certificate-of-origin': {
    read: readCertificate,
    hasSeries: true,
    expires: true,
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
    inquiring: ORIGIN_INQUIRY,
  },
  'goods-declaration': {
    read: readDeclaration,
    readAnswer: readDeclarationAnswer,
    hasSeries: false,
    expires: false,
    fields: [
      'declarant',
      'declarantId',
      'exporter',
      'exporterId',
      'consignee',
      'consigneeId',
      'importer',
      'importerId',
      'issueDate',
      'invoice',
      'contract',
      'plate',
      'container',
      'seal',
      'hs',
      'originCountry',
      'quantity',
      'amount',
    ],
    // Who trades with whom is known to many, and numbers of declarations follow each other: at most one name counts.
    proofFields: ['importer', 'invoice', 'contract', 'quantity', 'amount'],
    proofs: 2,
    counts: ['quantity', 'value'],
    inquiring: undefined,
  },
  'load-checklist': {
    read: readChecklist,
    hasSeries: false,
    expires: false,
    fields: [
      'carrier',
      'carrierId',
      'issueDate',
      'bill',
      'plate',
      'container',
      'seal',
      'hs',
      'quantity',
      'amount',
    ],
    // What stands at the gate has a plate and a seal. A container's number alone can be read from afar.
    proofFields: ['bill', 'plate', 'seal', 'quantity', 'amount'],
    proofs: 2,
    counts: [],
    inquiring: undefined,
  },
  'inspection-result': {
    read: readInspection,
    hasSeries: false,
    expires: false,
    fields: ['subject', 'office', 'issueDate', 'plate', 'container', 'seal'],
    // What was inspected and what is on the truck now. Office and container are read from afar, and office and day follow from its number.
    proofFields: ['subject', 'plate', 'seal'],
    proofs: 2,
    counts: [],
    inquiring: undefined,
  },
  'cargo-report': {
    read: readManifest,
    hasSeries: false,
    expires: false,
    fields: ['carrier', 'carrierId', 'issueDate', 'bill', 'container', 'seal', 'hs', 'quantity', 'amount'],
    // A container's number alone can be read from afar.
    proofFields: ['bill', 'seal', 'quantity', 'amount'],
    proofs: 2,
    counts: [],
    inquiring: undefined,
  },
  permit: {
    read: readPermit,
    hasSeries: false,
    expires: false,
    fields: ['holder', 'holderId', 'issueDate', 'hs', 'originCountry', 'quantity', 'amount'],
    // Name and number of a company stand together in every register: only one of them counts.
    proofFields: ['holder', 'issueDate', 'quantity', 'amount'],
    proofs: 2,
    counts: ['quantity', 'value'],
    inquiring: undefined,
  },
  'economic-operator': {
    read: readOperator,
    hasSeries: false,
    expires: false,
    fields: ['holder', 'holderId', 'issueDate'],
    // Whether a company has the status is public in most countries; what is asked is whether this number is its own.
    proofFields: ['holder', 'holderId', 'issueDate'],
    proofs: 2,
    counts: [],
    inquiring: undefined,
  },
}

export function isKindName(name: string): name is KindName {
  return Object.hasOwn(KINDS, name)
}
