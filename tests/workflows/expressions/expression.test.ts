import { describe, expect, test } from 'vitest'
import { KhorgosError } from '../../../src/errors.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { compileExpression, compileValue } from '../../../src/workflows/expressions/expression.ts'
import type { Vocabulary } from '../../../src/workflows/expressions/vocabulary.ts'
import { bindFacts } from '../../../src/workflows/expressions/facts.ts'

const VOCABULARY: Vocabulary = {
  facts: {
    operator: {
      fields: {
        class: { enumeration: ['high', 'medium', 'low'] },
        aeo: 'bool',
        years: 'int',
        since: 'timestamp',
        rests: 'duration',
      },
    },
    value: { fields: { total: 'decimal', declared: 'decimal' } },
    goods: {
      list: { fields: { hs: 'string', origin: 'string', value: 'decimal', papers: { list: 'string' } } },
    },
    office: 'string',
  },
  functions: [
    {
      name: 'isBorder',
      parameters: ['string'],
      returns: 'bool',
      call: (office) => (office === 'unheard' ? undefined : office === '0705'),
    },
    {
      name: 'share',
      parameters: ['decimal', { list: 'decimal' }],
      returns: 'decimal',
      call: (part) => (typeof part === 'string' ? part : undefined),
    },
  ],
}

const PLACE = { path: 'risk.yaml', line: 12 }
const compile = (source: string) => compileExpression(source, VOCABULARY, PLACE)
const outcome = (source: string, facts: JsonObject) => compile(source).outcome(bindFacts(VOCABULARY, facts))
const result = (source: string, facts: JsonObject = {}) => outcome(source, facts).result

function refusal(act: () => unknown): KhorgosError {
  try {
    act()
  } catch (thrown) {
    if (thrown instanceof KhorgosError) return thrown
    throw thrown
  }
  throw new Error('nothing was refused')
}

describe('decimals', () => {
  test('are compared exactly, whatever zeros they are written with', () => {
    expect(result('value.total == decimal("12.50")', { value: { total: '12.5' } })).toBe('true')
    expect(result('value.total > decimal("0.3")', { value: { total: '0.30000000000000000001' } })).toBe(
      'true',
    )
    expect(result('value.total == 12', { value: { total: '12.000' } })).toBe('true')
    expect(result('12 != value.total', { value: { total: '12.001' } })).toBe('true')
    expect(result('value.total >= 9007199254740993', { value: { total: '9007199254740992.9' } })).toBe(
      'false',
    )
  })

  test('are added and multiplied exactly', () => {
    const facts = { value: { total: '0.3', declared: '0.1' }, goods: [{ value: '0.1' }, { value: '0.2' }] }
    expect(result('value.declared + decimal("0.2") == value.total', facts)).toBe('true')
    expect(result('value.declared * 3 == value.total && -value.total < 0', facts)).toBe('true')
    expect(result('goods.map(g, g.value).sum() == value.total', facts)).toBe('true')
  })

  test('never meet a floating point number', () => {
    expect(refusal(() => compile('value.total > 12.5')).message).toContain('write decimal("12.5")')
  })

  test('that are no numbers are refused when the expression is compiled', () => {
    expect(refusal(() => compile('value.total > decimal("a lot")')).code).toBe('EXPRESSION_INVALID')
    expect(refusal(() => compile('value.total > decimal(office)')).message).toContain('written out')
  })

  test('with more digits than any amount has establish nothing', () => {
    const total = '9'.repeat(60)
    expect(outcome('value.total * value.total > 1', { value: { total } })).toMatchObject({
      result: 'not-established',
      missing: [],
      faults: [expect.stringContaining('not a decimal number')],
    })
  })
})

