import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountOf } from '../../../src/workflows/cargo/account.ts'
import { gather } from '../../../src/workflows/cargo/gather.ts'
import type { Piece } from '../../../src/workflows/cargo/piece.ts'
import { tripIdOf } from '../../../src/workflows/cargo/trip-id.ts'
import {
  arrival,
  checklist,
  declaration,
  gate,
  manifest,
  NOW,
  read,
  RULES,
  type Saying,
  sighting,
  vehicle,
} from './pieces.ts'

/** Papers of each trip, in the order of the log. */
const papers = (sayings: readonly Saying[]): string[][] =>
  gather(read(sayings), RULES).map(({ pieces }) => pieces.map(({ paper }) => paper))

describe('strong keys', () => {
  test('join the papers of a trip, each by another one', () => {
    // The declaration knows the bills, the checklist bills and batch, the gate only the number of the checklist.
    expect(papers([declaration(), gate('confirmed', '1', '0'), vehicle(), checklist()])).toEqual([
      ['declaration', 'gate-exit', 'vehicle-report', 'checklist'],
    ])
  })

  test('join two trips that turn out to be one, which keeps the older name', () => {
    const apart = read([declaration(), vehicle()])
    const names = gather(apart, RULES).map(({ pieces }) => tripIdOf(pieces))
    expect(names).toHaveLength(2)
    const joined = gather(read([declaration(), vehicle(), checklist()]), RULES)
    expect(joined.map(({ pieces }) => tripIdOf(pieces))).toEqual([names[0]])
  })

  test('do not join what is years apart: numbers are given again', () => {
    const old = manifest({
      loadingLocation: { loadingDateTime: '2023-11-24T08:00:00+08:00' },
      consignments: [],
    })
    expect(papers([old, vehicle()])).toEqual([['manifest'], ['vehicle-report']])
  })

  test('an amendment that names nothing but its number is of the trip of what it amends', () => {
    const deletion = manifest({ functionCode: '3', consignments: [], loadingLocation: {} })
    expect(papers([manifest(), deletion])).toEqual([['manifest', 'manifest']])
  })
})

describe('weak keys', () => {
  /** The notice of the other side: what leaves us enters there. */
  const seen = (time: string, plate = '新H30572') => sighting(plate, time)
  const trip = (id: string, arrivalDateTime: string): Saying =>
    vehicle({ id, consignments: [{ borderTransportMeans: { name: '新H30572', arrivalDateTime } }] })

  test('not after the time is over, nor in the other direction, nor for another plate', () => {
    const first = trip('9412261124031', '2026-11-24T01:00:00Z')
    for (const other of [
      seen('2026-11-25T01:00:01Z'),
      seen('2026-11-24T02:00:00Z', '新H30573'),
      { ...seen('2026-11-24T02:00:00Z'), country: 'CN' },
    ])
      expect(papers([first, other])).toEqual([['vehicle-report'], ['arrival']])
    expect(papers([first, seen('2026-11-25T01:00:00Z')])).toEqual([['vehicle-report', 'arrival']])
  })

  test('join nothing where two trips fit, and say which', () => {
    const both = read([
      trip('9412261124031', '2026-11-24T01:00:00Z'),
      trip('9412261124032', '2026-11-24T09:00:00Z'),
      seen('2026-11-24T10:00:00Z'),
    ])
    expect(gather(both, RULES).map(({ doubts }) => doubts)).toEqual([
      [],
      [],
      ['batch 9412261124031', 'batch 9412261124032'],
    ])
  })

  test('never join two trips with each other', () => {
    expect(
      papers([trip('9412261124031', '2026-11-24T01:00:00Z'), trip('9412261124032', '2026-11-24T01:00:00Z')]),
    ).toEqual([['vehicle-report'], ['vehicle-report']])
  })
})

/** Papers of some trips that share plates, bills and days with each other by chance. */
const arbitraryPapers: fc.Arbitrary<readonly Saying[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(
        'manifest',
        'vehicle',
        'checklist',
        'arrival',
        'seen',
        'declaration',
        'gate',
        'change',
      ),
      trip: fc.integer({ min: 0, max: 3 }),
      hour: fc.integer({ min: 0, max: 40 }),
      mass: fc.constantFrom('22000', '22500', '21000.5'),
    }),
    { minLength: 1, maxLength: 14 },
  )
  // Of two editions that do not say when they were written the one that came later counts, so that there is but one.
  .map((all) =>
    all.filter((one, place) => isDated(one) || all.findIndex((each) => isSame(each, one)) === place),
  )
  .map((all) => all.map(saying))

