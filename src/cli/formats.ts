import type { Formats } from '../formats/catalogue.ts'
import { UsageError } from './shell.ts'

/** @throws UsageError for an id that no format has, naming those there are */
export function requireFormat(formats: Formats, id: string): void {
  if (formats.ids.includes(id)) return
  throw new UsageError(`There is no format ${id}; known: ${formats.ids.join(', ')}.`)
}
