import type { MappingSource } from './load.ts'
import type { OutlineRule } from './outline.ts'

/** Why a rule may give back another value than it got; nothing when its notation holds every value. */
export interface Lossy {
  readonly reading: readonly string[]
  readonly writing: readonly string[]
}

export function lossyOf(source: MappingSource, rule: OutlineRule): Lossy {
  const { head } = source
  const { modifiers, reads, writes } = rule
  const { code, latin, truncate, scale, fixedScale, format, type, loses } = modifiers
  const rows = code === undefined ? [] : (head.codes.get(code)?.rows ?? [])
  const single = (direction: 'read' | 'write'): string[] => {
    const count = rows.filter((row) => row.direction === direction).length
    return count === 0 ? [] : [`one-way codes in list ${code}: ${count}`]
  }
  const reading = reads && !keepsSource(source, rule) ? single('read') : []
  const decimals = fixedScale ?? scale
  const writing = writes
    ? [
        ...single('write'),
        ...(latin === undefined ? [] : [`in Latin letters (${latin.table})`]),
        ...(truncate === undefined ? [] : [`cut to ${truncate} characters`]),
        ...(decimals === undefined ? [] : [`rounded to ${decimals} decimals`]),
        ...coarse(format, type),
      ]
    : []
  return loses === undefined || reading.length + writing.length === 0
    ? { reading, writing }
    : { reading: reading.map((why) => `${why}: ${loses}`), writing: writing.map((why) => `${why}: ${loses}`) }
}

/** The document has a field `<name>Source`, in which the message's own code stays beside the hub's. */
function keepsSource({ head }: MappingSource, { fields }: OutlineRule): boolean {
  return fields.some(({ path: { document, absolute } }) => {
    const last = absolute.at(-1)
    const schema = head.aliases[document]?.schema
    if (typeof last !== 'string' || schema === undefined) return false
    return typeof schema.field([...absolute.slice(0, -1), `${last}Source`]) === 'object'
  })
}

/** The hub's dateTime goes to the millisecond; a message's notation often ends earlier. */
function coarse(format: string | undefined, type: string | undefined): string[] {
  if (type === 'date') return ['holds the day only']
  if (format === undefined || type === undefined || !type.startsWith('date')) return []
  if (!format.includes('HH')) return ['holds the day only']
  if (!format.includes('mm')) return ['holds the hour only']
  return format.includes('ss') ? [] : ['holds the minute only']
}
