import { isDeepStrictEqual } from 'node:util'
import { CODES, type ErrorCode, KhorgosError } from '../../errors.ts'
import { canonicalJsonBytes } from '../../evidence/canonical-json.ts'
import { actIn } from '../../evidence/case-event-bytes.ts'
import { actCause, isDeadline } from '../../evidence/case-events.ts'
import type { EvidenceDraft } from '../../evidence/record.ts'
import type { EntryPlace } from '../../exchange/participant.ts'
import { JSON_TYPE, keep, type Payload } from '../../exchange/payload.ts'
import { newId } from '../../model/new-id.ts'
import type { EventType } from '../definitions/definition.ts'
import type { Definitions } from '../definitions/definitions.ts'
import { actInvalid, dataRefusal } from './act-data.ts'
import { type Actor, type Case, type CaseEvent, unopened } from './case.ts'
import type { ActEntry, Acting, ActOpening } from './entry.ts'
import type { ActOnRecord } from './event-on-record.ts'
import { isCaseKey, isId } from './names.ts'
import { foundBy, type KnownCases } from './known.ts'
import type { Numbers } from './numbering.ts'
import { definitionOf, take, type Taken, takeDeadlines } from './take.ts'
import { step } from './step.ts'

/** What became of an act. */
export type JudgedAct = {
  /** What the clock had made happen before, and the act itself where it was done. */
  readonly taken: readonly Taken[]
} & (
  | { readonly outcome: 'done' }
  /** It was done before: with the event that it was then. */
  | { readonly outcome: 'repeated'; readonly case: Case; readonly revision: number }
  | {
      readonly outcome: 'refused'
      readonly error: KhorgosError
      /** Absent where it has neither a case nor an id that it could be filed under. */
      readonly attempt?: { readonly payload: Payload; readonly record: EvidenceDraft }
    }
)

/**
 * Somebody acts in a case. Refused acts leave the case as it is, and a record of the attempt. Whoever may not act learns only
 * that: what he asked for is looked at afterwards.
 */
export function judgeAct(entry: ActEntry, known: KnownCases, place: EntryPlace, by: Judging): JudgedAct {
  const { definitions, numbers } = by
  const found = foundBy(entry.target, actCause(entry.id), known)
  const opening = found === undefined ? opened(entry, known, place.at, by) : { before: found }
  if (opening instanceof KhorgosError) return refused(entry, undefined, undefined, opening, place, [])
  const { before, without } = opening
  const definition = definitionOf(before, definitions)
  const type = definition.events.get(entry.event)
  const actor = actorOf(entry.by, type, before)
  if (found !== undefined && actor !== undefined) {
    const repeated = repetition(entry, actor, found, known)
    if (repeated === 'another') return refused(entry, before, actor, errorOf('ACT_ID_REUSED'), place, [])
    if (repeated !== undefined) return { outcome: 'repeated', case: found, revision: repeated, taken: [] }
  }
  const late = takeDeadlines(definition, before, known, place)
  const now = late.at(-1)?.after ?? before
  const refuse = (error: KhorgosError): JudgedAct => refused(entry, before, actor, error, place, late)
  const no = objection(entry, { found, now, known, type, actor, without })
  if (no !== undefined || actor === undefined) return refuse(no ?? errorOf('ACT_FORBIDDEN'))
  const recordIndex = place.index + BigInt(late.length)
  const bases = entry.signer === undefined ? [] : [{ index: recordIndex, keyId: entry.signer }]
  const event: CaseEvent = {
    name: entry.event,
    at: place.at,
    cause: { act: entry.id, by: actor },
    // Whoever lost the key that signed a code has signed what stands in this record.
    basis: entry.signer === undefined ? [] : [recordIndex.toString()],
    data: entry.data,
    ...(entry.signer !== undefined && { signer: entry.signer }),
  }
  const taken = step(definition, now, event)
  if (taken.unfit !== undefined)
    return refuse(errorOf(taken.unfit === 'not-met' ? 'ACT_CONDITION' : 'ACT_UNFIT'))
  if (found === undefined && type?.numbered === true) numbers.take(now.key)
  return {
    outcome: 'done',
    taken: [...late, take(definition, now, event, taken, { known, recordIndex, bases })],
  }
}

/** By what acts are judged. */
export interface Judging {
  readonly definitions: Definitions
  readonly numbers: Numbers
}

/** A case that an act would open. */
interface Opened {
  readonly before: Case
  /** Why it has no name. */
  readonly without?: KhorgosError | undefined
}

/** @returns the reason where it cannot */
function opened(
  { target, event }: ActEntry,
  known: KnownCases,
  at: Date,
  { definitions, numbers }: Judging,
): Opened | KhorgosError {
  if ('case' in target) return errorOf('CASE_UNKNOWN')
  const { workflow, key, office } = target
  const definition = definitions.inForce(workflow, at)
  if (definition === undefined) return errorOf('WORKFLOW_UNKNOWN')
  const type = definition.events.get(event)
  if (type?.opens !== true) return errorOf('CASE_UNKNOWN')
  const named = type.numbered
    ? numbered(target, numbers, known, at)
    : key !== undefined && isCaseKey(key)
      ? key
      : actInvalid({
          path: '/key',
          message: 'it has 1 to 128 characters and no others than can be written',
        })
  const of = { id: newId(), office }
  return named instanceof KhorgosError
    ? { before: unopened(definition, { ...of, key: key ?? '' }, at), without: named }
    : { before: unopened(definition, { ...of, key: named }, at) }
}

