import { join } from 'node:path'
import { type DataFile, dataFileReader, type DataPath, type ReadDataFile } from '../model/data-file.ts'
import type { Encoding } from '../model/encoding.ts'
import type {
  AcceptedLoss,
  Asking,
  AskRule,
  ExpectedAcknowledgement,
  InquiryRule,
  IssueRule,
  JointControlRule,
  ReportRule,
} from './partner.ts'

/** A partner file as `schemas/partner.schema.json` allows it. */
export interface PartnerContent {
  readonly id: string
  readonly name: string
  readonly country?: string
  readonly connections: readonly string[]
  /** Absent for a partner that neither sends messages nor acknowledges ours. */
  readonly keys?: readonly KeyContent[]
  readonly clientKeys?: readonly KeyContent[]
  readonly signature?: 'xmldsig-enveloped'
  readonly endpoint?: EndpointContent
  readonly notices?: EndpointContent
  readonly limits?: { readonly maxMessageBytes?: number }
  readonly agreement: AgreementContent
}

export interface EndpointContent {
  readonly url: string
  readonly authority: string
  readonly timeout?: string
}

export interface KeyContent {
  readonly file: string
  readonly from?: string
  readonly to?: string
  readonly compromised?: string
}

export interface AgreementContent {
  readonly id: string
  readonly validFrom: string
  readonly validTo?: string
  readonly sends: readonly string[]
  readonly senders?: readonly string[]
  readonly envelope?: string
  readonly routes?: readonly RouteContent[]
  readonly keeps?: readonly string[]
  readonly issues?: readonly IssueContent[]
  readonly jointControl?: readonly JointControlRule[]
  readonly reports?: readonly ReportContent[]
  readonly inquiries?: readonly InquiryContent[]
  readonly asks?: readonly AskContent[]
  readonly asking?: Partial<Omit<Asking, 'longestReservationMs'>> & { readonly longestReservation?: string }
  readonly acknowledgements?: readonly (Omit<ExpectedAcknowledgement, 'withinMs'> & { within: string })[]
  readonly maxAttempts?: number
  readonly context?: Readonly<Record<string, string>>
  readonly acceptedLosses?: readonly AcceptedLoss[]
  readonly encodings?: readonly string[]
  readonly outgoingEncoding?: Encoding
}

export interface RouteContent {
  readonly name: string
  readonly on: string
  readonly with?: string
  readonly wait?: string
  readonly to: string
  readonly as: string
  readonly crossings?: readonly string[]
  readonly messageIdPrefix?: string
  readonly context?: Readonly<Record<string, string>>
}

export type IssueContent = Pick<IssueRule, 'kind' | 'issuer'> &
  Partial<Pick<IssueRule, 'forms' | 'authorities' | 'validMonths' | 'retroactiveMonths'>> & {
    readonly number?: string
  }

export type ReportContent = Pick<ReportRule, 'kind' | 'issuer' | 'purposes' | 'as'> &
  Partial<Pick<ReportRule, 'forms' | 'office'>>

export type InquiryContent = Pick<
  InquiryRule,
  'kind' | 'issuer' | 'as' | 'reply' | 'timeZone' | 'requester'
> & {
  readonly forms?: readonly string[]
  /** `60d`, like each of the reminders. */
  readonly within: string
  readonly reminders?: readonly string[]
}

type AskDefaults = 'shows' | 'writesOff' | 'inquires'

export type AskContent = Omit<AskRule, AskDefaults> & Partial<Pick<AskRule, AskDefaults>>

/** A file that follows its schema. Whether what it names is there, and makes sense, is for others to say. */
export type PartnerFile = DataFile<PartnerContent>

export type PartnerPath = DataPath

/** Reads one partner file: what it says, or everything that is wrong with its form. */
export type ReadPartnerFile = ReadDataFile<PartnerContent>

/** @param schemas folder that holds `partner.schema.json` */
export function partnerFileReader(schemas: string): ReadPartnerFile {
  return dataFileReader<PartnerContent>(join(schemas, 'partner.schema.json'))
}
