/**
 * Letters of other scripts that look like a Latin capital. Plates, seals and codes are typed on whatever keyboard is at
 * hand, so that "А123ВС" may be Cyrillic, Latin or both. Folding is for comparing only: what is sent stays as it came,
 * because receivers check the code points ("ЭД" and "ОО" are Cyrillic to the EAEU, the preference "OO" is Latin).
 */
const LATIN_BY_LOOK: ReadonlyMap<string, string> = new Map([
  ...pairs('АВЕЅІЈКМНОРСТУҮХԚԜҺ', 'ABESIJKMHOPCTYYXQWH'),
  ...pairs('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'),
])

const LOOK_ALIKE = new RegExp(`[${[...LATIN_BY_LOOK.keys()].join('')}]`, 'gu')

/** What is left out of numbers when people write or compare them. */
const SEPARATOR = /[\s.·•・\-‐‑–—_/]/gu

/**
 * How a code, plate or number looks: upper case, no separators, look-alike letters of other scripts as Latin ones, full
 * width forms as usual ones. Two texts with one skeleton cannot be told apart on paper. Never send it.
 */
export function skeleton(text: string): string {
  return foldLookAlikes(text.normalize('NFKC').toUpperCase().replaceAll(SEPARATOR, ''))
}

/** Capitals of other scripts that look Latin as the Latin ones; everything else stays. */
export function foldLookAlikes(text: string): string {
  return text.replaceAll(LOOK_ALIKE, (letter) => LATIN_BY_LOOK.get(letter) ?? letter)
}

/** @returns the first letter of another script that looks Latin, with its 1-based position, e.g. for an error sentence. */
export function firstLookAlike(
  text: string,
): { readonly letter: string; readonly position: number } | undefined {
  const letters = Array.from(text)
  const index = letters.findIndex((letter) => LATIN_BY_LOOK.has(letter.toUpperCase()))
  return index === -1 ? undefined : { letter: letters[index] ?? '', position: index + 1 }
}

function pairs(looks: string, latin: string): [string, string][] {
  return Array.from(looks, (letter, index) => [letter, latin[index] ?? letter])
}
