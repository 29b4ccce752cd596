import type { Compiler, Site } from './compiler.ts'
import type { CompiledConditions } from './compile-conditions.ts'
import { complain, fieldParts, type LeafSource, messagePath, newSlot, place } from './compile-parts.ts'
import type { HubPath } from './hub-path.ts'
import { partedRules } from './leaf-rest.ts'

/** Compiles a rule whose text stands in two fields of the message: so many characters in one, the rest in the other. */
export function compileRest(
  compiler: Compiler,
  rule: LeafSource,
  path: HubPath,
  conditions: CompiledConditions,
  site: Site,
): void {
  const { at, line, modifiers } = rule
  const { rest, pieces } = modifiers
  if (rest === undefined || pieces === undefined)
    return complain(compiler, rule, '`rest` needs `pieces`, the number of characters that stand before it')
  const message = `${messagePath(compiler, at, site, line)} | ${messagePath(compiler, rest, site, line)}`
  const slot = { ...newSlot(compiler, rule, site, 'kept', path, message) }
  const parts = fieldParts(compiler, rule, slot, path, conditions)
  if (parts === undefined) return
  const rules = partedRules(parts, pieces)
  place(compiler, at, site, rules.begin, line)
  place(compiler, rest, site, rules.rest, line)
  site.base.endings.push(rules.ending)
}
