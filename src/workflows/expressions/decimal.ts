import type { Environment } from '@marcbachmann/cel-js'
import {
  addDecimals,
  canonicalDecimal,
  compareDecimals,
  multiplyDecimals,
  subtractDecimals,
  sumDecimals,
} from '../../model/decimal.ts'

/** An exact decimal as expressions hold it: CEL itself knows only binary floating point, which no amount is kept in. */
export class Decimal {
  /** Canonical, so that equal numbers are equal texts. */
  readonly text: string

  /** @throws KhorgosError FIELD_INVALID when the text is no decimal number */
  constructor(text: string) {
    this.text = canonicalDecimal(text)
  }
}

type Number = Decimal | bigint

const textOf = (value: Number): string => (value instanceof Decimal ? value.text : String(value))
const compare = (left: Number, right: Number): number => compareDecimals(textOf(left), textOf(right))

const COMPARISONS: Readonly<Record<string, (left: Number, right: Number) => boolean>> = {
  '<': (left, right) => compare(left, right) < 0,
  '<=': (left, right) => compare(left, right) <= 0,
  '>': (left, right) => compare(left, right) > 0,
  '>=': (left, right) => compare(left, right) >= 0,
}

const ARITHMETIC: Readonly<Record<string, (left: string, right: string) => string>> = {
  '+': addDecimals,
  '-': subtractDecimals,
  '*': multiplyDecimals,
}

/** The pairs of types for which the operators are defined; whole numbers may stand beside decimals. */
const PAIRS = [
  ['decimal', 'decimal'],
  ['decimal', 'int'],
  ['int', 'decimal'],
] as const

/**
 * Teaches an environment decimals: `decimal("12.50")` of a literal, comparison and arithmetic without division (which
 * would not be exact), and `sum()` of a list.
 */
export function registerDecimals(environment: Environment): void {
  environment.registerType('decimal', { ctor: Decimal, fields: {} })
  environment.registerFunction('decimal(ast): decimal', literalMacro)
  for (const [left, right] of PAIRS) {
    for (const [operator, holds] of Object.entries(COMPARISONS))
      environment.registerOperator(`${left} ${operator} ${right}`, holds)
    for (const [operator, result] of Object.entries(ARITHMETIC))
      environment.registerOperator(
        `${left} ${operator} ${right}: decimal`,
        (one: Number, other: Number) => new Decimal(result(textOf(one), textOf(other))),
      )
  }
  // The library derives `!=` and the pair turned round from these two.
  environment.registerOperator(
    'decimal == decimal',
    (one: Decimal, other: Decimal) => one.text === other.text,
  )
  environment.registerOperator('decimal == int', (one: Decimal, other: bigint) => one.text === String(other))
  environment.registerOperator('-decimal', (one: Decimal) => new Decimal(subtractDecimals('0', one.text)))
  environment.registerFunction(
    'list<decimal>.sum(): decimal',
    (all: readonly Decimal[]) => new Decimal(sumDecimals(all.map(({ text }) => text))),
  )
  environment.registerFunction('list<int>.sum(): int', (all: readonly bigint[]) =>
    all.reduce((sum, value) => sum + value, 0n),
  )
}

/** `decimal("12.50")`: read once, when the expression is parsed; what is no literal is refused there. */
function literalMacro({ args }: { args: readonly { readonly args: unknown }[] }) {
  const text = args[0]?.args
  const value = typeof text === 'string' ? asDecimal(text) : undefined
  return {
    async: false,
    typeCheck(checker: { getType(name: string): unknown; createError(...of: readonly unknown[]): Error }) {
      if (value !== undefined) return checker.getType('decimal')
      throw checker.createError(
        'invalid_decimal',
        'decimal() takes a number as a text, decimal("12.50")',
        args[0],
      )
    },
    evaluate: () => value,
  }
}

function asDecimal(text: string): Decimal | undefined {
  try {
    return new Decimal(text)
  } catch {
    return undefined
  }
}
