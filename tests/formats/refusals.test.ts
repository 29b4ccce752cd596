import { describe, expect, it } from 'vitest'
import { readText, sample } from './sample-files.ts'

/** One change of a good message, the code it must give, and the place. */
const CASES: readonly [string, string, [string | RegExp, string], string, string][] = [
  [
    'a wrong number of bills',
    'awmds-export',
    ['bols>10<', 'bols>9<'],
    'TOTAL_MISMATCH',
    '/Awmds/General_segment/Totals_segment/Total_number_of_bols',
  ],
  [
    'a wrong number of packages',
    'awmds-export-small',
    ['packages>480</Total', 'packages>481</Total'],
    'TOTAL_MISMATCH',
    '/Awmds/General_segment/Totals_segment/Total_number_of_packages',
  ],
  [
    'a wrong total mass',
    'awmds-export-small',
    ['mass>12096.500</Total', 'mass>12096.501</Total'],
    'TOTAL_MISMATCH',
    '/Awmds/General_segment/Totals_segment/Total_gross_mass',
  ],
  [
    'a wrong number of containers',
    'awmds-containers',
    ['containers>2<', 'containers>3<'],
    'TOTAL_MISMATCH',
    '/Awmds/General_segment/Totals_segment/Total_number_of_containers',
  ],
  [
    'a bill mass that is not the sum of its items',
    'mt1401',
    [/(GovernmentAgencyGoodsItem>.*?>)21350.500/, '$121350.501'],
    'TOTAL_MISMATCH',
    '/Manifest/Declaration/Consignment/GovernmentAgencyGoodsItem/GoodsMeasure/GrossMassMeasure',
  ],
  [
    'an unknown package kind',
    'awmds-export-small',
    ['code>PB<', 'code>00<'],
    'CODE_UNKNOWN',
    '/Awmds/Bol_segment/Goods_segment/Package_type_code',
  ],
  [
    'an unknown customs district',
    'mt2401',
    ['>9402<', '>9999<'],
    'CODE_UNKNOWN',
    '/Manifest/Declaration/DeclarationOfficeID',
  ],
  [
    'a withdrawn currency',
    'mt1401',
    ['"CNY"', '"BYR"'],
    'CODE_UNKNOWN',
    '/Manifest/Declaration/Consignment/ValueAmount/@currencyID',
  ],
  [
    'a date that does not exist',
    'mt2401',
    ['20261121083000', '20260231083000'],
    'FIELD_INVALID',
    '/Manifest/Declaration/LoadingLocation/LoadingDateTime',
  ],
  [
    'a missing consignee',
    'mt1401',
    [/<Consignee>[\s\S]*<\/Consignee>/, ''],
    'SCHEMA_INVALID',
    '/Manifest/Declaration/Consignment',
  ],
  [
    'an element out of order',
    'mt1401',
    [/(<ID>9402261121003<\/ID>)/, ''],
    'SCHEMA_INVALID',
    '/Manifest/Declaration',
  ],
  [
    'a name of 71 characters',
    'mt2401',
    ['ТОО ПРИМЕР ЛОГИСТИКА', 'Ә'.repeat(71)],
    'SCHEMA_INVALID',
    '/Manifest/Declaration/Consignment[1]/Consignee/Name',
  ],
  [
    'a volume with decimals',
    'mt1401',
    ['>43<', '>42.5<'],
    'SCHEMA_INVALID',
    '/Manifest/Declaration/Consignment/GrossVolumeMeasure',
  ],
  [
    'a seal without party',
    'mt4402',
    ['E/8800123@CU', 'E/8800123'],
    'SCHEMA_INVALID',
    '/Manifest/Declaration/Consignment/BorderTransportMeans/CarSealID[1]',
  ],
]

describe('a message that is not right is refused with code and place', () => {
  it.each(CASES)('%s', (_what, name, [from, to], code, path) => {
    const good = sample(name)
    const bad = good.replace(from, to)
    expect(bad).not.toBe(good)
    expect(() => readText(bad)).toThrow(
      expect.objectContaining({
        code,
        place: expect.objectContaining({ path: expect.stringContaining(path) }),
      }),
    )
  })

  it('takes the same mass in another notation', () => {
    expect(
      readText(sample('awmds-export-small').replace('mass>12096.500</Total', 'mass>12096.5</Total'))
        .documents,
    ).toEqual(readText(sample('awmds-export-small')).documents)
  })
})
