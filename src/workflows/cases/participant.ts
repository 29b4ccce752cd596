import { KhorgosError } from '../../errors.ts'
import { actCause, causeText } from '../../evidence/case-events.ts'
import type { SignedHead } from '../../evidence/log-append.ts'
import { requireAll } from '../../exchange/moved.ts'
import type { EntryPlace, Judged, Participant } from '../../exchange/participant.ts'
import type { Tx } from '../../store/database.ts'
import { settleEffect } from '../../store/workflows/case-effects.ts'
import { causesAt, findByCause } from '../../store/workflows/case-events.ts'
import { findCases, findOpened } from '../../store/workflows/cases.ts'
import { moveCursor, readCursor } from '../../store/workflows/cursor.ts'
import { insertRatings } from '../../store/workflows/ratings.ts'
import { notePassedOver } from '../../store/workflows/passed-over.ts'
import type { Definitions } from '../definitions/definitions.ts'
import type { ActEntry, ActOpening, CaseEntry, HappenedEntry, Happening } from './entry.ts'
import { judgeAct, type JudgedAct } from './judge-act.ts'
import { judgeHappening } from './judge-happening.ts'
import { judgeTellings } from './judge-telling.ts'
import { isCaseKey, isId } from './names.ts'
import { caseOf, createKnownCases, foundBy, type KnownCases } from './known.ts'
import type { Numbering, Numbers } from './numbering.ts'
import { writeCases } from './rows.ts'
import { definitionOf, type Taken, takeDeadlines } from './take.ts'

/** What a unit of work is told of its entry after the commit. */
export type CaseResult =
  | {
      readonly result: 'acted'
      readonly case: string
      /** Number of the event that the act was. */
      readonly revision: number
      /** True when it had been done before. */
      readonly repeated: boolean
    }
  | { readonly result: 'act-refused'; readonly error: KhorgosError }
  /** Events that cases have taken up; `unheard`: what one of them told another reached none. */
  | { readonly result: 'moved'; readonly events: number; readonly unheard?: true }

/** What was decided about one entry. */
type Decided =
  | { readonly entry: 'act'; readonly act: JudgedAct; readonly taken: readonly Taken[] }
  | ({
      readonly entry: 'moved'
      readonly taken: readonly Taken[]
      readonly unheard?: boolean
    } & Pick<HappenedEntry, 'follows' | 'settles' | 'passedOver'>)

/** What cases need beside their definitions. */
export interface CaseParticipantParts {
  readonly numbering: Numbering
  /** Reads what operations know beside their arguments, as of the lock. */
  readonly lookUp?: (tx: Tx) => Promise<void>
}

/** The committer's participant for cases: reads those that a batch is about, judges entry after entry, writes what became of them. */
export function createCaseParticipant(
  definitions: Definitions,
  { numbering, lookUp = () => Promise.resolve() }: CaseParticipantParts,
): Participant<CaseEntry, CaseResult> {
  return {
    async begin(tx, entries) {
      const [known, numbers, reached] = await Promise.all([
        readKnown(tx, entries, definitions),
        numbering.begin(tx, numberedBy(entries), entries.flatMap(targetsOf).length),
        entries.some((entry) => entry.entry === 'happened' && entry.follows !== undefined)
          ? readCursor(tx)
          : 0n,
        lookUp(tx),
      ])
      const decided: Decided[] = []
      let cursor = reached
      return {
        judge(entry, place) {
          const each = decide(entry, known, place, { definitions, numbers, cursor })
          if (each.entry === 'moved' && each.follows !== undefined) cursor = each.follows.to
          decided.push(each)
          return judgedOf(each)
        },
        async write(into, head) {
          const [results] = await Promise.all([
            write(into, head, decided, known, definitions),
            numbers.write(into),
          ])
          return results
        },
      }
    },
  }
}

