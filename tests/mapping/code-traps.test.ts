import { describe, expect, test } from 'vitest'
import type { CodeList } from '../../src/model/code-list.ts'
import { lossReport } from '../../src/mapping/report.ts'
import { unitConversion } from '../../src/model/units.ts'
import { refusalOf } from '../refusal.ts'
import { BEFORE_2018, hubCodes, ownList, sharedList, TODAY } from '../tools/shared-code-lists.ts'
import { oneField } from './one-field.ts'
import { AT, tree } from './workshop.ts'

const hub = (list: CodeList, code: string, day = TODAY) => list.toHub(code, day)?.code
const partner = (list: CodeList, code: string, day = TODAY) => list.toPartner(code, day)?.code

/** Reads a code with one list and writes it with another. */
function convert(from: CodeList, code: string, to: CodeList) {
  const source = oneField(from)
  const target = to.id === from.id ? source : oneField(to)
  const read = source.read(tree(`<M><A>${code}</A></M>`), AT)
  const written = target.write(read.documents, { now: AT, values: {} })
  return { text: written.root.children[0]?.text, entries: lossReport([read.report], written.report).entries }
}

describe('trap 1: country codes', () => {
  const old = sharedList('cn-customs-country')
  const iso = sharedList('country-numeric')
  const declaration = sharedList('cn-declaration-country')

  test.each([
    ['CN', '142', '156', 'CHN'],
    ['KZ', '145', '398', 'KAZ'],
    ['RU', '344', '643', 'RUS'],
    ['MN', '124', '496', 'MNG'],
    ['LA', '119', '418', 'LAO'],
    ['KH', '107', '116', 'KHM'],
    ['MM', '106', '104', 'MMR'],
  ])(
    '%s is %s to the old customs list, %s to ISO and %s to the declaration',
    (code, customs, number, alpha) => {
      expect(hub(old, customs)).toBe(code)
      expect(hub(iso, number)).toBe(code)
      expect(partner(sharedList('country-alpha-3'), code)).toBe(alpha)
      expect(partner(declaration, code)).toBe(alpha)
      expect(partner(declaration, code, BEFORE_2018)).toBe(customs)
    },
  )

  test('the same digits are another country, or none, in the other list', () => {
    expect(hub(old, '344')).toBe('RU')
    expect(hub(iso, '344')).toBe('HK')
    expect(hub(old, '116')).toBe('JP')
    expect(hub(iso, '116')).toBe('KH')
    expect(hub(iso, '142')).toBeUndefined()
    expect(hub(iso, '145')).toBeUndefined()
  })

  test('a number in a declaration of today is refused, and a letter code in one of 2017', () => {
    const document = oneField(declaration)
    expect(refusalOf(() => document.read(tree('<M><A>142</A></M>'), AT)).code).toBe('CODE_UNKNOWN')
    expect(hub(declaration, 'CHN', BEFORE_2018)).toBeUndefined()
  })

  test('00 and 99 of the EAEU are no countries: they come back, and 99 is no country abroad either', () => {
    const eaeu = sharedList('eaeu-country')
    expect(convert(eaeu, '00', eaeu).text).toBe('00')
    expect(hub(eaeu, '00')).toBe('ZZ')
    expect(convert(eaeu, '99', eaeu).text).toBe('99')
    expect(refusalOf(() => convert(eaeu, '99', iso)).code).toBe('CODE_UNKNOWN')
  })

  test('what China tells apart and ISO does not comes back to China', () => {
    expect(convert(declaration, 'ZAS', declaration).text).toBe('ZAS')
    expect(convert(declaration, 'CAI', sharedList('country-alpha-3'))).toMatchObject({
      text: 'ESP',
      entries: [{ outcome: 'changed', from: 'CAI', to: 'ESP' }],
    })
  })
})

describe('trap 2: currency codes', () => {
  const declaration = sharedList('cn-declaration-currency')

  test('142, 502 and 300 are customs numbers, not ISO', () => {
    for (const [code, number] of [
      ['CNY', '142'],
      ['USD', '502'],
      ['EUR', '300'],
      ['RUB', '344'],
    ] as const) {
      expect(hub(sharedList('cn-customs-currency'), number)).toBe(code)
      expect(partner(declaration, code, BEFORE_2018)).toBe(number)
      expect(partner(declaration, code)).toBe(code)
    }
    expect(hub(sharedList('currency-numeric'), '344')).toBe('HKD')
    expect(hub(sharedList('currency-numeric'), '142')).toBeUndefined()
  })

  test.each(['KZT', 'MNT', 'LAK', 'KHR', 'MMK'])('%s cannot be declared: refused, never guessed', (code) => {
    expect(hubCodes.codesOf('currency')).toContain(code)
    const refusal = refusalOf(() =>
      oneField(declaration).write({ trip: { kind: code } }, { now: AT, values: {} }),
    )
    expect(refusal).toMatchObject({ code: 'CODE_UNKNOWN', message: expect.stringContaining(`"${code}"`) })
  })

  test.each([
    ['KZT', '2'],
    ['JPY', '0'],
    ['KRW', '0'],
    ['VND', '0'],
    ['KWD', '3'],
    ['XAU', ''],
  ])('%s has %s digits after the point', (code, digits) =>
    expect(hubCodes.row('currency', code)?.['minorUnit']).toBe(digits),
  )
})

