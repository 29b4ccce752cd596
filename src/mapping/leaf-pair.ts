import { KhorgosError } from '../errors.ts'
import type { DateFormat } from '../model/date-format.ts'
import { fromHubTime, toHubTime } from '../model/datetime.ts'
import type { JsonValue } from '../model/json.ts'
import { hasValue } from './hub-path.ts'
import { assign, clearNotes, type Direction, envelope, type FieldParts, markWritten, note } from './leaf.ts'
import type { Ending, HalfPair, LeafRule, ReadRun, WriteRun } from './plan.ts'
import { problemAt } from './problem.ts'

export interface PairParts extends Omit<FieldParts, 'codec' | 'source' | 'truncate'> {
  readonly date: DateFormat
  readonly time: DateFormat
  readonly zone: string
}

/** Two fields of the message that make one dateTime: the rules of both, and what joins them after reading. */
export interface PairRules {
  readonly date: LeafRule
  readonly time: LeafRule
  readonly ending: Ending
}

export function pairRules(pair: PairParts, direction: Direction): PairRules {
  return {
    date: halfRule(pair, direction, 'date'),
    time: halfRule(pair, direction, 'time'),
    ending(item, run) {
      const half = run.pairs[pair.slot.id]
      run.pairs[pair.slot.id] = undefined
      if (half !== undefined) joinHalves(pair, half, item, run)
    },
  }
}

function halfRule(pair: PairParts, direction: Direction, part: 'date' | 'time'): LeafRule {
  const { slot, conditions } = pair
  return {
    slot,
    preset: part === 'date' ? pair.preset : undefined,
    writes: direction === 'read' ? undefined : 'value',
    read(text, { element, attribute }, _item, run) {
      if (direction === 'write') return envelope(slot, run)
      if (!conditions.readable(run)) return false
      const half = (run.pairs[slot.id] ??= { date: undefined, time: undefined, leaf: { element, attribute } })
      half[part] = text
      return true
    },
    write(item, run) {
      if (direction === 'read' || !conditions.writable(item, run)) return undefined
      return writeHalf(pair, part, item, run)
    },
  }
}

function joinHalves(
  pair: PairParts,
  { date, time, leaf }: HalfPair,
  item: Parameters<Ending>[0],
  run: ReadRun,
): void {
  try {
    if (date === undefined)
      throw new KhorgosError('FIELD_INVALID', 'There is a time here, but no date that it belongs to.')
    const day = parsed(pair.date, date)
    const parts =
      time === undefined
        ? day
        : { ...parsed(pair.time, time), year: day.year, month: day.month, day: day.day }
    clearNotes(run)
    const { text, changed } = toHubTime(parts, { hasTime: time !== undefined }, pair.zone)
    run.changed = changed
    note(pair.slot, time === undefined ? date : `${date} ${time}`, text, leaf, run)
    assign(pair, text, item, run)
  } catch (error) {
    problemAt(run, error, pair.slot, leaf)
  }
}

function parsed(format: DateFormat, text: string): ReturnType<DateFormat['parse']> & object {
  const parts = format.parse(text)
  if (parts === undefined)
    throw new KhorgosError('FIELD_INVALID', `"${text}" is not written as ${format.pattern}.`)
  return parts
}

/** The date carries the report of both; a day without time leaves the time unwritten. */
function writeHalf(
  pair: PairParts,
  part: 'date' | 'time',
  item: JsonValue | undefined,
  run: WriteRun,
): string | undefined {
  const value = pair.access.get(item, run)
  if (!hasValue(value)) return undefined
  if (typeof value !== 'string')
    throw new KhorgosError('DOCUMENT_INVALID', 'The document holds something else than a date there.')
  const isDay = value.charAt(10) !== 'T'
  if (isDay && part === 'time') return undefined
  const { parts, changed } = fromHubTime(value, isDay ? pair.date : wholeFormat(pair), pair.zone)
  run.sourceCount += 1
  if (part === 'time') return pair.time.print(parts)
  run.valueCount += 1
  clearNotes(run)
  run.changed = changed
  note(
    pair.slot,
    value,
    isDay ? pair.date.print(parts) : `${pair.date.print(parts)} ${pair.time.print(parts)}`,
    undefined,
    run,
  )
  markWritten(pair, item, run)
  return pair.date.print(parts)
}

function wholeFormat({ date, time }: PairParts): DateFormat {
  return { ...time, hasDate: true, print: (parts) => `${date.print(parts)} ${time.print(parts)}` }
}
