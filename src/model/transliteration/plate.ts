import { skeleton } from '../homoglyphs.ts'

/**
 * Hanzi on vehicle plates (GA 36-2018): the province in the letters of GB/T 2260, what kind of vehicle it is in Pinyin.
 * No standard says how a plate is written in Latin letters; this way the original can be told from it.
 */
const HANZI: ReadonlyMap<string, string> = new Map(
  `京 BJ,津 TJ,冀 HE,晋 SX,蒙 NM,辽 LN,吉 JL,黑 HL,沪 SH,苏 JS,浙 ZJ,皖 AH,闽 FJ,赣 JX,鲁 SD,豫 HA,鄂 HB,湘 HN,粤 GD,桂 GX,
   琼 HI,渝 CQ,川 SC,贵 GZ,云 YN,藏 XZ,陕 SN,甘 GS,青 QH,宁 NX,新 XJ,港 HK,澳 MO,
   挂 GUA,学 XUE,警 JING,领 LING,使 SHI,临 LIN,试 SHI,超 CHAO`
    .split(',')
    .map((entry) => {
      const [hanzi = '', latin = ''] = entry.trim().split(' ')
      return [hanzi, latin] as const
    }),
)

/**
 * A plate in `A-Z` and `0-9`: separators fall away, look-alike letters become Latin (Russian plates use only letters
 * that have a Latin look-alike, GOST R 50577), Hanzi are spelled.
 *
 * @returns the plate, or the first character that has no Latin form
 */
export function latinPlate(plate: string): { readonly latin: string } | { readonly stuck: string } {
  const letters = Array.from(skeleton(plate), (letter) => HANZI.get(letter) ?? letter)
  const stuck = letters.find((letter) => !/^[A-Z0-9]+$/.test(letter))
  return stuck === undefined ? { latin: letters.join('') } : { stuck }
}
