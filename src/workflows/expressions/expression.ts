import {
  EvaluationError,
  ParseError,
  serialize,
  TypeError as CelTypeError,
  type ASTNode,
  type ParseResult,
} from '@marcbachmann/cel-js'
import { KhorgosError, type Place } from '../../errors.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import { complaintsOf, type Complaint } from './check.ts'
import type { Vocabulary, FactType, Scalar } from './vocabulary.ts'
import { dialectOf, LIMITS, MAX_KNOWN, type Dialect } from './environment.ts'
import type { BoundFacts } from './facts.ts'
import { atomOf, compute, Fault, formulaOf, judge, missingOf, type Formula, type Missing } from './formula.ts'
import { eachNode, pathText } from './path.ts'
import { pick, readsOf } from './reads.ts'
import { fromCel } from './values.ts'

/** What an expression comes to. That something is not established is told apart from its being false. */
export type Outcome =
  { readonly result: 'true' | 'false' } | ({ readonly result: 'not-established' } & Missing)

/** A condition of a data file, compiled. Pure: the same facts, the same outcome; no clock, no I/O. */
export interface Expression {
  readonly source: string
  readonly vocabulary: Vocabulary
  /** Paths of the facts that it looks at: `operator.class`, `goods[].hs`. */
  readonly reads: readonly string[]
  /** For those that analyse it further: the tree as parsed, and the formula that it was taken apart into. */
  readonly ast: ASTNode
  readonly formula: Formula
  /** @returns undefined where the facts do not establish it; never throws for want of a fact */
  holds(facts: BoundFacts): boolean | undefined
  /** As `holds`, with what is missing. */
  outcome(facts: BoundFacts): Outcome
  /** The facts cut down to what it reads: from them alone it comes to the same. */
  factsRead(facts: BoundFacts): JsonObject
}

/**
 * Compiles a condition: it yields true or false.
 *
 * @param source in CEL, of at most LIMITS.characters
 * @param place file and line of the source
 * @throws KhorgosError EXPRESSION_INVALID with that place, listing all that is wrong: syntax, unknown names and fields,
 *   types, functions and literals that are not understood, size and depth
 */
export function compileExpression(source: string, vocabulary: Vocabulary, place: Place): Expression {
  const dialect = dialectOf(vocabulary)
  const { expressions } = dialect.compiled
  let expression = expressions.get(source)
  if (expression === undefined) {
    if (expressions.size >= MAX_KNOWN) expressions.clear()
    expressions.set(source, (expression = compiledExpression(source, dialect, place)))
  }
  return expression
}

function compiledExpression(source: string, dialect: Dialect, place: Place): Expression {
  const { vocabulary } = dialect
  const parsed = checked(source, dialect, place, ['bool'])
  const { ast } = parsed
  const formula = formulaOf(parsed, dialect)
  const reads = readsOf(ast, dialect.scope)
  return {
    source,
    vocabulary,
    reads: reads.map(pathText),
    ast,
    formula,
    holds: (facts) => judge(formula, ownFacts(facts, vocabulary)),
    outcome: (facts) => outcomeOf(formula, ownFacts(facts, vocabulary)),
    factsRead: (facts) => pick(facts.facts, reads),
  }
}

/** An expression that computes a value and no condition: the amount of a deadline, a field of a task. */
export interface ValueExpression {
  readonly source: string
  readonly reads: readonly string[]
  /** @returns the value as JSON in the form of facts of its type; undefined where the facts do not establish it */
  value(facts: BoundFacts): JsonValue | undefined
}

/** @throws KhorgosError EXPRESSION_INVALID as `compileExpression`, also for another type than the one wanted */
export function compileValue(
  source: string,
  vocabulary: Vocabulary,
  type: Scalar | { readonly list: Scalar },
  place: Place,
): ValueExpression {
  const dialect = dialectOf(vocabulary)
  const parsed = checked(source, dialect, place, namesOf(type))
  const atom = atomOf(parsed.ast, dialect, parsed)
  return {
    source,
    reads: atom.reads.map(pathText),
    value: (facts) => {
      const value = compute(atom, ownFacts(facts, vocabulary))
      return value === undefined || value instanceof Fault ? undefined : fromCel(value)
    },
  }
}

