/** Cyrillic letters in Latin ones, by capital; '' for a letter that is not written. */
export type LetterTable = ReadonlyMap<string, string>

/**
 * ICAO Doc 9303 part 3, section 6 B, as Russian passports use it: ASCII only. The hard sign is IE there and the soft
 * sign is left out. Letters that the table lacks (Kazakh, Kyrgyz, Mongolian) are written as the passports of these
 * countries write them; the Ukrainian and Belarusian exceptions of the table need the language, which nobody states.
 */
export const ICAO_9303: LetterTable = letters(
  `А A, Б B, В V, Г G, Д D, Е E, Ё E, Ж ZH, З Z, И I, Й I, К K, Л L, М M, Н N, О O, П P, Р R, С S, Т T, У U, Ф F,
   Х KH, Ц TS, Ч CH, Ш SH, Щ SHCH, Ъ IE, Ы Y, Ь, Э E, Ю IU, Я IA,
   І I, Ї I, Є IE, Ґ G, Ў U,
   Ә A, Ғ G, Қ K, Ң N, Ө O, Ұ U, Ү U, Һ KH`,
)

/** MNS 5217:2012, the Mongolian standard: Ö and Ü are Latin letters, but not ASCII ones. */
export const MNS_5217: LetterTable = letters(
  `А A, Б B, В V, Г G, Д D, Е YE, Ё YO, Ж J, З Z, И I, Й I, К K, Л L, М M, Н N, О O, Ө Ö, П P, Р R, С S, Т T, У U,
   Ү Ü, Ф F, Х KH, Ц TS, Ч CH, Ш SH, Щ SH, Ъ I, Ы Y, Ь I, Э E, Ю YU, Я YA`,
)

/** @returns the letter in Latin; undefined when the table does not have it. */
export function latinLetter(
  letter: string,
  next: string | undefined,
  table: LetterTable,
): string | undefined {
  const capital = letter.toUpperCase()
  const latin = table.get(capital)
  if (latin === undefined) return undefined
  if (letter !== capital) return latin.toLowerCase()
  // "Щука" is Shchuka, "ЩУКА" is SHCHUKA.
  const isInWord = next !== undefined && next !== next.toUpperCase()
  return isInWord ? latin.slice(0, 1) + latin.slice(1).toLowerCase() : latin
}

function letters(text: string): LetterTable {
  return new Map(
    text.split(',').map((entry) => {
      const [letter = '', latin = ''] = entry.trim().split(' ')
      return [letter, latin] as const
    }),
  )
}
