import { KhorgosError } from '../errors.ts'
import type { Mapping, MappingContext } from '../mapping/load.ts'
import type { JsonObject } from '../model/json.ts'
import type { TreeElement } from '../model/tree.ts'
import { completeResponse } from './acknowledgement.ts'
import { completeBills } from './bill-totals.ts'
import type { Format } from './catalogue.ts'
import { joinTrip } from './joint-trip.ts'
import type { OpenMessage, WrittenText } from './syntax.ts'

/** A message read: its hub documents by name, each valid, and what reading kept, changed and dropped. */
export interface ReadMessage {
  readonly documents: Readonly<Record<string, JsonObject>>
  readonly report: ReturnType<Mapping['read']>['report']
}

/** A message written: unsigned, valid under the schema of its format. */
export interface WrittenMessage extends WrittenText {
  readonly root: TreeElement
  /** The id the message says of itself, by which its acknowledgement will name it. */
  readonly messageId: string | undefined
  readonly report: ReturnType<Mapping['write']>['report']
}

/**
 * Message → hub documents: schema, rules, then the documents' own schemas.
 *
 * @param message without its signature
 * @param at when it was received: code lists are read as of that day
 * @throws KhorgosError SCHEMA_INVALID, FIELD_INVALID, CODE_UNKNOWN, TOTAL_MISMATCH or DOCUMENT_INVALID, with a place
 */
export function readMessage(format: Format, message: OpenMessage, at: Date): ReadMessage {
  validateMessage(format, message)
  const { documents, report } = format.mapping.read(message.root, at)
  const complete = completed(format, message.root, documents)
  for (const [name, document] of Object.entries(complete)) format.hub.rules.validateDocument(name, document)
  return { documents: complete, report }
}

/**
 * Hub documents → message, valid under the receiver's schema: a valid input can still make an invalid output,
 * such as a name longer than the receiver allows.
 *
 * @param documents by name; a format made of several must be given all of them
 * @throws KhorgosError OUTPUT_INVALID with the place in the message that was to be written, or CODE_UNKNOWN
 */
export function writeMessage(
  format: Format,
  documents: Readonly<Record<string, JsonObject>>,
  context: MappingContext,
): WrittenMessage {
  const { mapping } = format
  requireCommon(format, documents)
  const { root, report } = mapping.write(documentsFor(mapping, documents), context)
  const written = format.syntax.write(root, context.values)
  return {
    get text() {
      return written.text
    },
    bytes: () => written.bytes(),
    root,
    messageId: mapping.identity(root).messageId,
    report,
  }
}

/** Of other documents nothing could be said but what they all lack. */
function requireCommon({ id, mapping }: Format, documents: Readonly<Record<string, JsonObject>>): void {
  const needed = Object.values(mapping.documents)
  if (needed.some((name) => name in documents)) return
  throw new KhorgosError(
    'OUTPUT_INVALID',
    `${id} is made of ${needed.join(' and ')}; what was read is ${Object.keys(documents).join(' and ')}.`,
    { place: { path: `/${mapping.root.name}` } },
  )
}

/**
 * Checks a message against the schema of its format.
 *
 * @throws KhorgosError SCHEMA_INVALID with the place of the first error
 */
export function validateMessage(format: Format, message: OpenMessage): void {
  format.syntax.validate(message)
}

/** What follows from the parts of a message and no rule can say. */
function completed(
  format: Format,
  root: TreeElement,
  documents: Readonly<Record<string, JsonObject>>,
): Readonly<Record<string, JsonObject>> {
  const { response, 'cargo-report': cargo } = documents
  if (format.kind === 'acknowledgement' && response !== undefined) {
    const { messageId } = format.mapping.identity(root)
    return { ...documents, response: completeResponse(response, messageId, format.hub.codes) }
  }
  if (format.syntax.name === 'edifact' && cargo !== undefined)
    return { ...documents, 'cargo-report': completeBills(cargo) }
  return documents
}

function documentsFor(
  mapping: Mapping,
  documents: Readonly<Record<string, JsonObject>>,
): Readonly<Record<string, JsonObject>> {
  const names = Object.values(mapping.documents)
  return names.includes('cargo-report') && names.includes('conveyance-report')
    ? joinTrip(documents)
    : documents
}
