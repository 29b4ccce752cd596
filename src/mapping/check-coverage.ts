import { type CoverageNode, withoutIndices } from './coverage.ts'
import type { Plan } from './plan.ts'

/** What writing does with one hub field: how far rules write it, and why the rest may be left out. */
export interface FieldCoverage {
  readonly written: 'always' | 'sometimes' | undefined
  readonly omit: string | undefined
}

/**
 * What a plan does with a hub field by its pattern. A field with rules for single positions only (`seals[0].id`) is
 * written sometimes.
 */
export function coverageOf(plan: Plan, pattern: string): FieldCoverage | undefined {
  const document = plan.documents.find(({ name }) => pattern === name || pattern.startsWith(`${name}.`))
  if (document === undefined) return undefined
  const { root } = document.coverage
  const found = search(root, pattern)
  if (found.length === 0) return { written: undefined, omit: root.omit?.reason }
  const exact = found.filter((node) => withoutIndices(node.pattern) === pattern)
  const every = exact.find((node) => node.written !== undefined && !hasPosition(node))
  const some = exact.some(({ written }) => written !== undefined)
  return {
    written: every?.written ?? (some ? 'sometimes' : undefined),
    omit:
      found.map(({ omit }) => omit?.reason).findLast((reason) => reason !== undefined) ?? root.omit?.reason,
  }
}

/** A rule writes it, or `omits` says why none does. */
export function hasRule(plan: Plan, pattern: string): boolean {
  const coverage = coverageOf(plan, pattern)
  return coverage?.written !== undefined || coverage?.omit !== undefined
}

const hasPosition = ({ steps }: CoverageNode): boolean => steps.some((step) => typeof step === 'number')

/** Nodes on the way to the pattern and at it, from the document down. */
function search(node: CoverageNode, pattern: string): CoverageNode[] {
  const own = withoutIndices(node.pattern)
  const onTheWay = pattern === own || pattern.startsWith(`${own}.`) || pattern.startsWith(`${own}[`)
  if (!onTheWay) return []
  const below = [...node.fields.values(), ...node.positions.values(), ...(node.items ? [node.items] : [])]
  return [node, ...below.flatMap((each) => search(each, pattern))]
}
