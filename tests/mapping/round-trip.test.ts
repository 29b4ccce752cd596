import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lossReport, undeclaredLosses } from '../../src/mapping/report.ts'
import { writeCanonical } from '../../src/xml/write.ts'
import { AT, mapping, tree } from './workshop.ts'

/** Every kind of rule that can go both ways, in one mapping. */
const rich = mapping({
  codes: {
    MODE: '1,sea,both,,,\n2,rail,both,,,\n3,road,both,,,\n',
    KIND: 'E,electronic,both,,,\nM,mechanical,both,,,\n',
  },
  rules: `
- { at: Head/Number, context: messageId }
- { at: Head/Sent, context: now, format: yyyyMMddHHmmss }
- { at: Head/Version, constant: '1.0' }
- { at: Id, is: trip.id }
- { at: Mode, is: trip.mode, code: MODE }
- { at: Day, is: trip.when, type: dateTime, format: yyyy-MM-dd, time: Time, timeFormat: HHmmss }
- { at: Volume, is: trip.volume, type: decimal, unit: LTR }
- { at: Volume/@unit, constant: LTR }
- { at: Amount, is: trip.amount, fixedScale: 4 }
- { at: Year, is: trip.year }
- { at: Empty, is: trip.empty }
- { at: Truck, join: [trip.plate, trip.trailer], separator: / }
- at: Carrier
  rules:
    - { at: Bin, is: trip.carrier.id, with: { trip.carrier.schemeId: KZ-BIN } }
    - { at: Uscc, is: trip.carrier.id, with: { trip.carrier.schemeId: USCC } }
    - { at: Name, is: trip.carrier.name }
    - at: Phone
      each: trip.carrier.phones
      rules: [{ at: ., is: .id }, { at: '@kind', is: .kind }]
- { at: Route/Country, each: trip.countries, rules: [{ at: ., is: . }] }
- { at: Totals/Items, count: trip.items }
- { at: Totals/Seals, count: 'trip.items[].seals' }
- { at: Totals/Mass, sum: 'trip.items[].mass', unit: TNE }
- at: List/Item
  each: trip.items
  rules:
    - { at: No, position: true }
    - { at: Name, is: .name }
    - { at: Mass, is: .mass, unit: TNE }
    - { at: Seal, each: .seals, rules: [{ at: Kind, is: .kind, code: KIND }, { at: No, is: .id }] }`,
})

const word = fc.stringMatching(/^[A-Za-z0-9Ӏ-ӿ一-鿿]([A-Za-z0-9 .&<>"'Ӏ-ӿ一-鿿]{0,18}[A-Za-z0-9])?$/)
const decimal = (scale: number) =>
  fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 11n }), fc.integer({ min: 0, max: scale }))
    .map(([units, digits]) => {
      const padded = units.toString().padStart(digits + 1, '0')
      const fraction = padded.slice(padded.length - digits).replace(/0+$/, '')
      return digits === 0 || fraction === ''
        ? padded.slice(0, padded.length - digits)
        : `${padded.slice(0, -digits)}.${fraction}`
    })
const moment = fc
  .date({ min: new Date('1995-01-01T00:00:00Z'), max: new Date('2090-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}+08:00`)
const day = moment.map((text) => text.slice(0, 10))
const some = { requiredKeys: [] }
const seal = fc.record({ kind: fc.constantFrom('E', 'M'), id: word }, { requiredKeys: ['id'] })
const item = fc.record(
  { name: word, mass: decimal(6), seals: fc.array(seal, { minLength: 1, maxLength: 3 }) },
  some,
)
const carrier = fc.record(
  {
    name: word,
    phones: fc.array(fc.record({ id: word, kind: word }, { requiredKeys: ['id'] }), {
      minLength: 1,
      maxLength: 3,
    }),
  },
  { requiredKeys: ['name'] },
)
const qualified = fc.record({ id: word, schemeId: fc.constantFrom('KZ-BIN', 'USCC') })
const truck = fc.oneof(
  fc.constant({}),
  fc.record({ plate: word, trailer: word }, { requiredKeys: ['plate'] }),
)
const trip = fc
  .tuple(
    fc.record(
      {
        id: word,
        mode: fc.constantFrom('1', '2', '3'),
        when: fc.oneof(moment, day),
        volume: decimal(6),
        amount: decimal(4),
        year: fc.integer(),
        empty: fc.boolean(),
        countries: fc.array(word, { minLength: 1, maxLength: 4 }),
        items: fc.array(item, { minLength: 1, maxLength: 5 }),
        carrier: fc.oneof(
          carrier,
          fc.tuple(carrier, qualified).map(([one, two]) => ({ ...one, ...two })),
        ),
      },
      { requiredKeys: ['id'] },
    ),
    truck,
  )
  .map(([fields, vehicle]) => ({ ...fields, ...vehicle }))

describe('read(write(document))', () => {
  test('is the document, through bytes, and loses nothing', () => {
    fc.assert(
      fc.property(trip, (document) => {
        const context = { now: AT, values: { messageId: 'm' } }
        const written = rich.write({ trip: document }, context)
        const again = rich.read(tree(writeCanonical(written.root)), AT)
        expect(again.documents['trip']).toEqual(document)
        const report = lossReport([again.report], rich.write(again.documents, context).report)
        expect(undeclaredLosses(report)).toEqual([])
        expect(report.totals).toMatchObject({ changed: 0, dropped: 0, defaulted: 0 })
      }),
      { numRuns: 300 },
    )
  })

  test('every leaf of the document is counted by the writer', () => {
    const leaves = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? Object.values(value).reduce((sum: number, each) => sum + leaves(each), 0)
        : 1
    fc.assert(
      fc.property(trip, (document) => {
        const { report } = rich.write({ trip: document }, { now: AT, values: { messageId: 'm' } })
        expect(report.seen.reduce((sum, { count }) => sum + count, 0)).toBe(leaves(document))
      }),
    )
  })
})
