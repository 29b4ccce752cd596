import { describe, expect, test } from 'vitest'
import type { ConveyanceReport } from '../../../../src/model/generated/conveyance-report.ts'
import type { LoadChecklist } from '../../../../src/model/generated/load-checklist.ts'
import { type Comparands, compareChecklist } from '../../../../src/workflows/checklist/compare/compare.ts'
import { editionOf } from '../../../../src/workflows/checklist/compare/edition.ts'
import { checklistOfEmptyVehicle } from '../../../../src/workflows/checklist/compare/empty-vehicle.ts'
import { arrangement, confirmed, differing, NUMBER, result, truck } from '../truck.ts'

const CN_MN = arrangement('cn-mn-load-checklist')
const exit = (document: LoadChecklist, more = {}) => ({
  country: 'CN',
  documents: [confirmed(document, 'CN', more)],
})
const entry = (document: LoadChecklist, more = {}) => ({
  country: 'MN',
  documents: [confirmed(document, 'MN', more)],
})
const story = (comparands: Partial<Comparands>) => compareChecklist({ stated: [truck], ...comparands }, CN_MN)
const SEALS = [
  { id: '8800123', sealingPartyCode: 'CU' },
  { id: 'M4471', sealingPartyCode: 'SH' },
]

describe('two sides that agree with the list', () => {
  test('make it conforming', () => {
    expect(story({ exit: exit(truck), entry: entry(truck, { seals: SEALS }) })).toEqual({
      verdict: 'conforming',
      discrepancies: [],
      arrangement: 'cn-mn-load-checklist',
      editions: { stated: [editionOf(truck)], exit: [editionOf(truck)], entry: [editionOf(truck)] },
      explanation: ['the stated container CSNU1234567 has a wrong check digit'],
    })
  })

  test('may write plates and seals with the letters of another script', () => {
    const retyped: LoadChecklist = structuredClone(truck)
    retyped.borderTransportMeans.name = '1234-УБA'
    retyped.transportEquipment = [{ id: 'CSNU 123456-7', seals: [{ id: 'М4471' }] }]
    expect(story({ exit: exit(truck), entry: entry(retyped) }).verdict).toBe('conforming')
  })

  test.each([
    ['the entry side has not spoken', { exit: exit(truck) }],
    ['the exit side has not spoken', { entry: entry(truck) }],
    [
      'the entry side did not look',
      { exit: exit(truck), entry: entry(truck, { resultCode: 'not-checked' }) },
    ],
    [
      'the entry side only holds the list',
      { exit: exit(truck), entry: { country: 'MN', documents: [truck] } },
    ],
  ])('do not while %s', (_, comparands) => {
    expect(story(comparands).verdict).toBe('not-established')
  })
})

