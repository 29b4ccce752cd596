import type { MessagePath } from './message-path.ts'
import { RuleFields, type SourcePath } from './rule-fields.ts'
import { actionKeys, allowedKeys } from './rule-keys.ts'
import { type Modifiers, parseModifiers } from './rule-modifiers.ts'
import { type FormsAction, parseForms } from './rule-forms.ts'
import type { Complaints, YamlNode } from './yaml-source.ts'

/** A rule as its author wrote it, every key checked for form; what it means together is checked by compiling. */
export interface RuleSource {
  readonly line: number
  readonly at: MessagePath
  readonly action: Action
  readonly modifiers: Modifiers
  /** Of a `write` with `with`: what rules that read at the same place put beside their values. */
  readonly readBack: NonNullable<Modifiers['with']>
}

export type Action =
  | { readonly kind: 'is' | 'read' | 'write' | 'count' | 'sum'; readonly path: SourcePath }
  | { readonly kind: 'each'; readonly path: SourcePath; readonly rules: readonly RuleSource[] }
  | { readonly kind: 'group'; readonly rules: readonly RuleSource[] }
  | { readonly kind: 'constant' | 'context'; readonly text: string }
  | { readonly kind: 'drop'; readonly text: string }
  | { readonly kind: 'position'; readonly path: SourcePath | undefined }
  | JoinAction
  | ListAction
  | FormsAction

/** One text with the items of a list in it. */
export interface ListAction {
  readonly kind: 'list'
  readonly path: SourcePath
  readonly separator: string
}

export interface JoinAction {
  readonly kind: 'join'
  readonly paths: readonly SourcePath[]
  /** Between each two paths. */
  readonly separators: readonly string[]
  readonly whole: SourcePath | undefined
}

/** @returns the rules that could be understood; the others are complaints. */
export function parseRules(node: YamlNode | undefined, complaints: Complaints): RuleSource[] {
  if (node?.kind !== 'list') {
    complaints.add(node?.line ?? 1, '`rules` must be a list; begin each rule with "- at:"')
    return []
  }
  const rules = node.items.flatMap((item) => parseRule(item, complaints) ?? [])
  return rules.map((rule) =>
    rule.action.kind === 'write' && rule.modifiers.with !== undefined
      ? { ...rule, readBack: readBackAt(rule.at, rules) }
      : rule,
  )
}

function readBackAt(at: MessagePath, rules: readonly RuleSource[]): RuleSource['readBack'] {
  return rules
    .filter((rule) => rule.at.text === at.text && (rule.action.kind === 'read' || rule.action.kind === 'is'))
    .flatMap(({ modifiers }) => modifiers.with ?? [])
}

function parseRule(node: YamlNode, complaints: Complaints): RuleSource | undefined {
  if (node.kind !== 'map') return complaints.add(node.line, 'a rule must be a map; begin it with "at:"')
  const keys = [...node.entries.keys()]
  const actions = actionKeys(keys)
  const [name] = actions
  if (name === undefined || actions.length > 1) {
    const found = actions.length === 0 ? 'none' : actions.map((key) => `\`${key}\``).join(' and ')
    return complaints.add(
      node.line,
      `a rule says exactly one of is, read, write, each, rules, constant, context, count, sum, position, join, list, forms, drop; this one says ${found}`,
    )
  }
  const allowed = allowedKeys(name)
  for (const key of keys.filter((each) => !allowed.includes(each))) {
    complaints.add(
      node.entries.get(key)?.line ?? node.line,
      `\`${key}\` has no meaning beside \`${name}\`; it may have ${allowed.join(', ')}`,
    )
  }
  const fields = new RuleFields(node, complaints)
  const at = fields.messagePath('at')
  if (at === undefined)
    return keys.includes('at')
      ? undefined
      : complaints.add(node.line, 'a rule needs `at`, its path in the message')
  const action = parseAction(name, fields, complaints)
  return action === undefined
    ? undefined
    : { line: node.line, at, action, modifiers: parseModifiers(fields), readBack: [] }
}

function parseAction(name: string, fields: RuleFields, complaints: Complaints): Action | undefined {
  switch (name) {
    case 'is':
    case 'read':
    case 'write':
    case 'count':
    case 'sum': {
      const path = fields.documentPath(name)
      return path && { kind: name, path }
    }
    case 'each': {
      const path = fields.documentPath('each')
      return path && { kind: 'each', path, rules: parseRules(fields.node('rules'), complaints) }
    }
    case 'rules':
      return { kind: 'group', rules: parseRules(fields.node('rules'), complaints) }
    case 'constant':
    case 'context':
    case 'drop': {
      const text = fields.text(name)
      if (text === '') return complaints.add(fields.line(name), `\`${name}\` is empty; give it a text`)
      return text === undefined ? undefined : { kind: name, text }
    }
    case 'position':
      if (fields.text('position') === 'true') return { kind: 'position', path: undefined }
      if (fields.text('position')?.startsWith('.') === true)
        return { kind: 'position', path: fields.documentPath('position') }
      return complaints.add(fields.line(name), 'write `position: true`, or the field that takes the number')
    case 'list':
      return parseList(fields, complaints)
    case 'forms':
      return parseForms(fields, complaints)
    default:
      return parseJoin(fields, complaints)
  }
}

function parseList(fields: RuleFields, complaints: Complaints): ListAction | undefined {
  const path = fields.documentPath('list')
  const separator = fields.text('separator')
  if (separator === undefined || separator === '')
    return complaints.add(fields.line('list'), '`list` needs `separator`, the text between two items')
  return path && { kind: 'list', path, separator }
}

function parseJoin(fields: RuleFields, complaints: Complaints): JoinAction | undefined {
  const paths = fields.documentPaths('join')
  const given = fields.texts('separator')
  if (paths === undefined) return undefined
  const separators = given?.length === 1 ? paths.slice(1).map(() => given[0] ?? '') : (given ?? [])
  if (paths.length < 2 || separators.length !== paths.length - 1 || separators.includes('')) {
    return complaints.add(
      fields.line('join'),
      '`join` needs two paths or more and `separator` one text, or one between each two paths',
    )
  }
  return { kind: 'join', paths, separators, whole: fields.documentPath('whole') }
}
