import type { SchemaNode } from './schema-shape.ts'

/** Names of simple types as customs people write them. */
const PLAIN: Readonly<Record<string, string>> = {
  string: 'text',
  normalizedString: 'text',
  token: 'text',
  anyURI: 'text',
  decimal: 'decimal',
  integer: 'integer',
  int: 'integer',
  long: 'integer',
  short: 'integer',
  positiveInteger: 'integer',
  nonNegativeInteger: 'integer',
  date: 'date',
  dateTime: 'dateTime',
  time: 'time',
  boolean: 'boolean',
}

/** More than this many values are counted, not listed. */
const MAX_VALUES = 4

/**
 * What the text of an element or attribute may be: the name of the XML Schema type it comes from, with the facets
 * that a sender must know; a pattern is not repeated.
 */
export function describeText(
  node: SchemaNode,
  type: SchemaNode | undefined,
  typeOf: (node: SchemaNode) => SchemaNode | undefined,
): string {
  const steps: SchemaNode[] = []
  let here = node
  for (let next = type; next !== undefined && !steps.includes(next); next = typeOf(here)) {
    here = next.children.find(({ kind }) => kind === 'restriction' || kind === 'extension') ?? next
    steps.push(here)
    if (next.kind === 'complexType') {
      here = next.children[0]?.children[0] ?? next
      steps.push(here)
    }
  }
  const name = (here.attributes['base'] ?? here.attributes['type'] ?? 'string').replace(/^.*:/, '')
  return [PLAIN[name] ?? 'text', ...facets(steps)].join(' ')
}

/** The nearest restriction wins. */
function facets(steps: readonly SchemaNode[]): string[] {
  const all = steps.flatMap(({ children }) => children)
  const value = (kind: string): string | undefined =>
    all.find((facet) => facet.kind === kind)?.attributes['value']
  const values = all.filter(({ kind }) => kind === 'enumeration').map(({ attributes }) => attributes['value'])
  const [length, most, digits, decimals] = ['length', 'maxLength', 'totalDigits', 'fractionDigits'].map(value)
  return [
    ...(length === undefined ? [] : [`= ${length}`]),
    ...(most === undefined ? [] : [`≤ ${most}`]),
    ...(digits === undefined ? [] : [`≤ ${digits} digits`]),
    ...(decimals === undefined ? [] : [decimals === '0' ? 'whole' : `≤ ${decimals} decimals`]),
    ...(values.length === 0
      ? []
      : [values.length > MAX_VALUES ? `(${values.length} values)` : `(${values.join(', ')})`]),
  ]
}
