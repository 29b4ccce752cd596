import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ROMANISATION_IDS, ROMANISATIONS } from '../../src/model/transliteration/latin.ts'

const { icao, mongolian, plate } = ROMANISATIONS
const latin = (result: ReturnType<typeof icao>) =>
  'latin' in result ? result.latin : `stuck at ${result.stuck}`

describe('trap 11, names', () => {
  test.each([
    ['Щукин Подъячев', 'Shchukin Podieiachev'],
    ['ЩУКИН ЮРЬЕВ', 'SHCHUKIN IUREV'],
    ['Королёв Я. Ж.', 'Korolev IA. ZH.'],
    ['ТОО «Қорғас Әлемі» № 5', 'TOO «Korgas Alemi» № 5'],
    ['Hôtel Zürich', 'Hôtel Zürich'],
    ['Жеңіс Ұлытау Үйсін Өскемен', 'Zhenis Ulytau Uisin Oskemen'],
  ])('icao: %s is %s', (text, expected) => {
    expect(latin(icao(text))).toBe(expected)
  })

  test.each([
    ['Өмнөговь', 'Ömnögovi'],
    ['Хөвсгөл Улаанбаатар', 'Khövsgöl Ulaanbaatar'],
    ['ЖАРГАЛ', 'JARGAL'],
    ['Цэцэг Ёндон Баян-Өлгий', 'Tsetseg Yondon Bayan-Ölgii'],
    ['Энхтуяа', 'Enkhtuyaa'],
  ])('mongolian: %s is %s', (text, expected) => {
    expect(latin(mongolian(text))).toBe(expected)
  })

  test('letters of another language are no letters of the table', () => {
    expect(latin(mongolian('Қорғас'))).toBe('stuck at Қ')
    expect(latin(icao('Ћирић'))).toBe('stuck at Ћ')
  })

  test('Hanzi, Georgian, Armenian and Arabic names are not guessed', () => {
    for (const name of ['单先生', 'Иванов 霍', 'თბილისი', 'Երևան', 'شنغهاي', '⺀', '〇'])
      expect('stuck' in icao(name)).toBe(true)
  })

  test('any text: a result without a letter of another script, and the same again from itself', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 })
    const cyrillic = fc.string({ unit: fc.constantFrom(...Array.from('АбщЩъЯ ю-Ёё1ьҚөhZ')), maxLength: 20 })
    fc.assert(
      fc.property(fc.oneof(text, cyrillic), fc.constantFrom(...ROMANISATION_IDS), (input, id) => {
        const result = ROMANISATIONS[id](input)
        if (!('latin' in result)) return
        expect(result.latin).not.toMatch(/\p{Script=Cyrillic}|\p{Script=Han}/u)
        expect(ROMANISATIONS[id](result.latin)).toEqual(result)
      }),
    )
  })
})

describe('trap 9, plates', () => {
  test.each([
    ['蒙H12345', 'NMH12345'],
    ['粤Z·0000港', 'GDZ0000HK'],
    ['新F 1234挂', 'XJF1234GUA'],
    ['А123ВС77', 'A123BC77'],
    ['123 abc 02', '123ABC02'],
  ])('%s is %s', (text, expected) => {
    expect(latin(plate(text))).toBe(expected)
  })

  test('a plate with a letter that has no Latin look-alike is not guessed', () => {
    expect(latin(plate('1234 УБЦ'))).toBe('stuck at Б')
    expect(latin(plate('龘A123'))).toBe('stuck at 龘')
    expect(latin(plate(''))).toBe('')
  })

  test('every province has letters of its own', () => {
    const provinces = Array.from('京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新港澳')
    expect(new Set(provinces.map((hanzi) => latin(plate(`${hanzi}A1`)))).size).toBe(provinces.length)
  })
})
