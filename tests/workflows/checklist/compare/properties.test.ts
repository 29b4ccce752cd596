import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDecimals } from '../../../../src/model/decimal.ts'
import type { LoadChecklist } from '../../../../src/model/generated/load-checklist.ts'
import type { Arrangement, ToleranceRule } from '../../../../src/workflows/checklist/arrangement.ts'
import {
  type ChecklistComparison,
  compareChecklist,
} from '../../../../src/workflows/checklist/compare/compare.ts'
import { confirmed, STRICT, truck } from '../truck.ts'

const mass = fc.integer({ min: 1, max: 30_000_000 }).map((grams) => `${grams / 1000}`)

const itemsArbitrary = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 6 })
  .chain((numbers) =>
    fc.tuple(
      ...numbers.map((sequenceNumeric) =>
        fc.record({
          sequenceNumeric: fc.constant(sequenceNumeric),
          description: fc.constant('goods'),
          classification: fc.constantFrom({ id: '690721' }, { id: '2203001000' }, { id: '7108' }),
          packageQuantity: fc.integer({ min: 1, max: 5000 }),
          grossMassMeasure: mass,
          netMassMeasure: mass,
        }),
      ),
    ),
  )

const checklistArbitrary: fc.Arbitrary<LoadChecklist> = itemsArbitrary.map((consignmentItems) => {
  const { totalPackageQuantity: _p, totalGrossMassMeasure: _g, totalNetMassMeasure: _n, ...rest } = truck
  return { ...rest, consignmentItems }
})

const rulesArbitrary: fc.Arbitrary<ToleranceRule[]> = fc.array(
  fc.record({
    id: fc.constant('rule'),
    measures: fc.constant([
      'line-packages',
      'line-gross',
      'line-net',
      'total-packages',
      'total-gross',
      'total-net',
    ] as const),
    percent: fc.integer({ min: 0, max: 30 }).map((tenths) => `${tenths / 10}`),
    absolute: fc.integer({ min: 0, max: 200 }).map(String),
    whichever: fc.constantFrom('less', 'greater'),
  }),
  { maxLength: 3 },
)

const compare = (
  stated: LoadChecklist,
  exit: LoadChecklist,
  entry: LoadChecklist,
  arrangement: Arrangement = STRICT,
): ChecklistComparison =>
  compareChecklist(
    {
      stated: [stated],
      exit: { country: 'CN', documents: [confirmed(exit, 'CN')] },
      entry: { country: 'MN', documents: [confirmed(entry, 'MN')] },
    },
    arrangement,
  )

/** Documents of one load that differ in a few numbers. */
const accountsArbitrary = checklistArbitrary.chain((stated) => {
  const account = fc
    .array(fc.integer({ min: 0, max: 60 }), { minLength: 18, maxLength: 18 })
    .map((changes): LoadChecklist => ({
      ...stated,
      consignmentItems: stated.consignmentItems.map((item, at) => ({
        ...item,
        packageQuantity: (item.packageQuantity ?? 0) + (changes[at] ?? 0),
        grossMassMeasure: addDecimals(item.grossMassMeasure ?? '0', `${(changes[at + 6] ?? 0) / 2}`),
      })),
    }))
  return fc.tuple(fc.constant(stated), account, account)
})

