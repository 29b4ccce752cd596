import { KhorgosError } from '../errors.ts'
import { compileDateFormat, type DateFormat } from '../model/date-format.ts'
import { type Converted, fromHubTime, ISO_DATE_TIME, toHubTime } from '../model/datetime.ts'
import { textOf } from './value-text.ts'
import type { ValueCodec, ValueNotes } from './value-codec.ts'

/** @returns the codec of a date in one field; or what is wrong with its pattern. */
export function dateCodec(
  type: 'date' | 'dateTime',
  pattern: string | undefined,
  zone: string,
): ValueCodec | string {
  const format = dateFormat(pattern, type === 'date' ? 'yyyy-MM-dd' : undefined)
  if (typeof format === 'string') return format
  if (!format.hasDate) return `\`format: ${format.pattern}\` has no date; name its companion with \`date\``
  if (type === 'date' && format.hasTime)
    return `\`format: ${format.pattern}\` has a time; write \`type: dateTime\``
  return {
    read(text, notes) {
      const parts = format.parse(text)
      if (parts === undefined)
        throw new KhorgosError('FIELD_INVALID', `"${text}" is not written as ${format.pattern}.`)
      const hasTime = format.hasTime && !(format === ISO_DATE_TIME && text.length === 10)
      return noted(toHubTime(parts, { hasTime }, zone), notes)
    },
    write: (value, notes) => noted(fromHubTime(textOf(value), format, zone), notes),
  }
}

/** @returns the compiled pattern, ISO 8601 when there is none; or what is wrong with it. */
export function dateFormat(pattern: string | undefined, otherwise?: string): DateFormat | string {
  const wanted = pattern ?? otherwise
  if (wanted === undefined) return ISO_DATE_TIME
  return (
    compileDateFormat(wanted) ??
    `\`${wanted}\` is no date pattern; use yyyy MM dd HH mm ss SSS XXX, each once, and quoted letters`
  )
}

function noted({ text, changed, defaulted }: Converted, notes: ValueNotes): string {
  notes.changed = changed
  notes.defaulted = defaulted
  return text
}
