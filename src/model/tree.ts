/**
 * The neutral tree between a syntax (XML today, EDIFACT later) and the mapping language. Plain data: the
 * syntax has already checked limits, so that whoever walks a tree needs no guard of its own.
 */
export interface TreeElement {
  /** Local name. */
  readonly name: string
  /** Namespace URI, '' for none. */
  readonly namespace: string
  readonly attributes: readonly TreeAttribute[]
  readonly children: readonly TreeElement[]
  /** Direct character data, concatenated in document order and not trimmed. */
  readonly text: string
  /** 1-based line in the source, 0 when the tree was built and not parsed. */
  readonly line: number
}

export interface TreeAttribute {
  readonly name: string
  /** '' for an attribute without prefix (XML Namespaces 1.0, section 6.2). */
  readonly namespace: string
  readonly value: string
}
