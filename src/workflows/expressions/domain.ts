import type { ASTNode } from '@marcbachmann/cel-js'
import { addDecimals, compareDecimals, multiplyDecimals, subtractDecimals } from '../../model/decimal.ts'
import type { FactType, Scalar } from './vocabulary.ts'
import { fromCel } from './values.ts'

/**
 * Values that stand for all others of a fact, given the constants it is compared with: two values which no comparison
 * of the expression can tell apart need not both be tried.
 */
export type DomainValue = string | number | boolean

/** A letter that ends no literal: a text with it behind equals none, and begins like the one before. */
const BEYOND = '\u{10FFFF}'

/** By type, what stands for all values; the constants are those of the type. */
const REPRESENTATIVES: Readonly<
  Record<Scalar, (constants: readonly DomainValue[]) => readonly DomainValue[]>
> = {
  string: (constants) => [BEYOND, '', ...constants.flatMap((text) => [text, `${String(text)}${BEYOND}`])],
  bool: () => [true, false],
  int: (constants) => [0, ...constants.flatMap((of) => [Number(of) - 1, Number(of), Number(of) + 1])],
  decimal: (constants) => betweenDecimals(constants.map(String)),
  timestamp: (constants) => [
    '2000-01-01T00:00:00.000Z',
    ...constants.flatMap((text) => [-1, 0, 1].map((by) => shifted(String(text), by))),
  ],
  duration: (constants) => [
    '0s',
    ...constants.flatMap((text) => ['-0.001', '0', '0.001'].map((by) => longer(String(text), by))),
  ],
}

/** @returns each once, always in the same order, so that an expression has the same witness each time */
export function representatives(type: FactType, constants: Iterable<DomainValue>): readonly DomainValue[] {
  if (typeof type === 'object') return 'enumeration' in type ? type.enumeration : []
  const own = [...constants].filter((value) => FORMS[type](value))
  return [...new Set(REPRESENTATIVES[type](own))]
}

/** Whether every value of the type is tried. */
export function hasFewValues(type: FactType): boolean {
  return type === 'bool' || (typeof type === 'object' && 'enumeration' in type)
}

/** A whole number that is compared with a decimal is one. */
export function asDomainValue(value: DomainValue, type: FactType): DomainValue {
  return type === 'decimal' ? String(value) : value
}

const MOMENT = /^\d{4}-\d\d-\d\dT/
const SECONDS = /^-?\d+(\.\d+)?s$/
const NUMBER = /^-?\d+(\.\d+)?$/

/** Which constants may be constants of a type; only for the loose ones that is a guess. */
const FORMS: Readonly<Record<Scalar, (value: DomainValue) => boolean>> = {
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  int: (value) => typeof value === 'number',
  decimal: (value) => NUMBER.test(String(value)),
  timestamp: (value) => MOMENT.test(String(value)),
  duration: (value) => SECONDS.test(String(value)),
}

/** The constants themselves, one number between any two, one below and one above them all. */
function betweenDecimals(constants: readonly string[]): readonly string[] {
  const sorted = constants.toSorted(compareDecimals)
  const [first = '0', last = '0'] = [sorted[0], sorted.at(-1)]
  const middles = sorted
    .slice(1)
    .map((each, at) => multiplyDecimals(addDecimals(sorted[at] ?? each, each), '0.5'))
  return ['0', subtractDecimals(first, '1'), ...sorted, ...middles, addDecimals(last, '1')]
}

const shifted = (text: string, by: number): string => new Date(Date.parse(text) + by).toISOString()

/** Durations print as seconds: `129600s`. */
const longer = (text: string, by: string): string => `${addDecimals(text.slice(0, -1), by)}s`

/** @returns the value of a constant as facts would have it; undefined for any other node */
export function constantOf(node: ASTNode, evaluate: (node: ASTNode) => unknown): DomainValue | undefined {
  if (!isConstant(node)) return undefined
  const value = fromCel(node.op === 'value' ? node.args : evaluate(node))
  return typeof value === 'object' ? undefined : value
}

function isConstant(node: ASTNode): boolean {
  if (node.op === 'value') return true
  if (node.op === '-_') return isConstant(node.args)
  return node.op === 'call' && ['decimal', 'timestamp', 'duration'].includes(node.args[0])
}
