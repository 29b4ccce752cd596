import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { firstLookAlike, skeleton } from '../../src/model/homoglyphs.ts'

const sameIdentifier = (left: string, right: string) => skeleton(left) === skeleton(right)

describe('trap 8, homoglyphs', () => {
  test.each(Array.from('АВЕКМНОРСТУХ', (cyrillic, at) => [cyrillic, 'ABEKMHOPCTYX'[at] ?? ''] as const))(
    'Cyrillic %s reads as Latin %s',
    (cyrillic, latin) => {
      expect(cyrillic).not.toBe(latin)
      expect(sameIdentifier(cyrillic, latin)).toBe(true)
      expect(sameIdentifier(cyrillic.toLowerCase(), latin)).toBe(true)
    },
  )

  test.each([
    ['А123ВС77', 'A123BC77'],
    ['ОО', 'OO'],
    ['Т Т', 'TT'],
    ['蒙H·12345', '蒙Н12345'],
    ['ＭＳＫＵ 123456-7', 'MSKU1234567'],
    ['ΚΑΖ 01', 'KAZ01'],
  ])('%s and %s are one', (left, right) => {
    expect(sameIdentifier(left, right)).toBe(true)
  })

  test.each([
    ['A123BC77', 'A123BC78'],
    ['ЭД', 'ED'],
    ['Д123', 'D123'],
    ['蒙H12345', '新H12345'],
    ['O0', '00'],
    ['ИМ', 'IM'],
  ])('%s and %s are two', (left, right) => {
    expect(sameIdentifier(left, right)).toBe(false)
  })

  test('the skeleton of a skeleton is itself, whatever the case and the separators', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('АAВBСCXxХх0 -·蒙ＡабZ')), maxLength: 12 })
    fc.assert(
      fc.property(text, (plate) => {
        expect(skeleton(skeleton(plate))).toBe(skeleton(plate))
        expect(sameIdentifier(plate, Array.from(plate.toLowerCase()).join(' '))).toBe(true)
      }),
    )
  })

  test('the first letter that is not what it seems', () => {
    expect(firstLookAlike('MSKU123')).toBeUndefined()
    expect(firstLookAlike('MSКU123')).toEqual({ letter: 'К', position: 3 })
    expect(firstLookAlike('𠀀х')).toEqual({ letter: 'х', position: 2 })
  })
})
