import { EvaluationError, serialize, type ASTNode, type ParseResult } from '@marcbachmann/cel-js'
import { KhorgosError } from '../../errors.ts'
import { LIMITS, MAX_KNOWN, type Dialect } from './environment.ts'
import { valueAt, valuesAt, type BoundFacts, type Group } from './facts.ts'
import { locate, partsOf, pathText, quantifierOf, type Path, type Scope } from './path.ts'
import { needsOf, readsOf } from './reads.ts'

/**
 * An expression as and, or and not over atoms, each compiled by itself. CEL says that `false && <error>` is false and
 * `true || <error>` true, whatever the order: the logic of Kleene with the error as "not established". Taken apart like
 * this, a fact that is absent is seen before the atom is computed, without an exception being made and caught, which
 * takes ten times as long as everything else; and what was not established can be told fact by fact.
 */
export type Formula =
  | { readonly op: 'and' | 'or'; readonly parts: readonly Formula[] }
  | { readonly op: 'not'; readonly part: Formula }
  | { readonly op: 'atom'; readonly atom: Atom }

export interface Atom {
  readonly run: ParseResult
  readonly reads: readonly Path[]
  /** Without one of these nothing can be computed. */
  readonly needs: readonly Path[]
  /** Lists whose elements nested quantifiers pair with each other. */
  readonly paired: readonly (readonly Path[])[]
}

export function formulaOf(parsed: ParseResult, dialect: Dialect): Formula {
  const build = (at: ASTNode): Formula => {
    if (at.op === '&&') return { op: 'and', parts: at.args.map(build) }
    if (at.op === '||') return { op: 'or', parts: at.args.map(build) }
    if (at.op === '!_') return { op: 'not', part: build(at.args) }
    return { op: 'atom', atom: atomOf(at, dialect, at === parsed.ast ? parsed : undefined) }
  }
  return build(parsed.ast)
}

/**
 * Expressions of one vocabulary share their atoms: `operator.class == "high"` is compiled once.
 *
 * @param parsed the node as it was parsed and checked, where it is a whole expression
 */
export function atomOf(node: ASTNode, { environment, scope, compiled }: Dialect, parsed?: ParseResult): Atom {
  const { atoms } = compiled
  const text = serialize(node)
  let atom = atoms.get(text)
  if (atom === undefined) {
    const run = parsed ?? environment.parse(text)
    // Types are settled now: an evaluation would otherwise do it, and differently.
    if (parsed === undefined) run.check()
    atom = { run, reads: readsOf(node, scope), needs: needsOf(node, scope), paired: pairedIn(node, scope) }
    if (atoms.size >= MAX_KNOWN) atoms.clear()
    atoms.set(text, atom)
  }
  return atom
}

function pairedIn(root: ASTNode, scope: Scope): Path[][] {
  const paired: Path[][] = []
  const visit = (node: ASTNode, inside: Scope, above: readonly Path[]): void => {
    const quantifier = quantifierOf(node)
    const list = quantifier === undefined ? undefined : locate(quantifier.list, inside)?.path
    if (list !== undefined && above.length > 0) paired.push([...above, list])
    for (const [part, of] of partsOf(node, inside))
      visit(part, of, of === inside || list === undefined ? above : [...above, list])
  }
  visit(root, scope, [])
  return paired
}

/** @returns undefined where the facts do not establish it */
export function judge(formula: Formula, facts: BoundFacts): boolean | undefined {
  switch (formula.op) {
    case 'atom': {
      const value = compute(formula.atom, facts)
      return typeof value === 'boolean' ? value : undefined
    }
    case 'not': {
      const value = judge(formula.part, facts)
      return value === undefined ? undefined : !value
    }
    case 'and':
      return fold(formula.parts, facts, false)
    case 'or':
      return fold(formula.parts, facts, true)
  }
}

/** One part with the deciding value decides, known or unknown whatever the others are. */
function fold(parts: readonly Formula[], facts: BoundFacts, deciding: boolean): boolean | undefined {
  let result: boolean | undefined = !deciding
  for (const part of parts) {
    const value = judge(part, facts)
    if (value === deciding) return deciding
    if (value === undefined) result = undefined
  }
  return result
}

/** Why something could not be computed though its facts are there. */
export class Fault {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** @returns the value as CEL holds it; undefined for an absent fact; a Fault for what cannot be computed of the facts */
export function compute(atom: Atom, { context }: BoundFacts): unknown {
  for (const path of atom.needs) if (valueAt(context, path) === undefined) return undefined
  for (const lists of atom.paired)
    if (pairsOf(lists, context) > LIMITS.pairs)
      return new Fault('more pairs of elements than may be compared')
  try {
    return atom.run(context)
  } catch (thrown) {
    if (thrown instanceof EvaluationError) return new Fault(thrown.summary)
    // A number with too many digits, or a host function that establishes nothing.
    if (thrown instanceof KhorgosError) return new Fault(thrown.message)
    throw thrown
  }
}

function pairsOf(lists: readonly Path[], context: Group): number {
  return lists.reduce((pairs, path) => pairs * valuesAt(context, [...path, '[]']).length, 1)
}

/** What kept a formula from being established. */
export interface Missing {
  /** Paths of absent facts: `operator.class`, `goods[].origin`. */
  readonly missing: readonly string[]
  /** What could not be computed though the facts are there: a division by zero, an index that is not there. */
  readonly faults: readonly string[]
}

export function missingOf(formula: Formula, facts: BoundFacts): Missing {
  const missing = new Set<string>()
  const faults = new Set<string>()
  const visit = (part: Formula): void => {
    if (judge(part, facts) !== undefined) return
    if (part.op === 'not') return visit(part.part)
    if (part.op !== 'atom') return part.parts.forEach(visit)
    const absent = part.atom.reads.filter((path) => valuesAt(facts.context, path).includes(undefined))
    for (const path of absent) missing.add(pathText(path))
    const value = compute(part.atom, facts)
    if (value instanceof Fault && absent.length === 0) faults.add(value.text)
  }
  visit(formula)
  return { missing: [...missing].toSorted(), faults: [...faults].toSorted() }
}
