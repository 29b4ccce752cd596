import { KhorgosError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'

/** What made an event happen. No cause makes the same event happen twice in a case. */
export type Cause =
  /** A record of the log: an accepted message, with the name of the hub document in it; a fact that fell. */
  | { readonly record: string; readonly document?: string }
  | { readonly act: string; readonly by: Actor }
  /** The deadline of the state that was entered by that revision. */
  | { readonly deadline: number }
  /** An effect of another case, by the number of its event there and its place among that one's effects. */
  | { readonly case: string; readonly revision: number; readonly place: number }
  /** The files that a gateway started with, by the hex SHA-256 of what they say. */
  | { readonly files: string }
  /** A key was lost: what it signed since then may be anybody's. */
  | { readonly key: string; readonly since: string }

/** Who acts: a person, or the system of a partner, with the role and office used. */
export type Actor =
  | {
      readonly person: string
      readonly issuer: string
      readonly name?: string
      readonly role: string
      readonly office: string
    }
  | { readonly partner: string; readonly role: string; readonly office: string }

/** What is to be done because of an event. */
export interface Effect {
  readonly kind: string
  readonly args: JsonObject
}

/** Why an event cannot happen: the state knows nothing of it, or none of its conditions is true. */
export type Unfit = 'unexpected' | 'not-met'

/**
 * An event as the log commits to it: what happened, who or what made it happen, by which rule, and all that became of the
 * case. Whoever has the events of a case has the case.
 */
export interface EventOnRecord {
  readonly v: 1
  readonly case: string
  readonly workflow: string
  readonly version: number
  readonly key: string
  readonly office: string
  /** Number of the event in its case, from 1. */
  readonly revision: number
  /** ISO 8601, UTC: the time of the record; of a deadline the moment at which it was over. */
  readonly at: string
  readonly event: string
  readonly cause: Cause
  /** Indexes in the log of the records that justify it. */
  readonly basis: readonly string[]
  /** What came with it. */
  readonly data: JsonObject
  /** Of an act that states a signed code: hex SHA-256 of the key. The case rests on this very record then. */
  readonly signer?: string
  readonly from: string
  readonly to: string
  /** Place in the definition; absent for an event that changes nothing. */
  readonly transition?: string
  readonly unfit?: Unfit
  /** What the case has learnt. */
  readonly set: JsonObject
  readonly effects: readonly Effect[]
  /** Revision by which the case came into its state. */
  readonly entered: number
  readonly dueAt?: string
  readonly outcome?: string
}

/** An event with the definition that its record names. */
export interface RecordedEvent {
  /** Hex SHA-256. */
  readonly definition: string
  readonly event: EventOnRecord
}

/** One run of a workflow, as it stands: the sum of its events. Data only. */
export interface CaseStanding {
  /** UUIDv7 */
  readonly id: string
  readonly workflow: string
  readonly version: number
  /** Hex SHA-256 of the definition that it runs by, to its end. */
  readonly definition: string
  /** What it is about; unique within the workflow. */
  readonly key: string
  /** Ours, whose officers have its tasks. */
  readonly office: string
  readonly state: string
  /** How many events it has had; whoever acts names the one that he saw. */
  readonly revision: number
  /** The revision that brought it into its state. */
  readonly entered: number
  /** When that was. */
  readonly since: Date
  readonly data: JsonObject
  readonly dueAt: Date | undefined
  readonly outcome: string | undefined
}

/**
 * The case that its events make, from the first to the last, by what the log commits to alone.
 *
 * @param events of one case, in order
 * @returns undefined when there are none
 * @throws KhorgosError EVIDENCE_INVALID when they are not the events of one case, whole and in order
 */
export function foldCase(events: readonly RecordedEvent[]): CaseStanding | undefined {
  return events.reduce<CaseStanding | undefined>(folded, undefined)
}

function folded(before: CaseStanding | undefined, { definition, event }: RecordedEvent): CaseStanding {
  const { case: id, workflow, version, key, office, revision, to, entered } = event
  if (revision !== (before?.revision ?? 0) + 1) throw invalid(event, 'is out of its order')
  if (before !== undefined && !follows(before, definition, event))
    throw invalid(event, 'does not follow the one before')
  const moved = entered === revision
  if (!moved && (event.from !== to || entered !== (before?.entered ?? 0)))
    throw invalid(event, 'is in a state that it did not come into')
  return {
    id,
    workflow,
    version,
    definition,
    key,
    office,
    state: to,
    revision,
    entered,
    since: moved || before === undefined ? new Date(event.at) : before.since,
    data: { ...before?.data, ...event.set },
    dueAt: event.dueAt === undefined ? undefined : new Date(event.dueAt),
    outcome: event.outcome,
  }
}

function follows(before: CaseStanding, definition: string, event: EventOnRecord): boolean {
  return (
    before.definition === definition &&
    before.id === event.case &&
    before.workflow === event.workflow &&
    before.version === event.version &&
    before.key === event.key &&
    before.office === event.office &&
    before.state === event.from
  )
}

function invalid({ case: id, revision }: EventOnRecord, what: string): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', `Event ${revision} of case ${id} ${what}.`)
}

/** What tells causes apart within a case. */
export function causeText(cause: Cause): string {
  if ('record' in cause) return ['record', cause.record, cause.document ?? []].flat().join(' ')
  if ('act' in cause) return actCause(cause.act)
  if ('files' in cause) return `files ${cause.files}`
  if ('deadline' in cause) return `${DEADLINE}${cause.deadline}`
  return 'case' in cause
    ? `case ${cause.case} ${cause.revision} ${cause.place}`
    : `key ${cause.key} ${cause.since}`
}

/** The same of an act, whoever did it. */
export const actCause = (id: string): string => `act ${id}`

const DEADLINE = 'deadline '

/** Whether the text is that of a deadline. */
export const isDeadline = (cause: string): boolean => cause.startsWith(DEADLINE)
