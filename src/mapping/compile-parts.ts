import { type Compiler, cover, type Site } from './compiler.ts'
import { compileSource, coverSource } from './coded-source.ts'
import type { CompiledConditions } from './compile-conditions.ts'
import { accessField, type HubPath } from './hub-path.ts'
import { assign, type Conditions, type Direction, type FieldParts } from './leaf.ts'
import type { MessagePath } from './message-path.ts'
import { attributeAt } from './nodes.ts'
import type { LeafRule, Slot } from './plan.ts'
import { problemAt } from './problem.ts'
import type { SourcePath } from './rule-fields.ts'
import type { Action, RuleSource } from './rule-source.ts'
import { compileValue } from './value.ts'

/** What the compilers of leaf rules have in common. */

export type LeafAction = Exclude<Action, { kind: 'each' } | { kind: 'group' } | { kind: 'drop' }>
export type LeafSource = Omit<RuleSource, 'action'> & { readonly action: LeafAction }

/** @returns the path of one field that rules of this direction may use; undefined with a complaint. */
export function plainPath(
  compiler: Compiler,
  rule: LeafSource,
  direction: Direction,
  source: SourcePath,
  site: Site,
): HubPath | undefined {
  const path = compiler.path(source, site.scope)
  if (path === undefined || !isPlain(compiler, rule, path) || !mayRead(compiler, rule, direction, path))
    return undefined
  compiler.named.add(path.pattern)
  return path
}

export function fieldParts(
  compiler: Compiler,
  rule: LeafSource,
  slot: Slot,
  path: HubPath,
  conditions: Conditions,
): FieldParts | undefined {
  const { modifiers } = rule
  const codec = compileValue(modifiers, path.field, compiler.head)
  if (typeof codec === 'string') return complain(compiler, rule, codec)
  return {
    slot,
    codec,
    conditions,
    source: compileSource(compiler, { line: rule.line, code: modifiers.code }, slot.message, path),
    access: accessField(path),
    truncate: modifiers.truncate,
    preset: modifiers.default,
  }
}

/** `assume`, done when the item has been read and nothing gave the field a value. */
export function assumeAfter(
  compiler: Compiler,
  rule: LeafSource,
  parts: Pick<FieldParts, 'slot' | 'access' | 'conditions'>,
  path: HubPath,
  text: string,
  site: Site,
): void {
  const value =
    path.field.type === 'integer' ? Number(text) : path.field.type === 'boolean' ? text === 'true' : text
  if (Number.isNaN(value))
    return complain(
      compiler,
      rule,
      `\`assume: ${text}\` does not fit the schema, which holds ${path.field.type} there`,
    )
  site.base.endings.push((item, run) => {
    if (parts.access.get(item, run) !== undefined) return
    try {
      assign(parts, value, item, run)
    } catch (error) {
      problemAt(run, error, parts.slot, undefined)
    }
    run.assumed[parts.slot.id] = (run.assumed[parts.slot.id] ?? 0) + 1
  })
}

function isPlain(compiler: Compiler, rule: LeafSource, path: HubPath): boolean {
  if (!path.steps.includes(null)) return true
  complain(
    compiler,
    rule,
    `${path.pattern} means every item; a rule for one field needs an \`each\` around it or a position [n]`,
  )
  return false
}

function mayRead(compiler: Compiler, rule: LeafSource, direction: Direction, path: HubPath): boolean {
  const document = compiler.documents[path.document]
  if (direction === 'write' || document?.made === true) return true
  complain(compiler, rule, `${document?.name ?? ''} is only handed over (\`alongside\`); use \`write\``)
  return false
}

export function coverWith(compiler: Compiler, path: HubPath, conditions: CompiledConditions): void {
  cover(compiler, path, conditions.sometimes)
  coverSource(compiler, path, conditions.sometimes)
  coverBeside(compiler, conditions)
}

export function coverBeside(compiler: Compiler, conditions: CompiledConditions): void {
  for (const { path: beside } of conditions.besidePaths) cover(compiler, beside, true)
}

export function newSlot(
  compiler: Compiler,
  rule: LeafSource,
  site: Site,
  outcome: Slot['outcome'],
  path?: HubPath,
  message?: string,
): Slot {
  const { modifiers } = rule
  return compiler.slot(
    { line: rule.line, wco: modifiers.wco },
    {
      outcome,
      message: message ?? messagePath(compiler, rule.at, site, rule.line),
      document: path?.pattern,
      reason: modifiers.loses,
      assumed: modifiers.assume,
      preset: modifiers.default,
    },
  )
}

export function messagePath(compiler: Compiler, at: MessagePath, site: Site, line: number): string {
  const { path } = compiler.nodes.at(site.node, at.steps, line)
  return at.attribute === undefined ? path : `${path}/@${at.attribute}`
}

export function place(compiler: Compiler, at: MessagePath, site: Site, rule: LeafRule, line: number): void {
  const node = compiler.nodes.at(site.node, at.steps, line)
  const rules = at.attribute === undefined ? node.texts : attributeAt(node, at.attribute).rules
  rules.push(rule)
}

export function complain(compiler: Compiler, rule: LeafSource, text: string): undefined {
  return compiler.complaints.add(rule.line, text)
}
