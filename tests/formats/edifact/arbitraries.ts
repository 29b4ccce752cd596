import * as fc from 'fast-check'

/** Documents that UN/EDIFACT can carry without loss, as generators: every field that a rule names. */

const CHARACTERS = Array.from("ABCXYZabcxyz0189 '+:?*.,-()/=!éÄØ中文货单МӨҮқ𠮷")
const LATIN = CHARACTERS.filter((character) => /[\x20-\x7e\xa0-\xff]/.test(character))

const words = (characters: readonly string[], maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...characters), { minLength: 1, maxLength })
    .map((letters) => letters.join('').trim())
    .filter((text) => text !== '')

export const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(words(CHARACTERS, maxLength), words(LATIN, maxLength))

/** Texts that are lines on the wire: a line that fills its component cannot end there. */
const lines = (maxLength: number, width: number): fc.Arbitrary<string> =>
  fc
    .array(text(maxLength), { minLength: 1, maxLength: 2 })
    .filter((parts) => parts.slice(0, -1).every((part) => part.length % width !== 0))
    .map((parts) => parts.join('\n'))

const code = (maxLength: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[A-Z0-9]{1,${maxLength}}$`))

const decimal: fc.Arbitrary<string> = fc
  .tuple(fc.integer({ min: 0, max: 99_999_999 }), fc.integer({ min: 0, max: 999 }))
  .map(([whole, part]) =>
    part === 0 ? String(whole) : `${whole}.${String(part).padStart(3, '0').replace(/0+$/, '')}`,
  )

const quantity = fc.integer({ min: 0, max: 9_999_999 })
const moment = fc
  .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2035-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 16)}:00+08:00`)

const some = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }, required: (keyof T)[] = []) =>
  fc.record(model, { requiredKeys: required })

