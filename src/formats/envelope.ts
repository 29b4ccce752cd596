import { asKhorgosError, KhorgosError } from '../errors.ts'
import type { MappingContext } from '../mapping/load.ts'
import type { TreeElement } from '../model/tree.ts'
import { placeOf } from '../xml/place.ts'
import { CarriedElement } from './carried-element.ts'
import type { Format, Formats } from './catalogue.ts'
import type { OpenMessage } from './syntax.ts'

/** A message taken out of its envelope, or one that has none. */
export interface Carried extends Disposable {
  readonly message: OpenMessage
  readonly envelope: Format | undefined
}

export interface TakingOut {
  /** The one envelope that the sender may use; null: none; absent: any. */
  readonly agreed?: string | null
  readonly maxBytes?: number
  readonly encodings?: readonly string[]
  /** When it was received. */
  readonly at: Date
}

/**
 * Opens the envelope of a message, if it is in one: schema and rules of the envelope first, then what it carries. An
 * envelope in an envelope is no message of any format.
 *
 * @param message without its signature, which covers envelope and message together
 * @throws KhorgosError FORMAT_NOT_AGREED; SCHEMA_INVALID, FIELD_INVALID for the envelope; as `Formats.open` for what
 *   is in it
 */
export function takeOut(formats: Formats, message: OpenMessage, taking: TakingOut): Carried {
  const id = formats.envelopeIdOf(message.root)
  if (id === undefined) return { message, envelope: undefined, [Symbol.dispose]: () => undefined }
  if (taking.agreed !== undefined && taking.agreed !== id)
    throw new KhorgosError('FORMAT_NOT_AGREED', `The agreement does not cover the envelope ${id}.`)
  const envelope = formats.byId(id)
  envelope.syntax.validate(message)
  envelope.mapping.read(message.root, taking.at)
  const carried = openPayload(formats, envelope, message.root, taking)
  const inner = formats.envelopeIdOf(carried.root)
  if (inner !== undefined)
    throw new KhorgosError('FORMAT_UNKNOWN', `${id} carries another envelope, ${inner}, and no message.`)
  return { message: carried, envelope, [Symbol.dispose]: () => carried[Symbol.dispose]() }
}

function openPayload(formats: Formats, envelope: Format, root: TreeElement, taking: TakingOut): OpenMessage {
  const { payload } = envelope.mapping
  const place = payload?.find(root)
  if (payload === undefined || place === undefined)
    throw new KhorgosError('SCHEMA_INVALID', `The envelope carries no message (${envelope.id}).`)
  if (payload.as === 'base64')
    return inside(place, root, () => formats.open(bytesOf(place, root), taking.maxBytes, taking.encodings))
  const [element, second] = place.children
  if (element === undefined || second !== undefined)
    throw new KhorgosError(
      'SCHEMA_INVALID',
      `${place.name} must hold one message, not ${place.children.length}.`,
    )
  return new CarriedElement(element)
}

/** What is wrong with the bytes inside is told at the place of the envelope that holds them: nobody has their lines. */
function inside(place: TreeElement, root: TreeElement, open: () => OpenMessage): OpenMessage {
  try {
    return open()
  } catch (thrown) {
    const { code, message, cause } = asKhorgosError(thrown)
    if (code === 'INTERNAL') throw thrown
    throw new KhorgosError(code, `The message inside: ${message}`, { place: placeOf(root, place), cause })
  }
}

/** RFC 4648 section 4, with white space as xs:base64Binary allows; Node would skip what does not belong to it. */
const BASE64 = /^[A-Za-z0-9+/\s]*(?:=\s*){0,2}$/

function bytesOf(place: TreeElement, root: TreeElement): Uint8Array {
  if (BASE64.test(place.text)) return Buffer.from(place.text, 'base64')
  throw new KhorgosError('FIELD_INVALID', `${place.name} holds something else than base64.`, {
    place: placeOf(root, place),
  })
}

/**
 * Puts a message that was written into an envelope.
 *
 * @param context values for the rules of the envelope; `payload` is supplied here
 * @throws KhorgosError OUTPUT_INVALID with the place in the envelope; CONFIG_INVALID when a value is missing
 */
export function putInto(
  envelope: Format,
  message: { readonly root: TreeElement; readonly bytes: Uint8Array },
  context: MappingContext,
): { readonly root: TreeElement; readonly bytes: Uint8Array } {
  const { payload } = envelope.mapping
  const text = payload?.as === 'base64' ? Buffer.from(message.bytes).toString('base64') : ''
  const written = envelope.mapping.write(
    {},
    { ...context, values: { ...context.values, payload: text } },
  ).root
  const place = payload?.find(written)
  if (payload === undefined || place === undefined)
    throw new KhorgosError('CONFIG_INVALID', `${envelope.id} has no rule that writes its payload.`)
  const root = payload.as === 'base64' ? written : withChild(written, place, message.root)
  return { root, bytes: envelope.syntax.write(root, context.values).bytes() }
}

function withChild(element: TreeElement, place: TreeElement, child: TreeElement): TreeElement {
  if (element === place) return { ...element, children: [child] }
  return { ...element, children: element.children.map((each) => withChild(each, place, child)) }
}