function outcomeOf(formula: Formula, facts: BoundFacts): Outcome {
  const value = judge(formula, facts)
  if (value === undefined) return { result: 'not-established', ...missingOf(formula, facts) }
  return { result: value ? 'true' : 'false' }
}

/** Records of another vocabulary have other classes, and would look absent. */
function ownFacts(facts: BoundFacts, vocabulary: Vocabulary): BoundFacts {
  if (facts.vocabulary === vocabulary) return facts
  throw new KhorgosError('INTERNAL', 'These facts were bound for another vocabulary.')
}

function checked(source: string, dialect: Dialect, place: Place, wanted: readonly string[]): ParseResult {
  const { environment, scope, hosts } = dialect
  if (source.length > LIMITS.characters)
    throw invalid(source, [{ at: 0, text: `it has more than ${LIMITS.characters} characters` }], place)
  const parsed = parse(source, () => environment.parse(source), place)
  const complaints = complaintsOf(parsed.ast, scope, hosts)
  const { valid, type, error } = parsed.check()
  if (!valid)
    complaints.push({ at: error?.range?.start ?? 0, text: error?.summary ?? 'its types do not fit' })
  else if (!wanted.includes(type ?? ''))
    complaints.push({ at: 0, text: `it yields ${type ?? 'nothing'}, and not ${wanted[0] ?? ''}` })
  complaints.push(...constantProblems(parsed.ast, dialect))
  if (complaints.length > 0) throw invalid(source, complaints, place)
  return parsed
}

/** `timestamp("2026-13-01T00:00:00Z")`, `duration("2 weeks")`: computed once here, so that it does not fail every time. */
function constantProblems(root: ASTNode, { environment, scope }: Dialect): Complaint[] {
  const problems: Complaint[] = []
  eachNode(root, scope, (node) => {
    if (node.op !== 'call' || !MOMENTS.has(node.args[0]) || node.args[1][0]?.op !== 'value') return
    try {
      environment.evaluate(serialize(node))
    } catch (thrown) {
      const text = thrown instanceof EvaluationError ? thrown.summary : 'this cannot be read'
      problems.push({ at: node.start, text })
    }
  })
  return problems
}

const MOMENTS = new Set(['timestamp', 'duration'])

function parse(source: string, run: () => ParseResult, place: Place): ParseResult {
  try {
    return run()
  } catch (thrown) {
    if (!(thrown instanceof ParseError) && !(thrown instanceof CelTypeError)) throw thrown
    throw invalid(source, [{ at: thrown.range?.start ?? 0, text: thrown.summary }], place)
  }
}

function invalid(source: string, complaints: readonly Complaint[], place: Place): KhorgosError {
  const where = place.line === undefined ? place.path : `${place.path}:${place.line}`
  const problems = complaints
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, text }) => {
      const near = source.slice(at, at + 24).split('\n', 1)[0] ?? ''
      const message = `${where}: the expression is wrong at character ${at + 1} ("${near}"): ${text}.`
      return new KhorgosError('EXPRESSION_INVALID', message, { place })
    })
  return new KhorgosError('EXPRESSION_INVALID', problems.map(({ message }) => message).join('\n'), {
    place,
    problems,
  })
}

const CEL_NAMES: Readonly<Record<Scalar, string>> = {
  string: 'string',
  int: 'int',
  decimal: 'decimal',
  bool: 'bool',
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
}

function namesOf(type: Extract<FactType, Scalar> | { readonly list: Scalar }): readonly string[] {
  return typeof type === 'string' ? [CEL_NAMES[type]] : [`list<${CEL_NAMES[type.list]}>`]
}
