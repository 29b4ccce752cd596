import { basename } from 'node:path'
import { withoutIndices } from './coverage.ts'
import { resolvePath, type HubPath, type Scope } from './hub-path.ts'
import type { MappingSource } from './load.ts'
import type { MessageStep } from './message-path.ts'
import type { SourcePath } from './rule-fields.ts'
import type { Modifiers } from './rule-modifiers.ts'
import type { Action, RuleSource } from './rule-source.ts'

/** The rules of a file in a row, each with where it stands and which fields it speaks of. */
export interface OutlineRule {
  readonly line: number
  /** From the root of the message. */
  readonly steps: readonly MessageStep[]
  /** How many of the steps are the rule's own `at`. */
  readonly own: number
  readonly attribute: string | undefined
  /** The same as text, conditions included: `/M/Communication[TypeID=TE]/ID`. */
  readonly message: string
  readonly action: Action
  readonly modifiers: Modifiers
  /** Reading gives these fields their values; writing takes them from there. */
  readonly fields: readonly OutlineField[]
  readonly reads: boolean
  readonly writes: boolean
  /** It stands below an `each`, which is what makes its items. */
  readonly list: OutlineField | undefined
}

export interface OutlineField {
  /** `cargo-report.consignments[].id` */
  readonly pattern: string
  readonly path: HubPath
}

/** A file is compared with seventy others, each time by its outline. */
const outlines = new WeakMap<MappingSource, readonly OutlineRule[]>()

/** @returns every rule but groups, which say only where others stand, in the order of the file */
export function outlineOf(source: MappingSource): readonly OutlineRule[] {
  const known = outlines.get(source)
  if (known !== undefined) return known
  const { head, rules } = source
  const root = { name: head.rootName, prefix: '', condition: undefined }
  const made = outline(rules, { steps: [root], scope: undefined, list: undefined }, head.aliases)
  outlines.set(source, made)
  return made
}

/** `mt1401.mapping.yaml:41` */
export function placeOf({ file }: MappingSource, line: number): string {
  return `${basename(file)}:${line}`
}

type Aliases = MappingSource['head']['aliases']

interface Site {
  readonly steps: readonly MessageStep[]
  readonly scope: Scope | undefined
  readonly list: OutlineField | undefined
}

function outline(rules: readonly RuleSource[], site: Site, aliases: Aliases): OutlineRule[] {
  return rules.flatMap((rule) => {
    const { action } = rule
    const steps = [...site.steps, ...rule.at.steps]
    if (action.kind === 'group') return outline(action.rules, { ...site, steps }, aliases)
    const own = describe(rule, steps, site, aliases)
    // Each placeholder is a field with a notation of its own, at the same place.
    if (action.kind === 'forms')
      return [
        own,
        ...action.fields.map(({ path, modifiers }) =>
          describe({ ...rule, action: { kind: 'is', path }, modifiers }, steps, site, aliases),
        ),
      ]
    if (action.kind !== 'each') return [own]
    const [list] = own.fields
    return list === undefined ? [own] : [own, ...outline(action.rules, inside(list, steps, aliases), aliases)]
  })
}

/** Rules below an `each` speak of its item. */
function inside(list: OutlineField, steps: readonly MessageStep[], aliases: Aliases): Site {
  const { document, absolute } = list.path
  const items = [...absolute, null]
  const item = aliases[document]?.schema.field(items)
  const scalar = typeof item === 'object' && item.type !== 'object'
  return { steps, list, scope: { document, steps: items, scalar } }
}

function describe(
  { line, at, action, modifiers }: RuleSource,
  steps: readonly MessageStep[],
  site: Site,
  aliases: Aliases,
): OutlineRule {
  const resolve = (source: SourcePath): OutlineField[] => {
    const path = resolvePath(source, site.scope, aliases)
    if (typeof path === 'string') return []
    // A list in one text speaks of its items, as an `each` over single values does.
    return action.kind === 'list'
      ? [
          {
            path: { ...path, absolute: [...path.absolute, null] },
            pattern: `${withoutIndices(path.pattern)}[]`,
          },
        ]
      : [{ path, pattern: withoutIndices(path.pattern) }]
  }
  const fields = pathsOf(action, modifiers).flatMap(resolve)
  const made = fields.every(({ path }) => aliases[path.document]?.made === true)
  return {
    line,
    steps,
    own: at.steps.length,
    attribute: at.attribute,
    message: `${steps.map((step) => `/${printStep(step)}`).join('')}${at.attribute === undefined ? '' : `/@${at.attribute}`}`,
    action,
    modifiers,
    fields,
    reads: made && (READS.has(action.kind) || (action.kind === 'position' && action.path !== undefined)),
    writes: WRITES.has(action.kind),
    list: site.list,
  }
}

const READS: ReadonlySet<Action['kind']> = new Set(['is', 'read', 'join', 'list', 'forms', 'each'])
const WRITES: ReadonlySet<Action['kind']> = new Set<Action['kind']>([
  'is',
  'write',
  'join',
  'list',
  'forms',
  'each',
  'constant',
  'context',
  'count',
  'sum',
  'position',
])

function pathsOf(action: Action, modifiers: Modifiers): readonly SourcePath[] {
  switch (action.kind) {
    case 'is':
    case 'read':
    case 'write':
      return [action.path, ...(modifiers.with ?? []).map(({ path }) => path)]
    case 'each':
    case 'list':
      return [action.path]
    case 'forms':
      return [modifiers.with, ...action.forms.map((form) => form.with)].flatMap((texts) =>
        (texts ?? []).map(({ path }) => path),
      )
    case 'join':
      return action.whole === undefined ? action.paths : [...action.paths, action.whole]
    case 'position':
      return action.path === undefined ? [] : [action.path]
    case 'group':
    case 'constant':
    case 'context':
    case 'count':
    case 'sum':
    case 'drop':
      return []
  }
}

function printStep({ prefix, name, condition }: MessageStep): string {
  const narrowed = condition === undefined ? '' : `[${condition.name}=${condition.value}]`
  return `${prefix === '' ? '' : `${prefix}:`}${name}${narrowed}`
}
