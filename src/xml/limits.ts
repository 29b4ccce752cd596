/**
 * What one message may cost us. The values are far above any customs message we have seen (a rail manifest
 * of 1,000 consignments is 1.2 MB, 7 levels deep) and far below what the parser would put up with.
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

/** libxml2 stops at 256 on its own; customs formats stay below 20, signatures add 6. */
const MAX_DEPTH = 64

/** libxml2 would read 100,000 of them; the formats we know use at most 9. Canonical form sorts them. */
const MAX_ATTRIBUTES = 64

/** Consignments, containers or goods lines under one parent. */
const MAX_SIBLINGS = 20_000

/** Bounds the tree in memory: some 300 bytes an element. */
const MAX_ELEMENTS = 200_000

/** Room for an embedded base64 document of 750 KB, which some declarations carry. */
const MAX_TEXT_LENGTH = 1024 * 1024

export const DEFAULT_LIMITS: XmlLimits = {
  maxBytes: MAX_BYTES,
  maxDepth: MAX_DEPTH,
  maxAttributes: MAX_ATTRIBUTES,
  maxSiblings: MAX_SIBLINGS,
  maxElements: MAX_ELEMENTS,
  maxTextLength: MAX_TEXT_LENGTH,
}
