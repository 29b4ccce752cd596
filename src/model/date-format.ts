/**
 * Patterns of dates as partners write them: `yyyyMMddHHmmss`, `yyyy-MM-dd`, `HH:mm`, `yyyy-MM-dd'T'HH:mm:ssXXX`.
 * Every field has a fixed width, so that reading needs no guessing; letters that are not fields stand in quotes.
 */
export interface DateParts {
  readonly year: number
  /** 1-12 */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly milli: number
  /** Minutes east of UTC; undefined for local time. */
  readonly offset: number | undefined
}

type Field = Exclude<keyof DateParts, 'offset'>

type Token =
  | { readonly kind: 'field'; readonly field: Field; readonly width: number }
  | { readonly kind: 'offset' }
  | { readonly kind: 'literal'; readonly text: string }

export interface DateFormat {
  readonly pattern: string
  readonly hasDate: boolean
  readonly hasTime: boolean
  readonly hasOffset: boolean
  /** The finest field it can hold. */
  readonly finest: 'day' | 'hour' | 'minute' | 'second' | 'milli'
  /** @returns the fields as written, unchecked against the calendar; undefined when the text has another form. */
  parse(text: string): DateParts | undefined
  print(parts: DateParts): string
}

const FIELDS: Readonly<Record<string, Field>> = {
  yyyy: 'year',
  MM: 'month',
  dd: 'day',
  HH: 'hour',
  mm: 'minute',
  ss: 'second',
  SSS: 'milli',
}

/** @returns undefined when the pattern has an unknown field, a field twice, or half a date. */
export function compileDateFormat(pattern: string): DateFormat | undefined {
  const tokens = tokenize(pattern)
  if (tokens === undefined) return undefined
  const fields = tokens.flatMap((token) => (token.kind === 'field' ? [token.field] : []))
  const dateFields = (['year', 'month', 'day'] as const).filter((field) => fields.includes(field)).length
  const timeFields = (['hour', 'minute', 'second', 'milli'] as const).filter((field) =>
    fields.includes(field),
  )
  if (new Set(fields).size !== fields.length || dateFields % 3 !== 0 || fields.length === 0) return undefined
  if (!fields.includes('hour') && timeFields.length > 0) return undefined
  return {
    pattern,
    hasDate: dateFields === 3,
    hasTime: timeFields.length > 0,
    hasOffset: tokens.some((token) => token.kind === 'offset'),
    finest: timeFields.at(-1) ?? 'day',
    parse: (text) => parseTokens(tokens, text),
    print: (parts) => tokens.map((token) => printToken(token, parts)).join(''),
  }
}

function tokenize(pattern: string): Token[] | undefined {
  const tokens: Token[] = []
  for (const [piece] of pattern.matchAll(/'[^']*'|([A-Za-z])\1*|[^A-Za-z']+|'/g)) {
    const field = FIELDS[piece]
    if (field !== undefined) tokens.push({ kind: 'field', field, width: piece.length })
    else if (piece === 'XXX') tokens.push({ kind: 'offset' })
    else if (piece.length > 1 && piece.startsWith("'"))
      tokens.push({ kind: 'literal', text: piece.slice(1, -1) })
    else if (/^[A-Za-z']/.test(piece)) return undefined
    else tokens.push({ kind: 'literal', text: piece })
  }
  return tokens
}

function parseTokens(tokens: readonly Token[], text: string): DateParts | undefined {
  const parts = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, milli: 0 }
  let offset: number | undefined
  let position = 0
  for (const token of tokens) {
    if (token.kind === 'literal') {
      if (!text.startsWith(token.text, position)) return undefined
      position += token.text.length
    } else if (token.kind === 'offset') {
      const width = text.charAt(position) === 'Z' ? 1 : 6
      offset = parseOffset(text.slice(position, position + width))
      if (offset === undefined) return undefined
      position += width
    } else {
      const value = digits(text, position, token.width)
      if (value < 0) return undefined
      parts[token.field] = value
      position += token.width
    }
  }
  return position === text.length ? { ...parts, offset } : undefined
}

function printToken(token: Token, parts: DateParts): string {
  if (token.kind === 'literal') return token.text
  if (token.kind === 'offset') return printOffset(parts.offset ?? 0)
  return String(parts[token.field]).padStart(token.width, '0')
}

/** @returns the number of exactly `width` ASCII digits at `from`, -1 when there are none. */
export function digits(text: string, from: number, width: number): number {
  if (from + width > text.length) return -1
  let value = 0
  for (let index = from; index < from + width; index += 1) {
    const digit = text.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

/** @returns minutes east of UTC of `Z` or `±hh:mm`, at most 14 hours (XML Schema part 2, 3.2.7.3). */
export function parseOffset(text: string): number | undefined {
  if (text === 'Z') return 0
  const sign = text.charAt(0)
  const [hours, minutes] = [digits(text, 1, 2), digits(text, 4, 2)]
  if (text.length !== 6 || (sign !== '+' && sign !== '-') || text.charAt(3) !== ':') return undefined
  if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined
  return sign === '-' ? -(hours * 60 + minutes) : hours * 60 + minutes
}

export function printOffset(minutes: number): string {
  if (minutes === 0) return 'Z'
  const size = Math.abs(minutes)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
