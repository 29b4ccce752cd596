import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { accountOf, type CargoAccount } from '../../../src/workflows/cargo/account.ts'
import type { StatusOf } from '../../../src/workflows/cargo/documents.ts'
import type { CargoFinding } from '../../../src/workflows/cargo/finding.ts'
import {
  arrival,
  bill,
  certificate,
  checklist,
  declaration,
  gate,
  manifest,
  NOW,
  read,
  RULES,
  type Saying,
  vehicle,
  writeOff,
} from './pieces.ts'

const IN_FORCE: StatusOf = () => undefined

interface Also {
  readonly now?: Date
  readonly attached?: readonly Saying[]
  readonly statusOf?: StatusOf
  readonly doubts?: readonly string[]
}

function account(sayings: readonly Saying[], also: Also = {}): CargoAccount {
  const { attached = [], statusOf = IN_FORCE, doubts = [], now = NOW } = also
  const pieces = read(sayings)
  return accountOf({ pieces, attached: read(attached, 1000), statusOf, doubts }, RULES, now)
}

const findings = (sayings: readonly Saying[], also: Also = {}): readonly CargoFinding[] =>
  account(sayings, also).findings
/** Codes with their rules. */
const codes = (sayings: readonly Saying[], also: Also = {}): string[] =>
  findings(sayings, also).map(({ code, rule }) => `${code} ${rule}`)

const TRIP = [manifest(), vehicle(), checklist(), arrival()]

describe('papers that agree', () => {
  test('are an account in which nothing is wrong', () => {
    const told = account([...TRIP, gate('confirmed', '39190', '17200'), declaration()])
    expect(told.findings).toEqual([])
    expect(told.kind?.trip).toBe('supervised-exit')
    expect(told).toMatchObject({ direction: 'leaves', crossings: ['CNJEM'], offices: ['9412'] })
    expect(told.documents.map(({ paper, standing }) => `${paper} ${standing}`)).toEqual([
      'arrival counts',
      'checklist counts',
      'declaration counts',
      'gate-exit counts',
      'manifest counts',
      'vehicle-report counts',
    ])
  })
})

describe('what is missing', () => {
  test('is expected until its time is over, and missing from then on', () => {
    const early = account([checklist()])
    expect(early.expected.map(({ id, until }) => `${id} ${until}`)).toEqual([
      'manifest 2026-11-25T02:05:00.000Z',
      'gate 2026-11-27T02:05:00.000Z',
    ])
    expect(early.dueAt).toEqual(new Date('2026-11-25T02:05:00.000Z'))
    expect(early.findings).toEqual([])
    const due = account([checklist()], { now: new Date('2026-11-25T02:05:00.000Z') })
    expect(due.findings).toEqual([
      {
        code: 'DOCUMENT_MISSING',
        rule: 'manifest',
        papers: ['manifest'],
        until: '2026-11-25T02:05:00.000Z',
      },
    ])
    expect(due.dueAt).toEqual(new Date('2026-11-27T02:05:00.000Z'))
  })

  test('is nothing that only a paper makes necessary which was taken back', () => {
    const told = account([checklist(), checklist({ functionCode: '3' })], {
      now: new Date('2027-01-01T00:00:00Z'),
    })
    expect(told.findings).toEqual([])
    expect(told.documents).toMatchObject([{ standing: 'withdrawn', editions: [{}, {}] }])
  })
})

describe('over and short', () => {
  test('name both places, the difference and what is borne', () => {
    const short = findings([
      ...TRIP.slice(0, 3),
      arrival({ consignments: [bill('CMR 2611240031', 1000, '17500'), bill('CMR 2611240032', 200, '4000')] }),
    ])
    expect(short).toEqual([
      {
        code: 'QUANTITY_SHORT',
        rule: 'manifest-arrival-mass',
        about: 'CMR2611240031',
        measure: 'gross',
        one: {
          value: '18000',
          unit: 'KGM',
          told: [
            expect.objectContaining({
              paper: 'manifest',
              record: '0',
              path: '/consignments/0/grossMassMeasure',
              value: '18000',
            }),
          ],
        },
        other: {
          value: '17500',
          unit: 'KGM',
          told: [expect.objectContaining({ paper: 'arrival', record: '3' })],
        },
        difference: '500',
        borne: '180',
      },
    ])
  })

  test('begin where more than the tolerance is missing, to the gram', () => {
    const weighed = (gross: string) => codes([...TRIP, gate('confirmed', gross, '17200')])
    // 0.5 % of 22000 kg are 110 kg, and more than 60.
    expect(weighed('39310')).toEqual([])
    expect(weighed('39310.001')).toEqual(['QUANTITY_OVER checklist-gate'])
    expect(weighed('39089.999')).toEqual(['QUANTITY_SHORT checklist-gate'])
  })

  test('a second weighing counts in place of the first', () => {
    const again = gate('confirmed', '39200', '17200', { at: '2026-11-24T13:00:00.000Z' })
    expect(codes([...TRIP, again, gate('confirmed', '39840', '17200')])).toEqual([])
  })

  test('masses are decimals, however many there are', () => {
    const items = Array.from({ length: 10 }, (_, at): JsonObject => bill(`B-${at}`, 1, '0.1'))
    const told = manifest({ consignments: items })
    expect(codes([told, vehicle(), arrival({ consignments: items })])).toEqual([])
    const declared = declaration({ totalGrossMassMeasure: '1', totalPackageQuantity: 10, goodsShipment: {} })
    expect(codes([told, vehicle(), declared])).toEqual([])
  })

  test('what one paper does not tell is not compared', () => {
    const silent = manifest({ consignments: [{ transportContractDocument: { id: 'CMR 2611240031' } }] })
    expect(codes([silent, vehicle(), arrival()])).toEqual(['VALUE_CONTRADICTED bill-arrival'])
  })

  test('what was written off for a declaration may be less than it declares, and not more', () => {
    const trip = [...TRIP, declaration()]
    expect(codes(trip, { attached: [certificate(), writeOff({ held: '100' })] })).toEqual([])
    expect(findings(trip, { attached: [certificate(), writeOff({ held: '22000.5' })] })).toMatchObject([
      { code: 'QUANTITY_OVER', rule: 'declaration-write-off', difference: '0.5', borne: '0' },
    ])
  })
})

