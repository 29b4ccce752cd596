import { KhorgosError } from '../errors.ts'
import type { TreeElement } from '../model/tree.ts'

/** A format as far as recognition needs it. */
export interface Recognisable {
  readonly id: string
  matches(root: TreeElement): boolean
}

/**
 * Finds the one format among those given that a message is of.
 *
 * @throws KhorgosError FORMAT_UNKNOWN naming root, namespace and version seen, or FORMAT_AMBIGUOUS
 */
export function recogniseFormat<F extends Recognisable>(root: TreeElement, formats: readonly F[]): F {
  const [format, second] = formats.filter((each) => each.matches(root))
  if (format !== undefined && second === undefined) return format
  const place = { path: `/${root.name}`, ...(root.line > 0 && { line: root.line }) }
  if (second !== undefined) {
    throw new KhorgosError('FORMAT_AMBIGUOUS', `The message fits ${format?.id ?? ''} and ${second.id}`, {
      place,
    })
  }
  throw new KhorgosError('FORMAT_UNKNOWN', `No format is known for ${describe(root)}`, { place })
}

/** Versions stand in the namespace, in a field, or nowhere; whoever reads the error wants what was there. */
function describe(root: TreeElement): string {
  const namespace = root.namespace === '' ? 'without namespace' : `in namespace ${root.namespace}`
  const details = root.children.some(({ name }) => name === 'BGM') ? beginningOf(root) : headOf(root)
  const seen = Object.entries(details).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value}`],
  )
  return [`root ${root.name} ${namespace}`, ...seen].join(', ')
}

type Details = Readonly<Record<string, string | undefined>>

function headOf(root: TreeElement): Details {
  const type = textAt(root, 'Head', 'MessageType')
  const code = textAt(root, 'Head', 'FunctionCode')
  const version =
    textAt(root, 'Head', 'Version') ?? root.attributes.find(({ name }) => name === 'version')?.value
  return { type, function: code, version }
}

/** BGM of an interchange: document name and message function. */
function beginningOf(root: TreeElement): Details {
  return { type: textAt(root, 'BGM', 'C002', 'E1001'), function: textAt(root, 'BGM', 'E1225') }
}

function textAt(root: TreeElement, ...path: readonly string[]): string | undefined {
  let here: TreeElement | undefined = root
  for (const step of path) here = here?.children.find(({ name }) => name === step)
  return here?.text.trim()
}