describe('what one side finds', () => {
  const found = (...inspections: Parameters<typeof differing>) =>
    story({ exit: exit(truck), entry: entry(truck, differing(...inspections)) })

  test('a few kilograms less on the scales are borne by the rule for that', () => {
    const comparison = found({ kindCode: 'weighing', grossMassMeasure: '30640', tareWeightMeasure: '16700' })
    expect(comparison.verdict).toBe('within-tolerance')
    expect(comparison.discrepancies).toEqual([
      {
        kind: 'mass',
        place: { checklist: NUMBER, pointer: '/totalGrossMassMeasure' },
        stated: '14000.5',
        found: '13940',
        difference: '60.5',
        within: true,
        rule: 'weighbridge',
        why: 'goods on the weighbridge differs by 60.5 kg; the rule weighbridge bears 70.0025 kg',
      },
    ])
  })

  test('two tons less are not, with the stated empty weights where the scales tell none', () => {
    const comparison = found({ kindCode: 'weighing', grossMassMeasure: '28700' })
    expect(comparison.verdict).toBe('differing')
    expect(comparison.discrepancies).toMatchObject([
      { kind: 'mass', found: '12000', difference: '2000.5', within: false, rule: 'weighbridge' },
    ])
  })

  test('packages counted on a line are compared with that line, and no rule bears a missing one', () => {
    expect(found({ kindCode: 'count', goodsItemNumeric: 2, packageQuantity: 149 }).discrepancies).toEqual([
      {
        kind: 'package-quantity',
        place: { checklist: NUMBER, pointer: '/consignmentItems/1/packageQuantity' },
        stated: '150',
        confirmed: '150',
        found: '149',
        difference: '1',
        within: false,
        why: `${NUMBER} line 2 packages differs by 1 packages; no rule bears any`,
      },
    ])
  })

  test('packages counted in a container are compared with the lines in it', () => {
    expect(
      found({ kindCode: 'count', transportEquipmentId: 'CSNU1234567', packageQuantity: 639 }).discrepancies,
    ).toMatchObject([{ kind: 'package-quantity', stated: '640', found: '639' }])
  })

  test.each([
    [
      'mass',
      '/consignmentItems/0/grossMassMeasure',
      '12300',
      { stated: '12400.5', found: '12300', within: true, rule: 'line-mass' },
    ],
    [
      'mass',
      '/consignmentItems/0/netMassMeasure',
      '11000',
      { stated: '12080', found: '11000', within: false },
    ],
    ['package-quantity', '/totalPackageQuantity', '809', { stated: '810', found: '809', within: false }],
    [
      'vehicle',
      '/borderTransportMeans/name',
      '9999 УБА',
      { stated: '1234 УБА', confirmed: '1234 УБА', found: '9999 УБА' },
    ],
    [
      'vehicle',
      '/borderTransportMeans/transportEquipment/0/id',
      '1 УБЧ',
      { stated: '5678 УБЧ', found: '1 УБЧ' },
    ],
    [
      'container-number',
      '/transportEquipment/0/id',
      'CSNU1234568',
      { stated: 'CSNU1234567', found: 'CSNU1234568' },
    ],
    [
      'tariff-classification',
      '/consignmentItems/1/classification/id',
      '070310',
      { stated: '080810', found: '070310' },
    ],
  ])('a finding of %s at %s is a value found there', (kindCode, location, value, expected) => {
    expect(found({ findings: [{ kindCode, location, found: value }] }).discrepancies).toMatchObject([
      { kind: kindCode, ...expected },
    ])
  })

  test('a plate that an officer thinks differs, and that only looks like another, does not', () => {
    const location = '/borderTransportMeans/name'
    expect(found({ findings: [{ kindCode: 'vehicle', location, found: '1234 УБA' }] }).verdict).toBe(
      'conforming',
    )
  })

  test('a container misread is told with its check digit', () => {
    const { discrepancies } = found({
      findings: [
        { kindCode: 'container-number', location: '/transportEquipment/0/id', found: 'CSQU3054384' },
      ],
    })
    expect(discrepancies[0]?.why).toContain('whose check digit is wrong')
  })

  test('goods that are not there are missing, without more about their mass', () => {
    const { discrepancies } = found({
      findings: [{ kindCode: 'goods-missing', location: '/consignmentItems/2' }],
    })
    expect(discrepancies).toMatchObject([
      { kind: 'goods-missing', place: { pointer: '/consignmentItems/2' }, within: false },
    ])
  })

  test('what no value tells counts as the officer stated it', () => {
    const { verdict, discrepancies } = found({
      findings: [{ kindCode: 'radiation', description: '0.9 µSv/h at the rear door' }],
    })
    expect(verdict).toBe('differing')
    expect(discrepancies).toMatchObject([
      { kind: 'radiation', within: false, why: '0.9 µSv/h at the rear door' },
    ])
  })

  test('a container that an inspection saw and nobody stated is one too many', () => {
    const { transportEquipment: _, ...loose } = truck
    const results = [result('MN', { transportEquipment: [{ id: 'CSQU3054383' }] })]
    const comparison = story({ stated: [loose], exit: exit(loose), entry: { ...entry(loose), results } })
    expect(comparison.discrepancies).toMatchObject([{ kind: 'container-number', found: 'CSQU3054383' }])
  })

  test('a line whose number stands twice hides no goods', () => {
    const twice = structuredClone(truck)
    twice.consignmentItems.push({
      sequenceNumeric: 2,
      description: 'x',
      packageQuantity: 150,
      grossMassMeasure: '1400',
    })
    const comparison = story({ exit: exit(truck), entry: entry(twice) })
    expect(comparison.discrepancies).toMatchObject([
      { kind: 'goods-excess', place: { pointer: '/consignmentItems/3' }, within: false },
    ])
  })

  test('a difference that nobody names is one all the same', () => {
    const comparison = story({ exit: exit(truck), entry: entry(truck, { resultCode: 'differing' }) })
    expect(comparison.verdict).toBe('differing')
    expect(comparison.discrepancies).toMatchObject([{ kind: 'other' }])
  })

  test('what the two sides found is held against each other, not against the list alone', () => {
    const weigh = (mass: string) => differing({ goodsItemNumeric: 1, netMassMeasure: mass })
    const comparison = story({ exit: exit(truck, weigh('12500')), entry: entry(truck, weigh('12300')) })
    expect(comparison.discrepancies).toMatchObject([
      { stated: '12400.5', confirmed: '12500', found: '12300', difference: '200', within: false },
    ])
  })

  test('precious goods fall under the stricter of two rules', () => {
    const silver = structuredClone(truck)
    silver.consignmentItems[0] = { ...silver.consignmentItems[0]!, classification: { id: '710691' } }
    const less = differing({ goodsItemNumeric: 1, netMassMeasure: '12380' })
    const of = (document: LoadChecklist) =>
      compareChecklist({ stated: [document], exit: exit(document), entry: entry(document, less) }, CN_MN)
    expect(of(truck).discrepancies).toMatchObject([{ within: true, rule: 'line-mass' }])
    expect(of(silver).discrepancies).toMatchObject([{ within: false, rule: 'precious-and-excise' }])
  })
})

