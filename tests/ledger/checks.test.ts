import { describe, expect, test } from 'vitest'
import type { Standing } from '../../src/ledger/write-offs/balances.ts'
import {
  type Case,
  type CheckName,
  checksOf,
  type CheckResult,
  verdictOf,
} from '../../src/ledger/checks/checks.ts'
import type { FactContent, FactStatus } from '../../src/ledger/facts/fact.ts'
import { REASONS } from '../../src/ledger/reasons.ts'
import type { Held, Question, Wish } from '../../src/model/generated/verification/question.ts'
import {
  DECLARATION_QUESTION,
  DECLARATION_RULE,
  declarationFact,
  factOf,
  hashed,
  QUESTION,
  RULE,
  untouched,
} from './facts.ts'

/** Each check passes, fails and is left open, for each of its reasons. */

const AT = new Date('2026-11-22T04:00:00Z')

function caseOf(change: Partial<Case> = {}): Case {
  const fact = change.fact ?? factOf()
  return {
    question: QUESTION,
    fact,
    standingOf: untouched(fact),
    paper: undefined,
    base: undefined,
    issue: RULE,
    compromised: new Map(),
    at: AT,
    ...change,
  }
}

const withContent = (change: Partial<FactContent>): Case => caseOf({ fact: factOf(change) })
const asking = (change: Partial<Question>, content: Partial<FactContent> = {}): Case =>
  caseOf({ question: { ...QUESTION, ...change }, fact: factOf(content) })

/** The results of one check, as short as it can be told: `pass`, `fail EXPIRED`, `exporter pass`, `1 hs fail FIELD_DIFFERS`. */
function told(check: CheckName, case_: Case): string {
  const results = checksOf(case_).filter((each) => each.check === check)
  return results
    .map(({ field, line, result, reason }) => [line, field, result, reason].filter(Boolean).join(' '))
    .join(', ')
}

const seen = new Set<string>()

function expectTold(check: CheckName, case_: Case, expected: string): void {
  for (const { reason } of checksOf(case_)) if (reason !== undefined) seen.add(reason)
  expect(told(check, case_)).toBe(expected)
}

describe('exists', () => {
  test('passes when somebody who may say so has said it', () => {
    for (const status of ['in-force', 'cancelled', 'disputed'] as const)
      expectTold('exists', withContent({ status }), 'pass')
  })

  test('fails when its authority has disowned it', () => {
    expectTold('exists', withContent({ event: 'disowned', status: 'not-issued' }), 'fail NOT_ISSUED')
  })
})

describe('authentic', () => {
  test('passes and names who signed', () => {
    const [result] = checksOf(caseOf()).filter(({ check }) => check === 'authentic')
    expect(result).toMatchObject({
      result: 'pass',
      detail: `signed by la-customs with key ${'3f'.repeat(32)}`,
    })
  })

  test.each([
    ['before the message came', '2026-11-01T00:00:00Z', 'not-established KEY_COMPROMISED'],
    ['at the moment it came', '2026-11-21T03:12:44.020Z', 'not-established KEY_COMPROMISED'],
    ['after it', '2026-11-21T03:12:44.021Z', 'pass'],
  ])('counts a key lost %s', (_, since, expected) => {
    const compromised = new Map([['3f'.repeat(32), new Date(since)]])
    expectTold('authentic', caseOf({ compromised }), expected)
  })

  test('does not care for other keys', () => {
    const compromised = new Map([['4a'.repeat(32), new Date(0)]])
    expectTold('authentic', caseOf({ compromised }), 'pass')
  })

  test('is left open when the issuer contradicts itself', () => {
    const disputed = withContent({ event: 'contradicted', status: 'disputed' })
    expectTold('authentic', disputed, 'not-established CONTRADICTED')
  })
})

describe('competent', () => {
  const authority = (name: string): Case => withContent({ authority: { names: [name], ids: [] } })

  test('passes for an authority that the agreement names, however it is written', () => {
    expectTold('competent', caseOf(), 'pass')
    expectTold('competent', authority('DEPARTMENT OF INDUSTRY AND COMMERCE — VIENTIANE CAPITAL'), 'pass')
    const latin = { names: ['ພະແນກ', 'Department of Industry and Commerce, Vientiane Capital'], ids: [] }
    expectTold('competent', withContent({ authority: latin }), 'pass')
  })

  test('passes for any authority where the agreement names none', () => {
    const issue = { ...RULE, authorities: undefined }
    expectTold('competent', { ...authority('Anybody'), issue }, 'pass')
  })

  test('fails for another one', () => {
    expectTold('competent', authority('Department of Nothing'), 'fail AUTHORITY_NOT_LISTED')
    expectTold('competent', authority('...'), 'fail AUTHORITY_NOT_LISTED')
  })

  test('is left open when nobody is named', () => {
    const unnamed = withContent({ authority: { names: [], ids: ['LA-ISSUER VTE-01'] } })
    expectTold('competent', unnamed, 'not-established AUTHORITY_NOT_NAMED')
  })

  test('is left open when the source vouches no more', () => {
    expectTold('competent', caseOf({ issue: undefined }), 'not-established NOT_VOUCHED_FOR')
  })
})