/** @returns why the office gives none */
function numbered(
  { workflow, key, office }: ActOpening,
  numbers: Numbers,
  known: KnownCases,
  at: Date,
): string | KhorgosError {
  if (key !== undefined) return actInvalid({ path: '/key', message: 'the office gives it: leave it out' })
  try {
    return numbers.next(office, at, (number) => known.find({ workflow, key: number }) !== undefined)
  } catch (thrown) {
    if (thrown instanceof KhorgosError) return thrown
    throw thrown
  }
}

/** @returns the role and office that let him do it; undefined when none does */
export function actorOf(by: Acting, type: EventType | undefined, { office }: Case): Actor | undefined {
  const role = type?.roles.find((each) => by.roles.has(each))
  if (role === undefined || !by.offices.has(office)) return undefined
  if ('partner' in by) return { partner: by.partner, role, office }
  const { subject: person, issuer, name } = by
  return { person, issuer, ...(name !== undefined && { name }), role, office }
}

interface Seen {
  readonly found: Case | undefined
  /** After what the clock had made happen. */
  readonly now: Case
  readonly known: KnownCases
  readonly type: EventType | undefined
  readonly actor: Actor | undefined
  /** Why a case that is to be opened has no name. */
  readonly without: KhorgosError | undefined
}

function objection(
  entry: ActEntry,
  { found, now, known, type, actor, without }: Seen,
): KhorgosError | undefined {
  if (type?.by !== 'act') return errorOf('ACT_UNKNOWN')
  if (actor === undefined) return errorOf('ACT_FORBIDDEN')
  if (!isId(entry.id)) return actInvalid({ path: '/id', message: 'it is no UUID in small letters' })
  const wrong = dataRefusal(type, entry.data) ?? entry.refusal
  if (wrong !== undefined) return wrong
  if (found === undefined) return without
  const { revision } = entry
  if (revision === undefined) return errorOf('CASE_EXISTS')
  if (revision === now.revision) return undefined
  // What he saw was over when the next thing to happen was the deadline, whoever noticed that first.
  const next = known.causeOf(found.id, revision + 1)
  return errorOf(next !== undefined && isDeadline(next) ? 'ACT_LATE' : 'CASE_MOVED')
}

/** @returns the revision that the same act brought; `another` when the id was another act's */
function repetition(
  { id, event, data, target }: ActEntry,
  by: Actor,
  { id: caseId, office }: Case,
  known: KnownCases,
): number | 'another' | undefined {
  const [before] = known.caused(caseId, actCause(id))
  if (before === undefined) return undefined
  if (before.event !== event || ('office' in target && target.office !== office)) return 'another'
  // Of an erased act nobody can say any more what it was but by its name.
  const told = before.payload === null ? undefined : actIn(before.payload)
  if (told === undefined) return before.revision
  return isDeepStrictEqual(told.data, data) && isDeepStrictEqual(whoIn(told.by), whoIn(by))
    ? before.revision
    : 'another'
}

/** Somebody stays himself whatever his token calls him and makes of him meanwhile. */
function whoIn(by: object): object {
  return Object.fromEntries(Object.entries(by).filter(([name]) => WHO.has(name)))
}
const WHO = new Set(['person', 'issuer', 'partner'])

function refused(
  entry: ActEntry,
  seen: Case | undefined,
  actor: Actor | undefined,
  error: KhorgosError,
  { at }: EntryPlace,
  taken: readonly Taken[],
): JudgedAct {
  const { code } = error
  const about = filedUnder(entry, seen)
  if (about === undefined) return { outcome: 'refused', error, taken }
  const attempt: ActOnRecord = {
    v: 1,
    ...about.told,
    at: at.toISOString(),
    act: entry.id,
    event: entry.event,
    ...(entry.revision !== undefined && { revision: entry.revision }),
    data: entry.data,
    by: actor ?? whoever(entry.by),
    code,
  }
  const payload = keep(canonicalJsonBytes(attempt), JSON_TYPE)
  const record: EvidenceDraft = {
    kind: 'act-refused',
    ...about.of,
    code,
    payload: payload.commitment,
  }
  return { outcome: 'refused', error, taken, attempt: { payload, record } }
}

/** The case, where there is one; else the act that was to open it. */
function filedUnder({ id, target }: ActEntry, seen: Case | undefined) {
  if (seen !== undefined && seen.revision > 0) return { of: { case: seen.id }, told: { case: seen.id } }
  if ('case' in target || !isId(id)) return undefined
  const { workflow, key, office } = target
  // What cannot be written cannot be put on record either.
  return {
    of: { act: id },
    told: { opening: { workflow, office, ...(key !== undefined && isCaseKey(key) && { key }) } },
  }
}

function whoever(by: Acting): ActOnRecord['by'] {
  return 'partner' in by ? { partner: by.partner } : { person: by.subject, issuer: by.issuer }
}

const errorOf = (code: ErrorCode): KhorgosError => new KhorgosError(code, `${CODES[code].title}.`)
