import { RuleFields, type SourcePath } from './rule-fields.ts'
import { FORM_FIELD } from './rule-keys.ts'
import { type Modifiers, parseModifiers } from './rule-modifiers.ts'
import type { Complaints, YamlNode } from './yaml-source.ts'

/** One text that means several fields, in one of a few forms. */
export interface FormsAction {
  readonly kind: 'forms'
  readonly forms: readonly FormSource[]
  readonly fields: readonly FormField[]
}

export interface FormSource {
  /** `{code} + {percent}%` */
  readonly text: string
  readonly with: Modifiers['with']
}

export interface FormField {
  readonly name: string
  readonly path: SourcePath
  readonly modifiers: Modifiers
}

/** `{name}` in the text of a form. */
export const PLACEHOLDER = /\{([A-Za-z]\w*)\}/g

export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '')
}

/** Reads `forms` and `fields` of a rule: every placeholder has its field, every field stands in a form. */
export function parseForms(rule: RuleFields, complaints: Complaints): FormsAction | undefined {
  const list = rule.node('forms')
  const map = rule.node('fields')
  if (list?.kind !== 'list' || list.items.length === 0 || map?.kind !== 'map')
    return complaints.add(
      rule.line('forms'),
      '`forms` must be a list of texts with placeholders, and `fields` a map of what each placeholder is',
    )
  const forms = list.items.flatMap((item) => parseForm(item, complaints) ?? [])
  const fields = [...map.entries].flatMap(([name, node]) => parseField(name, node, complaints) ?? [])
  const asked = new Set(forms.flatMap(({ text }) => placeholdersOf(text)))
  for (const name of asked)
    if (!map.entries.has(name)) complaints.add(list.line, `the placeholder {${name}} is not in \`fields\``)
  for (const [name, { line }] of map.entries)
    if (!asked.has(name)) complaints.add(line, `no form has the placeholder {${name}}`)
  return { kind: 'forms', forms, fields }
}

function parseForm(node: YamlNode, complaints: Complaints): FormSource | undefined {
  if (node.kind !== 'map') return complaints.add(node.line, 'a form is a map with `text`, and `with` at most')
  refuseOthers(node, ['text', 'with'], complaints)
  const read = new RuleFields(node, complaints)
  const text = read.text('text')
  if (text === undefined || text === '') return complaints.add(node.line, 'a form needs its `text`')
  return { text, with: read.documentTexts('with') }
}

function parseField(name: string, node: YamlNode, complaints: Complaints): FormField | undefined {
  if (node.kind !== 'map') return complaints.add(node.line, `the field ${name} is a map with \`is\``)
  refuseOthers(node, FORM_FIELD, complaints)
  const read = new RuleFields(node, complaints)
  const path = read.documentPath('is')
  if (path === undefined) return complaints.add(node.line, `the field ${name} needs \`is\`, a document path`)
  return { name, path, modifiers: parseModifiers(read) }
}

function refuseOthers(
  node: YamlNode & { kind: 'map' },
  allowed: readonly string[],
  complaints: Complaints,
): void {
  for (const [key, { line }] of node.entries)
    if (!allowed.includes(key))
      complaints.add(line, `\`${key}\` has no meaning here; it may have ${allowed.join(', ')}`)
}
