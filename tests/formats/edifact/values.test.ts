import { describe, expect, it } from 'vitest'
import { objectsAt } from '../../../src/model/json-access.ts'
import { CUSCAR, formats, interchange, read, refusalOf, sample, write } from './interchanges.ts'

const GOODS = [
  'BGM+785+T1+9',
  'LOC+17+MNZUU:139:6',
  'TDT+20++3',
  'CNI+1+B1',
  'RFF+AAM:B1',
  'NAD+CZ+++A',
  'NAD+CN+++B',
  'GID+1+5:CT',
  'FTX+AAA+++TILES',
]

function massOf(measure: string, options = {}): unknown {
  const { documents } = read(interchange(CUSCAR, [...GOODS, measure], options))
  const [bill] = objectsAt(documents['cargo-report'], 'consignments')
  return objectsAt(bill, 'consignmentItems')[0]?.['grossMassMeasure']
}

describe('decimal marks (trap 13)', () => {
  it('the mark is the one of UNA', () => {
    expect(massOf('MEA+AAE+AAB+KGM:21350.5')).toBe('21350.5')
    expect(massOf('MEA+AAE+AAB+KGM:21350,5', { una: "UNA:+,? '" })).toBe('21350.5')
  })

  it('before syntax 4 the other mark is refused, in syntax 4 both are read', () => {
    const at = { code: 'SCHEMA_INVALID', path: '/segment[12]/MEA/element[3]/component[2]' }
    expect(refusalOf(() => massOf('MEA+AAE+AAB+KGM:21350,5'))).toMatchObject(at)
    expect(refusalOf(() => massOf('MEA+AAE+AAB+KGM:21350.5', { una: "UNA:+,? '" }))).toMatchObject(at)
    expect(massOf('MEA+AAE+AAB+KGM:21350,5', { syntax: 'UNOY:4' })).toBe('21350.5')
  })

  it('neither sign nor mark counts as a character', () => {
    expect(massOf('MEA+AAE+AAB+KGM:123456789012345.123')).toBe('123456789012345.123')
  })
})

describe('representations', () => {
  it.each([
    ['too long', 'LOC+1234', '/segment[12]/LOC/element[1]/component[1]'],
    ['not a number', 'GID+1+X:CT', '/segment[12]/GID/element[2]/component[1]'],
    ['a component that is not there', 'LOC+27+A:B:C:D:E', '/segment[12]/LOC/element[2]/component[5]'],
    ['an element that is not there', 'CST+1+A+B+C+D+E+F', '/segment[12]/CST/element[7]'],
    ['a mandatory component that is missing', 'FTX+AAA++:X', '/segment[12]/FTX/element[3]/component[1]'],
    ['a mandatory element that is missing', 'MEA', '/segment[12]/MEA/element[1]'],
  ])('%s: refused with element and component', (_name, segment, path) => {
    expect(refusalOf(() => formats.open(interchange(CUSCAR, [...GOODS, segment])))).toMatchObject({
      code: 'SCHEMA_INVALID',
      path,
      line: 12,
    })
  })

  it('tells all wrong values together', () => {
    const wrong = interchange(CUSCAR, [...GOODS, 'MEA+AAE+AAB+KGM:1,5', 'LOC+27+A:B:C:D:E'])
    try {
      formats.open(wrong)
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({
        code: 'SCHEMA_INVALID',
        problems: [{ place: { line: 12 } }, { place: { line: 13 } }],
      })
    }
  })

  it('components that are lines make one text, whole lines without a break', () => {
    using message = formats.open(interchange(CUSCAR, [...GOODS, `PCI+28+${'A'.repeat(35)}:BB:CC`]))
    const bill = message.root.children.find(({ name }) => name === 'SG7')?.children[1]
    const marks = bill?.children.find(({ name }) => name === 'PCI')
    expect(marks?.children[1]?.children[0]?.text).toBe(`${'A'.repeat(35)}BB\nCC`)
  })

  it('says the number of the segment as the line of what the rules refuse', () => {
    const wrong = sample('cuscar-d22a').toString().replace('CNT+10:2', 'CNT+10:3')
    expect(refusalOf(() => read(Buffer.from(wrong)))).toMatchObject({
      code: 'TOTAL_MISMATCH',
      path: '/CUSCAR/CNT/C270/E6066',
      line: 17,
    })
  })
})

const WHOLE = [...GOODS, 'MEA+AAE+AAB+KGM:10']

describe('times and their zone', () => {
  const arrival = (dtm: string): unknown => {
    const segments = WHOLE.toSpliced(3, 0, `DTM+132:${dtm}`)
    return read(interchange(CUSCAR, segments)).documents['cargo-report']?.['unloadingLocation']
  }

  it.each(['202611212230?+0800:205', '202611212230:203'])('%s is half past ten in Ulaanbaatar', (dtm) => {
    expect(arrival(dtm)).toEqual({ arrivalDateTime: '2026-11-21T22:30:00+08:00' })
  })

  it('a time of another offset, or in a format nobody described, is refused', () => {
    expect(refusalOf(() => arrival('202611212230?+0500:205')).code).toBe('FIELD_INVALID')
    const { report } = read(interchange(CUSCAR, WHOLE.toSpliced(3, 0, 'DTM+132:20261121:102')))
    expect(report.outcomes.filter(({ declared }) => !declared)).not.toEqual([])
  })

  it('the hour of another zone is written with the offset that it is told in', () => {
    const { 'cargo-report': cargo = {} } = read(sample('cuscar-d22a')).documents
    const unloadingLocation = { id: 'CNHRS', arrivalDateTime: '2026-11-21T22:30:00+05:00' }
    const { text } = write('un-cuscar-d22a-v1', { 'cargo-report': { ...cargo, unloadingLocation } })
    expect(text).toContain("DTM+132:202611220130?+0800:205'")
  })
})

describe('the crossing', () => {
  it.each(['LOC+17+KZHOR:139:6', 'LOC+60+KZHOR:139:6', 'LOC+60+CNHRS:139:6'])('is read from %s', (place) => {
    const { documents } = read(interchange(CUSCAR, WHOLE.with(1, place)))
    expect(documents['cargo-report']).toMatchObject({ borderCrossingId: 'CNHRS-KZHOR' })
  })

  it.each(['un-cuscar-d22a-v1', 'un-cuscar-d95b-v1'])(
    'is written by %s as a border crossing, never as the place of arrival',
    (format) => {
      const { 'cargo-report': cargo = {} } = read(sample('cuscar-d95b')).documents
      const { text } = write(format, { 'cargo-report': { ...cargo, borderCrossingId: 'CNHRS-KZHOR' } })
      expect(text).toContain("LOC+17+KZHOR:139:6'")
      expect(text).not.toContain('LOC+60')
    },
  )
})
