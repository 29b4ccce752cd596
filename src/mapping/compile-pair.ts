import type { Compiler, Site } from './compiler.ts'
import { assumeAfter, complain, type LeafSource, messagePath, newSlot, place } from './compile-parts.ts'
import type { CompiledConditions } from './compile-conditions.ts'
import { accessField, type HubPath } from './hub-path.ts'
import type { Direction } from './leaf.ts'
import { pairRules } from './leaf-pair.ts'
import { dateFormat } from './value-date.ts'

/** Compiles a rule whose dateTime stands in two fields of the message. */
export function compilePair(
  compiler: Compiler,
  rule: LeafSource,
  direction: Direction,
  path: HubPath,
  conditions: CompiledConditions,
  site: Site,
): void {
  const { modifiers, at } = rule
  const { date: datePath = at, time: timePath = at } = modifiers
  if (modifiers.date !== undefined && modifiers.time !== undefined)
    return complain(compiler, rule, 'a rule names `date` or `time`, not both')
  const date = dateFormat(
    modifiers.date === undefined ? modifiers.format : modifiers.dateFormat,
    'yyyy-MM-dd',
  )
  const time = dateFormat(modifiers.time === undefined ? modifiers.format : modifiers.timeFormat, 'HH:mm')
  if (typeof date === 'string') return complain(compiler, rule, date)
  if (typeof time === 'string') return complain(compiler, rule, time)
  if (!date.hasDate || date.hasTime || time.hasDate || !time.hasTime) {
    return complain(
      compiler,
      rule,
      'of a pair one field holds the date alone and the other the time alone; mend `format`, `dateFormat`, `timeFormat`',
    )
  }
  if (path.field.type !== 'text' || modifiers.code !== undefined)
    return complain(compiler, rule, 'a date and a time make a dateTime, which the schema holds as text')
  const message = `${messagePath(compiler, datePath, site, rule.line)} | ${messagePath(compiler, timePath, site, rule.line)}`
  const slot = {
    ...newSlot(compiler, rule, site, direction === 'write' ? 'envelope' : 'kept', path, message),
  }
  const parts = {
    slot,
    conditions,
    access: accessField(path),
    preset: modifiers.default,
    date,
    time,
    zone: compiler.head.timeZone,
  }
  const rules = pairRules(parts, direction)
  place(compiler, datePath, site, rules.date, rule.line)
  place(compiler, timePath, site, rules.time, rule.line)
  site.base.endings.push(rules.ending)
  if (modifiers.assume !== undefined) assumeAfter(compiler, rule, parts, path, modifiers.assume, site)
}
