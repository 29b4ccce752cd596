import { join } from 'node:path'
import type { Format } from '../../src/formats/catalogue.ts'
import { openMapping } from '../../src/mapping/load.ts'
import { outlineOf } from '../../src/mapping/outline.ts'
import { SCHEMAS } from './sample-files.ts'
import type { JsonValue } from '../../src/model/json.ts'
import type { ReadReport, WriteReport } from '../../src/mapping/report.ts'

/** `cargo-report.consignments[].id` → its values, as often as they stand there. */
export type Leaves = ReadonlyMap<string, readonly string[]>

/** Leaves of documents by path without positions: lists of different lengths can then be compared. */
export function leavesOf(documents: Readonly<Record<string, JsonValue>>): Leaves {
  const found = new Map<string, string[]>()
  const walk = (path: string, value: JsonValue): void => {
    if (Array.isArray(value)) for (const item of value) walk(`${path}[]`, item)
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(`${path}.${key}`, inner)
    else found.set(path, [...(found.get(path) ?? []), comparable(value)])
  }
  for (const [name, document] of Object.entries(documents)) walk(name, document)
  return found
}

/** A moment is the same in every time zone. */
function comparable(value: string | number | boolean | null): string {
  const isMoment = typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(value)
  return isMoment ? new Date(value).toISOString() : JSON.stringify(value)
}

/** Paths whose values are not the same on both sides, whatever their order. */
export function differences(one: Leaves, other: Leaves): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((path) => {
    const sorted = (leaves: Leaves) => (leaves.get(path) ?? []).toSorted().join('\u0000')
    return sorted(one) !== sorted(other)
  })
}

/** Paths that the reports of writing, and of reading again, speak of as anything but kept. */
export function toldPaths(write: WriteReport, back: ReadReport): string[] {
  return [...write.outcomes, ...back.outcomes].flatMap(({ outcome, field }) =>
    outcome === 'kept' || field === undefined ? [] : field,
  )
}

/** Differences that no report tells of: what was lost, or made up, in silence. The source of a code goes with the code. */
export function silent(different: readonly string[], told: readonly string[]): string[] {
  return different.filter(
    (path) =>
      !told.some((each) =>
        [each, `${each}Source`].some(
          (base) => path === base || path.startsWith(`${base}.`) || path.startsWith(`${base}[`),
        ),
      ),
  )
}

/** Paths that have all their values again, and more: what was there is not lost. */
export function additions(paths: readonly string[], one: Leaves, other: Leaves): string[] {
  return paths.filter((path) => {
    const rest = [...(other.get(path) ?? [])]
    return (one.get(path) ?? []).every((value) => {
      const at = rest.indexOf(value)
      if (at >= 0) rest.splice(at, 1)
      return at >= 0
    })
  })
}

/** Fields that stand at a place of the message where other rules stand too: what one of them writes, all read. */
export function sharedFields(format: Format): string[] {
  const rules = outlineOf(openMapping(format.mapping.file, join(SCHEMAS, 'canonical')))
  const isShared = (message: string) => rules.filter((rule) => rule.message === message).length > 1
  return rules.flatMap(({ message, fields }) =>
    isShared(message) ? fields.map(({ pattern }) => pattern) : [],
  )
}

/** Fields whose usual value the format means without saying so (`means`). */
export function meantFields(format: Format): string[] {
  const { head } = openMapping(format.mapping.file, join(SCHEMAS, 'canonical'))
  return [...(head.means?.entries.keys() ?? [])].map((path) =>
    path.replace(
      /^[\w-]+/,
      (alias) => head.aliases.find((each) => each.alias === alias)?.schema.document ?? alias,
    ),
  )
}
