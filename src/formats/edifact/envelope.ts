import type { TreeElement } from '../../model/tree.ts'
import { outputFault } from './fault.ts'
import type { Interchange } from './interchange.ts'
import { segmentParts, type Reading } from './segment-tree.ts'
import type { Segment } from './segments.ts'
import type { SegmentDefinition, Specification } from './specification.ts'

/** Belong to the syntax, as encoding declaration and end tags do elsewhere: the tree does not have them. */
const OF_THE_SYNTAX: ReadonlySet<string> = new Set(['S001', 'E0062', 'E0065', 'E0052', 'E0054', 'E0051'])

/** Two digits of a year before syntax 4; no interchange is older than this program. */
const CENTURY = '20'

/** First version with a year of four digits. */
const FULL_YEAR_SINCE = 4

const PREPARATION = 'S004'

/** UNB, and UNH where it says more than which message it begins, as the tree has them. */
export function readEnvelope(
  { version, interchangeHeader, messageHeader }: Interchange,
  { service }: Specification,
  reading: Reading,
): TreeElement[] {
  const definitions = service.get(version)
  if (definitions === undefined) return []
  const interchange = header(interchangeHeader, definitions.interchange, reading)
  const message = header(messageHeader, definitions.message, reading)
  const dated = { ...interchange, children: interchange.children.map((child) => joinDate(child, version)) }
  return message.children.length > 0 ? [dated, message] : [dated]
}

function header(segment: Segment, definition: SegmentDefinition, reading: Reading): TreeElement {
  const { attributes, children } = segmentParts(segment, definition, reading)
  const { tag: name, number: line } = segment
  return prune({ name, namespace: reading.namespace, attributes, children, text: '', line })
}

/** A composite of which nothing is left goes too. */
function prune(element: TreeElement): TreeElement {
  const children = element.children
    .filter(({ name }) => !OF_THE_SYNTAX.has(name))
    .map(prune)
    .filter(({ text, children: below }) => text !== '' || below.length > 0)
  return { ...element, children }
}

/** Date and time of preparation are two data elements, and one text of the tree: `202611210930`. */
function joinDate(element: TreeElement, version: number): TreeElement {
  if (element.name !== PREPARATION) return element
  const text = element.children.map((child) => child.text).join('')
  return { ...element, children: [], text: version < FULL_YEAR_SINCE ? CENTURY + text : text }
}

/**
 * Takes the date and time of preparation apart again, for writing.
 *
 * @throws KhorgosError OUTPUT_INVALID for a year that the syntax version cannot say
 */
export function splitDate(interchange: TreeElement, version: number): [string, string][] {
  const text = interchange.children.find(({ name }) => name === PREPARATION)?.text ?? ''
  const date = text.slice(0, FULL_DATE)
  if (version < FULL_YEAR_SINCE && !date.startsWith(CENTURY))
    throw outputFault(`/UNB/${PREPARATION}`, `Before syntax 4 a date is of this century, "${date}" is not`)
  return [
    ['E0017', version < FULL_YEAR_SINCE ? date.slice(CENTURY.length) : date],
    ['E0019', text.slice(FULL_DATE)],
  ]
}

/** Characters of `yyyyMMdd`. */
const FULL_DATE = 8
