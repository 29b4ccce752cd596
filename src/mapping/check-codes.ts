import type { CodeList } from '../model/code-list.ts'
import type { HubCodes } from '../model/hub-codes.ts'
import { finding, type CheckFinding } from './finding.ts'
import { codeListAt } from './hub-fields.ts'
import type { MappingSource } from './load.ts'
import { placeOf, type OutlineRule } from './outline.ts'

/** Codes named in one sentence; the others are counted. */
const MAX_NAMED = 8

/** Compares a format's code lists with the rules that use them and with the hub's own lists. */
export function checkCodes(
  source: MappingSource,
  outline: readonly OutlineRule[],
  hub: HubCodes,
  day: string,
): CheckFinding[] {
  return [...source.head.codes].flatMap(([name, list]) => {
    const users = outline.filter(({ modifiers }) => modifiers.code === name)
    if (users.length === 0)
      return [finding('list-unused', placeOf(source, 1), name, 'no rule of the file translates by it')]
    return [...oneWay(source, name, list, users), ...againstHub(source, name, list, users, hub, day)]
  })
}

function againstHub(
  source: MappingSource,
  name: string,
  list: CodeList,
  users: readonly OutlineRule[],
  hub: HubCodes,
  day: string,
): CheckFinding[] {
  const hubLists = new Map<string, OutlineRule>()
  for (const rule of users) {
    const hubList = hubListOf(source, rule)
    if (hubList !== undefined && !hubLists.has(hubList)) hubLists.set(hubList, rule)
  }
  return [...hubLists].flatMap(([hubList, rule]) => {
    const known = hub.codesOf(hubList)
    const unknown = rule.reads
      ? list.rows.filter((row) => row.direction !== 'write' && row.hub !== '' && !known.has(row.hub))
      : []
    const missing = rule.writes ? [...known].filter((code) => list.toPartner(code, day) === undefined) : []
    return [
      ...unknown.map((row) =>
        finding(
          'code-unknown',
          `${list.name}.csv:${row.line}`,
          `${name} ${row.hub}`,
          `the hub's list ${hubList} has no code "${row.hub}": a message with "${row.partner}" is refused`,
        ),
      ),
      ...(missing.length === 0
        ? []
        : [
            finding(
              'code-missing',
              placeOf(source, rule.line),
              name,
              `${missing.length} of ${known.size} codes of the hub's list ${hubList} cannot be written today: ${named(missing)}`,
            ),
          ]),
    ]
  })
}

/** The hub's list for the field that a rule with a code speaks of. */
function hubListOf({ head }: MappingSource, { fields }: OutlineRule): string | undefined {
  const [field] = fields
  const alias = field && head.aliases[field.path.document]
  return alias && field && codeListAt(alias.schema, field.path.absolute)
}

function oneWay(
  source: MappingSource,
  name: string,
  { rows }: CodeList,
  users: readonly OutlineRule[],
): CheckFinding[] {
  const single = rows.filter(({ direction }) => direction !== 'both')
  if (single.length === 0) return []
  const codes = single.map(({ direction, partner, hub }) =>
    direction === 'read' ? `${partner} → ${hub}` : `${hub} → ${partner}`,
  )
  const place = placeOf(source, users[0]?.line ?? 1)
  return [
    finding(
      'code-one-way',
      place,
      name,
      `${single.length} of ${rows.length} rows cannot be turned back: ${named(codes)}`,
    ),
  ]
}

function named(codes: readonly string[]): string {
  const more = codes.length > MAX_NAMED ? ` and ${codes.length - MAX_NAMED} more` : ''
  return codes.slice(0, MAX_NAMED).join(', ') + more
}
