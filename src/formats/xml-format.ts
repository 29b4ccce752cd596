import { KhorgosError, asKhorgosError } from '../errors.ts'
import type { Mapping, MappingContext } from '../mapping/load.ts'
import type { JsonObject } from '../model/json.ts'
import type { TreeElement } from '../model/tree.ts'
import type { XmlMessage } from '../xml/message.ts'
import { writeCanonical } from '../xml/write.ts'
import { completeResponse } from './acknowledgement.ts'
import type { Format } from './catalogue.ts'
import { joinTrip } from './joint-trip.ts'

/** A message read: its hub documents by name, each valid, and what reading kept, changed and dropped. */
export interface ReadMessage {
  readonly documents: Readonly<Record<string, JsonObject>>
  readonly report: ReturnType<Mapping['read']>['report']
}

/** A message written: canonical XML without signature, valid under the schema of its format. */
export interface WrittenMessage {
  readonly text: string
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
export function readMessage(format: Format, message: XmlMessage, at: Date): ReadMessage {
  validateMessage(format, message)
  const { documents, report } = format.mapping.read(message.root, at)
  const complete =
    format.kind === 'acknowledgement' ? withSummary(format, message.root, documents) : documents
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
  const { root, report } = mapping.write(documentsFor(mapping, documents), context)
  const text = writeCanonical(root, { [mapping.root.namespace]: '' })
  validateOutput(format, text, root)
  return { text, root, messageId: mapping.identity(root).messageId, report }
}

/**
 * Checks a message against the schema of its format. Where the format takes elements outside its namespace
 * (receipts without namespace), the schema sees them inside it: the message itself stays as it was signed.
 *
 * @throws KhorgosError SCHEMA_INVALID with the place of the first error
 */
export function validateMessage(format: Format, message: XmlMessage): void {
  const { acceptNamespaces, namespace } = format.mapping.root
  if (acceptNamespaces.length === 0) return message.validate(format.schema)
  const normalised = inNamespace(message.root, namespace, acceptNamespaces)
  try {
    format.schema.checkWritten(writeCanonical(normalised, { [namespace]: '' }), normalised)
  } catch (error) {
    throw withoutLine(asKhorgosError(error))
  }
}

function withSummary(
  format: Format,
  root: TreeElement,
  documents: Readonly<Record<string, JsonObject>>,
): Readonly<Record<string, JsonObject>> {
  const { response } = documents
  if (response === undefined) return documents
  const { messageId } = format.mapping.identity(root)
  return { ...documents, response: completeResponse(response, messageId, format.hub.codes) }
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

function validateOutput(format: Format, text: string, root: TreeElement): void {
  try {
    format.schema.checkWritten(text, root)
  } catch (thrown) {
    const error = asKhorgosError(thrown)
    if (error.code === 'INTERNAL') throw error
    const sentence = `The message written as ${format.id} is not valid: ${error.message}`
    throw new KhorgosError('OUTPUT_INVALID', sentence, { place: withoutLine(error).place, cause: thrown })
  }
}

function inNamespace(element: TreeElement, namespace: string, accepted: readonly string[]): TreeElement {
  return {
    ...element,
    namespace: accepted.includes(element.namespace) ? namespace : element.namespace,
    children: element.children.map((child) => inNamespace(child, namespace, accepted)),
  }
}

/** The line belongs to the text we made, not to the bytes anybody else has. */
function withoutLine(error: KhorgosError): KhorgosError {
  const { code, message, place, cause } = error
  return new KhorgosError(code, message, {
    place: place && { path: place.path, ...(place.wcoId !== undefined && { wcoId: place.wcoId }) },
    cause,
  })
}