describe('in-force', () => {
  test.each([
    ['2026-11-21', 'pass'],
    ['2027-11-20', 'pass'],
    ['2027-11-21', 'fail EXPIRED'],
    ['2026-11-20', 'fail NOT_YET_ISSUED'],
  ])('on %s: %s', (date, expected) => {
    expectTold('in-force', asking({ date }), expected)
  })

  test.each([
    ['2026-11-20', 'pass'],
    ['2025-11-21', 'pass'],
    ['2025-11-20', 'fail NOT_YET_ISSUED'],
  ])('issued retroactively, for %s: %s', (date, expected) => {
    expectTold('in-force', asking({ date }, { indicators: ['issued-retroactively'] }), expected)
  })

  test('counts months to the end of a shorter month', () => {
    const late = { issueDay: '2027-02-28', lastDay: '2028-02-27', indicators: ['issued-retroactively'] }
    const issue = { ...RULE, retroactiveMonths: 6 }
    expectTold('in-force', { ...asking({ date: '2026-08-31' }, late), issue }, 'pass')
    expectTold('in-force', { ...asking({ date: '2026-08-27' }, late), issue }, 'fail NOT_YET_ISSUED')
  })

  test('is not retroactive where the agreement does not say how far', () => {
    const early = asking({ date: '2026-11-20' }, { indicators: ['issued-retroactively'] })
    const issue = { ...RULE, retroactiveMonths: undefined }
    expectTold('in-force', { ...early, issue }, 'fail NOT_YET_ISSUED')
  })

  test('is about now, or the past moment asked for, where no day is named', () => {
    const { date, ...undated } = QUESTION
    expect(date).toBeDefined()
    const now = (at: string, asOf?: string): Case =>
      caseOf({ question: { ...undated, ...(asOf !== undefined && { asOf }) }, at: new Date(at) })
    expectTold('in-force', now('2027-11-20T23:59:59Z'), 'pass')
    expectTold('in-force', now('2027-11-22T00:00:00Z'), 'fail EXPIRED')
    expectTold('in-force', now('2028-01-01T00:00:00Z', '2027-01-01T00:00:00Z'), 'pass')
    // 2026-11-20T20:00Z is the morning of the day of issue in Vientiane.
    expectTold('in-force', now('2026-11-20T20:00:00Z'), 'pass')
    expectTold('in-force', now('2026-11-20T09:00:00Z'), 'fail NOT_YET_ISSUED')
  })

  test('is left open when nobody says until when, but never for a day before its issue', () => {
    const { lastDay, ...content } = factOf().content
    expect(lastDay).toBeDefined()
    const endless = { ...factOf(), content }
    expectTold('in-force', caseOf({ fact: endless }), 'not-established EXPIRY_NOT_STATED')
    const question = { ...QUESTION, date: '2026-11-20' }
    expectTold('in-force', caseOf({ fact: endless, question }), 'fail NOT_YET_ISSUED')
    const { issueDay, ...undated } = content
    expect(issueDay).toBeDefined()
    const open = caseOf({ fact: { ...factOf(), content: undated } })
    expectTold('in-force', open, 'not-established EXPIRY_NOT_STATED')
  })
})

describe('in-force of a document that does not expire', () => {
  const declared = (date: string | undefined, change: Partial<FactContent> = {}): Case =>
    caseOf({
      question: { ...DECLARATION_QUESTION, ...(date !== undefined && { date }) },
      fact: declarationFact(change),
      issue: DECLARATION_RULE,
    })
  const { issueDay: _, ...undated } = declarationFact().content

  test.each([
    [undefined, 'pass NO_LAST_DAY'],
    ['2036-01-01', 'pass NO_LAST_DAY'],
    ['2026-11-20', 'pass NO_LAST_DAY'],
    ['2026-11-19', 'fail NOT_YET_ISSUED'],
  ])('on %s: %s', (date, expected) => {
    expectTold('in-force', declared(date), expected)
  })

  test('ends where it says so', () => {
    expectTold('in-force', declared('2026-12-01', { lastDay: '2026-11-30' }), 'fail EXPIRED')
    expectTold('in-force', declared('2026-11-30', { lastDay: '2026-11-30' }), 'pass')
  })

  test('begins, where it says no day, at the latest on the day on which it was heard of', () => {
    const fact = { ...declarationFact(), content: undated }
    const on = (date: string): Case => ({ ...declared(date), fact })
    expectTold('in-force', on('2026-11-21'), 'pass NO_LAST_DAY')
    expectTold('in-force', on('2026-11-20'), 'not-established EXPIRY_NOT_STATED')
  })
})

