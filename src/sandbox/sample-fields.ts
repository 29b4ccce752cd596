import type { TreeElement } from '../model/tree.ts'
import { writeCanonical } from '../xml/write.ts'

/** New text of an element by its path from the root, without the root's name; undefined leaves it. */
export type Fields = (path: string, text: string) => string | undefined

/** A sample with other texts, canonical. */
export function filledIn(root: TreeElement, fields: Fields): string {
  const children = root.children.map((child) => rewrite(child, child.name, fields))
  return writeCanonical({ ...root, text: '', children }, { [root.namespace]: '' })
}

function rewrite(element: TreeElement, path: string, fields: Fields): TreeElement {
  const indented = element.children.length > 0 && element.text.trim() === ''
  return {
    ...element,
    text: indented ? '' : (fields(path, element.text) ?? element.text),
    children: element.children.map((child) => rewrite(child, `${path}/${child.name}`, fields)),
  }
}

/** `yyyyMMddHHmmssSSS` as a clock in that time zone shows it. */
export function digits(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  })
  return parts.format(at).replaceAll(/\D/g, '')
}