describe('an absent fact', () => {
  test('leaves open what depends on it, and is named', () => {
    expect(outcome('operator.class == "low"', {})).toEqual({
      result: 'not-established',
      missing: ['operator.class'],
      faults: [],
    })
    expect(outcome('!(operator.years > 3)', { operator: {} })).toMatchObject({ missing: ['operator.years'] })
  })

  test('leaves nothing open where the rest decides', () => {
    const facts = { office: '0705' }
    for (const source of [
      'operator.years > 3 || office == "0705"',
      'office == "0705" || operator.years > 3',
      '!(operator.years > 3 && office == "9402")',
    ])
      expect(result(source, facts)).toBe('true')
    expect(result('operator.years > 3 && office != "0705"', facts)).toBe('false')
  })

  test('can be asked for', () => {
    expect(result('has(operator.class)')).toBe('false')
    expect(result('has(operator.class)', { operator: { class: 'low' } })).toBe('true')
    expect(result('operator.?class.orValue("low") == "low"')).toBe('true')
    expect(result('has(operator.years) && operator.years > 3')).toBe('false')
  })

  test('of one element leaves a list open unless another element decides', () => {
    const source = 'goods.exists(g, g.hs.startsWith("87"))'
    expect(outcome(source, { goods: [{ hs: '0101' }, {}] })).toMatchObject({ missing: ['goods[].hs'] })
    expect(result(source, { goods: [{}, { hs: '8703' }] })).toBe('true')
    expect(result(source, { goods: [] })).toBe('false')
    expect(outcome(source, {})).toMatchObject({ missing: ['goods[]', 'goods[].hs'] })
  })

  test('that is required is refused at once', () => {
    const required: Vocabulary = { facts: VOCABULARY.facts, required: ['operator.class'] }
    expect(refusal(() => bindFacts(required, {})).place?.path).toBe('operator.class')
  })
})

describe('what cannot be computed', () => {
  test.each([
    ['operator.years / 0 == 1', 'division by zero'],
    ['goods[7].hs == "01"', 'index'],
    ['isBorder("unheard")', 'does not establish'],
  ])('%s is not established, and says why', (source, why) => {
    expect(outcome(source, { operator: { years: 1 }, goods: [{ hs: '01' }] })).toMatchObject({
      result: 'not-established',
      faults: [expect.stringContaining(why)],
    })
  })
})

describe('an expression is refused with file, line and character', () => {
  test.each([
    ['office ==', 'Unexpected token', 10],
    ['ofice == "0705"', 'Unknown variable: ofice', 1],
    ['operator.clas == "low"', 'there is no fact operator.clas', 1],
    ['has(operator.clas)', 'there is no fact operator.clas', 5],
    ['goods.exists(g, g.hscode == "1")', 'there is no fact goods[].hscode', 17],
    ['office == 705', 'no such overload: string == int', 1],
    ['operator.class == "hihg"', 'operator.class is never "hihg"; it is one of high, medium, low', 1],
    ['operator.class in ["high", "none"]', 'operator.class is never "none"', 1],
    ['"none" != operator.class', 'operator.class is never "none"', 1],
    ['office', 'it yields string, and not bool', 1],
    ['office.matches("(a+)+$")', 'the method matches() is not understood here', 1],
    ['dyn(office) == 1', 'the function dyn() is not understood here', 1],
    ['operator.since.getHours("Asia/Shanghai") > 18', 'takes no time zone', 1],
    ['operator.since > timestamp("2026-13-01T00:00:00Z")', 'timestamp() requires', 18],
    ['operator.rests > duration("two weeks")', 'Invalid duration', 18],
    ['goods.exists(office, office.hs == "1")', 'hides a name', 1],
    ['goods.all(a, goods.all(b, goods.all(c, a.hs == c.hs)))', 'more than 2 deep', 27],
    ['{"a": office}.a == ""', 'maxMapEntries', 2],
    ['null == null', 'only texts', 1],
    [`office == "${'x'.repeat(4000)}"`, 'more than 4000 characters', 1],
    [`${'('.repeat(40)}true${')'.repeat(40)}`, 'maxDepth', 25],
    [Array(400).fill('true').join(' || '), 'maxAstNodes', undefined],
  ])('%s', (source, why, character) => {
    const error = refusal(() => compile(source))
    expect(error.code).toBe('EXPRESSION_INVALID')
    expect(error.place).toEqual(PLACE)
    expect(error.message).toContain(why)
    expect(error.message).toContain('risk.yaml:12: the expression is wrong at character')
    if (character !== undefined) expect(error.message).toContain(`at character ${character} `)
  })

  test('listing all that is wrong', () => {
    const error = refusal(() => compile('has(operator.clas) && has(value.totl) && operator.class == "x"'))
    expect(error.problems).toHaveLength(3)
  })
})