describe('in-force of what was suspended', () => {
  const suspensions = [
    { from: '2026-11-01', to: '2026-11-10' },
    { from: '2026-11-23', reason: 'Report missing' },
  ]
  const on = (date: string | undefined): Case =>
    caseOf({
      question: { ...DECLARATION_QUESTION, ...(date !== undefined && { date }) },
      fact: declarationFact({ issueDay: '2026-10-01', suspensions }),
      issue: DECLARATION_RULE,
    })

  test.each([
    ['2026-10-31', 'pass NO_LAST_DAY'],
    ['2026-11-01', 'fail SUSPENDED'],
    ['2026-11-10', 'fail SUSPENDED'],
    ['2026-11-11', 'pass NO_LAST_DAY'],
    ['2027-01-01', 'fail SUSPENDED'],
    // The day of the answer is the 21st in the far west and the 22nd in the east.
    [undefined, 'pass NO_LAST_DAY'],
  ])('on %s: %s', (date, expected) => {
    expectTold('in-force', on(date), expected)
  })

  test('is open while the day of its suspension has come somewhere only', () => {
    const at = new Date('2026-11-22T16:00:00Z')
    expectTold('in-force', { ...on(undefined), at }, 'not-established SUSPENDED')
  })

  test('counts from the day on which it begins, where that is not the day of issue', () => {
    const late = caseOf({
      question: { ...DECLARATION_QUESTION, date: '2026-11-09' },
      fact: declarationFact({ issueDay: '2026-11-01', firstDay: '2026-11-10' }),
    })
    expectTold('in-force', late, 'fail NOT_YET_ISSUED')
  })
})