describe('the comparison', () => {
  test('finds no difference between a document and itself', () => {
    fc.assert(
      fc.property(checklistArbitrary, (checklist) => {
        const { verdict, discrepancies } = compare(checklist, checklist, checklist)
        expect({ verdict, discrepancies }).toEqual({ verdict: 'conforming', discrepancies: [] })
      }),
    )
  })

  test('tells lines by their numbers and seals and containers by themselves, in whatever order they come', () => {
    const shuffled = checklistArbitrary.chain((checklist) =>
      fc
        .shuffledSubarray(checklist.consignmentItems, { minLength: checklist.consignmentItems.length })
        .map((consignmentItems): [LoadChecklist, LoadChecklist] => [
          checklist,
          { ...checklist, consignmentItems },
        ]),
    )
    fc.assert(
      fc.property(shuffled, ([checklist, permuted]) => {
        expect(compare(checklist, permuted, checklist).verdict).toBe('conforming')
        expect(compare(checklist, checklist, permuted).verdict).toBe('conforming')
      }),
    )
  })

  test('finds the same whichever of the two sides told it', () => {
    const rows = ({ discrepancies }: ChecklistComparison, swap: boolean) =>
      discrepancies
        .map(({ kind, place, stated, confirmed: one, found: other, difference, within }) =>
          JSON.stringify([kind, place, stated, swap ? other : one, swap ? one : other, difference, within]),
        )
        .toSorted()
    fc.assert(
      fc.property(accountsArbitrary, rulesArbitrary, ([stated, one, other], tolerances) => {
        const arrangement = { ...STRICT, tolerances }
        const straight = compare(stated, one, other, arrangement)
        const swapped = compare(stated, other, one, arrangement)
        expect(rows(swapped, true)).toEqual(rows(straight, false))
        expect(swapped.verdict).toBe(straight.verdict)
      }),
    )
  })

  test('bears no less when any rule bears more, and bears no more when a rule is added', () => {
    const refused = ({ discrepancies }: ChecklistComparison) =>
      discrepancies.filter(({ within }) => !within).map(({ kind, place }) => `${kind} ${place.pointer}`)
    fc.assert(
      fc.property(
        accountsArbitrary,
        rulesArbitrary,
        fc.integer({ min: 0, max: 500 }),
        ([stated, one, other], tolerances, more) => {
          const now = refused(compare(stated, one, other, { ...STRICT, tolerances }))
          const wider = tolerances.map((rule) => ({
            ...rule,
            absolute: `${Number(rule.absolute) + more}`,
            percent: `${Number(rule.percent) + more / 10}`,
          }))
          const then = refused(compare(stated, one, other, { ...STRICT, tolerances: wider }))
          expect(now).toEqual(expect.arrayContaining(then))
          if (tolerances.length > 1) {
            const fewer = refused(compare(stated, one, other, { ...STRICT, tolerances: tolerances.slice(1) }))
            expect(now).toEqual(expect.arrayContaining(fewer))
          }
        },
      ),
    )
  })

  test.each<[string, string, (list: LoadChecklist) => void]>([
    ['plate', 'vehicle', (list) => (list.borderTransportMeans.name = '1235 УБА')],
    ['trailer', 'vehicle', (list) => (list.borderTransportMeans.transportEquipment = [{ id: '5679 УБЧ' }])],
    ['lost trailer', 'vehicle', (list) => delete list.borderTransportMeans.transportEquipment],
    [
      'container',
      'container-number',
      (list) => (list.transportEquipment = [{ ...list.transportEquipment?.[0], id: 'CSNU7654321' }]),
    ],
    ['seal of the truck', 'seal-number', (list) => (list.borderTransportMeans.seals = [{ id: '8800124' }])],
    ['lost seal', 'seal-broken', (list) => delete list.borderTransportMeans.seals],
    ['packages', 'package-quantity', (list) => change(list, 1, { packageQuantity: 149 })],
    ['gross mass', 'mass', (list) => change(list, 1, { grossMassMeasure: '1400.001' })],
    ['net mass', 'mass', (list) => change(list, 2, { netMassMeasure: '179' })],
    [
      'tariff number',
      'tariff-classification',
      (list) => change(list, 0, { classification: { id: '6907221000' } }),
    ],
    ['number of a line', 'goods-missing', (list) => change(list, 2, { sequenceNumeric: 4 })],
    ['lost line', 'goods-missing', (list) => list.consignmentItems.pop()],
    [
      'one line more',
      'goods-excess',
      (list) => list.consignmentItems.push({ sequenceNumeric: 9, description: 'x' }),
    ],
    ['total of packages', 'package-quantity', (list) => (list.totalPackageQuantity = 811)],
    ['total gross mass', 'mass', (list) => (list.totalGrossMassMeasure = '14000.6')],
    ['total net mass', 'mass', (list) => (list.totalNetMassMeasure = '13609.999')],
  ])('finds another %s, on either side', (_, kind, mutate) => {
    const mutated = structuredClone(truck)
    mutate(mutated)
    for (const comparison of [compare(truck, mutated, truck), compare(truck, truck, mutated)]) {
      expect(comparison.verdict).toBe('differing')
      expect(comparison.discrepancies.map((each) => each.kind)).toContain(kind)
      expect(comparison.explanation).toHaveLength(comparison.discrepancies.length + 1)
    }
  })
})

type Item = LoadChecklist['consignmentItems'][number]

function change(list: LoadChecklist, at: number, members: Partial<Item>): void {
  const item = list.consignmentItems[at]
  if (item === undefined) throw new Error('no such line')
  list.consignmentItems[at] = { ...item, ...members }
}
