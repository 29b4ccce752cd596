import { KhorgosError } from '../errors.ts'
import { canEncode, decodeText, encodeText, type Encoding } from '../model/encoding.ts'
import type { TreeElement } from '../model/tree.ts'
import { placeOf } from './place.ts'

/**
 * Turns a finished message into another encoding for its receiver. A signature inside stays good: it is over the
 * canonical form, which is UTF-8 whatever the message is in, and in which there is no XML declaration (C14N 1.0
 * section 2.1). Characters the encoding lacks are not written as references: systems that ask for an old encoding
 * keep fields in it, and would put `&#1256;` on paper.
 *
 * @param utf8 the message without XML declaration, signed or not
 * @param root what it was written from, to find the place of a character
 * @throws KhorgosError OUTPUT_INVALID with the place of the first field that holds a character the encoding has not
 */
export function encodeXml(utf8: Uint8Array, root: TreeElement, encoding: Encoding): Uint8Array {
  if (encoding === 'UTF-8') return utf8
  const declared = `<?xml version="1.0" encoding="${encoding}"?>${decodeText(utf8, 'UTF-8')}`
  try {
    return encodeText(declared, encoding, `/${root.name}`)
  } catch (error) {
    const place = placeOfMissing(root, root, encoding)
    if (!(error instanceof KhorgosError) || place === undefined) throw error
    throw new KhorgosError(error.code, error.message, { place: { path: place }, cause: error })
  }
}

function placeOfMissing(root: TreeElement, element: TreeElement, encoding: Encoding): string | undefined {
  const lacks = (text: string) => !canEncode(text, encoding)
  const attribute = element.attributes.find(({ name, value }) => lacks(name) || lacks(value))
  if (attribute !== undefined) return `${placeOf(root, element).path}/@${attribute.name}`
  if (lacks(element.name) || lacks(element.text)) return placeOf(root, element).path
  for (const child of element.children) {
    const found = placeOfMissing(root, child, encoding)
    if (found !== undefined) return found
  }
  return undefined
}
