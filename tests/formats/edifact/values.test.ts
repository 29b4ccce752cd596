import { describe, expect, it } from 'vitest'
import { objectsAt } from '../../../src/model/json-access.ts'
import { CUSCAR, formats, interchange, read, refusalOf, sample } from './interchanges.ts'

const GOODS = [
  'BGM+785+T1+9',
  'LOC+60+MNZUU:139:6',
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
