import * as fc from 'fast-check'
import type { JsonObject } from '../../../src/model/json.ts'
import type { Vocabulary } from '../../../src/workflows/expressions/vocabulary.ts'

/** A small world to draw expressions and facts from: few values, so that conditions meet them. */
export const WORLD: Vocabulary = {
  facts: {
    a: {
      fields: {
        class: { enumeration: ['high', 'low'] },
        flag: 'bool',
        count: 'int',
        amount: 'decimal',
        text: 'string',
        moment: 'timestamp',
      },
    },
    items: { list: { fields: { code: 'string', count: 'int' } } },
  },
}

const comparison = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
const equality = fc.constantFrom('==', '!=')
const whole = fc.integer({ min: -2, max: 3 })
const code = fc.constantFrom('8', '87', '8703', '01', 'x')
const quoted = (text: fc.Arbitrary<string>) => text.map((each) => JSON.stringify(each))
const list = (texts: fc.Arbitrary<string>) =>
  fc.array(texts, { minLength: 1, maxLength: 3 }).map((each) => `[${each.join(', ')}]`)
const join = (...parts: readonly (string | fc.Arbitrary<string>)[]) =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((all) => all.join(' '))

const MOMENTS = ['2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z']
const decimalText = fc.constantFrom('-1.5', '0', '0.10', '12.50', '12.500000001', '100')

const elementAtom = fc.oneof(
  join('i.code', equality, quoted(code)),
  quoted(code).map((text) => `i.code.startsWith(${text})`),
  join('i.code in', list(quoted(code))),
  join('i.count', comparison, whole.map(String)),
  fc.constant('has(i.code)'),
)

const predicate = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    elementAtom,
    fc
      .tuple(tie('any'), fc.constantFrom('&&', '||'), tie('any'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
  ),
})).any

/** Comparisons of one fact with constants, for which the static check promises to know. */
export const plainAtom = fc.oneof(
  join('a.class', equality, fc.constantFrom('"high"', '"low"')),
  fc.constant('a.flag'),
  join('a.count', comparison, whole.map(String)),
  join(whole.map(String), comparison, 'a.count'),
  join('a.count in', list(whole.map(String))),
  join(
    'a.amount',
    comparison,
    decimalText.map((text) => `decimal("${text}")`),
  ),
  join('a.amount', comparison, whole.map(String)),
  join('a.text', equality, quoted(code)),
  quoted(code).map((text) => `a.text.startsWith(${text})`),
  join(
    'a.moment',
    comparison,
    fc.constantFrom(...MOMENTS).map((text) => `timestamp("${text}")`),
  ),
  fc.constantFrom('has(a.class)', 'has(a.count)', 'has(a.text)', 'true', 'false'),
)

const quantified = fc
  .tuple(fc.constantFrom('exists', 'all', 'exists_one'), predicate)
  .map(([kind, body]) => `items.${kind}(i, ${body})`)

/** Things that the check cannot know all of, and that may have no value. */
const oddAtom = fc.oneof(
  join('a.count + 1', comparison, 'items.size()'),
  join('6 / a.count', comparison, whole.map(String)),
  join('a.count', comparison, 'items[0].count'),
  quoted(code).map((text) => `a.text.endsWith(${text})`),
  fc.constant('items.exists(i, i.code == a.text)'),
  fc.constant('items.filter(i, i.count > 1).size() == 1'),
  fc.constant('a.?count.orValue(2) > 1'),
  fc.constant('a.amount + a.count > 12'),
  fc.constant('items.map(i, i.count).sum() > 2'),
  fc.constant('(a.flag ? a.count : 7) == 3'),
)

function conditionOf(atom: fc.Arbitrary<string>, maxDepth: number): fc.Arbitrary<string> {
  const tied = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth, withCrossShrink: true },
      atom,
      tie('any').map((each) => `!(${each})`),
      fc
        .tuple(tie('any'), fc.constantFrom('&&', '||'), tie('any'))
        .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
      fc
        .tuple(tie('any'), tie('any'), tie('any'))
        .map(([condition, yes, no]) => `(${condition} ? ${yes} : ${no})`),
    ),
  }))
  return tied.any
}

export const plainCondition = conditionOf(plainAtom, 3)
export const quantifiedCondition = conditionOf(quantified, 1)
export const anyCondition = conditionOf(fc.oneof(plainAtom, quantified, oddAtom), 3)

const item = fc.record({ code, count: whole }, { requiredKeys: [] })

export const worldFacts: fc.Arbitrary<JsonObject> = fc.record(
  {
    a: fc.record(
      {
        class: fc.constantFrom('high', 'low'),
        flag: fc.boolean(),
        count: fc.integer({ min: -4, max: 5 }),
        amount: fc.oneof(decimalText, fc.constantFrom('-2', '0.05', '12.5000000005', '101')),
        text: fc.constantFrom('', '8', '87', '8703', '87031', '01', 'x', 'other'),
        moment: fc.constantFrom(
          ...MOMENTS,
          '2026-11-20T12:00:00Z',
          '2026-11-21T12:00:00Z',
          '2027-01-01T00:00:00Z',
        ),
      },
      { requiredKeys: [] },
    ),
    items: fc.array(item, { maxLength: 3 }),
  },
  { requiredKeys: [] },
)