describe('contradictions', () => {
  test('other plates on two papers, each with its place', () => {
    const other = vehicle({ consignments: [{ borderTransportMeans: { name: '新H99999' } }] })
    expect(findings([manifest(), other, checklist()])).toMatchObject([
      {
        code: 'VALUE_CONTRADICTED',
        rule: 'plate-checklist',
        one: { value: '新H99999', told: [{ paper: 'vehicle-report', record: '1' }] },
        other: {
          value: '新H30572, 新H3057挂',
          told: [
            { path: '/borderTransportMeans/name' },
            { path: '/borderTransportMeans/transportEquipment/0/id' },
          ],
        },
      },
    ])
  })

  test('are none where letters of two alphabets look the same', () => {
    const cyrillic = vehicle({
      consignments: [{ borderTransportMeans: { name: '新Н30572/新Н3057挂' } }],
    })
    expect(codes([manifest(), cyrillic, checklist()])).toEqual([])
  })

  test('two manifests of one trip', () => {
    const second = manifest({ id: '9412261124099' })
    expect(codes([manifest(), second, vehicle()])).toContain('DOCUMENT_DOUBLED manifest')
  })

  test('what an officer has found, until he decides anew', () => {
    const decided = (statusCode: string, issueDateTime: string, list: JsonObject[] = []): Saying => ({
      of: 'decision',
      from: 'kz-customs',
      document: {
        declaration: { id: 'C26941200031' },
        issueDateTime,
        status: { statusCode },
        ...(list.length > 0 && { findings: list }),
      },
    })
    const held = decided('held', '2026-11-24T13:00:00Z', [
      { kindCode: 'mass', declared: '22000', found: '22640' },
      { kindCode: 'seal-number', declared: 'CU4471902', found: 'CU4471920' },
    ])
    expect(findings([...TRIP, held])).toMatchObject([
      {
        code: 'QUANTITY_OVER',
        rule: 'found-mass',
        difference: '640',
        one: { told: [{ path: '/findings/0/declared' }] },
      },
      { code: 'FOUND_OTHERWISE', rule: 'seal-number', other: { value: 'CU4471920' } },
    ])
    expect(codes([...TRIP, held, decided('released', '2026-11-24T15:00:00Z')])).toEqual([])
  })
})

describe('papers with very many bills', () => {
  test('are compared, and the first places are told', () => {
    const of = (name: string): JsonObject[] =>
      Array.from({ length: 300 }, (_, at) => bill(`${name}${at}`, 1, '1'))
    const [found] = findings([
      manifest({ consignments: of('A') }),
      vehicle(),
      arrival({ consignments: of('B') }),
    ])
    expect(found).toMatchObject({ code: 'VALUE_CONTRADICTED', other: { more: 250 } })
    expect(found?.other?.told).toHaveLength(50)
  })
})

describe('amended papers', () => {
  const changed = manifest({
    functionCode: '4',
    consignments: [bill('CMR 2611240032', 190, '3800')],
  })

  test('a change of some bills leaves the others as they were', () => {
    const told = account([manifest(), changed, vehicle(), arrival()])
    expect(told.findings.map(({ code, about, measure }) => `${code} ${about} ${measure}`)).toEqual([
      'QUANTITY_OVER CMR2611240032 packages',
      'QUANTITY_OVER CMR2611240032 gross',
    ])
  })

  test('whichever of the two comes first', () => {
    expect(codes([changed, manifest(), vehicle(), arrival()])).toEqual(
      codes([manifest(), changed, vehicle(), arrival()]),
    )
  })

  test('a bill that was struck is unknown from then on, and with its last bill the manifest is gone', () => {
    const struck = manifest({ functionCode: '3', consignments: [bill('CMR 2611240032', 200, '4000')] })
    expect(codes([manifest(), struck, vehicle(), arrival()])).toEqual(['VALUE_CONTRADICTED bill-arrival'])
    const all = manifest({ functionCode: '3' })
    expect(account([manifest(), all]).documents).toMatchObject([{ standing: 'withdrawn' }])
  })

  test('a replacement under another number stands in the place of the first', () => {
    const replacing = manifest({
      id: '9412261124032',
      functionCode: '5',
      previousDocument: { id: '9412261124031' },
    })
    const told = account([manifest(), replacing, vehicle()])
    expect(told.documents.map(({ number, standing }) => `${number} ${standing}`)).toContain(
      '9412261124031 replaced',
    )
    expect(told.findings).toEqual([])
  })
})

describe('documents that fell', () => {
  test('are shown as such, and count no more', () => {
    const statusOf: StatusOf = ({ paper }) => (paper === 'certificate' ? 'revoked' : undefined)
    const told = account([...TRIP, declaration()], { attached: [certificate()], statusOf })
    expect(told.findings).toMatchObject([
      { code: 'DOCUMENT_FALLEN', rule: 'revoked', about: 'E26CN0001', one: { told: [{ record: '1000' }] } },
    ])
  })

  test('what could be of several trips says which', () => {
    expect(findings([arrival()], { doubts: ['batch A', 'batch B'] })).toMatchObject([
      { code: 'TRIP_UNCERTAIN', trips: ['batch A', 'batch B'] },
    ])
  })
})