describe('seals', () => {
  const found = (seals: { id: string; sealingPartyCode?: string }[], more: Partial<Comparands> = {}) =>
    story({ exit: exit(truck, { seals: SEALS }), entry: entry(truck, { seals }), ...more })
  const [customs, shipper] = [SEALS[0]!, SEALS[1]!]

  test('are missing, other or one too many, and none of that is ever borne', () => {
    expect(found([customs]).discrepancies).toMatchObject([
      { kind: 'seal-broken', stated: 'M4471', within: false },
    ])
    expect(found([customs, { id: 'M4472' }]).discrepancies).toMatchObject([
      { kind: 'seal-number', stated: 'M4471', found: 'M4472', within: false },
    ])
    expect(found([customs, shipper, { id: 'X1' }]).discrepancies).toMatchObject([
      { kind: 'seal-number', found: 'X1', within: false },
    ])
  })

  test('that are broken are so though their number is right', () => {
    const findings = [{ kindCode: 'seal-broken', location: '/transportEquipment/0/seals/0' }]
    const comparison = story({ exit: exit(truck), entry: entry(truck, differing({ findings })) })
    expect(comparison.discrepancies).toMatchObject([{ kind: 'seal-broken', stated: 'M4471', found: 'M4471' }])
  })

  test('whose number an officer typed on another keyboard are the same seals', () => {
    const findings = [
      { kindCode: 'seal-number', location: '/transportEquipment/0/seals/0/id', found: 'М4471' },
    ]
    expect(story({ exit: exit(truck), entry: entry(truck, differing({ findings })) }).verdict).toBe(
      'conforming',
    )
  })

  test('that the customs of the exit side put on are expected from then on', () => {
    const sealed = [...SEALS, { id: 'CN777', sealingPartyCode: 'CU' }]
    const at = { exit: exit(truck, { seals: sealed }) }
    expect(story({ ...at, entry: entry(truck, { seals: sealed }) }).verdict).toBe('conforming')
    expect(story({ ...at, entry: entry(truck, { seals: SEALS }) }).discrepancies).toMatchObject([
      { kind: 'seal-broken', stated: 'CN777' },
    ])
  })

  test('of anybody else are one too many at the exit', () => {
    const seals = [...SEALS, { id: 'CN777', sealingPartyCode: 'CA' }]
    expect(story({ exit: exit(truck, { seals }) }).discrepancies).toMatchObject([
      { kind: 'seal-number', confirmed: 'CN777' },
    ])
  })

  test('replaced at an inspection of the exit side are expected as it left them', () => {
    const results = [result('CN', { removedSeals: [{ id: 'M4471' }], appliedSeals: [{ id: 'CN900' }] })]
    const at = { ...exit(truck), results }
    const after = [customs, { id: 'CN900' }]
    expect(story({ exit: at, entry: entry(truck, { seals: after }) }).verdict).toBe('conforming')
    expect(story({ exit: at, entry: entry(truck, { seals: SEALS }) }).verdict).toBe('differing')
    expect(found(after).discrepancies).toMatchObject([
      { kind: 'seal-number', stated: 'M4471', found: 'CN900' },
    ])
  })

  test('that the entry side took off itself are not missing there', () => {
    const results = [result('MN', { removedSeals: [{ id: 'M4471' }], appliedSeals: [{ id: 'MN5' }] })]
    const at = { ...entry(truck, { seals: [customs, { id: 'MN5' }] }), results }
    expect(story({ exit: exit(truck), entry: at }).verdict).toBe('conforming')
  })

  test('are not replaced by the result of another load or another country', () => {
    const foreign = result('MN', {
      removedSeals: [{ id: 'M4471' }],
      subject: { typeCode: '787', id: 'C26070500999' },
    })
    const comparison = story({
      exit: exit(truck),
      entry: { ...entry(truck, { seals: [customs] }), results: [foreign] },
    })
    expect(comparison.verdict).toBe('differing')
    expect(comparison.explanation).toContain(
      'MN: the result MN-1 is not its own, or not about a list of this load',
    )
  })
})

