import type { Format, Formats } from '../formats/catalogue.ts'
import { UsageError } from './shell.ts'

/** @throws UsageError for an id that no format has, naming those there are */
export function knownFormat(formats: Formats, id: string): Format {
  const format = formats.all.find((each) => each.id === id)
  if (format !== undefined) return format
  throw new UsageError(`There is no format ${id}; known: ${formats.all.map((each) => each.id).join(', ')}.`)
}
