import { KhorgosError } from '../errors.ts'

/** No number of a document is longer. */
const MAX_NUMBER = 64

/**
 * The numbers of an issuer, as its partner file describes them. Whoever asks chooses the text that is tried here, so
 * the pattern may not take time without end: the text is short, and no group repeats, for groups that repeat what
 * repeats take time that doubles with each character.
 * @throws KhorgosError CONFIG_INVALID
 */
export function numberPattern(text: string): RegExp {
  const bare = text.replaceAll(/\\.|\[(?:\\.|[^\]])*\]/gu, '_')
  if (/\)[*+{]/.test(bare)) throw invalid(`"${text}" repeats a group`)
  try {
    const { source } = new RegExp(text, 'u') // alone first: ")|(" would step out of the anchors
    return new RegExp(`^(?=.{1,${MAX_NUMBER}}$)(?:${source})$`, 'u')
  } catch (cause) {
    throw invalid(`"${text}" is not a regular expression`, cause)
  }
}

function invalid(message: string, cause?: unknown): KhorgosError {
  return new KhorgosError('CONFIG_INVALID', message, { cause })
}