async function readKnown(
  tx: Tx,
  entries: readonly CaseEntry[],
  definitions: Definitions,
): Promise<KnownCases> {
  const targets = entries.flatMap(targetsOf)
  const openings = entries.flatMap((entry) => (isNumbered(entry) ? actCause(entry.id) : []))
  // What cannot be the name of a case is the name of none; the database would refuse to be asked.
  const [rows, opened] = await Promise.all([
    findCases(tx, {
      ids: targets.flatMap((target) => ('case' in target && isId(target.case) ? target.case : [])),
      names: targets.flatMap((target) => ('case' in target || !isNamed(target) ? [] : target)),
    }),
    openings.length === 0 ? [] : findOpened(tx, openings),
  ])
  const known = createKnownCases([...rows, ...opened].map((row) => caseOf(row, definitions)))
  for (const { id, cause } of opened) known.putOpening(id, cause)
  const [causes, seen] = [entries.flatMap((entry) => causesOf(entry, known)), seenIn(entries, known)]
  const [caused, next] = await Promise.all([
    causes.length === 0 ? [] : findByCause(tx, causes),
    seen.length === 0 ? [] : causesAt(tx, seen),
  ])
  for (const event of caused) known.putEvent(event)
  for (const { caseId, revision, cause } of next) known.putCause(caseId, revision, cause)
  return known
}

/** Acts whose case is named by the number that it gets, or got when they came before. */
const isNumbered = (entry: CaseEntry): entry is ActEntry & { readonly target: ActOpening } =>
  entry.entry === 'act' && !('case' in entry.target) && entry.target.key === undefined

const numberedBy = (entries: readonly CaseEntry[]): readonly ActOpening[] =>
  entries.flatMap((entry) => (isNumbered(entry) ? entry.target : []))

const isNamed = <T extends { readonly key: string | undefined }>(
  target: T,
): target is T & { readonly key: string } => target.key !== undefined && isCaseKey(target.key)

function targetsOf(entry: CaseEntry): (Happening['target'] | ActOpening)[] {
  switch (entry.entry) {
    case 'act':
      return [entry.target]
    case 'due':
      return [{ case: entry.case }]
    case 'happened':
      return [...entry.happenings.map(({ target }) => target), ...tellersOf(entry)]
  }
}

/** The case whose effect it is to tell another one. */
function tellersOf({ happenings, settles }: HappenedEntry): Happening['target'][] {
  return settles === undefined || happenings.length === 0 ? [] : [{ case: settles.effect.caseId }]
}

/** What may come twice; of a deadline the case itself tells. */
function causesOf(entry: CaseEntry, known: KnownCases): { caseId: string; cause: string }[] {
  if (entry.entry === 'due') return []
  const caused =
    entry.entry === 'act'
      ? [{ target: entry.target, cause: actCause(entry.id) }]
      : entry.happenings.flatMap(({ target, cause }) =>
          [target, ...tellersOf(entry)].map((each) => ({ target: each, cause: causeText(cause) })),
        )
  return caused.flatMap(({ target, cause }) => {
    const found = foundBy(target, cause, known)
    return found === undefined ? [] : [{ caseId: found.id, cause }]
  })
}

/** What came next, of those who act on what they saw before that. */
function seenIn(
  entries: readonly CaseEntry[],
  known: KnownCases,
): { readonly caseId: string; readonly revision: number }[] {
  return entries.flatMap((entry) => {
    if (entry.entry !== 'act' || entry.revision === undefined) return []
    const found = foundBy(entry.target, actCause(entry.id), known)
    if (found === undefined) return []
    return entry.revision >= 0 && entry.revision < found.revision
      ? [{ caseId: found.id, revision: entry.revision + 1 }]
      : []
  })
}

interface Now {
  readonly definitions: Definitions
  readonly numbers: Numbers
  /** How far the log was followed by then. */
  readonly cursor: bigint
}