describe('a load on its way', () => {
  test('may go over to another truck with leave, and is then expected on that one', () => {
    const transhipments = [{ from: '1234 УБА', to: ['777 УБВ'], authority: 'CN 0705' }]
    const onto = (plate: string) => {
      const findings = [{ kindCode: 'vehicle', location: '/borderTransportMeans/name', found: plate }]
      return story({ exit: exit(truck), entry: entry(truck, differing({ findings })), transhipments })
    }
    expect(onto('777 УБВ').verdict).toBe('conforming')
    expect(onto('778 УБВ').discrepancies).toMatchObject([
      { kind: 'vehicle', stated: '777 УБВ', found: '778 УБВ' },
    ])
    expect(onto('1234 УБA').discrepancies).toMatchObject([
      { kind: 'vehicle', stated: '777 УБВ', found: '1234 УБA' },
    ])
  })

  test('does not go over from a truck that never carried it', () => {
    const transhipments = [{ from: '5555 УБА', to: ['777 УБВ'], authority: 'CN 0705' }]
    expect(story({ exit: exit(truck), entry: entry(truck), transhipments }).verdict).toBe('conforming')
  })

  test('may be on two trucks under one number: what they carry is added', () => {
    const share = (plate: string, lines: readonly [number, number, string][]): LoadChecklist => ({
      id: NUMBER,
      borderTransportMeans: { name: plate, typeCode: '3', tareWeightMeasure: '9000' },
      consignmentItems: lines.map(([sequenceNumeric, packageQuantity, grossMassMeasure]) => ({
        sequenceNumeric,
        description: 'x',
        packageQuantity,
        grossMassMeasure,
      })),
    })
    const first = share('A1', [
      [1, 400, '8000'],
      [2, 150, '1400'],
    ])
    const second = share('A2', [
      [1, 240, '4400.5'],
      [3, 20, '200'],
    ])
    const sides = (more: Parameters<typeof confirmed>[2] = {}) => ({
      stated: [first, second],
      exit: { country: 'CN', documents: [confirmed(first, 'CN'), confirmed(second, 'CN')] },
      entry: { country: 'MN', documents: [confirmed(first, 'MN'), confirmed(second, 'MN', more)] },
    })
    expect(story(sides()).verdict).toBe('conforming')
    expect(
      story(sides(differing({ goodsItemNumeric: 1, packageQuantity: 239 }))).discrepancies,
    ).toMatchObject([{ kind: 'package-quantity', stated: '640', confirmed: '640', found: '639' }])
    // One of the two was weighed: nothing can be said of the whole.
    expect(
      story(sides(differing({ kindCode: 'weighing', grossMassMeasure: '20000' }))).discrepancies,
    ).toEqual([])
    const half = { ...sides(), entry: { country: 'MN', documents: [confirmed(first, 'MN')] } }
    expect(story(half).verdict).toBe('differing')
  })

  test('may be two lists on one truck: lines are told apart by both numbers, and the scales show the sum', () => {
    const other: LoadChecklist = {
      ...truck,
      id: 'C26070500124',
      consignmentItems: [
        { sequenceNumeric: 1, description: 'x', packageQuantity: 5, grossMassMeasure: '999.5' },
      ],
      totalPackageQuantity: 5,
      totalGrossMassMeasure: '999.5',
      totalNetMassMeasure: '990',
    }
    const weighed = differing({ kindCode: 'weighing', grossMassMeasure: '29700', tareWeightMeasure: '14700' })
    const documents = [confirmed(truck, 'MN'), confirmed(other, 'MN', weighed)]
    const both = {
      stated: [truck, other],
      exit: { country: 'CN', documents: [confirmed(truck, 'CN'), confirmed(other, 'CN')] },
    }
    expect(story({ ...both, entry: { country: 'MN', documents } }).verdict).toBe('conforming')
    expect(story({ ...both, entry: { country: 'MN', documents: [confirmed(truck, 'MN')] } }).verdict).toBe(
      'not-established',
    )
  })

  test('may be amended: the exit side need not confirm again, the entry side has to compare the new edition', () => {
    const amended = structuredClone(truck)
    amended.functionCode = '5'
    amended.consignmentItems[1] = { ...amended.consignmentItems[1]!, packageQuantity: 148 }
    amended.totalPackageQuantity = 808
    const counted = differing({ goodsItemNumeric: 2, packageQuantity: 150 })
    const current = { stated: [amended], earlier: [truck], exit: exit(truck, counted) }
    const good = story({ ...current, entry: entry(amended) })
    expect(good.verdict).toBe('conforming')
    expect(good.editions.exit).toEqual([editionOf(truck)])
    expect(good.explanation).toContain(`CN: ${NUMBER} line 2 packages was amended after it had found 150`)
    const stale = story({ ...current, entry: entry(truck) })
    expect(stale.discrepancies).toMatchObject([
      { kind: 'documents-missing', stated: editionOf(amended), found: editionOf(truck), within: false },
    ])
  })

  test('keeps its edition whatever message and confirmation come to it', () => {
    expect(editionOf(confirmed({ ...truck, functionCode: '5' }, 'CN'))).toBe(editionOf(truck))
    expect(editionOf({ ...truck, totalPackageQuantity: 811 })).not.toBe(editionOf(truck))
  })
})