describe('matches', () => {
  const line = (values: Omit<NonNullable<Held['lines']>[number], 'line'>, at = 1): Held => ({
    lines: [{ line: at, ...values }],
  })

  test.each<[string, Held, string]>([
    ['a name written otherwise', { exporter: 'TUAYANG EXPORT CO LTD' }, 'exporter pass'],
    ['the name in Latin letters', { consignee: 'kunming shili import and export co ltd' }, 'consignee pass'],
    ['another name', { consignee: 'Kunming Shili' }, 'consignee fail FIELD_DIFFERS'],
    ['the name in its own script', { consignee: '昆明示例进出口有限公司' }, 'consignee pass'],
    ['an identifier with its register', { consigneeId: 'USCC 9153-0100-MA6E-XAMP-21' }, 'consigneeId pass'],
    [
      'one of another register',
      { consigneeId: 'KZ-BIN 91530100MA6EXAMP21' },
      'consigneeId fail FIELD_DIFFERS',
    ],
    ['a party that is not there', { importer: 'Anybody' }, 'importer not-established FIELD_NOT_ON_DOCUMENT'],
    ['a field of other documents', { plate: '京A12345' }, 'plate not-established FIELD_NOT_ON_DOCUMENT'],
    ['nothing but signs', { exporter: '...' }, 'exporter fail FIELD_DIFFERS'],
    ['an invoice', { invoice: 'te 2026 318' }, 'invoice pass'],
    ['another invoice', { invoice: 'TE-2026-319' }, 'invoice fail FIELD_DIFFERS'],
    ['the day of issue', { issueDate: '2026-11-20' }, 'issueDate fail FIELD_DIFFERS'],
    ['the agreement', { agreement: 'ACFTA' }, 'agreement pass'],
    ['six digits of a longer number', line({ hs: '11081400' }), '1 hs pass COMMON_DIGITS'],
    ['the same digits', line({ hs: '110814' }), '1 hs pass'],
    ['a shorter number', line({ hs: '350510' }, 2), '2 hs pass COMMON_DIGITS'],
    ['another number', line({ hs: '110815' }), '1 hs fail FIELD_DIFFERS'],
    ['too few digits', line({ hs: '1108' }), '1 hs fail FIELD_DIFFERS'],
    [
      'origin and criterion',
      line({ originCountry: 'LA', criterion: 'WO' }),
      '1 originCountry pass, 1 criterion pass',
    ],
    ['a share', line({ criterion: 'RVC 40' }, 2), '2 criterion fail FIELD_DIFFERS'],
    [
      'a quantity in another unit',
      line({ quantity: { quantity: '25.15', unitCode: 'TNE' } }),
      '1 quantity pass',
    ],
    [
      'another quantity',
      line({ quantity: { quantity: '25', unitCode: 'TNE' } }),
      '1 quantity fail FIELD_DIFFERS',
    ],
    ['pieces', line({ quantity: { quantity: '20.0', unitCode: 'C62' } }, 2), '2 quantity pass'],
    [
      'pieces for mass',
      line({ quantity: { quantity: '25150', unitCode: 'C62' } }),
      '1 quantity not-established UNIT_NOT_COMPARABLE',
    ],
    ['an amount', line({ amount: { amount: '1290.00', currencyId: 'USD' } }, 2), '2 amount pass'],
    [
      'another currency',
      line({ amount: { amount: '1290', currencyId: 'CNY' } }, 2),
      '2 amount not-established UNIT_NOT_COMPARABLE',
    ],
    [
      'an amount where there is none',
      line({ amount: { amount: '1290', currencyId: 'USD' } }),
      '1 amount not-established FIELD_NOT_ON_DOCUMENT',
    ],
    ['a line that is not there', line({ hs: '110814' }, 3), '3 hs not-established FIELD_NOT_ON_DOCUMENT'],
  ])('compares %s', (_, held, expected) => {
    expectTold('matches', asking({ held }), expected)
  })

  test.each<[string, Held, string]>([
    ['a name', { exporter: 'tuayang export co ltd' }, 'exporter pass'],
    ['another name', { exporter: 'Tuayang Import' }, 'exporter fail FIELD_DIFFERS'],
    ['what is not there', { importer: 'Anybody' }, 'importer fail FIELD_DIFFERS'],
    ['six digits of a tariff number', line({ hs: '35051010' }, 2), '2 hs pass'],
    [
      'a quantity in another unit',
      line({ quantity: { quantity: '25.15', unitCode: 'TNE' } }),
      '1 quantity pass',
    ],
    [
      'pieces for mass',
      line({ quantity: { quantity: '25150', unitCode: 'C62' } }),
      '1 quantity fail FIELD_DIFFERS',
    ],
    ['an amount', line({ amount: { amount: '1290.0', currencyId: 'USD' } }, 2), '2 amount pass'],
  ])('compares a hash of %s', (_, held, expected) => {
    expectTold('matches', caseOf({ question: hashed({ ...QUESTION, held }) }), expected)
  })

  test('takes a hash for its own field, line and salt only', () => {
    const question = hashed(QUESTION)
    const { exporter } = question.held ?? {}
    expect(typeof exporter).toBe('object')
    const moved = { ...question, held: { consignee: exporter ?? '' } }
    expectTold('matches', caseOf({ question: moved }), 'consignee fail FIELD_DIFFERS')
    const salted = {
      ...question,
      salt: Buffer.alloc(32, 7).toString('base64url'),
      held: { exporter: exporter ?? '' },
    }
    expectTold('matches', caseOf({ question: salted }), 'exporter fail FIELD_DIFFERS')
  })

  test('asks nothing where nothing is stated', () => {
    const { held, ...question } = QUESTION
    expect(held).toBeDefined()
    expectTold('matches', caseOf({ question }), '')
  })
})

describe('available', () => {
  const kilograms = (quantity: string, line = 1) => ({ line, quantity: { quantity, unitCode: 'KGM' } })
  const used = (amount: string): Standing => ({
    isNew: false,
    balance: {
      id: '',
      line: 1,
      measure: 'quantity',
      unit: 'KGM',
      total: '25150',
      carried: '0',
      reserved: amount,
      used: '1000',
    },
  })

  test.each<[string, Wish, string]>([
    ['all there is', { line: 1, quantity: { quantity: '25.15', unitCode: 'TNE' } }, '1 pass'],
    ['money', { line: 2, amount: { amount: '1290', currencyId: 'USD' } }, '2 pass'],
    ['a gram too much', kilograms('25150.001'), '1 fail BALANCE_TOO_SMALL'],
    [
      'pieces',
      { line: 1, quantity: { quantity: '1', unitCode: 'C62' } },
      '1 not-established UNIT_NOT_COMPARABLE',
    ],
    [
      'another currency',
      { line: 2, amount: { amount: '1', currencyId: 'CNY' } },
      '2 not-established UNIT_NOT_COMPARABLE',
    ],
    [
      'money nobody stated',
      { line: 1, amount: { amount: '1', currencyId: 'USD' } },
      '1 not-established NOT_COUNTED',
    ],
    ['a line that is not there', kilograms('1', 9), '9 not-established NOT_COUNTED'],
  ])('for %s', (_, wish, expected) => {
    expectTold('available', asking({ wants: [wish] }), expected)
  })

  test('less what is set aside and used', () => {
    const left = (wish: Wish): Case => ({
      ...asking({ wants: [wish] }),
      standingOf: () => used('24000'),
    })
    expectTold('available', left(kilograms('150')), '1 pass')
    expectTold('available', left(kilograms('151')), '1 fail BALANCE_TOO_SMALL')
  })

  test('is left open where its predecessor was used in a way that cannot be told', () => {
    const open: Case = {
      ...asking({ wants: [kilograms('1')] }),
      standingOf: () => ({ reason: 'PREDECESSOR_USED' }),
    }
    expectTold('available', open, '1 not-established PREDECESSOR_USED')
  })

  test('has nothing to say without a wish', () => {
    expectTold('available', caseOf(), '')
  })
})