describe('facts are refused', () => {
  test.each<[JsonObject, string]>([
    [{ offfice: '0705' }, 'offfice'],
    [{ operator: { rank: 1 } }, 'operator.rank'],
    [{ operator: 'low' }, 'operator'],
    [{ operator: { class: 'none' } }, 'operator.class'],
    [{ operator: { years: 1.5 } }, 'operator.years'],
    [{ value: { total: 12.5 } }, 'value.total'],
    [{ value: { total: '1e9' } }, 'value.total'],
    [{ operator: { since: '2026-11-21' } }, 'operator.since'],
    [{ operator: { rests: 'PT1H' } }, 'operator.rests'],
    [{ goods: {} }, 'goods'],
    [{ goods: [{ hs: '01' }, null] }, 'goods[2]'],
    [{ goods: [{ papers: [1] }] }, 'goods[1].papers[1]'],
    [{ goods: Array.from({ length: 1001 }, () => ({})) }, 'goods'],
  ])('%j', (facts, path) => {
    const error = refusal(() => bindFacts(VOCABULARY, facts))
    expect(error.code).toBe('FIELD_INVALID')
    expect(error.place?.path).toBe(path)
  })
})

test('what an expression reads is all that it needs', () => {
  const expression = compile(
    'goods.exists(g, g.hs == "8703" && g.papers.exists(p, p == "N865")) && operator.years > 2',
  )
  expect(expression.reads).toEqual(['goods[].hs', 'goods[].papers[]', 'goods[]', 'operator.years'].toSorted())
  const facts = {
    office: '0705',
    operator: { years: 3, class: 'low' },
    goods: [
      { hs: '0101', value: '1' },
      { hs: '8703', origin: 'KZ', papers: ['N865'] },
    ],
  }
  const bound = bindFacts(VOCABULARY, facts)
  const read = expression.factsRead(bound)
  expect(read).toEqual({ operator: { years: 3 }, goods: [{ hs: '0101' }, { hs: '8703', papers: ['N865'] }] })
  expect(expression.holds(bound)).toBe(true)
  expect(expression.holds(bindFacts(VOCABULARY, read))).toBe(true)
})

test('nested quantifiers give up before they take long', () => {
  const goods = Array.from({ length: 1000 }, (_, index) => ({ hs: String(index) }))
  const started = performance.now()
  expect(outcome('goods.all(a, goods.exists(b, b.hs == a.hs))', { goods })).toMatchObject({
    result: 'not-established',
    faults: ['more pairs of elements than may be compared'],
  })
  expect(performance.now() - started).toBeLessThan(1000)
})

test('functions of the caller get and give JSON', () => {
  expect(result('isBorder(office)', { office: '0705' })).toBe('true')
  expect(result('isBorder(office)')).toBe('not-established')
  expect(refusal(() => compile('isBorder(operator.years)')).message).toContain('no matching overload')
  const facts = bindFacts(VOCABULARY, { value: { total: '1.50' }, goods: [{ value: '2' }] })
  const share = compileValue('share(value.total, goods.map(g, g.value))', VOCABULARY, 'decimal', PLACE)
  expect(share.value(facts)).toBe('1.5')
})

test('values are computed in the form of facts', () => {
  const facts = bindFacts(VOCABULARY, {
    operator: { since: '2026-11-21T10:00:00+08:00', rests: '36h', years: 4 },
    goods: [{ hs: '01' }, { hs: '02' }],
  })
  const value = (source: string, type: Parameters<typeof compileValue>[2]) =>
    compileValue(source, VOCABULARY, type, PLACE).value(facts)
  expect(value('operator.since + operator.rests', 'timestamp')).toBe('2026-11-22T14:00:00.000Z')
  expect(value('operator.years + goods.size()', 'int')).toBe(6)
  expect(value('goods.map(g, g.hs)', { list: 'string' })).toEqual(['01', '02'])
  expect(value('operator.rests', 'duration')).toBe('129600s')
  expect(value('value.total', 'decimal')).toBeUndefined()
  expect(refusal(() => compileValue('office', VOCABULARY, 'int', PLACE)).message).toContain('and not int')
})

test('facts of another vocabulary are not taken for absent', () => {
  const other = { facts: VOCABULARY.facts }
  expect(() => compile('office == "0705"').holds(bindFacts(other, { office: '0705' }))).toThrow(
    'another vocabulary',
  )
})

const UNUSABLE: readonly Vocabulary[] = [
  { facts: { in: 'string' } },
  { facts: Object.fromEntries([['constructor', 'string']]) },
  { facts: { operator: { fields: { 'a-b': 'string' } } } },
  { facts: { class: { enumeration: [] } } },
  { facts: { office: 'string' }, required: ['officer'] },
]

for (const vocabulary of UNUSABLE)
  test(`the vocabulary ${JSON.stringify(vocabulary)} is refused`, () => {
    expect(refusal(() => compileExpression('true', vocabulary, PLACE)).code).toBe('CONFIG_INVALID')
  })
