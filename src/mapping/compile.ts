import { basename } from 'node:path'
import { sourcePaths } from './coded-source.ts'
import { coverageTree, type Omit as Omission, withoutIndices } from './coverage.ts'
import type { Head } from './head.ts'
import { compileLeaf } from './compile-leaf.ts'
import type { Compiler, Site } from './compiler.ts'
import { accessField, resolvePath } from './hub-path.ts'
import { type MutableValue, parseDocumentPath } from './document-path.ts'
import { dropRule } from './leaf-fixed.ts'
import type { MessagePath } from './message-path.ts'
import { attributeAt, nodeMaker } from './nodes.ts'
import type { Plan, Slot } from './plan.ts'
import { namingOf } from './recognition.ts'
import type { SourcePath } from './rule-fields.ts'
import { findSources, settle } from './settle.ts'
import type { RuleSource } from './rule-source.ts'
import { type Complaints, textsOf } from './yaml-source.ts'

/** Rules → plan. What is wrong goes to `complaints`; the plan may be used only when there are none. */
export function compile(
  head: Head,
  rules: readonly RuleSource[],
  file: string,
  complaints: Complaints,
): Plan {
  const slots: Slot[] = []
  const naming = namingOf(head)
  const documents = head.aliases.map(({ alias, schema, made }) => ({
    alias,
    made,
    name: schema.document,
    coverage: coverageTree(schema.document, (steps) => typeof schema.field(steps) !== 'string'),
  }))
  const nodes = nodeMaker(head.rootName, naming)
  const compiler: Compiler = {
    head,
    naming,
    complaints,
    documents,
    nodes,
    named: new Set(),
    later: [],
    slot(rule, parts) {
      const field = parts.document === undefined ? undefined : withoutIndices(parts.document)
      const blank = {
        field,
        document: undefined,
        wcoId: rule.wco,
        reason: undefined,
        assumed: undefined,
        preset: undefined,
      }
      const slot = { ...blank, ...parts, id: slots.length, rule: `${basename(file)}:${rule.line}` }
      slots.push(slot)
      return slot
    },
    path(source, scope) {
      const path = resolvePath(source, scope, head.aliases)
      return typeof path === 'string' ? complaints.add(source.line, path) : path
    },
  }
  compileRules(compiler, rules, { node: nodes.root, scope: undefined, base: nodes.root, steps: [] })
  for (const finish of compiler.later) finish()
  declareOmissions(compiler, basename(file))
  declareMeanings(compiler)
  for (const { coverage } of documents) coverage.settle()
  nodes.root.children.forEach((child) => settle(compiler, child))
  findSources(nodes.root)
  return { root: nodes.root, slots, documents }
}

export function compileRules(compiler: Compiler, rules: readonly RuleSource[], site: Site): void {
  for (const rule of rules) compileRule(compiler, rule, site)
}

function compileRule(compiler: Compiler, rule: RuleSource, site: Site): void {
  const { action, at, line } = rule
  const unknown = at.steps.find(({ prefix }) => prefix !== '' && !compiler.head.prefixes.has(prefix))
  if (unknown !== undefined)
    compiler.complaints.add(line, `the prefix ${unknown.prefix} is not in \`namespaces\``)
  const crossed = repeatedOnTheWay(site, at)
  if (crossed !== undefined)
    compiler.complaints.add(
      line,
      `${crossed} repeats (\`each\`), so its rules stand below that; move this one there`,
    )
  if (action.kind === 'each') compileEach(compiler, rule, action, site)
  else if (action.kind === 'group') compileGroup(compiler, rule, action.rules, site)
  else if (action.kind === 'drop') compileDrop(compiler, rule, action.text, site)
  else compileLeaf(compiler, { ...rule, action }, site)
}

function compileGroup(
  compiler: Compiler,
  { at, line }: RuleSource,
  rules: readonly RuleSource[],
  site: Site,
): void {
  const node = compiler.nodes.at(site.node, at.steps, line)
  if (node === site.node || at.attribute !== undefined) {
    return compiler.complaints.add(line, 'a group needs an element of its own; give `at` one')
  }
  node.group = true
  compileRules(compiler, rules, { ...site, node, steps: [...site.steps, ...at.steps] })
}

/** A rule may not reach through an element that repeats: it would not know which one is meant. */
function repeatedOnTheWay(site: Site, at: MessagePath): string | undefined {
  let node = site.node
  for (const step of at.steps) {
    const next = node.children.find(
      (child) => child.name === step.name && child.condition?.value === step.condition?.value,
    )
    if (next === undefined) return undefined
    if (next.each !== undefined) return next.path
    node = next
  }
  return undefined
}