describe('trap 3: transport modes', () => {
  const [manifest, declaration] = [ownList('cn-manifest/CN012'), sharedList('cn-declaration-transport-mode')]

  test('3 is road in the manifest and in the old quarantine list, but rail in the declaration', () => {
    expect(hub(manifest, '3')).toBe('3')
    expect(hub(sharedList('cn-ciq-transport-mode'), '3', BEFORE_2018)).toBe('3')
    expect(hub(ownList('asycuda/MODE'), '3')).toBe('3')
    expect(hub(declaration, '3')).toBe('2')
    expect(hub(declaration, '4')).toBe('3')
    expect(convert(manifest, '3', declaration).text).toBe('4')
    expect(convert(declaration, '3', manifest).text).toBe('2')
  })

  test('31 of the EAEU is road, and stays 31 on its own side only', () => {
    const eaeu = sharedList('eaeu-transport-mode')
    expect(convert(eaeu, '31', eaeu)).toMatchObject({ text: '31', entries: [{ outcome: 'kept', count: 1 }] })
    expect(convert(eaeu, '31', manifest)).toMatchObject({
      text: '3',
      entries: [{ outcome: 'changed', from: '31', to: '3' }],
    })
  })

  test('a bonded zone is no way of transport, and comes back as it was', () => {
    expect(hub(declaration, 'Y')).toBe('9')
    expect(convert(declaration, 'Y', declaration).text).toBe('Y')
    expect(convert(declaration, 'Y', manifest).entries).toMatchObject([{ outcome: 'changed', from: 'Y' }])
  })
})

describe('trap 4: package kinds', () => {
  const declaration = sharedList('cn-declaration-package')

  test.each(['00', '01', '06', '22', '23', '29', '32', '33', '39', '04', '92', '93', '99'])(
    'class %s of the declaration comes back from the hub as it was',
    (code) => {
      expect(convert(declaration, code, declaration)).toMatchObject({
        text: code,
        entries: [{ outcome: 'kept', count: 1 }],
      })
    },
  )

  test('"other boxes" abroad is a box, and the report says what it was', () => {
    expect(convert(declaration, '29', ownList('cn-manifest/CN005'))).toMatchObject({
      text: 'BX',
      entries: [{ outcome: 'changed', from: '29', to: 'BX' }],
    })
  })

  test('a kind that only Rec 21 knows is put into its class, and the report says so', () => {
    expect(convert(ownList('cn-manifest/CN005'), '4D', declaration)).toMatchObject({
      text: '23',
      entries: [{ outcome: 'changed', from: '4D', to: '23' }],
    })
  })

  test('a pallet of unknown material is never declared as natural wood', () => {
    expect(partner(declaration, 'PX')).toBe('99')
    expect(partner(declaration, '8A')).toBe('93')
  })

  test('until 2018-07-31 the class had one digit', () => {
    expect(hub(declaration, '2', BEFORE_2018)).toBe('CT')
    expect(hub(declaration, '2')).toBeUndefined()
    expect(hub(declaration, '22', BEFORE_2018)).toBeUndefined()
  })
})

describe('trap 5: units', () => {
  const [china, okei] = [sharedList('cn-unit'), sharedList('okei-unit')]

  test.each([
    ['KGM', '035', '166'],
    ['TNE', '070', '168'],
    ['GRM', '036', '163'],
    ['LTR', '095', '112'],
    ['MTQ', '033', '113'],
    ['MTK', '032', '055'],
    ['PR', '025', '715'],
    ['H87', '011', '796'],
  ])('%s is %s in China and %s in the EAEU, both ways', (code, cn, eaeu) => {
    expect(china.toHub(cn, TODAY)).toEqual({ code, reversible: true })
    expect(okei.toHub(eaeu, TODAY)).toEqual({ code, reversible: true })
    expect(convert(china, cn, okei).text).toBe(eaeu)
    expect(convert(okei, eaeu, china).text).toBe(cn)
  })

  test.each(['022', '073', '074', '075', '077', '080', '081', '085', '089', '101', '112', '121'])(
    '%s has no UN unit: it comes back to China, and is refused abroad, where it would be another quantity',
    (code) => {
      expect(china.toHub(code, TODAY)?.code).toBe('')
      expect(convert(china, code, china)).toMatchObject({ text: code, entries: [{ outcome: 'kept' }] })
      expect(refusalOf(() => convert(china, code, okei))).toMatchObject({
        code: 'CODE_UNKNOWN',
        message: expect.stringContaining(`"${code}" of the code list`),
      })
    },
  )

  test('China counts pieces in forty ways; each comes back, and abroad each is a piece', () => {
    expect(convert(china, '003', china).text).toBe('003')
    expect(convert(china, '003', okei)).toMatchObject({
      text: '796',
      entries: [{ outcome: 'changed', from: '003', to: '796' }],
    })
  })

  test('long and short tons are not tonnes', () => {
    expect(hub(china, '071')).toBe('LTN')
    expect(unitConversion('LTN', 'KGM')?.convert('1')).toBe('1016.0469088')
    expect(unitConversion('STN', 'KGM')?.convert('1')).toBe('907.18474')
    expect(unitConversion('TNE', 'KGM')?.convert('1')).toBe('1000')
  })
})

