import { sumDecimals } from '../../model/decimal.ts'
import type { DocumentStatus } from '../../model/document-status.ts'
import { ENDED } from '../../model/document-status.ts'
import type { Figure, Piece, PieceKey } from './piece.ts'
import { inLogOrder } from './piece.ts'
import type { CargoMeasure } from './rules-file.ts'
import { grouped } from './sets.ts'

/** One document of a trip: what it was, how it was amended, and whether it still counts. */
export interface CargoDocument {
  readonly paper: string
  readonly identity: string
  readonly number: string | undefined
  /** Whether it counts; if not, why. A status of the ledger where it fell. */
  readonly standing: 'counts' | 'replaced' | 'withdrawn' | Fall
  /** The later ones count for more. */
  readonly editions: readonly Piece[]
  /** What it says now. */
  readonly keys: readonly Placed<PieceKey>[]
  readonly figures: readonly Placed<Figure>[]
  readonly newest: Piece
}

/** With the piece that says it. */
export type Placed<T> = T & { readonly piece: Piece }

/** How what a record says stands; undefined where the ledger keeps no such document. */
export type StatusOf = (piece: Piece) => Fall | undefined

/** Status of the ledger; or the key that signed it was lost by then. */
export type Fall = DocumentStatus | typeof KEY_LOST
export const KEY_LOST = 'key-lost'

export const counts = ({ standing }: CargoDocument): boolean => standing === 'counts'

/** In an order that does not depend on when the pieces came. */
export function documentsOf(pieces: readonly Piece[], statusOf: StatusOf): CargoDocument[] {
  const groups = [...grouped(pieces, ({ identity }) => identity).values()].map(inOrder)
  const replaced = new Set(
    groups.flatMap((editions) => {
      const isThere = editions.every(({ step }) => step !== 'withdrawn')
      return isThere ? editions.flatMap((each) => each.replaces ?? []) : []
    }),
  )
  return groups
    .flatMap((editions) => documentOf(editions, replaced, statusOf))
    .toSorted((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1))
}

const sortKey = ({ paper, identity, newest }: CargoDocument): string => `${paper} ${newest.at} ${identity}`

/** A word of one who takes a document back is the last one about it, whatever overtakes it on the way. */
const RANK = { original: 0, changed: 1, amended: 1, struck: 2, withdrawn: 3 }

function inOrder(editions: readonly Piece[]): Piece[] {
  return editions.toSorted((one, other) => {
    if (RANK[one.step] !== RANK[other.step]) return RANK[one.step] - RANK[other.step]
    const [first, second] = [one.issued ?? '', other.issued ?? '']
    return first === second ? inLogOrder(one, other) : first < second ? -1 : 1
  })
}

function documentOf(
  editions: readonly Piece[],
  replaced: ReadonlySet<string>,
  statusOf: StatusOf,
): CargoDocument[] {
  const newest = editions.at(-1)
  if (newest === undefined) return []
  const { paper, identity } = newest
  const said = contentOf(editions)
  const status = editions
    .map(statusOf)
    .find((each) => each !== undefined && (each === KEY_LOST || ENDED.includes(each)))
  return [
    {
      paper,
      identity,
      number: newest.number,
      editions,
      newest,
      ...said,
      standing: said.isGone ? 'withdrawn' : replaced.has(identity) ? 'replaced' : (status ?? 'counts'),
    },
  ]
}

interface Content {
  readonly keys: readonly Placed<PieceKey>[]
  readonly figures: readonly Placed<Figure>[]
  readonly isGone: boolean
}

/** What the newest whole edition says, with what later ones changed of some of its bills. */
function contentOf(editions: readonly Piece[]): Content {
  const whole = editions.findLast(({ step }) => step === 'original' || step === 'amended')
  const parts = editions.filter((each) => isPart(each) && each !== whole)
  const struck = editions.filter(({ step }) => step === 'struck')
  const start: Content = { keys: placed(whole, 'keys'), figures: placed(whole, 'figures'), isGone: false }
  const changed = parts.reduce(withChange, start)
  const left = struck.reduce(withoutBills, changed)
  return { ...left, isGone: left.isGone || editions.some(({ step }) => step === 'withdrawn') }
}

const isPart = ({ step }: Piece): boolean => step === 'changed'