function decide(entry: CaseEntry, known: KnownCases, place: EntryPlace, now: Now): Decided {
  const { definitions, numbers } = now
  switch (entry.entry) {
    case 'act': {
      const act = judgeAct(entry, known, place, { definitions, numbers })
      return { entry: 'act', act, taken: act.taken }
    }
    case 'happened': {
      const { happenings, follows, settles, passedOver } = entry
      // Another node has followed the log from there.
      if (follows !== undefined && follows.from !== now.cursor) return { entry: 'moved', taken: [] }
      const { taken, unheard } =
        settles === undefined
          ? { taken: judgeAll(happenings, known, place, definitions), unheard: false }
          : judgeTellings(happenings, settles.effect, known, place, definitions)
      return {
        entry: 'moved',
        taken,
        unheard,
        ...(follows && { follows }),
        ...(settles && { settles }),
        ...(passedOver && { passedOver }),
      }
    }
    case 'due': {
      const found = known.find({ case: entry.case })
      if (found === undefined || found.entered !== entry.entered) return { entry: 'moved', taken: [] }
      return { entry: 'moved', taken: takeDeadlines(definitionOf(found, definitions), found, known, place) }
    }
  }
}

function judgeAll(
  happenings: readonly Happening[],
  known: KnownCases,
  place: EntryPlace,
  definitions: Definitions,
): readonly Taken[] {
  return happenings.reduce<readonly Taken[]>(
    (taken, happening) => [
      ...taken,
      ...judgeHappening(
        happening,
        known,
        { ...place, index: place.index + BigInt(taken.length) },
        definitions,
      ),
    ],
    [],
  )
}

function judgedOf(decided: Decided): Judged {
  const { taken } = decided
  const attempt =
    decided.entry === 'act' && decided.act.outcome === 'refused' ? decided.act.attempt : undefined
  const all = [...taken, ...(attempt === undefined ? [] : [attempt])]
  const last = all.at(-1)
  return {
    payloads: all.map(({ payload }) => payload),
    records: all.map(({ record }) => record),
    ...(decided.entry === 'act' &&
      last !== undefined && { receiptOf: { record: all.length - 1, salt: last.payload.salt } }),
  }
}

async function write(
  tx: Tx,
  head: SignedHead,
  decided: readonly Decided[],
  known: KnownCases,
  definitions: Definitions,
): Promise<readonly CaseResult[]> {
  const moved = decided.flatMap((each) => (each.entry === 'moved' ? each : []))
  await Promise.all([
    writeCases(
      tx,
      head,
      decided.flatMap(({ taken }) => taken),
      known,
      definitions,
    ),
    ...moved.map(({ follows, settles, passedOver = [] }) =>
      Promise.all([
        passedOver.length > 0 && notePassedOver(tx, passedOver, head.at),
        follows &&
          moveCursor(tx, follows.from, follows.to).then((ok) => requireAll([follows], ok ? [ok] : [])),
        settles && settle(tx, settles, head.at),
      ]),
    ),
  ])
  return decided.map(resultOf)
}

/** Whoever was faster has counted as well. */
async function settle(
  tx: Tx,
  { effect, exchange, ratings = [] }: NonNullable<HappenedEntry['settles']>,
  at: Date,
): Promise<void> {
  const isFirst = await settleEffect(tx, { ...effect, exchange }, at)
  if (isFirst && ratings.length > 0) await insertRatings(tx, ratings)
}

function resultOf(decided: Decided): CaseResult {
  if (decided.entry !== 'act')
    return {
      result: 'moved',
      events: decided.taken.length,
      ...(decided.unheard === true && { unheard: true }),
    }
  const { act } = decided
  if (act.outcome === 'refused') return { result: 'act-refused', error: act.error }
  if (act.outcome === 'repeated')
    return { result: 'acted', case: act.case.id, revision: act.revision, repeated: true }
  const last = act.taken.at(-1)
  if (last === undefined) throw new KhorgosError('INTERNAL', 'An act that was done is no event.')
  return { result: 'acted', case: last.after.id, revision: last.after.revision, repeated: false }
}
