import { KhorgosError, type ErrorCode, type Place } from '../errors.ts'
import type { Format } from '../formats/catalogue.ts'
import { takeOut } from '../formats/envelope.ts'
import { readMessage, type ReadMessage } from '../formats/message.ts'
import { textAt } from '../model/json-access.ts'
import type { Partner, Route } from '../partners/partner.ts'
import type { SignatureVerdict } from '../trust/verdict.ts'
import { DEFAULT_LIMITS } from '../xml/limits.ts'
import { openXml } from '../xml/parse.ts'
import { agreedFormat } from './agreed-format.ts'
import { asContentError } from './content-error.ts'
import { convert } from './convert.ts'
import type { Made } from './make.ts'
import { requireEnvelope, takingFrom } from './agreed-envelope.ts'
import { identify, requireKey, type Identified } from './identify.ts'
import { jsonBytes } from './payload.ts'
import type { SwitchInput, SwitchParts } from './switch-parts.ts'
import { requireInForce, verify, type Verified } from './verify.ts'

/** On its way to a receiver, waiting for its companion, or kept for the ledger, which is all that was to happen. */
export type TakenState = 'accepted' | 'waiting' | 'completed'

/** A verified, validated message; converted and signed too where it goes on by itself. */
export interface Taken {
  readonly kind: 'taken'
  readonly state: TakenState
  readonly messageId: string
  readonly format: string
  readonly digest: Uint8Array
  readonly signature: SignatureVerdict
  /** Canonical JSON of the hub documents the message holds, by name. */
  readonly documents: Uint8Array
  /** Absent for a message that goes to nobody. */
  readonly route: string | undefined
  readonly companionKey: string | undefined
  readonly made: Made | undefined
}

/** A refusal, with as much of the message as could be trusted by then. */
export interface Refused {
  readonly kind: 'refused'
  readonly code: ErrorCode
  readonly message: string
  readonly place: Place | undefined
  readonly messageId: string | undefined
  readonly format: string | undefined
  /** Of the signed content, where the signature was good: tells a repetition of a message that was taken. */
  readonly digest?: Uint8Array
}

/** What was established about a message before it was refused. */
export interface Known {
  messageId?: string
  format?: string
  digest?: Uint8Array
}

/** The middle of the story, pure: verify → validate → convert → sign. A refusal is an outcome, not a throw. */
export function switchMessage(parts: SwitchParts, input: SwitchInput): Taken | Refused {
  const known: Known = {}
  try {
    const partner = partnerOf(parts, input.partner)
    const { verified, format, identified, route, read } = readIncoming(parts, partner, input, known)
    const waits = route?.with !== undefined
    const made =
      route === undefined || waits ? undefined : convert(parts, { partner, route, lead: input, read: [read] })
    return {
      kind: 'taken',
      state: stateOf(made, waits),
      messageId: identified.messageId,
      format: format.id,
      digest: verified.digest,
      signature: verified.verdict,
      documents: jsonBytes(read.documents),
      route: route?.name,
      companionKey: waits ? requireKey(identified, format) : undefined,
      made,
    }
  } catch (thrown) {
    return refusal(thrown, known)
  }
}

function stateOf(made: Made | undefined, waits: boolean): TakenState {
  if (waits) return 'waiting'
  return made === undefined ? 'completed' : 'accepted'
}

interface ReadIncoming {
  readonly verified: Verified
  readonly format: Format
  readonly identified: Identified
  readonly route: Route | undefined
  readonly read: ReadMessage
}

/** Everything that needs the message itself, which is closed again before another is made of its documents. */
function readIncoming(parts: SwitchParts, partner: Partner, input: SwitchInput, known: Known): ReadIncoming {
  const limits = { ...DEFAULT_LIMITS, maxBytes: partner.limits.maxMessageBytes }
  using message = openXml(input.bytes, limits, { encodings: partner.agreement.encodings })
  const verified = verify(message, partner, parts.partners.values(), input.receivedAt)
  known.digest = verified.digest
  using carried = takeOut(parts.formats, message, takingFrom(partner, input.receivedAt))
  const format = agreedFormat(parts.formats, carried.message.root, partner.agreement.sends)
  known.format = format.id
  const identified = identify(format, partner, carried.message, known)
  requireEnvelope(partner, carried)
  requireInForce(partner, input.receivedAt)
  const routes = routesOf(partner, format)
  const read = readMessage(format, carried.message, input.receivedAt)
  const route = routes.length === 0 ? undefined : routeOf(partner, routes, read.documents)
  if (route !== undefined) requireInForce(partnerOf(parts, route.to), input.receivedAt)
  return { verified, format, identified, route, read }
}

function partnerOf(parts: SwitchParts, id: string): Partner {
  const partner = parts.partners.get(id)
  if (partner === undefined) throw new KhorgosError('SENDER_UNKNOWN', `There is no partner ${id}.`)
  return partner
}

/** Where messages of the format go; none for one that is kept. */
function routesOf({ agreement }: Partner, format: Format): readonly Route[] {
  const { keeps } = agreement
  const routes = agreement.routes.filter(
    ({ on, with: companion }) => on === format.id || companion === format.id,
  )
  if (routes.length > 0 || keeps.includes(format.id)) return routes
  const hint =
    format.mapping.kind === 'acknowledgement' ? ' Acknowledgements go to /v1/acknowledgements.' : ''
  throw new KhorgosError(
    'FORMAT_NOT_AGREED',
    `No route of the agreement ${agreement.id} begins with ${format.id}.${hint}`,
  )
}

/** Where this one goes: one system may have a receiver for each side of its borders. */
function routeOf(
  { agreement }: Partner,
  routes: readonly Route[],
  documents: ReadMessage['documents'],
): Route {
  const crossing = Object.values(documents).flatMap((each) => textAt(each, 'borderCrossingId') ?? [])[0]
  const route = routes.find(
    ({ crossings }) => crossings === undefined || (crossing !== undefined && crossings.includes(crossing)),
  )
  if (route !== undefined) return route
  const about =
    crossing === undefined ? 'that names no border crossing' : `about the border crossing ${crossing}`
  throw new KhorgosError(
    'FORMAT_NOT_AGREED',
    `No route of the agreement ${agreement.id} takes a message ${about}.`,
  )
}

/** Our own faults are not the sender's: they go up and become a 500, so that the sender tries again. */
export function refusal(thrown: unknown, known: Known): Refused {
  const { code, message, place } = asContentError(thrown)
  return {
    kind: 'refused',
    code,
    message,
    place,
    messageId: known.messageId,
    format: known.format,
    ...(known.digest && { digest: known.digest }),
  }
}
