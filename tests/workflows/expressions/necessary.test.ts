import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileExpression } from '../../../src/workflows/expressions/expression.ts'
import { bindFacts, valuesAt } from '../../../src/workflows/expressions/facts.ts'
import { necessitiesOf } from '../../../src/workflows/expressions/necessary.ts'
import { anyCondition, WORLD, worldFacts } from './arbitrary.ts'

const PLACE = { path: 'drawn.yaml' }
const of = (source: string) =>
  necessitiesOf(compileExpression(source, WORLD, PLACE)).map(({ path, form, texts }) => [
    path.join('.'),
    form,
    texts,
  ])

test.each([
  ['a.class == "low" && a.count > 1', [['a.class', 'equals', ['low']]]],
  ['a.text == "8" || a.text.startsWith("01")', [['a.text', 'begins', ['8', '01']]]],
  ['a.text == "8" || a.class == "low"', []],
  ['!(a.text == "8")', []],
  ['items.exists(i, i.code in ["8", "x"] && i.count > 1)', [['items.[].code', 'equals', ['8', 'x']]]],
  ['items.all(i, i.code == "8")', []],
  ['items[0].code == "8"', []],
  ['a.?text.orValue("8") == "8"', []],
])('necessary for %s', (source, expected) => {
  expect(of(source)).toEqual(expected)
})

test('facts that are established and are not what is necessary make the expression false', () => {
  let excluded = 0
  fc.assert(
    fc.property(anyCondition, worldFacts, (source, facts) => {
      const expression = compileExpression(source, WORLD, PLACE)
      const bound = bindFacts(WORLD, facts)
      for (const { path, form, texts } of necessitiesOf(expression)) {
        const values = valuesAt(bound.context, path)
        const met = values.some((value) =>
          typeof value !== 'string'
            ? true
            : texts.some((text) => (form === 'equals' ? value === text : value.startsWith(text))),
        )
        if (met) continue
        excluded += 1
        expect(expression.holds(bound)).toBe(false)
      }
    }),
    { numRuns: 3000 },
  )
  expect(excluded).toBeGreaterThan(50)
})
