import { beforeAll, describe, expect, test } from 'vitest'
import type { LoadChecklist } from '../../../../src/model/generated/load-checklist.ts'
import { compareChecklist } from '../../../../src/workflows/checklist/compare/compare.ts'
import {
  contradictions,
  withContradictions,
} from '../../../../src/workflows/checklist/presentation/contradict.ts'
import { presentChecklist } from '../../../../src/workflows/checklist/presentation/present.ts'
import { testSigner, type TestSigner } from '../../../trust/signers.ts'
import { STRICT, truck } from '../truck.ts'

const VALIDITY = { issued: new Date('2026-11-21T10:00:00Z'), validUntil: new Date('2026-11-24T10:00:00Z') }

let signer: TestSigner
beforeAll(async () => {
  signer = await testSigner('ec-p256')
})
const shown = (list: LoadChecklist) => presentChecklist(list, signer.signing, VALIDITY).presentation
const against = (came: Partial<LoadChecklist>) =>
  contradictions(shown(truck), { ...truck, ...came }).map(({ kind, stated, found }) => [kind, stated, found])

describe('the code that a driver showed, and the list that came', () => {
  test('are of one mind when they are one list, also when the list was confirmed since', () => {
    expect(contradictions(shown(truck), truck)).toEqual([])
    const confirmations = [{ countryCode: 'CN', dateTime: '2026-11-21T10:00:00Z', resultCode: 'conforming' }]
    expect(contradictions(shown(truck), { ...truck, functionCode: '5', confirmations })).toEqual([])
  })

  test('do not differ by letters that look alike', () => {
    const means = { ...truck.borderTransportMeans, name: '1234УБA' }
    // It is another edition all the same, and that is all there is to say.
    expect(against({ borderTransportMeans: means })).toMatchObject([['other', {}, {}]])
  })

  const { transportEquipment: _trailers, ...withoutTrailer } = truck.borderTransportMeans
  const [first, ...others] = truck.consignmentItems
  if (first === undefined) throw new Error('an empty truck')
  test.each<[string, Partial<LoadChecklist>, unknown[][]]>([
    [
      'another truck',
      { borderTransportMeans: { ...truck.borderTransportMeans, name: '7777 УБА' } },
      [['vehicle', '7777 УБА', '1234 УБА']],
    ],
    [
      'another seal',
      { borderTransportMeans: { ...truck.borderTransportMeans, seals: [{ id: '8800124' }] } },
      [['seal-number', '8800124, M4471', '8800123, M4471']],
    ],
    [
      'a trailer that is not there',
      { borderTransportMeans: withoutTrailer },
      [['vehicle', undefined, '5678 УБЧ']],
    ],
    ['another total', { totalGrossMassMeasure: '14000.6' }, [['mass', '14000.6', '14000.5']]],
    [
      'a line less',
      { consignmentItems: others },
      [
        ['other', '2', '3'],
        ['goods-excess', undefined, '1'],
      ],
    ],
    [
      'another line',
      { consignmentItems: [{ ...first, packageQuantity: 641, grossMassMeasure: '12400.50' }, ...others] },
      [['package-quantity', '641', '640']],
    ],
    [
      'other goods',
      { consignmentItems: [{ ...first, classification: { id: '690721' } }, ...others] },
      [['other', expect.any(String), expect.any(String)]],
    ],
  ])('contradict each other by %s', (_what, came, expected) => {
    expect(against(came)).toEqual(expected)
  })

  test('make a comparison differ that found nothing else', () => {
    const compared = compareChecklist({ stated: [truck] }, STRICT)
    const found = contradictions(shown(truck), { ...truck, totalPackageQuantity: 811 })
    expect(withContradictions(compared, found)).toMatchObject({
      verdict: 'differing',
      discrepancies: [{ kind: 'package-quantity', stated: '811', found: '810', within: false }],
      explanation: ['not borne: the code says 810 where the list says 811', ...compared.explanation],
    })
    expect(withContradictions(compared, [])).toBe(compared)
  })
})
