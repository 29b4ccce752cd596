import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { LineCounter, parseDocument } from 'yaml'
import type { Encoding } from '../model/encoding.ts'
import type {
  AcceptedLoss,
  Asking,
  AskRule,
  ExpectedAcknowledgement,
  InquiryRule,
  IssueRule,
  ReportRule,
} from './partner.ts'

/** A partner file as `schemas/partner.schema.json` allows it. */
export interface PartnerContent {
  readonly id: string
  readonly name: string
  readonly connections: readonly string[]
  /** Absent for a partner that neither sends messages nor acknowledges ours. */
  readonly keys?: readonly KeyContent[]
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

/** Keys and list positions from the root of the file. */
export type PartnerPath = readonly (string | number)[]

/** A file that follows its schema. Whether what it names is there, and makes sense, is for others to say. */
export interface PartnerFile {
  readonly name: string
  readonly text: string
  readonly content: PartnerContent
  /** `kz.yaml:12`, the line at which that part of the file stands. */
  readonly at: (path: PartnerPath) => string
}

/** Reads one partner file: what it says, or everything that is wrong with its form. */
export type ReadPartnerFile = (
  name: string,
  text: string,
) => { readonly file: PartnerFile } | { readonly problems: readonly string[] }

/** @param schemas folder that holds `partner.schema.json` */
export function partnerFileReader(schemas: string): ReadPartnerFile {
  const schema = JSON.parse(readFileSync(join(schemas, 'partner.schema.json'), 'utf8'))
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile<PartnerContent>(schema)
  return (name, text) => {
    const lines = new LineCounter()
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false })
    const lineOf = (offset: number): string => `${name}:${lines.linePos(offset).line}`
    if (document.errors.length > 0)
      return { problems: document.errors.map(({ pos, message }) => `${lineOf(pos[0])}: ${message}`) }
    const at = (path: PartnerPath): string => {
      const node = document.getIn(path, true)
      const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
      return lineOf(Array.isArray(range) ? Number(range[0]) : 0)
    }
    const content: unknown = document.toJS()
    if (validate(content)) return { file: { name, text, content, at } }
    // "if" fails only together with what it demands, which is told as well.
    const problems = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if')
    return { problems: problems.map((error) => describe(error, at)) }
  }
}

function describe(error: ErrorObject, at: PartnerFile['at']): string {
  const path = error.instancePath.split('/').slice(1).map(step)
  const { additionalProperty, missingProperty } = error.params
  // An unknown key stands on its own line; a missing one has none, so its parent's is told.
  const place = additionalProperty === undefined ? path : [...path, String(additionalProperty)]
  const subject = place.join('.') || 'the file'
  const sentence = additionalProperty === undefined ? (error.message ?? 'is wrong') : 'is not known here'
  return `${at(missingProperty === undefined ? place : path)}: ${subject} ${sentence}`
}

/** A step of a JSON Pointer (RFC 6901 section 4). */
function step(text: string): string | number {
  const name = text.replaceAll('~1', '/').replaceAll('~0', '~')
  return /^\d+$/.test(name) ? Number(name) : name
}
