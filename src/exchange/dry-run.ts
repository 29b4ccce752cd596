import { KhorgosError, type ErrorCode, type Place } from '../errors.ts'
import type { Format, Formats } from '../formats/catalogue.ts'
import type { ReadMessage } from '../formats/message.ts'
import type { LossReport } from '../mapping/report.ts'
import type { JsonObject } from '../model/json.ts'
import type { Partner } from '../partners/partner.ts'
import { tryReading } from './dry-run-reading.ts'
import type { TriedSignature } from './dry-run-signature.ts'
import { tryWriting } from './dry-run-writing.ts'
import type { LossSummary } from './loss-summary.ts'
import { namedFormats } from './named-formats.ts'

export interface DryRunParts {
  readonly formats: Formats
  readonly partners: ReadonlyMap<string, Partner>
}

export interface DryRunInput {
  /** Who asks: only formats its agreement names, its keys, its limits. Absent: our own operator, who may try all. */
  readonly partner: string | undefined
  /** The leading message first, then its companion. */
  readonly messages: readonly Uint8Array[]
  /** Format of the leading message; absent: recognised. */
  readonly from: string | undefined
  readonly to: string
  readonly at: Date
  /** Values for `context:` rules, over those of the agreements. */
  readonly values: Readonly<Record<string, string>>
}

/** One thing that is wrong, as an exchange would have refused it. */
export interface Finding {
  readonly code: ErrorCode
  readonly detail: string
  readonly place?: Place
}

/** What a conversion would have been. Nothing of it was kept, logged, signed or sent. */
export interface DryRun {
  readonly kind: 'tried'
  /** Formats as found, in the order of the messages, as far as they could be told. */
  readonly from: readonly string[]
  readonly to: string
  /** No errors: an exchange with these messages, well signed, would be converted. */
  readonly convertible: boolean
  /** Of each message; never a reason to fail here, while an exchange needs one. */
  readonly signatures: readonly TriedSignature[]
  /** All that is wrong at once, in the order of the steps of an exchange. */
  readonly errors: readonly Finding[]
  /** Hub documents by name, as far as all messages could be read. */
  readonly documents?: Readonly<Record<string, JsonObject>>
  /** The converted message as text, unsigned. */
  readonly output?: string
  readonly losses?: LossSummary
  readonly lossReport?: LossReport
}

/** More than anybody mends in one go. */
const MAX_FINDINGS = 200

/**
 * What an exchange does between taking a message and signing its successor, without effects and without stopping
 * at the first error.
 * @throws KhorgosError FORMAT_NOT_AGREED, FORMAT_UNKNOWN for a format the caller names and may not try, SENDER_UNKNOWN
 */
export function dryRun(parts: DryRunParts, input: DryRunInput): DryRun {
  const partner = input.partner === undefined ? undefined : partnerOf(parts, input.partner)
  const allowed = partner && namedFormats(partner, parts.partners.values())
  const target = nameable(parts.formats, input.to, allowed)
  const source = input.from === undefined ? undefined : nameable(parts.formats, input.from, allowed)
  const readings = input.messages.map((bytes, index) =>
    tryReading({
      formats: parts.formats,
      partners: parts.partners,
      partner,
      allowed,
      source: index === 0 ? source : undefined,
      bytes,
      at: input.at,
    }),
  )
  const read = readings.flatMap((reading) => reading.read ?? [])
  const from = readings.flatMap(({ format }) => format?.id ?? [])
  const complete = read.length === readings.length ? documentsOf(read) : undefined
  const written =
    complete === undefined
      ? { errors: [], output: undefined }
      : tryWriting(parts.partners, {
          partner,
          target,
          from: from[0],
          read,
          documents: complete,
          at: input.at,
          values: input.values,
        })
  const errors = [...readings.flatMap((reading) => reading.errors), ...written.errors]
  return {
    kind: 'tried',
    from,
    to: target.id,
    convertible: errors.length === 0,
    signatures: readings.map(({ signature }) => signature),
    errors: distinct(errors.map(finding)).slice(0, MAX_FINDINGS),
    ...(complete && { documents: complete }),
    ...written.output,
  }
}

function partnerOf({ partners }: DryRunParts, id: string): Partner {
  const partner = partners.get(id)
  if (partner === undefined) throw new KhorgosError('SENDER_UNKNOWN', `There is no partner ${id}.`)
  return partner
}

/** What the agreement does not name is not told apart from what is not there. */
function nameable(formats: Formats, id: string, allowed: readonly string[] | undefined): Format {
  if (allowed !== undefined && !allowed.includes(id))
    throw new KhorgosError('FORMAT_NOT_AGREED', `The agreement does not name a format ${id}.`)
  const format = formats.byId(id)
  if (format.kind !== 'envelope') return format
  throw new KhorgosError('FORMAT_UNKNOWN', `${id} is an envelope; name the format of the message in it.`)
}

/** The leading message's documents win over those of its companion, as in an exchange. */
function documentsOf(read: readonly ReadMessage[]): Readonly<Record<string, JsonObject>> {
  return Object.assign({}, ...read.map(({ documents }) => documents).toReversed())
}

/** A validator may say the same of a field twice. */
function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((each) => [JSON.stringify(each), each])).values()]
}

function finding({ code, message, place }: KhorgosError): Finding {
  return { code, detail: message, ...(place && { place }) }
}
