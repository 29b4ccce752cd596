import { REPETITION_SINCE, type ServiceCharacters } from './service-characters.ts'
import type { DataFormat } from './specification.ts'

/** ISO 9735-1 section 10: a digit on both sides of the mark, no thousands separator, minus in front. */
const NUMBER = /^-?\d+([.,]\d+)?$/
const LETTERS = /^[^\d]*$/

/** What is wrong with a value under its representation; undefined when nothing is. The length is in characters. */
export function formatFault(value: string, { kind, least, most, numeric }: DataFormat): string | undefined {
  if (kind === 'n' && !NUMBER.test(value)) return `"${excerpt(value)}" is no number`
  if (kind === 'a' && !LETTERS.test(value)) return `"${excerpt(value)}" holds digits`
  // Sign and decimal mark do not count (ISO 9735-1 section 10).
  const counted = numeric && NUMBER.test(value) ? value.replaceAll(/[-.,]/g, '').length : lengthOf(value)
  if (counted > most) return `"${excerpt(value)}" has ${counted} characters, ${most} are allowed`
  if (counted < least) return `"${excerpt(value)}" has ${counted} characters, ${least} are needed`
  return undefined
}

/**
 * A number of the message with a full stop, as the tree has it. Syntax 4 allows either mark whatever UNA says;
 * earlier versions only the one of UNA.
 *
 * @returns undefined for a number with the wrong mark
 */
export function plainNumber(
  value: string,
  { decimal }: ServiceCharacters,
  version: number,
): string | undefined {
  if (!NUMBER.test(value)) return value
  const other = decimal === ',' ? '.' : ','
  if (version < REPETITION_SINCE && value.includes(other)) return undefined
  return value.replace(',', '.')
}

/** Names and texts are told in characters, however many units of memory they take. */
export const lengthOf = (text: string): number => (isSimple(text) ? text.length : Array.from(text).length)

const isSimple = (text: string): boolean => !/[\ud800-\udfff]/.test(text)

const MAX_EXCERPT = 40

const excerpt = (text: string): string =>
  lengthOf(text) > MAX_EXCERPT ? `${Array.from(text).slice(0, MAX_EXCERPT).join('')}…` : text
