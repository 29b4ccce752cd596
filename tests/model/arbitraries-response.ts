import * as fc from 'fast-check'
import { code, day, record, some, words, type Arb } from './arbitraries.ts'

const status = {
  statusCode: fc.constantFrom('accepted', 'review', 'rejected', 'released'),
  statusDescription: words(400),
}

export const mtres4Response: Arb = record(
  {
    functionalReferenceId: fc.constantFrom('CN_MT1401_1p0_x1', 'KHORGOS2026/1'),
    functionCode: fc.constantFrom('9', '2'),
    typeCode: fc.constantFrom('MT1401', 'MT4402'),
    consignments: some(record({ transportContractDocumentId: code(3, 35), ...status })),
  },
  {
    declaration: record({ id: code(1, 35) }),
    transportEquipment: some(record({ id: code(2, 17), ...status })),
  },
)

export const awresultResponse: Arb = fc.oneof(
  record({
    declaration: record({
      id: code(1, 17),
      borderCrossingId: fc.constant('CNHRS-KZHOR'),
      departureDateTime: day,
    }),
    registration: record(
      { year: fc.constant('2026'), number: fc.nat(99_999).map(String), acceptanceDateTime: day },
      { serialCode: fc.constant('R') },
    ),
  }),
  record({
    declaration: record({
      id: code(1, 17),
      borderCrossingId: fc.constant('CNHRS-KZHOR'),
      departureDateTime: day,
    }),
    errors: some(
      record(
        { validationCode: code(1, 17) },
        { description: words(256), pointer: record({ location: words(200) }) },
      ),
    ),
  }),
)
