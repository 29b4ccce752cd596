import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../refusal.ts'
import { readText, sample } from '../sample-files.ts'
import {
  attributesOf,
  changed,
  chineseWith,
  convert,
  DECLARATION,
  documentOf,
  EXPORT_OF_CHINA,
  itemsOf,
  replaced,
  toldOf,
  valuesOf,
  withText,
  write,
} from './convert.ts'

const [SAD, UNION, WCO] = ['kz-asycuda-sad-r1', 'eaeu-r055-goods-v1.0.0', 'wco-dec-v3.6'] as const
const CHINA = 'cn-decmessage-import-v1'

describe('trap 1, country codes', () => {
  it('three letters of a Chinese declaration are two letters of the Union', () => {
    expect(valuesOf(sample('decmessage-import-minimal'), 'OriginCountry')).toEqual(['KAZ'])
    expect(valuesOf(convert(UNION, sample('decmessage-import-minimal')).text, 'CACountryCode')).toEqual([
      'KZ',
      'KZ',
      'KZ',
    ])
  })

  it.each([
    ['145', 'CODE_UNKNOWN'],
    ['398', 'CODE_UNKNOWN'],
    ['KZ', 'SCHEMA_INVALID'],
  ])('%s, Kazakhstan to somebody else, is no country of a declaration', (country, code) => {
    const text = withText('decmessage-import-minimal', 'OriginCountry', country)
    expect(refusalOf(() => readText(text))).toMatchObject({
      code,
      place: { path: '/DecMessage/DecLists/DecList/OriginCountry' },
    })
  })

  it('the number in a message of Russia is that of ISO, and no customs number of China', () => {
    expect(documentOf('arrival-notice', sample('notiffactarrival'))).toMatchObject({
      office: { countryCode: 'RU' },
    })
    const old = changed('notiffactarrival', ['CountryCode>643<', 'CountryCode>344<'])
    expect(documentOf('arrival-notice', old)).toMatchObject({ office: { countryCode: 'HK' } })
    const none = changed('notiffactarrival', ['CountryCode>643<', 'CountryCode>142<'])
    expect(refusalOf(() => readText(none)).code).toBe('CODE_UNKNOWN')
  })

  it('00 of the Union is the ZZZ of China, and never a country', () => {
    const unknown = documentOf(DECLARATION, changed('r055-goods', ['>HK<', '>00<']))
    expect(unknown).toMatchObject({ goodsShipment: { tradeCountryCode: 'ZZ' } })
    expect(
      valuesOf(write(CHINA, chineseWith({ origin: { countryCode: 'ZZ' } })).text, 'OriginCountry'),
    ).toEqual(['ZZZ'])
  })
})

describe('trap 2, currency codes', () => {
  it('tenge go from Kazakhstan into the road manifest, and not into the declaration', () => {
    const tenge = changed('awmds-export-small', ['<Customs_currency>USD<', '<Customs_currency>KZT<'])
    expect(attributesOf(convert('cn-mt1401-v1', tenge).text, 'currencyID')).toEqual(['KZT'])
    const price = { amount: '1250000.50', currencyId: 'KZT' }
    expect(
      refusalOf(() => write(CHINA, chineseWith({ unitPriceAmount: price, itemChargeAmount: price }))),
    ).toMatchObject({ code: 'CODE_UNKNOWN', place: { path: expect.stringMatching(/currencyId$/) } })
  })

  it('one message of the Union has tenge as letters and as a number, each from its own list', () => {
    const text = sample('r055-goods')
    expect(new Set(attributesOf(text, 'currencyCode'))).toEqual(new Set(['USD', 'KZT', '398']))
    const confused = replaced(text, 'currencyCode="398"', 'currencyCode="KZT"')
    expect(refusalOf(() => readText(confused))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: expect.stringMatching(/CAPaymentNAmount$/) },
    })
  })

  it('an amount in dong, which has no decimals, gets none', () => {
    const dong = changed(
      'awmds-export-small',
      ['<Customs_currency>USD<', '<Customs_currency>VND<'],
      ['<Customs_value>5140.20<', '<Customs_value>130561080<'],
    )
    expect(valuesOf(convert('cn-mt1401-v1', dong).text, 'ValueAmount')).toEqual(['130561080'])
  })
})

