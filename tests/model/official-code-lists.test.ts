import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { sharedFolder } from '../shared.ts'
import { BEFORE_2018, hubCodes, sharedList, TODAY, type SharedList } from '../tools/shared-code-lists.ts'

const shared = sharedFolder()

function official(file: string): Record<string, string>[] {
  return parse(readFileSync(join(shared ?? '', 'data', file)), { columns: true, bom: true })
}

/** Codes of an official table that our list does not read on a day. */
function unread(name: SharedList['name'], file: string, column: string, day: string): string[] {
  const list = sharedList(name)
  const codes = official(file).map((row) => row[column] ?? '')
  return [...new Set(codes)].filter((code) => list.toHub(code, day) === undefined)
}

/** The published tables, beside the reference material only: skipped aloud where it is not there. */
describe.skipIf(shared === undefined)('the published tables', () => {
  test.each([
    ['cn-declaration-country', '国别（地区）代码表', '代码', TODAY],
    ['cn-declaration-country', '国别（地区）代码表', '原报关代码', BEFORE_2018],
    ['cn-customs-country', '国别（地区）代码表', '原报关代码', TODAY],
    ['cn-declaration-currency', '币制代码表', '代码', TODAY],
    ['cn-declaration-currency', '币制代码表', '原报关代码', BEFORE_2018],
    ['cn-customs-currency', '币制代码表', '原报关代码', TODAY],
    ['cn-declaration-transport-mode', '运输方式代码表', '代码', TODAY],
    ['cn-declaration-transport-mode', '运输方式代码表', '原报关代码', BEFORE_2018],
    ['cn-ciq-transport-mode', '运输方式代码表', '原报检代码', BEFORE_2018],
    ['cn-declaration-package', '包装种类代码表', '国标码', TODAY],
    ['cn-declaration-package', '包装种类代码表', '原报关代码', BEFORE_2018],
    ['cn-declaration-container', '集装箱规格代码表', '代码', TODAY],
    ['cn-unit', '计量单位代码表', '代码', TODAY],
  ] as const)('%s reads every code of %s, column %s, on %s', (name, file, column, day) => {
    expect(unread(name, `cn-codelists/dec_${file}.csv`, column, day)).toEqual([])
  })

  test('ports of the shared lists are published ones', () => {
    const domestic = official('cn-codelists/dec_other_国内口岸代码.csv').map((row) => row['国内口岸代码'])
    const foreign = official('cn-codelists/dec_港口代码.csv').map((row) => row['代码'])
    expect(sharedList('cn-domestic-port').rows.filter(({ partner }) => !domestic.includes(partner))).toEqual(
      [],
    )
    expect(sharedList('cn-foreign-port').rows.filter(({ partner }) => !foreign.includes(partner))).toEqual([])
  })

  test('countries are those of ISO 3166 with its three notations', () => {
    const rows = official('codelists/iso3166_country-codes.csv')
    const own = new Set(['EU', 'ZZ'])
    const alpha2 = rows.map((row) => row['ISO3166-1-Alpha-2'] ?? '')
    expect([...hubCodes.codesOf('country')].filter((code) => !own.has(code)).sort()).toEqual(alpha2.sort())
    for (const row of rows) {
      const code = row['ISO3166-1-Alpha-2'] ?? ''
      const number = (row['ISO3166-1-numeric'] ?? '').padStart(3, '0')
      expect(sharedList('country-alpha-3').toPartner(code, TODAY)?.code).toBe(row['ISO3166-1-Alpha-3'])
      expect(sharedList('country-numeric').toPartner(code, TODAY)?.code).toBe(number)
    }
  })

  test('currencies are those of ISO 4217 in use, with number and minor unit', () => {
    const inUse = official('codelists/iso4217_codes-all.csv').filter(
      (row) => row['AlphabeticCode'] !== '' && row['WithdrawalDate'] === '',
    )
    expect(new Set(inUse.map((row) => row['AlphabeticCode']))).toEqual(hubCodes.codesOf('currency'))
    for (const { AlphabeticCode: code = '', NumericCode: number, MinorUnit: digits = '' } of inUse) {
      expect(sharedList('currency-numeric').toPartner(code, TODAY)?.code).toBe(number?.padStart(3, '0'))
      expect(hubCodes.row('currency', code)?.['minorUnit'], code).toBe(/^\d$/.test(digits) ? digits : '')
    }
  })

  test('units and kinds of packages are codes of Rec 20 and Rec 21 that are not withdrawn', () => {
    const rec20 = official('codelists/rec20_units-of-measure.csv')
    const inUse = new Set(rec20.filter((row) => row['Status'] === '').map((row) => row['CommonCode']))
    expect([...hubCodes.codesOf('measure-unit')].filter((code) => !inUse.has(code))).toEqual([])
    const rec21 = new Set(official('codelists/rec21_package-codes.csv').map((row) => row['Code']))
    expect([...hubCodes.codesOf('package-kind')].filter((code) => !rec21.has(code))).toEqual([])
  })

  test('document types and functions are codes of UN 1001 and 1225', () => {
    const text = readFileSync(join(shared ?? '', 'data/edifact/D22A/codes.xml'), 'utf8')
    const codesOf = (element: string) => {
      const part = text.split(`<data_element id="${element}">`)[1]?.split('</data_element>')[0] ?? ''
      return new Set([...part.matchAll(/<code id="([^"]+)"/g)].map(([, code]) => code))
    }
    const missing = (list: string, element: string) =>
      [...hubCodes.codesOf(list)].filter((code) => !codesOf(element).has(code))
    expect(missing('document-type', '1001')).toEqual([])
    expect(missing('message-function', '1225')).toEqual([])
  })
})
