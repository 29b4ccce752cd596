/** What people see as one character (UAX 29): a letter with its marks, a surrogate pair, a joined emoji. */
const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** UTF-16 units on either side of a cut: more than any field is cut to, so that fields are looked at from their start. */
const WINDOW = 4096

/**
 * Cuts a text to a number of code points, as XML Schema part 2 (4.3.1) counts, never within what people see as one
 * character: a mark cut from its letter changes the letter, half a surrogate pair is no text at all. White space at
 * the new end goes too.
 *
 * @returns '' when not even the first character fits
 */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text
  const end = offsetOf(text, length)
  if (end === text.length) return text
  return text.slice(0, startOfCharacter(text, end)).trimEnd()
}

/**
 * Cuts a text into pieces of at most `length` code points, which together are the text again; within what people see
 * as one character only where that alone is longer.
 */
export function split(text: string, length: number): string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > length) {
    const end = offsetOf(rest, length)
    if (end === rest.length) break
    const cut = startOfCharacter(rest, end) || end
    pieces.push(rest.slice(0, cut))
    rest = rest.slice(cut)
  }
  return [...pieces, rest]
}

/** Only the surroundings of the cut are segmented, more of them while the character may have begun before. */
function startOfCharacter(text: string, end: number): number {
  for (let reach = WINDOW; ; reach *= 2) {
    const from = Math.max(0, end - reach)
    const found = GRAPHEMES.segment(text.slice(from, end + WINDOW)).containing(end - from)?.index ?? 0
    if (found > 0 || from === 0) return from + found
  }
}

/** @returns the UTF-16 offset after `count` code points, at most the end. */
function offsetOf(text: string, count: number): number {
  let at = 0
  for (let seen = 0; seen < count && at < text.length; seen++)
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  return at
}
