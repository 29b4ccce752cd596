import { KhorgosError } from '../../errors.ts'

/** The characters with a meaning of their own, ISO 9735-1 section 8 (UNA). */
export interface ServiceCharacters {
  readonly component: string
  readonly element: string
  readonly decimal: string
  /** '' when there is none: UNA then holds a space. */
  readonly release: string
  /** '' before syntax 4, where the position is reserved. */
  readonly repetition: string
  readonly terminator: string
}

/** The first version with repetition; with it come dates of eight digits and both decimal marks. */
export const REPETITION_SINCE = 4

/** `UNA` and six characters. */
export const UNA_LENGTH = 9

const WITHOUT_ADVICE = ":+.? '"
/** Since syntax 4. */
const WITHOUT_ADVICE_SINCE = ":+.?*'"

/** What holds without UNA: ISO 9735-1 section 8. */
export function defaultCharacters(version: number): ServiceCharacters {
  return parseCharacters(version < REPETITION_SINCE ? WITHOUT_ADVICE : WITHOUT_ADVICE_SINCE, version)
}

/**
 * @param text the six characters of UNA in their order
 * @throws KhorgosError SCHEMA_INVALID when they cannot be told apart from each other or from data
 */
export function parseCharacters(text: string, version: number): ServiceCharacters {
  const [component = '', element = '', decimal = '', release = '', reserved = '', terminator = ''] = text
  if (text.length !== UNA_LENGTH - 3) throw unusable('it holds six characters')
  if (decimal !== '.' && decimal !== ',') throw unusable('the decimal mark is a full stop or a comma')
  const repetition = version < REPETITION_SINCE || reserved === ' ' ? '' : reserved
  const separators = [component, element, release.trim(), repetition, terminator].filter(
    (each) => each !== '',
  )
  if (separators.some((each) => /[A-Za-z0-9 \r\n]/.test(each)))
    throw unusable('no letter, digit or space separates')
  if (new Set(separators).size < separators.length) throw unusable('no character has two meanings')
  return { component, element, decimal, release: release.trim(), repetition, terminator }
}

/** The service string advice: needed only where it differs from what holds without it. */
export function serviceAdvice(characters: ServiceCharacters, version: number): string {
  const { component, element, decimal, release, repetition, terminator } = characters
  const text = `${component}${element}${decimal}${release || ' '}${repetition || ' '}${terminator}`
  const unneeded = version < REPETITION_SINCE ? WITHOUT_ADVICE : WITHOUT_ADVICE_SINCE
  return text === unneeded ? '' : `UNA${text}`
}

/** Matches, everywhere in a text, the characters that have a meaning of their own. */
export function specialCharacters(characters: ServiceCharacters, others = ''): RegExp {
  const { component, element, release, repetition, terminator } = characters
  const special = [component, element, release, repetition, terminator].join('')
  return new RegExp(`[${others}${special.replaceAll(/[\\\]^-]/g, String.raw`\$&`)}]`, 'g')
}

function unusable(rule: string): KhorgosError {
  return new KhorgosError('SCHEMA_INVALID', `The service string advice (UNA) is not usable: ${rule}`, {
    place: { path: '/UNA' },
  })
}