describe('trap 3, transport modes', () => {
  it.each([
    ['4', '30', 'road'],
    ['3', '20', 'rail'],
    ['2', '10', 'water'],
    ['5', '40', 'air'],
  ])('%s of the Chinese declaration is %s of the Union: %s', (code, mode) => {
    const text = withText('decmessage-import-minimal', 'TrafMode', code)
    expect(valuesOf(convert(UNION, text).text, 'UnifiedTransportModeCode')).toEqual([mode])
  })

  it('3 of a Kazakh manifest is 3 of the Chinese manifest and 30 of the Russian report', () => {
    expect(valuesOf(sample('awmds-export-small'), 'Mode_of_transport_code')).toEqual(['3'])
    expect(valuesOf(convert('cn-mt1401-v1', sample('awmds-export-small')).text, 'TypeCode')).toEqual(['3'])
    const russian = convert('ru-autopreliminary-v5.23.0', sample('awmds-export-small'))
    expect(valuesOf(russian.text, 'TransportModeCode')).toEqual(['30'])
  })

  it('2 of the WCO Data Model is a train in Kazakhstan too', () => {
    expect(valuesOf(convert(SAD, sample('dec-export')).text, 'Mode')).toEqual(['20'])
  })

  it('a truck with its trailer (31) is a truck elsewhere, and the report says what it was', () => {
    const text = changed('sad-export', ['<Mode>30<', '<Mode>31<'])
    const written = convert(WCO, text)
    expect(valuesOf(written.text, 'ModeCode')).toEqual(['3'])
    expect(toldOf(written, 'ModeCode')).toMatchObject([{ outcome: 'changed', from: '31', to: '3' }])
  })
})

describe('trap 4, package kinds', () => {
  it('kinds of Recommendation 21 stay, manifest to manifest', () => {
    const { text } = convert('kz-awmds-r1', ...EXPORT_OF_CHINA)
    expect(new Set(valuesOf(text, 'Package_type_code'))).toEqual(new Set(['CT', 'NE']))
  })

  it.each([
    ['22', 'CT', undefined],
    ['29', 'BX', '29'],
    ['06', 'BG', undefined],
  ])(
    'class %s of the Chinese declaration is kept beside the kind when it cannot be turned back',
    (code, kind, own) => {
      const text = withText('decmessage-import-minimal', 'WrapType', code)
      const declaration = documentOf(DECLARATION, text)
      expect(declaration).toMatchObject({ packagings: [{ typeCode: kind }] })
      if (own === undefined) expect(declaration).not.toHaveProperty('packagings[0].typeCodeSource')
      else expect(declaration).toMatchObject({ packagings: [{ typeCodeSource: { code: own } }] })
      expect(valuesOf(write(CHINA, { [DECLARATION]: declaration }).text, 'WrapType')).toEqual([code])
    },
  )

  it('a kind that China has no class of its own for goes into a coarse one, and the report says so', () => {
    const declaration = documentOf(DECLARATION, sample('decmessage-import-minimal'))
    const written = write(CHINA, { [DECLARATION]: { ...declaration, packagings: [{ typeCode: '4D' }] } })
    expect(valuesOf(written.text, 'WrapType')).toEqual(['23'])
    expect(toldOf(written, 'WrapType')).toMatchObject([{ outcome: 'changed', from: '4D', to: '23' }])
  })
})

