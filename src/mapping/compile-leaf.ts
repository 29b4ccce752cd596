import type { Compiler, Site } from './compile.ts'
import { cover } from './compile.ts'
import { compileSource, coverSource } from './coded-source.ts'
import { type CompiledConditions, compileConditions } from './compile-conditions.ts'
import { compilePair } from './compile-pair.ts'
import { withoutIndices } from './coverage.ts'
import { accessAll, accessField, type HubPath } from './hub-path.ts'
import type { HubField } from './hub-schema.ts'
import { type Conditions, type Direction, type FieldParts, fieldRule, assign } from './leaf.ts'
import { constantRule, contextRule, positionRule } from './leaf-fixed.ts'
import { joinRule } from './leaf-join.ts'
import { countRule, sumRule } from './leaf-total.ts'
import type { MessagePath } from './message-path.ts'
import { attributeAt } from './nodes.ts'
import type { LeafRule, Slot } from './plan.ts'
import { problemAt } from './problem.ts'
import type { SourcePath } from './rule-fields.ts'
import type { Action, JoinAction, RuleSource } from './rule-source.ts'
import { compileValue } from './value.ts'
import { decimalCodec } from './value-decimal.ts'

type LeafAction = Exclude<Action, { kind: 'each' } | { kind: 'group' } | { kind: 'drop' }>
export type LeafSource = Omit<RuleSource, 'action'> & { readonly action: LeafAction }

/** A field of no document: what a total or a context value is read and written as. */
const NO_FIELD: HubField = { type: 'text', unit: undefined }

/** Compiles a rule for one leaf of the message and puts it at its place in the tree. */
export function compileLeaf(compiler: Compiler, rule: LeafSource, site: Site): void {
  const { action } = rule
  switch (action.kind) {
    case 'is':
    case 'read':
    case 'write':
      return compileField(compiler, rule, action.kind, action.path, site)
    case 'join':
      return compileJoin(compiler, rule, action, site)
    case 'count':
    case 'sum':
      return compileTotal(compiler, rule, action.kind, action.path, site)
    case 'constant':
      return place(
        compiler,
        rule.at,
        site,
        constantRule(newSlot(compiler, rule, site, 'checked'), action.text),
        rule.line,
      )
    case 'position':
      if (site.scope === undefined) return complain(compiler, rule, '`position` needs an `each` around it')
      return place(
        compiler,
        rule.at,
        site,
        positionRule(newSlot(compiler, rule, site, 'envelope')),
        rule.line,
      )
    case 'context':
      return compileContext(compiler, rule, action.text, site)
  }
}

function compileField(
  compiler: Compiler,
  rule: LeafSource,
  direction: Direction,
  source: SourcePath,
  site: Site,
): void {
  const { modifiers } = rule
  const path = compiler.path(source, site.scope)
  if (path === undefined || !isPlain(compiler, rule, path) || !mayRead(compiler, rule, direction, path))
    return
  compiler.named.add(path.pattern)
  const conditions = compileConditions(compiler, rule, site)
  if (direction !== 'read') coverWith(compiler, path, conditions)
  if (modifiers.date !== undefined || modifiers.time !== undefined)
    return compilePair(compiler, rule, direction, path, conditions, site)
  const slot = newSlot(compiler, rule, site, direction === 'write' ? 'envelope' : 'kept', path)
  const parts = fieldParts(compiler, rule, slot, path, conditions)
  if (parts === undefined) return
  place(compiler, rule.at, site, fieldRule(parts, direction), rule.line)
  if (modifiers.assume !== undefined) assumeAfter(compiler, rule, parts, path, modifiers.assume, site)
}

function fieldParts(
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

function compileJoin(compiler: Compiler, rule: LeafSource, action: JoinAction, site: Site): void {
  const { modifiers } = rule
  const conditions = compileConditions(compiler, rule, site)
  const part = (source: SourcePath): FieldParts | undefined => {
    const path = compiler.path(source, site.scope)
    if (path === undefined || !isPlain(compiler, rule, path) || !mayRead(compiler, rule, 'is', path))
      return undefined
    compiler.named.add(path.pattern)
    coverWith(compiler, path, conditions)
    const slot = newSlot(compiler, rule, site, 'kept', path)
    return fieldParts(
      compiler,
      { ...rule, modifiers: { ...modifiers, truncate: undefined } },
      slot,
      path,
      conditions,
    )
  }
  const parts = action.paths.flatMap((path) => part(path) ?? [])
  const same =
    action.whole === undefined ? -1 : action.paths.findIndex(({ text }) => text === action.whole?.text)
  const whole = action.whole === undefined ? undefined : (parts[same] ?? part(action.whole))
  const slot = newSlot(compiler, rule, site, 'kept')
  const { separators } = action
  const joined = { slot, parts, separators, whole, truncate: modifiers.truncate, preset: modifiers.default }
  place(compiler, rule.at, site, joinRule(joined), rule.line)
}

function compileTotal(
  compiler: Compiler,
  rule: LeafSource,
  kind: 'count' | 'sum',
  source: SourcePath,
  site: Site,
): void {
  const { modifiers } = rule
  const path = compiler.path(source, site.scope)
  if (path === undefined) return
  const slot = newSlot(compiler, rule, site, 'checked')
  if (kind === 'count') {
    const steps = path.field.type === 'array' ? [...path.steps, null] : path.steps
    if (steps.at(-1) !== null)
      return complain(compiler, rule, `${path.pattern} is not a list; \`count\` needs one`)
    return place(
      compiler,
      rule.at,
      site,
      countRule(
        slot,
        `${withoutIndices(path.pattern).replace(/\[\]$/, '')}[]`,
        accessAll({ ...path, steps }),
        modifiers.default,
      ),
      rule.line,
    )
  }
  if (!path.steps.includes(null))
    return complain(compiler, rule, `${path.pattern} is one field; \`sum\` needs "[]" after a list`)
  if (path.field.type !== 'text' && path.field.type !== 'integer')
    return complain(compiler, rule, `${path.pattern} holds no number; \`sum\` needs one`)
  const codec = decimalCodec(modifiers, { ...NO_FIELD, unit: path.field.unit })
  if (typeof codec === 'string') return complain(compiler, rule, codec)
  const scale = modifiers.fixedScale ?? modifiers.scale
  return place(
    compiler,
    rule.at,
    site,
    sumRule(slot, withoutIndices(path.pattern), accessAll(path), codec, scale, modifiers.default),
    rule.line,
  )
}

function compileContext(compiler: Compiler, rule: LeafSource, name: string, site: Site): void {
  const { modifiers } = rule
  const codec = compileValue(
    name === 'now' ? { ...modifiers, type: modifiers.type ?? 'dateTime' } : modifiers,
    NO_FIELD,
    compiler.head,
  )
  if (typeof codec === 'string') return complain(compiler, rule, codec)
  const slot = newSlot(compiler, rule, site, 'envelope')
  place(
    compiler,
    rule.at,
    site,
    contextRule(slot, name, codec, compiler.head.timeZone, modifiers.truncate),
    rule.line,
  )
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

function coverWith(compiler: Compiler, path: HubPath, conditions: CompiledConditions): void {
  cover(compiler, path, conditions.sometimes)
  coverSource(compiler, path, conditions.sometimes)
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
