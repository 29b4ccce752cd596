import { KhorgosError } from '../errors.ts'
import type { Format } from '../formats/catalogue.ts'
import { putInto } from '../formats/envelope.ts'
import { writeMessage, type WrittenMessage } from '../formats/message.ts'
import type { MappingContext } from '../mapping/load.ts'
import { lossReport, undeclaredLosses, type ReadReport } from '../mapping/report.ts'
import type { Encoding } from '../model/encoding.ts'
import type { JsonObject } from '../model/json.ts'
import type { TreeElement } from '../model/tree.ts'
import type { AcceptedLoss, Partner } from '../partners/partner.ts'
import { signEnveloped } from '../trust/xmldsig-sign.ts'
import type { SignatureVerdict } from '../trust/verdict.ts'
import { encodeXml } from '../xml/encode.ts'
import { acceptLosses } from './accepted-losses.ts'
import { jsonBytes } from './payload.ts'
import type { SwitchParts } from './switch-parts.ts'

/** One outgoing message, signed in our name, with the account of what its making lost. */
export interface Made {
  readonly to: string
  readonly format: string
  readonly messageId: string
  readonly bytes: Uint8Array
  readonly lossReport: Uint8Array
  readonly mappings: { readonly read: readonly string[]; readonly write: string }
  readonly signature: SignatureVerdict
}

/** A message to be made: for whom, in which format, from what. */
export interface Making {
  /** Partner id. */
  readonly to: string
  /** Format id. */
  readonly as: string
  /** Hub documents by name, each valid. */
  readonly documents: Readonly<Record<string, JsonObject>>
  /** How each message was read that the documents come from; none where they are ours. */
  readonly read: readonly ReadReport[]
  /** Time and values of the agreements. */
  readonly context: MappingContext
  /** What may be lost beyond what the mappings declare. */
  readonly acceptedLosses: readonly AcceptedLoss[]
}

/**
 * Hub documents → the receiver's format → signed bytes.
 * @throws KhorgosError LOSS_NOT_ACCEPTED, OUTPUT_INVALID, CODE_UNKNOWN, each with the place.
 */
export function make(parts: SwitchParts, making: Making): Made {
  const { to, as, documents, read, context } = making
  const target = parts.formats.byId(as)
  const written = writeMessage(target, documents, context)
  const report = acceptLosses(lossReport(read, written.report), making.acceptedLosses)
  const undeclared = undeclaredLosses(report)
  if (undeclared.length > 0) throw lossNotAccepted(undeclared)
  const { messageId } = written
  if (messageId === undefined)
    throw new KhorgosError('OUTPUT_INVALID', `The message made as ${target.id} has no message id.`)
  const outgoing = outgoingOf(parts, parts.partners.get(to), target, written, context)
  const signed = signEnveloped(outgoing.bytes, parts.signingKey)
  return {
    to,
    format: target.id,
    messageId,
    bytes: encodeXml(signed.bytes, outgoing.root, outgoing.encoding),
    lossReport: jsonBytes(report),
    mappings: { read: read.map(({ mapping }) => mapping), write: target.mapping.hash },
    signature: signed.verdict,
  }
}

interface Outgoing {
  readonly bytes: Uint8Array
  readonly root: TreeElement
  readonly encoding: Encoding
}

/** The message in the envelope that its receiver agreed on. What a text carries has an encoding of its own. */
function outgoingOf(
  parts: SwitchParts,
  receiver: Partner | undefined,
  { syntax }: Format,
  written: WrittenMessage,
  context: MappingContext,
): Outgoing {
  const encoding = receiver?.agreement.outgoingEncoding ?? 'UTF-8'
  const id = receiver?.agreement.envelope
  const { root } = written
  if (id === undefined) return { root, bytes: written.bytes(), encoding }
  const envelope = parts.formats.byId(id)
  const carriesText = envelope.mapping.payload?.as === 'base64'
  const recoded = carriesText && syntax.name === 'xml'
  const bytes = recoded ? encodeXml(written.bytes(), root, encoding) : written.bytes()
  const put = putInto(envelope, { root, bytes }, context)
  return { ...put, encoding: carriesText ? 'UTF-8' : encoding }
}

function lossNotAccepted(losses: ReturnType<typeof undeclaredLosses>): KhorgosError {
  const paths = losses.map((loss) => loss.source ?? loss.document ?? loss.target ?? '?')
  const path = paths[0] ?? '/'
  return new KhorgosError(
    'LOSS_NOT_ACCEPTED',
    `The conversion would lose ${paths.slice(0, 5).join(', ')} without leave.`,
    {
      place: { path },
    },
  )
}
