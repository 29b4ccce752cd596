import { hasRule } from './check-coverage.ts'
import { finding, type CheckFinding } from './finding.ts'
import { requiredAt } from './hub-fields.ts'
import { printStep, type HubSchema, type HubStep } from './hub-schema.ts'
import type { MappingSource } from './load.ts'
import { placeOf, type OutlineRule } from './outline.ts'

/**
 * Compares the fields that rules read and write with those that the hub documents have and demand.
 * @param completed fields that are filled after reading
 */
export function checkHub(
  source: MappingSource,
  outline: readonly OutlineRule[],
  completed: readonly string[],
): CheckFinding[] {
  const read = linesOf(outline.filter(({ reads }) => reads))
  // Beside a rule that reads the place, or knows what must stand there, another field is only held against it.
  const explained = new Set(
    outline.filter(({ reads, action }) => reads || FIXED.has(action.kind)).map(({ message }) => message),
  )
  const written = linesOf(outline.filter(({ writes, message }) => writes && !explained.has(message)))
  const missed = unread(source, read).filter(({ subject }) => !completed.includes(subject))
  return [...missed, ...noWayBack(source, read), ...writeOnly(source, written, read)]
}

const FIXED: ReadonlySet<OutlineRule['action']['kind']> = new Set(['constant', 'position', 'count', 'sum'])

/** The first line that speaks of each field. */
type Lines = ReadonlyMap<string, number>

function linesOf(rules: readonly OutlineRule[]): Lines {
  const lines = new Map<string, number>()
  for (const { fields, line, action } of rules)
    for (const { pattern } of fields) {
      const leaf = action.kind === 'each' ? `${pattern}[]` : pattern
      if (!lines.has(leaf)) lines.set(leaf, line)
    }
  return lines
}

/** What the hub demands of every object that reading makes. */
function unread(source: MappingSource, read: Lines): CheckFinding[] {
  const made = source.head.aliases.filter((alias) => alias.made)
  return made.flatMap(({ schema }) => unreadBelow(source, schema, [], read))
}

function unreadBelow(
  source: MappingSource,
  schema: HubSchema,
  steps: readonly HubStep[],
  read: Lines,
): CheckFinding[] {
  const pattern = schema.document + steps.map(printStep).join('')
  const field = schema.field(steps)
  if (typeof field === 'string' || !isMade(pattern, read)) return []
  if (field.type === 'array') return unreadBelow(source, schema, [...steps, null], read)
  if (field.type !== 'object') return []
  const missing = requiredAt(schema, steps)
    .filter((name) => !isMade(`${pattern}.${name}`, read))
    .map((name) =>
      finding(
        'required-unread',
        placeOf(source, lineOf(pattern, read)),
        `${pattern}.${name}`,
        `the hub demands ${name} wherever there is ${pattern}, and no rule reads it`,
      ),
    )
  const names = [...new Set([...read.keys()].flatMap((each) => nameBelow(each, pattern)))]
  return [...missing, ...names.flatMap((name) => unreadBelow(source, schema, [...steps, name], read))]
}

/** Some rule reads it or something in it. */
const isMade = (pattern: string, read: Lines): boolean =>
  [...read.keys()].some((each) => isAtOrBelow(each, pattern))

const isAtOrBelow = (path: string, above: string): boolean =>
  path === above || path.startsWith(`${above}.`) || path.startsWith(`${above}[`)

function lineOf(pattern: string, read: Lines): number {
  const lines = [...read].filter(([each]) => isAtOrBelow(each, pattern)).map(([, line]) => line)
  return lines.length === 0 ? 1 : Math.min(...lines)
}

/** `a.b[].c` below `a` is the name b; below something else none. */
function nameBelow(path: string, above: string): string[] {
  if (!path.startsWith(`${above}.`)) return []
  return [/^[^.[]+/.exec(path.slice(above.length + 1))?.[0] ?? '']
}

/** Documents of this very format could not be written again without an undeclared loss. */
function noWayBack(source: MappingSource, read: Lines): CheckFinding[] {
  return [...read]
    .filter(([pattern]) => !pattern.endsWith('[]') && !hasRule(source.plan, pattern))
    .map(([pattern, line]) =>
      finding(
        'no-way-back',
        placeOf(source, line),
        pattern,
        'it is read, but neither written nor among `omits`: writing it back loses it without declaration',
      ),
    )
}

function writeOnly({ head, ...source }: MappingSource, written: Lines, read: Lines): CheckFinding[] {
  const made = head.aliases.filter((alias) => alias.made).map(({ schema }) => schema.document)
  return [...written]
    .filter(([pattern]) => made.some((document) => isAtOrBelow(pattern, document)) && !isMade(pattern, read))
    .map(([pattern, line]) =>
      finding(
        'write-only',
        placeOf({ head, ...source }, line),
        pattern,
        'it is written, but no rule reads it back',
      ),
    )
}
