import { type Compiler, cover, type Site } from './compiler.ts'
import { compileConditions } from './compile-conditions.ts'
import { compileForms } from './compile-forms.ts'
import { compileOrder } from './compile-order.ts'
import { compilePair } from './compile-pair.ts'
import { compileRest } from './compile-rest.ts'
import {
  assumeAfter,
  complain,
  coverWith,
  fieldParts,
  type LeafSource,
  newSlot,
  place,
  plainPath,
} from './compile-parts.ts'
import { withoutIndices } from './coverage.ts'
import { accessAll, accessField } from './hub-path.ts'
import type { HubField } from './hub-schema.ts'
import { type Direction, type FieldParts, fieldRule } from './leaf.ts'
import { constantRule, contextRule, positionRule } from './leaf-fixed.ts'
import { joinRule } from './leaf-join.ts'
import { listRule } from './leaf-list.ts'
import { countRule, sumRule } from './leaf-total.ts'
import type { SourcePath } from './rule-fields.ts'
import type { JoinAction, ListAction } from './rule-source.ts'
import { compileValue } from './value.ts'
import { decimalCodec } from './value-decimal.ts'

/** A field of no document: what a total or a context value is read and written as. */
const NO_FIELD: HubField = { type: 'text', unit: undefined }

/** Compiles a rule for one leaf of the message and puts it at its place in the tree. */
export function compileLeaf(compiler: Compiler, rule: LeafSource, site: Site): void {
  const { action } = rule
  shapeElement(compiler, rule, site)
  switch (action.kind) {
    case 'is':
    case 'read':
    case 'write':
      return compileField(compiler, rule, action.kind, action.path, site)
    case 'join':
      return compileJoin(compiler, rule, action, site)
    case 'list':
      return compileList(compiler, rule, action, site)
    case 'forms':
      return compileForms(compiler, rule, action, site)
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
      if (action.path !== undefined) return compileOrder(compiler, rule, action.path, site)
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

/** What a rule that only writes asks for is told by its place where a rule there reads it back, else by nothing. */
function isTold({ action, modifiers, readBack }: LeafSource): boolean {
  const pattern = ({ path, text }: { path: SourcePath; text: string }) =>
    `${path.text.replaceAll(/\[\d+\]/g, '[]')}=${text}`
  return (
    action.kind !== 'write' ||
    modifiers.with === undefined ||
    modifiers.with.some((each) => readBack.some((read) => pattern(read) === pattern(each)))
  )
}

/** How an element stands for its text: several times for the pieces of one, or with an empty child for none. */
function shapeElement(compiler: Compiler, rule: LeafSource, site: Site): void {
  const { at, line, modifiers } = rule
  const { absent, rest } = modifiers
  // Beside `rest`, `pieces` are the characters that stand before it.
  const pieces = rest === undefined ? modifiers.pieces : undefined
  if (pieces === undefined && absent === undefined) return
  if (at.attribute !== undefined || at.steps.length === 0)
    return complain(compiler, rule, '`pieces` and `absent` need an element of their own; give `at` one')
  const node = compiler.nodes.at(site.node, at.steps, line)
  node.pieces = pieces ?? node.pieces
  node.absent = absent ?? node.absent
}

function compileField(
  compiler: Compiler,
  rule: LeafSource,
  direction: Direction,
  source: SourcePath,
  site: Site,
): void {
  const { modifiers } = rule
  const path = plainPath(compiler, rule, direction, source, site)
  if (path === undefined) return
  const compiled = compileConditions(compiler, rule, site)
  const conditions = isTold(rule) ? compiled : { ...compiled, beside: [], besidePaths: [] }
  if (direction !== 'read') coverWith(compiler, path, conditions)
  if (modifiers.date !== undefined || modifiers.time !== undefined)
    return compilePair(compiler, rule, direction, path, conditions, site)
  if (modifiers.rest !== undefined) return compileRest(compiler, rule, path, conditions, site)
  const slot = newSlot(compiler, rule, site, direction === 'write' ? 'envelope' : 'kept', path)
  const parts = fieldParts(compiler, rule, slot, path, conditions)
  if (parts === undefined) return
  place(compiler, rule.at, site, fieldRule(parts, direction), rule.line)
  if (modifiers.assume !== undefined) assumeAfter(compiler, rule, parts, path, modifiers.assume, site)
}

function compileJoin(compiler: Compiler, rule: LeafSource, action: JoinAction, site: Site): void {
  const { modifiers } = rule
  const conditions = compileConditions(compiler, rule, site)
  const part = (source: SourcePath): FieldParts | undefined => {
    const path = plainPath(compiler, rule, 'is', source, site)
    if (path === undefined) return undefined
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

function compileList(compiler: Compiler, rule: LeafSource, action: ListAction, site: Site): void {
  const { modifiers } = rule
  const path = plainPath(compiler, rule, 'is', action.path, site)
  if (path === undefined) return
  const items = [...path.absolute, null]
  const item = compiler.head.aliases[path.document]?.schema.field(items)
  if (path.field.type !== 'array' || typeof item !== 'object' || item.type === 'object')
    return complain(compiler, rule, `${path.pattern} is no list of values; \`list\` needs one`)
  const codec = compileValue(modifiers, item, compiler.head)
  if (typeof codec === 'string') return complain(compiler, rule, codec)
  const ofItems = { ...path, absolute: items, pattern: `${path.pattern}[]` }
  compiler.named.add(ofItems.pattern)
  cover(compiler, ofItems, false)
  const slot = newSlot(compiler, rule, site, 'kept', ofItems)
  const list = { slot, codec, access: accessField(path), separator: action.separator }
  place(compiler, rule.at, site, listRule(list), rule.line)
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