describe('trap 14: functions', () => {
  const manifest = ownList('cn-manifest/CN010')

  test('5 of China changes; it is 4 of UN 1225, whose 5 replaces the whole', () => {
    expect(hub(manifest, '5')).toBe('4')
    expect(partner(manifest, '4')).toBe('5')
    expect(partner(manifest, '5')).toBeUndefined()
  })

  test('2 of China declares; it is 9 of UN 1225, whose 2 adds', () => {
    const report = ownList('cn-manifest/CN010_REPORT')
    expect(hub(report, '2')).toBe('9')
    expect(partner(report, '2')).toBeUndefined()
    expect(hub(manifest, '2')).toBeUndefined()
  })

  test('an amendment never becomes an original: a list without it refuses it', () => {
    const report = oneField(ownList('cn-manifest/CN010_REPORT'))
    expect(refusalOf(() => report.write({ trip: { kind: '4' } }, { now: AT, values: {} })).code).toBe(
      'CODE_UNKNOWN',
    )
  })
})

describe('trap 15: origin criteria', () => {
  const formE = sharedList('origin-form-e')

  test('X of the old Form E is WO, and no criterion at all since 2019-08-20', () => {
    expect(hub(formE, 'X', '2019-08-19')).toBe('WO')
    expect(hub(formE, 'X', '2019-08-20')).toBeUndefined()
    expect(partner(formE, 'WO', '2019-08-19')).toBe('X')
    expect(partner(formE, 'WO')).toBe('WO')
  })

  test('a criterion of one agreement is not one of another', () => {
    expect(hub(sharedList('origin-form-d'), 'PSR')).toBeUndefined()
    expect(hub(formE, 'CTSH')).toBeUndefined()
    expect(partner(formE, 'SP')).toBeUndefined()
  })

  test('ST-1 writes Cyrillic letters; Latin ones that look alike are refused', () => {
    const st1 = sharedList('origin-st-1')
    expect(partner(st1, 'WO')).toBe('\u041F')
    expect(hub(st1, '\u041F\u041A')).toBe('CUM')
    expect(hub(st1, '\u041FK')).toBeUndefined()
  })
})

describe('trap 16: places', () => {
  const ports = sharedList('cn-domestic-port')

  test('Erenhot has two UN/LOCODEs: the road port is one, the railway the other', () => {
    expect(hub(ports, '150202')).toBe('CNERC')
    expect(hub(ports, '150201')).toBe('CNRLC')
    // The manifest knows the road port only, and takes either code of the town for it.
    expect(partner(ownList('cn-manifest/CN003'), 'CNERC')).toBe('150202')
    expect(ownList('cn-manifest/CN003').toPartner('CNRLC', TODAY)).toEqual({
      code: '150202',
      reversible: false,
    })
  })

  test('Horgos has two sides, and the Kazakh one is no Chinese port', () => {
    expect(hub(ports, '650501')).toBe('CNHRS')
    expect(partner(ports, 'KZHOR')).toBeUndefined()
    expect(hub(sharedList('cn-foreign-port'), 'KAZ907')).toBe('KZHOR')
    expect(partner(sharedList('cn-foreign-port'), 'CNHRS')).toBeUndefined()
  })

  test('Alashankou is a Chinese port, although UN/LOCODE lists it under Kazakhstan', () => {
    expect(hub(ports, '650301')).toBe('KZALS')
    expect(hubCodes.codesOf('location')).toContain('KZALS')
    expect(hubCodes.codesOf('location')).not.toContain('CNALS')
    expect(convert(ports, '650302', ports).text).toBe('650302')
    expect(partner(sharedList('cn-foreign-port'), 'KZALS')).toBeUndefined()
  })

  test('an office of Kazakhstan has five digits at home and eight in the EAEU', () => {
    const [home, union] = [ownList('asycuda/OFFICE'), sharedList('eaeu-office')]
    for (const row of home.rows) expect(hub(union, `398${row.partner}`)).toBe(row.hub)
    expect(convert(union, '39855302', home).text).toBe('55302')
  })
})
