import { addDecimals, compareDecimals, sumDecimals } from '../model/decimal.ts'
import type { EndedRecord, EvidenceRecord, PostedAmount, PostedRecord } from './record.ts'

/**
 * Whether what was taken from documents adds up, told from the records of the log alone: fold them in their order.
 * No balance ever goes above its total, nobody gives back, or uses, what another holds, and no reservation ends, or is used,
 * at another time than it was made for.
 */

/** Where a balance stands. */
export interface Standing {
  readonly total: string
  readonly carried: string
  readonly reserved: string
  readonly used: string
  /** Number of its postings. */
  readonly postings: number
}

/**
 * Where all balances stand, and what each write-off holds of each; write-offs that hold nothing have no entry.
 *
 * BUG(scale): everything is in memory, 400 bytes for each used balance with a write-off that still holds of it, measured:
 * 400 MB for a million. More than that needs passes over the log by the first digit of the balance.
 */
export interface Standings {
  /** By balance. */
  readonly balances: Map<string, Standing>
  /** By write-off and balance. */
  readonly held: Map<string, Held>
}

export interface Held {
  readonly reserved: string
  readonly used: string
  /** When what is reserved ends; undefined where that has no end. */
  readonly until: string | undefined
}

export const noStandings = (): Standings => ({ balances: new Map(), held: new Map() })

/**
 * Adds the postings of a record, also of one that is wrong.
 * @param standings after the records before it; is changed
 * @returns what is wrong with it; nothing for records that post nothing
 */
export function post(standings: Standings, record: EvidenceRecord): string[] {
  if (!('postings' in record)) return []
  return record.postings.flatMap((posted, at) => {
    const { balance } = posted
    const twice = record.postings.findIndex((other) => other.balance === balance) < at
    const problems = [
      ...(twice ? ['is posted to twice'] : []),
      ...directionProblems(record.kind, posted),
      ...moveBalance(standings.balances, posted),
      ...moveHeld(standings.held, record, posted),
    ]
    return problems.map((problem) => `balance ${balance} ${problem}`)
  })
}

type Posting = PostedRecord | EndedRecord
type Sign = -1 | 0 | 1

/** Signs that a change may have, by what the record says was done. */
const DIRECTIONS: Readonly<Record<Posting['kind'], Readonly<Record<'reserved' | 'used', readonly Sign[]>>>> =
  {
    reserved: { reserved: [0, 1], used: [0] },
    used: { reserved: [-1, 0], used: [0, 1] },
    released: { reserved: [-1, 0], used: [-1, 0] },
    ended: { reserved: [-1], used: [0] },
  }

function directionProblems(kind: Posting['kind'], { reserved, used }: PostedAmount): string[] {
  const allowed = DIRECTIONS[kind]
  const fits = allowed.reserved.includes(signOf(reserved)) && allowed.used.includes(signOf(used))
  return fits ? [] : [`changes as nothing that is ${kind} does`]
}

function moveBalance(balances: Map<string, Standing>, posted: PostedAmount): string[] {
  const before = balances.get(posted.balance)
  const { total, carried } = before ?? { total: posted.total, carried: posted.carried ?? '0' }
  const reserved = addDecimals(before?.reserved ?? '0', posted.reserved)
  const used = addDecimals(before?.used ?? '0', posted.used)
  const after = { total, carried, reserved, used, postings: (before?.postings ?? 0) + 1 }
  balances.set(posted.balance, after)
  return [
    ...(posted.total === total ? [] : ['has another total than before']),
    ...(before === undefined || posted.carried === undefined ? [] : ['says again what it took over']),
    ...(isNegative(reserved) || isNegative(used) ? ['falls below zero'] : []),
    ...(compareDecimals(sumDecimals([carried, reserved, used]), total) > 0 ? ['goes above its total'] : []),
  ]
}

function moveHeld(held: Map<string, Held>, record: Posting, posted: PostedAmount): string[] {
  const key = `${record.writeOff} ${posted.balance}`
  const before = held.get(key)
  const reserved = addDecimals(before?.reserved ?? '0', posted.reserved)
  const used = addDecimals(before?.used ?? '0', posted.used)
  if (reserved === '0' && used === '0') held.delete(key)
  else held.set(key, { reserved, used, until: record.kind === 'reserved' ? record.until : before?.until })
  return [
    ...(isNegative(reserved) || isNegative(used) ? ['gives up what the write-off does not hold'] : []),
    ...timeProblems(record, before),
  ]
}

/** Times of one form compare as texts. */
function timeProblems(record: Posting, before: Held | undefined): string[] {
  const { kind, at } = record
  if (kind === 'ended')
    return [
      ...(record.until === before?.until ? [] : ['was not reserved until then']),
      ...(at < record.until ? ['is given back before its time'] : []),
    ]
  const isLate = kind === 'used' && before?.until !== undefined && at >= before.until
  return isLate ? ['is used after its time'] : []
}

const signOf = (value: string): Sign => compareDecimals(value, '0')
const isNegative = (value: string): boolean => signOf(value) < 0
