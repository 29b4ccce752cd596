import { ICAO_9303, latinLetter, type LetterTable, MNS_5217 } from './cyrillic.ts'
import { latinPlate } from './plate.ts'

/** Text in Latin letters for receivers that demand them. It is lossy: whoever uses it keeps the original. */
export type Romanisation = (text: string) => { readonly latin: string } | { readonly stuck: string }

/** By the name that rules of the mapping language use. */
export const ROMANISATIONS = {
  icao: (text) => romanise(text, ICAO_9303),
  mongolian: (text) => romanise(text, MNS_5217),
  plate: latinPlate,
} as const satisfies Record<string, Romanisation>

export type RomanisationId = keyof typeof ROMANISATIONS

export const ROMANISATION_IDS: readonly RomanisationId[] = ['icao', 'mongolian', 'plate']

/** Whatever belongs to another script than Latin: letters, and signs made of them (⺀, ㈠). What belongs to none is kept. */
const FOREIGN = /[^\p{Script=Latin}\p{Script=Inherited}\p{Script=Common}]/u

/**
 * Hanzi stay stuck on purpose: a name has more than one reading (单 is Dan or Shan), and only its bearer knows which.
 */
function romanise(text: string, table: LetterTable): { latin: string } | { stuck: string } {
  const letters = Array.from(text.normalize('NFC'))
  const written: string[] = []
  for (const [index, letter] of letters.entries()) {
    const latin = latinLetter(letter, letters[index + 1], table) ?? letter
    if (FOREIGN.test(latin)) return { stuck: letter }
    written.push(latin)
  }
  return { latin: written.join('').normalize('NFC') }
}
