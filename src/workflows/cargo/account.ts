import { canonicalJson } from '../../evidence/canonical-json.ts'
import { compareKeys, compareQuantities } from './compare.ts'
import { type CargoDocument, counts, documentsOf, type StatusOf } from './documents.ts'
import type { CargoFinding } from './finding.ts'
import { told, whole } from './finding.ts'
import { officerFindings } from './officer-findings.ts'
import type { Piece } from './piece.ts'
import type { Direction } from './rules-file.ts'
import type { CargoRules, TripRule } from './rules.ts'
import { grouped } from './sets.ts'

/** What all pieces of one trip say together. */
export interface CargoAccount {
  /** Kind of trip, by the rules. */
  readonly kind: TripRule | undefined
  readonly direction: Direction | undefined
  readonly crossings: readonly string[]
  /** Ours, at which something happened. */
  readonly offices: readonly string[]
  /** The first moment that a piece tells of. */
  readonly since: string
  readonly documents: readonly CargoDocument[]
  readonly expected: readonly Expected[]
  readonly findings: readonly CargoFinding[]
  /** When something will be missing, if nothing comes until then. */
  readonly dueAt: Date | undefined
}

/** A paper that the trip needs, and that has not come. */
export interface Expected {
  readonly id: string
  readonly papers: readonly string[]
  readonly until: string
  readonly isMissing: boolean
}

export interface Told {
  /** Of the trip, not empty. */
  readonly pieces: readonly Piece[]
  /** Pieces that join nothing, and bear a key that one of the trip names. */
  readonly attached: readonly Piece[]
  readonly statusOf: StatusOf
  /** Keys of trips that it could be of. */
  readonly doubts: readonly string[]
}

/** Pure, and the same in whatever order the pieces came. */
export function accountOf(
  { pieces, attached, statusOf, doubts }: Told,
  rules: CargoRules,
  now: Date,
): CargoAccount {
  const documents = documentsOf([...pieces, ...attached], statusOf)
  const current = documents.filter(counts)
  const directions = distinct(pieces.flatMap(({ direction }) => direction ?? []))
  const direction = directions.length === 1 ? directions[0] : undefined
  const kind = rules.trips.find(
    (each) =>
      (each.direction === undefined || each.direction === direction) &&
      documents.some(({ paper }) => each.has.has(paper)),
  )
  const expected = kind === undefined ? [] : expectedOf(kind, current, now)
  const pending = expected.filter(({ isMissing }) => !isMissing).map(({ until }) => until)
  return {
    kind,
    direction,
    crossings: distinct(pieces.flatMap(({ crossing }) => crossing ?? [])),
    // Others have codes of their own, which may be those of offices of ours.
    offices: distinct(pieces.flatMap(({ office, from }) => (from === undefined ? (office ?? []) : []))),
    since: pieces.map(({ at }) => at).toSorted()[0] ?? now.toISOString(),
    documents,
    expected,
    findings: [
      ...expected.filter(({ isMissing }) => isMissing).map(missing),
      ...doubled(current, rules),
      ...documents.flatMap(fallen),
      ...compareQuantities(current, rules),
      ...compareKeys(current, rules),
      ...officerFindings(current),
      ...(doubts.length === 0 ? [] : [{ code: 'TRIP_UNCERTAIN' as const, rule: 'weak-keys', trips: doubts }]),
    ],
    dueAt: pending.length === 0 ? undefined : new Date(pending.toSorted()[0] ?? ''),
  }
}

/** A trip that has more pieces than are compared. */
export const TOO_LARGE: CargoFinding = { code: 'ACCOUNT_TOO_LARGE', rule: 'limits' }

function distinct<T extends string>(texts: readonly T[]): T[] {
  return [...new Set(texts)].toSorted()
}

function expectedOf({ expects }: TripRule, current: readonly CargoDocument[], now: Date): Expected[] {
  return expects.flatMap(({ id, one, after, withinMs }) => {
    if (current.some(({ paper }) => one.has(paper))) return []
    const begins = current.filter(({ paper }) => after.has(paper)).flatMap(({ editions }) => editions)
    const first = begins.map(({ at }) => at).toSorted()[0]
    if (first === undefined) return []
    const until = new Date(Date.parse(first) + withinMs)
    return [{ id, papers: [...one], until: until.toISOString(), isMissing: until <= now }]
  })
}

function missing({ id, papers, until }: Expected): CargoFinding {
  return { code: 'DOCUMENT_MISSING', rule: id, papers, until }
}

function doubled(current: readonly CargoDocument[], rules: CargoRules): CargoFinding[] {
  const single = current.filter(({ paper }) => rules.paper.get(paper)?.once === true)
  return [...grouped(single, ({ paper }) => paper)].flatMap(([paper, [first, ...others]]) =>
    first === undefined || others.length === 0
      ? []
      : [
          {
            code: 'DOCUMENT_DOUBLED' as const,
            rule: paper,
            one: { value: first.number ?? '', told: [whole(first)] },
            other: { value: others.map(({ number }) => number ?? '').join(', '), told: others.map(whole) },
          },
        ],
  )
}

/** What was taken back by its sender is gone; what fell for another reason was relied on. */
function fallen(document: CargoDocument): CargoFinding[] {
  const { standing, paper, newest, number } = document
  if (standing === 'counts' || standing === 'withdrawn' || standing === 'replaced') return []
  return [
    {
      code: 'DOCUMENT_FALLEN',
      rule: standing,
      about: number ?? paper,
      one: { value: standing, told: [told(newest, '', number ?? '')] },
    },
  ]
}

/** What findings differ in what they say, whatever came in between. */
export function newAmong(findings: readonly CargoFinding[], before: readonly CargoFinding[]): CargoFinding[] {
  const known = new Set(before.map((each) => canonicalJson(each)))
  return findings.filter((each) => !known.has(canonicalJson(each)))
}
