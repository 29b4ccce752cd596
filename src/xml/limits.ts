/**
 * What one message may cost us: room for manifests of thousands of consignments (one takes some 650 bytes), far
 * below what the parser would put up with.
 */
export interface XmlLimits {
  /** Bytes of the message as received. */
  readonly maxBytes: number
  /** Levels of elements, the document element being level 1. */
  readonly maxDepth: number
  /** Attributes of one element. */
  readonly maxAttributes: number
  /** Element children of one element. */
  readonly maxSiblings: number
  /** Elements of the whole message. */
  readonly maxElements: number
  /** Characters (UTF-16 units) in one attribute value or in the direct text of one element. */
  readonly maxTextLength: number
}

/** A partner may agree on more (`limits.maxMessageBytes`); this is what a partner gets who agreed on nothing. */
const MAX_BYTES = 2 * 1024 * 1024

/** libxml2 stops at 256 on its own; a signature needs 6 of them. */
const MAX_DEPTH = 64

/** libxml2 reads 100,000 without complaint, and canonical form has to sort them. */
const MAX_ATTRIBUTES = 64

/** Consignments, containers or goods lines under one parent. */
const MAX_SIBLINGS = 20_000

/** Bounds the tree: an element takes far more memory than the four bytes of `<b/>`. */
const MAX_ELEMENTS = 200_000

/** Room for a document of 750 KB embedded as base64. */
const MAX_TEXT_LENGTH = 1024 * 1024

export const DEFAULT_LIMITS: XmlLimits = {
  maxBytes: MAX_BYTES,
  maxDepth: MAX_DEPTH,
  maxAttributes: MAX_ATTRIBUTES,
  maxSiblings: MAX_SIBLINGS,
  maxElements: MAX_ELEMENTS,
  maxTextLength: MAX_TEXT_LENGTH,
}