const filled = <T extends object>(each: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  each.filter((value) => Object.keys(value).length > 0)

const list = <T>(each: fc.Arbitrary<T>, maxLength = 3): fc.Arbitrary<T[]> =>
  fc.array(each, { minLength: 1, maxLength })

const communications = list(
  fc.record({
    id: fc.oneof(code(20), fc.constant('a.b@example.org')),
    typeId: fc.constantFrom('TE', 'FX', 'EM'),
  }),
)

const address = (width: number) =>
  filled(
    some({
      line: lines(width, width),
      cityName: text(30),
      postcodeId: code(9),
      countryCode: fc.constantFrom('CN', 'MN', 'KZ'),
    }),
  )

const party = (width: number) =>
  filled(some({ identifier: fc.record({ id: code(18) }), name: lines(70, width), address: address(35) }))

const fullParty = (width: number) =>
  filled(
    some({
      identifier: fc.record({ id: code(18) }),
      name: lines(70, width),
      address: address(35),
      communications,
      contact: some({ name: text(30), communications }, ['name']),
    }),
  )

const item = (withOrigin: boolean) =>
  some(
    {
      cargoDescription: text(70),
      description: text(70),
      undgId: fc.stringMatching(/^[0-9]{4}$/),
      classificationId: fc.stringMatching(/^[0-9]{4,12}$/),
      ...(withOrigin && { originCountryCode: fc.constantFrom('CN', 'MN', 'KZ') }),
      grossMassMeasure: decimal,
      grossVolumeMeasure: decimal,
      packageQuantity: quantity,
      packageKindCode: fc.constantFrom('CT', 'BG', 'PK', '4G'),
    } as const,
    ['cargoDescription', 'grossMassMeasure', 'packageQuantity', 'packageKindCode'],
  )

const place = fc.constantFrom('CNERC', 'MNZUU', 'MNULN', 'KZHOR').map((id) => ({ id }))
const amount = fc.record({ amount: decimal, currencyId: fc.constantFrom('USD', 'CNY', 'KZT') })

const equipment = list(some({ id: code(11), packageQuantity: quantity }, ['id']), 2)

const bill = (width: number, withOrigin: boolean) =>
  some(
    {
      transportContractDocument: fc.record({ id: code(30), typeCode: fc.constant('730') }),
      natureCode: fc.constantFrom('22', '23', '24', '28'),
      totalPackageQuantity: quantity,
      packageKindCode: fc.constantFrom('CT', 'BG'),
      grossVolumeMeasure: decimal,
      valueAmount: amount,
      routingCountries: list(
        fc.constantFrom('CN', 'MN', 'KZ').map((routingCountryCode) => ({ routingCountryCode })),
      ),
      shippingMarks: lines(60, 35),
      loadingLocation: place,
      unloadingLocation: place,
      goodsLocation: filled(some({ id: code(17), name: code(17) })),
      consignor: fullParty(width),
      consignee: fullParty(width),
      notifyParty: fullParty(width),
      freight: filled(some({ termsCode: fc.constantFrom('PP', 'CC'), chargeAmount: amount })),
      transportEquipment: equipment,
      consignmentItems: list(item(withOrigin)),
    } as const,
    [
      'transportContractDocument',
      'totalPackageQuantity',
      'packageKindCode',
      'consignor',
      'consignee',
      'consignmentItems',
    ],
  ).map(({ transportEquipment, ...rest }) =>
    // Several items and containers: nobody knows which goods are in which.
    rest.consignmentItems.length === 1 && transportEquipment !== undefined
      ? { ...rest, transportEquipment }
      : rest,
  )

const container = some(
  {
    id: code(11),
    characteristicCode: fc.constantFrom('22G1', '42G1'),
    fullnessCode: fc.constantFrom('4', '5'),
    supplierPartyTypeCode: fc.constantFrom('1', '2'),
    tareWeightMeasure: decimal,
    seals: list(some({ id: code(10), sealingPartyCode: fc.constantFrom('CU', 'CA') }, ['id'])),
  } as const,
  ['id'],
)

/** @param directory decides the widths of lines and whether an item has an origin */
export const cargo = (directory: 'd95b' | 'd22a') => {
  const width = directory === 'd95b' ? 35 : 70
  return some(
    {
      id: code(35),
      borderCrossingId: fc.constantFrom('CNERC-MNZUU', 'CNHRS-KZHOR', 'KZALS-KZDOS'),
      additionalInformation: text(70).map((content) => ({ content })),
      agent: party(width),
      borderTransportMeans: some(
        { typeCode: fc.constantFrom('2', '3'), transportEquipment: list(container) } as const,
        ['typeCode'],
      ),
      carrier: party(width),
      loadingLocation: filled(some({ id: place.map(({ id }) => id), loadingDateTime: moment })),
      unloadingLocation: filled(some({ id: place.map(({ id }) => id), arrivalDateTime: moment })),
      representativePerson: text(35).map((name) => ({ name })),
      consignments: list(bill(width, directory === 'd22a')),
    } as const,
    ['id', 'borderCrossingId', 'borderTransportMeans', 'consignments'],
  )
}

const status = (codes: readonly string[], length: number) =>
  some({ statusCode: fc.constantFrom(...codes), statusDescription: text(length) }, ['statusCode'])

const error = (directory: 'd95b' | 'd22a') =>
  some(
    {
      validationCode: code(8),
      pointer: some(
        {
          steps: fc.constantFrom('42A', '28A').map((documentSectionCode) => [{ documentSectionCode }]),
          ...(directory === 'd22a' && { location: text(70) }),
        },
        ['steps'],
      ),
      ...(directory === 'd22a' && { description: text(70) }),
    },
    ['validationCode', 'pointer'],
  )

export const response = (directory: 'd95b' | 'd22a') =>
  some(
    {
      functionalReferenceId: code(35),
      id: code(35),
      issueDateTime: moment,
      declaration: code(35).map((id) => ({ id })),
      status: status(['accepted', 'rejected'], 70),
      registration: some({ number: code(10), acceptanceDateTime: fc.constant('2026-11-20') }, ['number']),
      errors: list(error(directory)),
      consignments: list(
        fc.record({
          transportContractDocumentId: code(20),
          statusCode: fc.constantFrom('accepted', 'rejected'),
        }),
      ),
    },
    ['functionalReferenceId', 'status'],
  )

export const syntaxReport = fc.record({
  functionalReferenceId: code(14),
  status: fc.constantFrom('stored', 'failed').map((statusCode) => ({ statusCode })),
})