describe('trap 5, mass and its unit', () => {
  it('kilograms and tonnes of China are 166 and 168 of the Union', () => {
    const text = changed('decmessage-import-minimal', ['<GUnit>035<', '<GUnit>070<'])
    expect(attributesOf(convert(UNION, text).text, 'measurementUnitCode').toSorted()).toEqual(['166', '168'])
    expect(valuesOf(convert(SAD, sample('dec-export')).text, 'Suppplementary_unit_code')).toEqual(['168'])
  })

  it('a unit that only China counts in is refused abroad: another code would be another quantity', () => {
    const catties = changed('decmessage-import-minimal', ['<GUnit>035<', '<GUnit>075<'])
    expect(refusalOf(() => convert(UNION, catties))).toMatchObject({ code: 'CODE_UNKNOWN' })
  })

  it('the tare of a container is no part of the gross mass', () => {
    const pair = [sample('mt2401-containers'), sample('mt4402-containers')]
    const tares = valuesOf(pair[1] ?? '', 'TareWeight')
    expect(tares.length).toBeGreaterThan(0)
    const { text } = convert('kz-awmds-r1', ...pair)
    expect(valuesOf(text, 'Total_gross_mass')).toEqual(['23240.750'])
    for (const tare of tares) expect(text).not.toContain(tare)
    const other = pair.map((each) => each.replaceAll(/(<TareWeight[^>]*>)\d+/g, '$19999'))
    expect(valuesOf(convert('kz-awmds-r1', ...other).text, 'Total_gross_mass')).toEqual(['23240.750'])
  })

  it('cubic metres with decimals become whole ones in China, and the report says so', () => {
    const written = convert('cn-mt1401-v1', sample('awmds-export-small'))
    expect(valuesOf(written.text, 'GrossVolumeMeasure')).toEqual(['10'])
    expect(toldOf(written, 'GrossVolumeMeasure')).toMatchObject([
      { outcome: 'changed', from: '9.75', to: '10' },
    ])
  })
})

describe('trap 16, places', () => {
  it('each side of Horgos names its own office, and both mean one crossing', () => {
    const china = convert('cn-mt1401-v1', sample('awmds-export-small')).text
    expect(valuesOf(sample('awmds-export-small'), 'Customs_office_code')).toEqual(['55302'])
    expect(valuesOf(china, 'DeclarationOfficeID')).toEqual(['9402'])
    expect(documentOf('cargo-report', china)).toMatchObject({
      borderCrossingId: 'CNHRS-KZHOR',
      unloadingLocation: { id: 'CNHRS' },
    })
  })

  it('an office of Kazakhstan has five digits at home and 398 before them abroad', () => {
    const trip = [...EXPORT_OF_CHINA] as const
    expect(valuesOf(convert('kz-awmds-r1', ...trip).text, 'Customs_office_code')).toEqual(['55302'])
    const union = convert('ru-autopreliminary-v5.23.0', ...trip)
    expect(valuesOf(union.text, 'CustomsOfficeCode')).toEqual(['39855302'])
  })

  it('Alashankou is a Chinese port under a UN/LOCODE of Kazakhstan, and stays one', () => {
    const text = changed('mt1401', ['<ID>650501</ID>', '<ID>650301</ID>'])
    expect(documentOf('cargo-report', text)).toMatchObject({ unloadingLocation: { id: 'KZALS' } })
    expect(convert('cn-mt1401-v1', text).text).toContain('<ID>650301</ID>')
    expect(convert('un-cuscar-d22a-v1', text).text).toContain("LOC+11+KZALS:139:6'")
  })

  it.each([
    ['CNERC', []],
    ['CNRLC', [{ outcome: 'changed', from: 'CNRLC', to: '150202' }]],
  ])('Erenhot as %s is one road port, and the other code of the town is a reported change', (id, told) => {
    const cargo = documentOf('cargo-report', sample('mt1401'))
    const unloadingLocation = { id, arrivalDateTime: '2026-11-21' }
    const written = write('cn-mt1401-v1', { 'cargo-report': { ...cargo, unloadingLocation } })
    expect(written.text).toContain('<ID>150202</ID></UnloadingLocation>')
    expect(toldOf(written, 'UnloadingLocation/ID')).toMatchObject(told)
  })

  it('a place of the other side is no port of this one', () => {
    expect(refusalOf(() => convert('cn-mt2401-v1', sample('awmds-export-small')))).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: 'cargo-report.loadingLocation.id' },
    })
  })

  it('the first two letters make no country: a declaration that names KZALS says nothing of Kazakhstan', () => {
    const text = changed('decmessage-import-minimal', ['<EntyPortCode>650501<', '<EntyPortCode>650301<'])
    const declaration = documentOf(DECLARATION, text)
    expect(declaration).toMatchObject({
      goodsShipment: { consignment: { entryLocation: { id: 'KZALS' } } },
    })
    expect(itemsOf(declaration)[0]).toMatchObject({ destinationCountryCode: 'CN' })
    expect(declaration).not.toHaveProperty('goodsShipment.consignment.entryLocation.countryCode')
  })
})
