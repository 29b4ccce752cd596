import { KhorgosError } from '../../errors.ts'
import type { EntryPlace } from '../../exchange/participant.ts'
import { compareDecimals, subtractDecimals } from '../../model/decimal.ts'
import type { WriteOffLine } from '../../model/generated/verification/write-off-request.ts'
import { STATES_BEFORE } from '../../model/write-off-state.ts'
import { amountIn, askedOf } from './amounts.ts'
import type { Posting } from './balances.ts'
import type { LedgerEntry } from '../entry.ts'
import type { JudgeParts } from '../judge-parts.ts'
import { lineUnknown, unitNotConvertible } from './judge-write-off.ts'
import { digestOf, type Decision, judged, type JudgedWriteOff, repeated } from './judged-write-off.ts'
import type { Known } from '../known.ts'
import { requireNotEnded } from './reservation.ts'
import type { TakenLine, WriteOffNow } from './write-off-now.ts'

type StepEntry = Extract<LedgerEntry, { entry: 'step' }>

/**
 * A write-off is used or released. What became of its document meanwhile does not matter: what was taken while it was good
 * may be used, and may always be given back.
 */
export function judgeStep(
  entry: StepEntry,
  known: Known,
  place: EntryPlace,
  parts: JudgeParts,
): JudgedWriteOff {
  const { id, asker, step, refusal } = entry
  const before = known.writeOff(entry.writeOff)
  if (before === undefined)
    throw new KhorgosError('INTERNAL', `There is no write-off ${entry.writeOff} any more.`)
  const stepDigest = digestOf(step)
  if (before.stepDigest === stepDigest) return repeated(before.id)
  const asked = { writeOff: before.id, ...step }
  return judged({ id, asker, asked }, known, place, parts, () => {
    requireNotEnded(before, place.at)
    if (!STATES_BEFORE[step.to].includes(before.state))
      throw new KhorgosError(
        'WRITE_OFF_STATE',
        `The write-off is ${before.state}, and cannot be ${step.to} any more.`,
      )
    if (refusal !== undefined) throw refusal
    return decided(entry, before, stepDigest, known, place)
  })
}

function decided(
  { step: { to, instruction }, stated }: StepEntry,
  before: WriteOffNow,
  stepDigest: string,
  known: Known,
  { index }: EntryPlace,
): Decision {
  const used = to === 'used' ? usedOf(before.lines, instruction.lines) : undefined
  const lines = before.lines.map((line) => ({ ...line, reserved: '0', used: used?.get(line.balance) ?? '0' }))
  return {
    before,
    after: { ...before, state: to, reservedUntil: undefined, stepDigest, lines, recordIndex: index },
    postings: changes(before, lines, known),
    stated: { ...stated, instruction, previous: before.recordIndex.toString() },
  }
}

/** By balance. Of what is not named nothing is used. */
function usedOf(
  lines: readonly TakenLine[],
  wanted: readonly WriteOffLine[] | undefined,
): ReadonlyMap<string, string> {
  if (wanted === undefined) return new Map(lines.map(({ balance, reserved }) => [balance, reserved]))
  return new Map(wanted.map((each, place) => usedOfLine(lines, each, place)))
}

function usedOfLine(
  lines: readonly TakenLine[],
  wanted: WriteOffLine,
  place: number,
): readonly [string, string] {
  const asked = askedOf(wanted)
  const taken = lines.find(({ line, measure }) => line === asked?.line && measure === asked.measure)
  if (asked === undefined || taken === undefined) throw lineUnknown(wanted.line, place)
  const amount = amountIn(taken.unit, asked)
  if (amount === undefined) throw unitNotConvertible(asked, taken.unit, place)
  if (compareDecimals(amount, taken.reserved) > 0)
    throw new KhorgosError(
      'BALANCE_EXCEEDED',
      `${taken.reserved} ${taken.unit} of line ${taken.line} were reserved, and ${amount} were to be used.`,
      { place: { path: `/lines/${place}` } },
    )
  return [taken.balance, amount]
}

/** What becomes of the balances of a write-off when it has `lines` of them. */
export function changes(
  { document, lines: before }: WriteOffNow,
  lines: readonly TakenLine[],
  known: Known,
): Posting[] {
  return before.map((line, place) => change(line, lines[place], document, known))
}

function change(before: TakenLine, after: TakenLine | undefined, document: bigint, known: Known): Posting {
  const balance = known.balancesOf(document).find(({ id }) => id === before.balance)
  if (balance === undefined || after === undefined)
    throw new KhorgosError('INTERNAL', `The balance ${before.balance} is not there any more.`)
  return {
    balance,
    isNew: false,
    reserved: subtractDecimals(after.reserved, before.reserved),
    used: subtractDecimals(after.used, before.used),
  }
}
