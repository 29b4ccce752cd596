import { balanceId } from '../../evidence/balance-id.ts'
import { addDecimals, compareDecimals, subtractDecimals, sumDecimals } from '../../model/decimal.ts'
import { skeleton } from '../../model/homoglyphs.ts'
import type { KnownBalance } from '../../store/ledger/balances.ts'
import { type Counted, isCountable, isZero, type Measured, statedOf } from './amounts.ts'
import { type DocumentName, type Fact, type FactContent, keyOf } from '../facts/fact.ts'
import { KINDS } from '../kinds.ts'
import type { Known } from '../known.ts'

/** What is left of documents: pure, from what the ledger knew and what was posted since. */

/** How a measure of one line stands, in the unit of the document. */
export type Balance = KnownBalance

/** A signed change of a balance. */
export interface Posting {
  /** As it stood before. */
  readonly balance: Balance
  /** The first one of its balance. */
  readonly isNew: boolean
  readonly reserved: string
  readonly used: string
}

/** The balance of a line, or why there is none that could be told. */
export type Standing =
  | { readonly balance: Balance; readonly isNew: boolean }
  | { readonly reason: 'NOT_COUNTED' | 'PREDECESSOR_USED' }

/** What a standing is told from: of all that is known, documents and what was written off from them. */
export type KnownBalances = Pick<Known, 'find' | 'balancesOf'>

/** A document takes the place of one that took the place of another …: so many are looked at. */
export const MAX_PREDECESSORS = 16

/** The document whose place this one takes. */
export function replacedBy({ key, previous }: FactContent): DocumentName | undefined {
  return previous === undefined ? undefined : { ...key, number: previous }
}

export function takenOf({ carried, reserved, used }: Balance): string {
  return sumDecimals([carried, reserved, used])
}

export function availableOf(balance: Balance): string {
  return subtractDecimals(balance.total, takenOf(balance))
}

/** The balance after it. */
export function posted({ balance, reserved, used }: Posting): Balance {
  return {
    ...balance,
    reserved: addDecimals(balance.reserved, reserved),
    used: addDecimals(balance.used, used),
  }
}

/** A line nobody has taken from has no balance of its own yet: it stands where its predecessors have left it. */
export function standingOf(fact: Fact, counted: Counted, known: KnownBalances, asOf?: Date): Standing {
  const { line, measure } = counted
  const stated = totalOf(fact.content, counted)
  if (stated === undefined) return { reason: 'NOT_COUNTED' }
  const id = balanceId(fact.content.seed, line, measure)
  const own = known.balancesOf(fact.document, asOf).find((balance) => balance.id === id)
  if (own !== undefined) return { balance: own, isNew: false }
  const before = takenBefore([fact], known, asOf)?.filter((taken) => taken.measure === measure)
  if (before?.every((taken) => corresponds(taken, fact.content)) !== true)
    return { reason: 'PREDECESSOR_USED' }
  const carried = before.find((taken) => taken.line === line)?.amount ?? '0'
  const { amount: total, unit } = stated
  return { balance: { id, line, measure, unit, total, carried, reserved: '0', used: '0' }, isNew: true }
}

/** Each measure of each line that is counted. */
export function countedOf(content: FactContent): Counted[] {
  return content.lines.flatMap(({ line }) =>
    KINDS[content.key.kind].counts
      .map((measure) => ({ line, measure }))
      .filter((counted) => isCounted(content, counted)),
  )
}

/** What the document states as a whole (line 0) is counted there and nowhere else: nothing is used twice. */
function isCounted({ key, lines }: FactContent, { line, measure }: Counted): boolean {
  if (!KINDS[key.kind].counts.includes(measure)) return false
  const whole = lines.find((each) => each.line === 0)
  const isWhole = whole !== undefined && statedOf(whole, measure) !== undefined
  return isWhole === (line === 0)
}

/** What there is of a line in all; undefined where nothing is counted there. */
export function totalOf(content: FactContent, counted: Counted): Measured | undefined {
  const found = content.lines.find(({ line }) => line === counted.line)
  const stated = found && isCounted(content, counted) ? statedOf(found, counted.measure) : undefined
  return stated && isCountable(stated.amount) ? stated : undefined
}

type Taken = Counted & Measured

/**
 * What was taken of earlier editions of the last of `chain`, of the document whose place it takes, and of those before that
 * one: of each measure of each line what the newest of them counts, which has carried over what was taken before it.
 *
 * @returns undefined when more documents replaced each other than are looked at, or two of them the same one
 */
function takenBefore(
  chain: readonly Fact[],
  known: KnownBalances,
  asOf: Date | undefined,
): readonly Taken[] | undefined {
  const last = chain.at(-1)
  const name = last && replacedBy(last.content)
  const found = name && known.find(keyOf(name), asOf)
  // Documents that replace each other in a circle: each has been looked at once.
  const predecessor = chain.some(({ document }) => document === found?.document) ? undefined : found
  if (predecessor !== undefined && (chain.length > MAX_PREDECESSORS || !isLeftTo(predecessor, last)))
    return undefined
  const older = predecessor === undefined ? [] : takenBefore([...chain, predecessor], known, asOf)
  const editions = last === undefined ? [] : editionsOf(last, chain.length > 1, known, asOf)
  return older && over(...editions.map(takenFrom), older).filter(({ amount }) => !isZero(amount))
}

/** What was left of a document is its first successor's, and not once more another one's. */
function isLeftTo({ content: { next } }: Fact, successor: Fact | undefined): boolean {
  const number = successor?.content.key.number
  return next === undefined || number === undefined || skeleton(next) === skeleton(number)
}

/** Balances of each edition of a document, the newest first. */
function editionsOf(
  { document, content: { seed, amended } }: Fact,
  withNewest: boolean,
  known: KnownBalances,
  asOf: Date | undefined,
): Balance[][] {
  const seeds = [...(amended?.seeds ?? []), ...(withNewest ? [seed] : [])]
  const balances = known.balancesOf(document, asOf)
  return seeds
    .toReversed()
    .map((each) => balances.filter(({ id, line, measure }) => id === balanceId(each, line, measure)))
}

function takenFrom(balances: readonly Balance[]): Taken[] {
  return balances.map((balance) => ({ ...balance, amount: takenOf(balance) }))
}

/** Of each measure of each line what the first says that says anything of it. */
function over(...layers: readonly (readonly Taken[])[]): Taken[] {
  return layers.reduce<Taken[]>(
    (so, layer) => [...so, ...layer.filter((taken) => !so.some((known) => isSame(known, taken)))],
    [],
  )
}

/** The same line of the successor states the same measure in the same unit, and as much as was taken. */
function corresponds(taken: Taken, content: FactContent): boolean {
  const stated = totalOf(content, taken)
  return stated?.unit === taken.unit && compareDecimals(taken.amount, stated.amount) <= 0
}

function isSame(one: Counted, other: Counted): boolean {
  return one.line === other.line && one.measure === other.measure
}
