import { KhorgosError } from '../errors.ts'
import { type Compiler, cover, type Site } from './compiler.ts'
import { complain, type LeafSource, newSlot, place, plainPath } from './compile-parts.ts'
import { accessField } from './hub-path.ts'
import { assign, count } from './leaf.ts'
import type { LeafRule } from './plan.ts'
import type { SourcePath } from './rule-fields.ts'

/**
 * `position: path`: items that are numbered by their order alone. Reading gives the field the item's number; writing
 * has no place for it, and refuses another number: whatever refers to it would mean another item.
 */
export function compileOrder(compiler: Compiler, rule: LeafSource, source: SourcePath, site: Site): void {
  const path = plainPath(compiler, rule, 'is', source, site)
  if (path === undefined) return
  if (rule.at.steps.length > 0 || rule.at.attribute !== undefined || site.node !== site.base)
    return complain(compiler, rule, '`position` with a field speaks of the item itself; write `at: .`')
  if (path.field.type !== 'integer')
    return complain(compiler, rule, `${path.pattern} holds no whole number; \`position\` needs one`)
  cover(compiler, path, false)
  const slot = newSlot(compiler, rule, site, 'kept', path)
  const access = accessField(path)
  site.base.endings.push((item, run) => {
    assign({ slot, access, conditions: ALWAYS }, numberOf(run.indices), item, run)
    count(run.handled, slot)
  })
  const order: LeafRule = {
    slot,
    preset: undefined,
    writes: 'value',
    read: () => false,
    write(item, run) {
      const told = access.get(item, run)
      const number = numberOf(run.indices)
      if (told === number) count(run.handled, slot)
      else if (told !== undefined)
        throw new KhorgosError(
          'OUTPUT_INVALID',
          `Items of this message are numbered by their order; the ${number}. of them cannot be number ${JSON.stringify(told)}.`,
        )
      return undefined
    },
  }
  place(compiler, rule.at, site, order, rule.line)
}

const ALWAYS = { readable: () => true, writable: () => true, beside: [], sometimes: false }

function numberOf(indices: readonly number[]): number {
  return (indices.at(-1) ?? 0) + 1
}
