import type { XmlElement } from 'libxml2-wasm'
import { XmlNodeSetStruct } from 'libxml2-wasm/lib/libxml2.mjs'
import { KhorgosError } from '../errors.ts'

/**
 * The parser's memory as it lies there, read without a call and without an object for each node: turning the nodes of a
 * message into a tree by the library's own classes costs as much as parsing it. Layouts are those of libxml2's public
 * structures `xmlNode`, `xmlAttr` and `xmlNs` (libxml/tree.h) with pointers of 32 bits, which are the same for all 2.x;
 * `layout-check.ts` compares what is read with the library's own reading before the first message.
 */
export interface ParserMemory {
  readonly words: Int32Array
  readonly bytes: Buffer
}

/** Address of a node, attribute or namespace; 0 is none. */
export type Pointer = number

/** `xmlElementType`, as far as a parsed message can hold them. */
export const ELEMENT = 1
export const TEXT = 3
export const CDATA = 4
export const COMMENT = 8

/** Offsets in words of 32 bits. */
export const TYPE = 1
export const NAME = 2
export const FIRST_CHILD = 3
export const PARENT = 5
export const NEXT = 6
export const PREVIOUS = 7
export const NAMESPACE = 9
/** Of a text, CDATA section or comment. */
export const CONTENT = 10
/** Of an element: its first attribute. Namespace declarations are none. */
export const FIRST_ATTRIBUTE = 11
/** The upper half of the word is used by XPath and XSLT alone. */
export const LINE = 14
/** Of `xmlNs`: the URI. */
export const HREF = 2

/** As it is now: it moves when it grows, so that it is good only until the library is called again. */
export function parserMemory(): ParserMemory {
  // The one thing of the library that shows its memory; of the set itself nothing is wanted.
  const { buffer } = XmlNodeSetStruct.nodeTable(0, 0)
  return { words: new Int32Array(buffer), bytes: Buffer.from(buffer) }
}

/** @throws KhorgosError INTERNAL when this is a release of the library that keeps it elsewhere */
export function pointerOf(element: XmlElement): Pointer {
  const pointer: unknown = Reflect.get(element, '_nodePtr')
  if (typeof pointer === 'number' && pointer > 0 && pointer % 4 === 0) return pointer
  throw new KhorgosError('INTERNAL', 'The XML library does not tell where its nodes are')
}

/** @returns the word of a structure */
export function wordAt({ words }: ParserMemory, pointer: Pointer, offset: number): number {
  return words[(pointer >> 2) + offset] ?? 0
}

/** Longer texts are made by one call, which has a price of its own. */
const SHORT = 12
/** Bytes from here on belong to characters of several bytes. */
const NOT_ASCII = 0x80

/** @returns the text that ends with a zero byte (UTF-8, which the parser has checked); '' at 0 */
export function stringAt({ bytes }: ParserMemory, pointer: Pointer): string {
  if (pointer === 0) return ''
  let end = pointer
  let all = 0
  for (let byte = bytes[end] ?? 0; byte !== 0; byte = bytes[end] ?? 0) {
    all |= byte
    end += 1
  }
  if (all >= NOT_ASCII) return bytes.toString('utf8', pointer, end)
  if (end - pointer > SHORT) return bytes.toString('latin1', pointer, end)
  let text = ''
  for (let at = pointer; at < end; at += 1) text += String.fromCharCode(bytes[at] ?? 0)
  return text
}