function compileEach(
  compiler: Compiler,
  { at, line, modifiers }: RuleSource,
  { path: source, rules }: { readonly path: SourcePath; readonly rules: readonly RuleSource[] },
  site: Site,
): void {
  const { complaints } = compiler
  const node = compiler.nodes.at(site.node, at.steps, line)
  const path = compiler.path(source, site.scope)
  if (at.steps.length === 0 || at.attribute !== undefined)
    return complaints.add(line, '`each` needs an element of its own; give `at` one')
  if (node.texts.length + node.attributes.length + node.children.length > 0) {
    return complaints.add(line, `${node.path} has rules outside this \`each\`; put them into its \`rules\``)
  }
  if (path === undefined) return
  if (path.field.type !== 'array')
    return complaints.add(line, `${path.pattern} is not a list; \`each\` needs one`)
  if (site.scope !== undefined && !path.relative)
    return complaints.add(
      line,
      `inside an \`each\` the list belongs to its item; begin "${source.text}" with "."`,
    )
  const steps = [...path.absolute, null]
  const items = compiler.head.aliases[path.document]?.schema.field(steps)
  const scalar = typeof items === 'object' && items.type !== 'object'
  const access = accessField(path)
  node.each = {
    slot: compiler.slot(
      { line, wco: modifiers.wco },
      { message: node.path, document: path.pattern, outcome: 'kept' },
    ),
    scalar,
    skipsBlank: modifiers.blank === 'skip',
    list(item, run) {
      access.set(item, [], run)
      const list = access.get(item, run)
      return isMutableList(list) ? list : []
    },
    items(item, run) {
      const list = access.get(item, run)
      return Array.isArray(list) ? list : []
    },
  }
  compileRules(compiler, rules, {
    node,
    base: node,
    steps: [],
    scope: { document: path.document, steps, scalar },
  })
}

function isMutableList(value: unknown): value is MutableValue[] {
  return Array.isArray(value)
}

function compileDrop(
  compiler: Compiler,
  { at, line, modifiers }: RuleSource,
  reason: string,
  site: Site,
): void {
  const node = compiler.nodes.at(site.node, at.steps, line)
  const message = at.attribute === undefined ? node.path : `${node.path}/@${at.attribute}`
  const slot = compiler.slot({ line, wco: modifiers.wco }, { message, outcome: 'dropped', reason })
  if (at.attribute === undefined) node.drop = slot
  else attributeAt(node, at.attribute).rules.push(dropRule(slot))
}

function declareOmissions(compiler: Compiler, file: string): void {
  for (const [text, value] of compiler.head.omits?.entries ?? []) {
    if (value.kind !== 'text' || value.text === '') {
      compiler.complaints.add(value.line, `the omission of ${text} needs its reason, a text`)
      continue
    }
    const omission: Omission = { reason: value.text, rule: `${file}:${value.line}` }
    declareOmission(compiler, text, value.line, omission)
  }
}

function declareOmission(compiler: Compiler, text: string, line: number, omission: Omission): void {
  const document = compiler.documents.find(({ alias, name }) => text === alias || text === name)
  if (document !== undefined) {
    document.coverage.root.omit = omission
    return
  }
  const base = /^[A-Za-z][\w-]*/.exec(text)?.[0] ?? ''
  const source = parseDocumentPath(text)
  const path =
    source === undefined
      ? compiler.complaints.add(line, `"${text}" is no document path`)
      : compiler.path({ ...source, text, line }, undefined)
  const coverage = compiler.documents.find(({ alias }) => alias === base)?.coverage
  if (path === undefined || coverage === undefined) return
  for (const { absolute } of [path, ...sourcePaths(compiler, path)]) coverage.at(absolute).omit = omission
}

/** `means`: one text, or a list of them, for a field that no rule needs to write then. */
function declareMeanings({ head, complaints, documents, path }: Compiler): void {
  for (const [text, value] of head.means?.entries ?? []) {
    const texts = textsOf(value)
    const source = parseDocumentPath(text)
    const found = source && path({ ...source, text, line: value.line }, undefined)
    if (source === undefined || texts === undefined)
      complaints.add(value.line, `"${text}" in \`means\` is no document path with a text or texts`)
    if (found === undefined || texts === undefined) continue
    const node = documents[found.document]?.coverage.at(found.absolute)
    if (node !== undefined) node.means = new Set(texts)
  }
}