function placed<N extends 'keys' | 'figures'>(piece: Piece | undefined, name: N): Placed<Piece[N][number]>[] {
  return piece === undefined ? [] : piece[name].map((each: Piece[N][number]) => ({ ...each, piece }))
}

const BILL = 'bill'

function billsIn({ keys }: Pick<Piece, 'keys'>): Set<string> {
  return new Set(keys.flatMap(({ key, value }) => (key === BILL ? [value] : [])))
}

/** What is not said of a bill stays as it was. Totals of before are no totals any more. */
function withChange(before: Content, piece: Piece): Content {
  const figures = placed(piece, 'figures').filter(({ bill }) => bill !== undefined)
  const changed = new Set(figures.map(({ bill, measure }) => `${measure} ${bill ?? ''}`))
  const known = new Set(before.keys.map(({ key, value }) => `${key} ${value}`))
  const stays = ({ bill, measure }: Figure): boolean =>
    bill !== undefined && !changed.has(`${measure} ${bill}`)
  return {
    keys: [
      ...before.keys,
      ...placed(piece, 'keys').filter(({ key, value }) => !known.has(`${key} ${value}`)),
    ],
    figures: [...before.figures.filter(stays), ...figures],
    isGone: before.isGone,
  }
}

/** With its last bills the whole is gone. */
function withoutBills(before: Content, piece: Piece): Content {
  const gone = billsIn(piece)
  const left = [...billsIn(before)].filter((bill) => !gone.has(bill))
  if (left.length === 0) return { ...before, isGone: true }
  return {
    keys: before.keys.filter(({ key, value }) => key !== BILL || !gone.has(value)),
    figures: before.figures.filter(({ bill }) => bill !== undefined && !gone.has(bill)),
    isGone: before.isGone,
  }
}

export interface Total {
  readonly value: string
  readonly told: readonly Placed<Figure>[]
}

/** What documents come to together; undefined where one of them does not tell it. */
export function totalOf(
  documents: readonly CargoDocument[],
  measure: CargoMeasure,
  weighed: boolean,
): Total | undefined {
  // Weighed once more is weighed anew, and not more goods.
  const wanted = weighed ? documents.filter(({ figures }) => figures.some(isWeighed)).slice(-1) : documents
  const told = wanted.map((each) => ofDocument(each, measure, weighed))
  if (told.length === 0 || told.includes(undefined)) return undefined
  const figures = told.flatMap((each) => each ?? [])
  return { value: sumDecimals(figures.map(({ value }) => value)), told: figures }
}

const isWeighed = ({ weighed }: Figure): boolean => weighed === true

/** As it states it of itself, else what its bills come to. */
function ofDocument(
  { figures, keys }: CargoDocument,
  measure: CargoMeasure,
  weighed: boolean,
): readonly Placed<Figure>[] | undefined {
  const own = figures.filter((each) => each.measure === measure && isWeighed(each) === weighed)
  const stated = own.filter(({ bill }) => bill === undefined)
  if (stated.length > 0 || weighed) return stated.length > 0 ? stated : undefined
  const bills = billsIn({ keys })
  const told = new Set(own.flatMap(({ bill }) => bill ?? []))
  return bills.size > 0 && told.size === bills.size ? own : undefined
}

/** The same of each bill, by the bill. Of documents that do not name it nothing is asked. */
export function totalsOfBills(
  documents: readonly CargoDocument[],
  measure: CargoMeasure,
): ReadonlyMap<string, Total | undefined> {
  const naming = new Map<string, number>()
  for (const each of documents)
    for (const bill of billsIn(each)) naming.set(bill, (naming.get(bill) ?? 0) + 1)
  const told = grouped(
    documents.flatMap(({ figures }) => figures.filter((each) => each.measure === measure)),
    ({ bill }) => bill ?? '',
  )
  return new Map(
    [...naming].map(([bill, documentsNaming]) => {
      const figures = told.get(bill) ?? []
      if (figures.length < documentsNaming) return [bill, undefined]
      return [bill, { value: sumDecimals(figures.map(({ value }) => value)), told: figures }]
    }),
  )
}

/** Values of a key that documents name, each with where it stands. */
export function named(
  documents: readonly CargoDocument[],
  key: string,
): Map<string, readonly Placed<PieceKey>[]> {
  return grouped(
    documents.flatMap((each) => each.keys.filter((one) => one.key === key)),
    ({ value }) => value,
  )
}
