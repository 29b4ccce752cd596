import { KhorgosError } from '../errors.ts'
import type { Judged, Turn } from './participant.ts'
import type { Changes } from './unit.ts'

/** Where the next unit of a batch begins in the log, and who decides about its entry. */
export interface Entering<E> {
  /** Undefined when no unit of the batch has an entry. */
  readonly turn: Pick<Turn<E, unknown>, 'judge'> | undefined
  /** Index that the first record of the unit will have. */
  readonly index: bigint
  readonly at: Date
}

/**
 * The unit with what its entry adds.
 * @throws KhorgosError INTERNAL whatever the participant met: it is the fault of one unit, and runs again without the others
 */
export function enter<E>(changes: Changes<E>, { turn, index: first, at }: Entering<E>): Changes<E> {
  if (changes.entry === undefined || turn === undefined) return changes
  const index = first + BigInt(changes.records.length)
  try {
    return joined(changes, turn.judge(changes.entry, { index, first, at }))
  } catch (cause) {
    throw new KhorgosError('INTERNAL', 'An entry could not be decided about.', { cause })
  }
}

/** The records of the entry stand behind the unit's own, so that places among those stay what they are. */
function joined<E>(changes: Changes<E>, { payloads, records, receiptOf }: Judged): Changes<E> {
  const behind = receiptOf && { ...receiptOf, record: changes.records.length + receiptOf.record }
  const receipt = changes.receiptOf ?? behind
  return {
    ...changes,
    payloads: [...changes.payloads, ...payloads],
    records: [...changes.records, ...records],
    ...(receipt && { receiptOf: receipt }),
  }
}
