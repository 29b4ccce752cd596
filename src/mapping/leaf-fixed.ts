import { KhorgosError } from '../errors.ts'
import { hubTimeAt } from '../model/datetime.ts'
import { clearNotes, cut, envelope, count } from './leaf.ts'
import type { LeafRule, Slot } from './plan.ts'
import type { ValueCodec } from './value-codec.ts'

/** Rules whose text comes from no document: constants, positions, values handed in, declared drops. */
export function constantRule(slot: Slot, text: string): LeafRule {
  return {
    slot,
    preset: undefined,
    writes: 'fixed',
    read(found, _leaf, _item, run) {
      if (found !== text)
        throw new KhorgosError('FIELD_INVALID', `This must be "${text}", but it is "${found}".`)
      count(run.handled, slot)
      return true
    },
    write: () => text,
  }
}

export function positionRule(slot: Slot): LeafRule {
  return {
    slot,
    preset: undefined,
    writes: 'fixed',
    read: (_text, _leaf, _item, run) => envelope(slot, run),
    write: (_item, run) => String((run.indices.at(-1) ?? 0) + 1),
  }
}

/** `now` is the moment of the conversion; every other name is looked up in what the caller hands over. */
export function contextRule(
  slot: Slot,
  name: string,
  codec: ValueCodec,
  zone: string,
  truncate: number | undefined,
): LeafRule {
  return {
    slot,
    preset: undefined,
    writes: 'context',
    read: (_text, _leaf, _item, run) => envelope(slot, run),
    write(_item, run) {
      const value = name === 'now' ? hubTimeAt(run.now, zone) : run.values[name]
      if (value === undefined) {
        throw new KhorgosError(
          'CONFIG_INVALID',
          `${slot.rule} needs the value "${name}", which no agreement supplies.`,
        )
      }
      run.sourceCount += 1
      clearNotes(run)
      return cut(codec.write(value, run), truncate, run)
    },
  }
}

export function dropRule(slot: Slot): LeafRule {
  return {
    slot,
    preset: undefined,
    writes: undefined,
    read: (_text, _leaf, _item, run) => envelope(slot, run),
    write: () => undefined,
  }
}