describe('not-revoked', () => {
  test.each<[FactStatus, string]>([
    ['in-force', 'pass'],
    ['disputed', 'not-established DISPUTED'],
    ['replaced', 'fail REPLACED'],
    ['cancelled', 'fail CANCELLED'],
    ['refused', 'fail REFUSED'],
    ['revoked', 'fail REVOKED'],
    ['not-issued', 'fail NOT_ISSUED'],
  ])('for %s: %s', (status, expected) => {
    expectTold('not-revoked', withContent({ status }), expected)
  })

  test('is left open when the certificate that it is built on has fallen', () => {
    for (const status of ['replaced', 'cancelled', 'revoked', 'not-issued'] as const)
      expectTold('not-revoked', caseOf({ base: factOf({ status }) }), 'not-established BASE_REVOKED')
    for (const status of ['in-force', 'disputed'] as const)
      expectTold('not-revoked', caseOf({ base: factOf({ status }) }), 'pass')
    const own = { ...withContent({ status: 'cancelled' }), base: factOf({ status: 'revoked' }) }
    expectTold('not-revoked', own, 'fail CANCELLED')
  })
})

describe('of a paper', () => {
  test('nothing but what its issuer confirmed matches, and nothing is left of it', () => {
    const wants = [{ line: 1, quantity: { quantity: '1', unitCode: 'TNE' } }]
    const confirmed = caseOf({ paper: 'confirmed', question: { ...QUESTION, wants } })
    expectTold('available', confirmed, '1 not-established NOT_COUNTED')
    const held = { exporter: 'Tuayang Export Co., Ltd.', importer: 'A', invoice: 'B' }
    const matching = (paper: Case['paper']) =>
      checksOf(caseOf({ paper, question: { ...QUESTION, held } }))
        .filter(({ check }) => check === 'matches')
        .map(({ result, reason = '' }) => (seen.add(reason), `${result} ${reason}`))
    const open = 'not-established NOT_CONFIRMED'
    expect(matching('confirmed')).toEqual(['pass ', open, open])
    expect(matching('disowned')).toEqual([open, open, open])
  })

  test('whose goods do not originate, is refuted', () => {
    expectTold('not-revoked', withContent({ status: 'not-originating' }), 'fail NOT_ORIGINATING')
  })
})

test('every reason but those of the unknown answer was seen above', () => {
  const unseen = Object.keys(REASONS).filter((reason) => !seen.has(reason))
  expect(unseen).toEqual(['NOT_SHOWN', 'NO_REPLY', 'NOT_ASKED'])
})

test('the checks come in one order', () => {
  const wants = [{ line: 1, quantity: { quantity: '10', unitCode: 'TNE' } }]
  const names = checksOf(asking({ wants })).map(({ check }) => check)
  expect([...new Set(names)]).toEqual([
    'exists',
    'authentic',
    'competent',
    'in-force',
    'matches',
    'available',
    'not-revoked',
  ])
})

describe('the verdict', () => {
  const result = (...results: CheckResult['result'][]): CheckResult[] =>
    results.map((each) => ({ check: 'exists', result: each }))

  test.each([
    ['confirmed', result('pass', 'pass')],
    ['refuted', result('pass', 'fail')],
    ['refuted', result('not-established', 'fail')],
    ['not-established', result('pass', 'not-established')],
    ['not-established', []],
  ] as const)('is %s', (verdict, checks) => {
    expect(verdictOf(checks)).toBe(verdict)
  })
})