describe('an empty vehicle', () => {
  const report: ConveyanceReport = {
    id: '0705261121009',
    borderCrossingId: 'CNERC-MNZUU',
    vehicleLoadCode: 'empty',
    consignments: [{ borderTransportMeans: { name: '1234 УБА', typeCode: '3', tareWeightMeasure: '14500' } }],
  }
  const empty = checklistOfEmptyVehicle(report)
  if (empty === undefined) throw new Error('it is empty')

  test('is found empty', () => {
    const weighed = {
      inspections: [{ kindCode: 'weighing', resultCode: 'conforming', grossMassMeasure: '14540' }],
    }
    const comparison = story({ stated: [empty], exit: exit(empty), entry: entry(empty, weighed) })
    expect(comparison.verdict).toBe('within-tolerance')
  })

  test('is not empty when it weighs too much or goods are seen in it', () => {
    const heavy = differing({ kindCode: 'weighing', grossMassMeasure: '15000' })
    const goods = differing({ findings: [{ kindCode: 'goods-excess', description: 'twelve sacks' }] })
    expect(story({ stated: [empty], entry: entry(empty, heavy) }).verdict).toBe('differing')
    expect(story({ stated: [empty], entry: entry(empty, goods) }).discrepancies).toMatchObject([
      { kind: 'goods-excess', why: 'twelve sacks' },
    ])
  })

  test('is one that is reported so', () => {
    expect(checklistOfEmptyVehicle({ ...report, vehicleLoadCode: 'loaded' })).toBeUndefined()
  })
})