interface Drawn {
  readonly kind: string
  readonly trip: number
  readonly hour: number
  readonly mass: string
}

const isDated = ({ kind }: Drawn): boolean => kind !== 'manifest' && kind !== 'vehicle'
const isSame = (one: Drawn, other: Drawn): boolean => one.kind === other.kind && one.trip === other.trip

function saying({ kind, trip, hour, mass }: Drawn, place: number): Saying {
  const id = `94122611240${trip}`
  const at = new Date(Date.UTC(2026, 10, 23, hour)).toISOString()
  const bills = [
    { transportContractDocument: { id: `B${trip}` }, grossMassMeasure: mass, totalPackageQuantity: 5 },
  ]
  const means = { name: `H${trip % 2}`, arrivalDateTime: at }
  const recordedAt = new Date(Date.UTC(2026, 10, 24, 0, place)).toISOString()
  switch (kind) {
    case 'manifest':
      return {
        ...manifest({ id, consignments: bills, loadingLocation: { loadingDateTime: at } }),
        recordedAt,
      }
    case 'change':
      return { ...manifest({ id, functionCode: '3', consignments: bills }), recordedAt }
    case 'vehicle':
      return { ...vehicle({ id, consignments: [{ borderTransportMeans: means }] }), recordedAt }
    case 'checklist':
      return checklist({
        id: `C2694120000${trip}`,
        functionalReferenceId: id,
        issueDateTime: new Date(Date.UTC(2026, 10, 23, hour, place)).toISOString(),
        totalGrossMassMeasure: mass,
      })
    case 'arrival':
      return { ...arrival({ functionalReferenceId: `A${place}`, id, consignments: bills }), recordedAt }
    case 'declaration':
      return declaration({
        functionalReferenceId: `D${place}`,
        id: `94122026000000${trip}`,
        totalGrossMassMeasure: mass,
        goodsShipment: { consignment: { transportContractDocuments: [{ id: `B${trip}` }] } },
      })
    case 'gate':
      return gate('confirmed', mass, '0', { key: `C2694120000${trip}`, at: recordedAt })
    default:
      return sighting(`H${trip % 2}`, at, { functionalReferenceId: `N${place}` })
  }
}

/** What the accounts say, without the places in the log at which it was said. */
function accounts(pieces: readonly Piece[]): string[] {
  return gather(pieces, RULES)
    .map((each) => {
      const told = accountOf({ ...each, attached: [], statusOf: () => undefined }, RULES, NOW)
      const documents = told.documents.map(({ identity, standing, keys, figures }) => ({
        identity: identity.replace(/record \d+$/, ''),
        standing,
        keys: keys.map(({ key, value }) => `${key} ${value}`).toSorted(),
        figures: figures.map(({ measure, value, bill = '' }) => `${measure} ${value} ${bill}`).toSorted(),
      }))
      const { kind, direction, expected, findings, since } = told
      return JSON.stringify(
        { kind: kind?.trip, direction, since, documents, expected, findings, doubts: each.doubts },
        (name, value: unknown) => (name === 'record' || name === 'subject' ? undefined : value),
      )
    })
    .toSorted()
}

describe('in whatever order the papers come', () => {
  test('the accounts are the same', () => {
    fc.assert(
      fc.property(
        arbitraryPapers.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all.keys()], { minLength: all.length })),
        ),
        ([all, order]) => {
          const other = order.flatMap((at) => all[at] ?? [])
          expect(accounts(read(other))).toEqual(accounts(read(all)))
        },
      ),
    )
  })

  test('every piece is of one trip', () => {
    fc.assert(
      fc.property(arbitraryPapers, (all) => {
        const pieces = read(all)
        const placed = gather(pieces, RULES).flatMap((each) => each.pieces)
        expect(placed.map(({ record }) => record).toSorted()).toEqual(
          pieces.map(({ record }) => record).toSorted(),
        )
      }),
    )
  })
})
