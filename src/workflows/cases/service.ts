import type { KhorgosError } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import type { OfficeEventRow } from '../../store/workflows/case-events.ts'
import type { Acting } from './entry.ts'
import type { EventOnRecord } from '../../evidence/case-events.ts'

/** What the doors ask of cases. */
export interface CaseService {
  /** Tasks of the offices of a person that one of his roles is waited for with, the oldest first. */
  tasks(by: Person, query: TaskListQuery): Promise<TaskPage>
  /** Cases of his offices, the newest first. */
  list(by: Person, query: CaseListQuery): Promise<readonly CaseView[]>
  /** @throws KhorgosError CASE_UNKNOWN, also for a case of another office */
  view(id: string, by: Person): Promise<CaseView>
  /** What happened in a case, in order. @throws KhorgosError CASE_UNKNOWN */
  timeline(
    id: string,
    by: Person,
    query: { readonly after: number; readonly limit: number },
  ): Promise<readonly TimelineEvent[]>
  /**
   * Does something in a case. The same id is the same act.
   * @throws KhorgosError CASE_UNKNOWN, also for a case of another office, where the attempt is on record all the same
   */
  act(id: string, act: Act & { readonly revision: number }, by: Person): Promise<ActDone | ActRefused>
  /**
   * Opens a case by an act; without key, where the office numbers it. Refused acts are on record: in the case about that where there is one, else under their own id.
   */
  open(
    opening: Act & { readonly workflow: string; readonly key?: string; readonly office: string },
    by: Person,
  ): Promise<ActDone | ActRefused>
  /** Events of cases of his offices behind a place in the log, in its order. */
  eventsAfter(
    by: Person,
    query: { readonly after: bigint; readonly limit: number },
  ): Promise<readonly OfficeEvent[]>
  /** Place in the log of the newest event of any case; -1 before the first. */
  newest(): Promise<bigint>
}

/** A person with all that he may act as. */
export type Person = Extract<Acting, { readonly subject: string }>

export interface Act {
  /** UUID of the caller's choice. */
  readonly id: string
  readonly event: string
  readonly data: JsonObject
}

export interface ActDone {
  readonly outcome: 'done'
  readonly case: CaseView
  /** Number of the event that the act was. */
  readonly revision: number
  /** True when it had been done before. */
  readonly repeated: boolean
  /** C2SP tlog-proof of its record: the same one, however often the act comes. */
  readonly receipt: string
}

/** An act that was not done. The case is as it was, and the attempt is on record. */
export interface ActRefused {
  readonly outcome: 'refused'
  readonly error: KhorgosError
  /** C2SP tlog-proof of the record of the attempt. */
  readonly receipt: string
}

export interface TaskListQuery {
  /** Of one office or role alone. */
  readonly office?: string
  readonly role?: string
  /** The last task of the page before. */
  readonly after?: { readonly since: Date; readonly caseId: string; readonly task: string }
  readonly limit: number
}

export interface TaskPage {
  readonly tasks: readonly TaskView[]
  /** Place in the log up to which events are in the list: `eventsAfter` from there misses none. */
  readonly upTo: bigint
}

export interface TaskView {
  readonly case: string
  readonly workflow: string
  readonly key: string
  readonly office: string
  readonly state: string
  readonly revision: number
  readonly task: string
  readonly title: string
  readonly role: string
  /** Acts that do it. */
  readonly acts: readonly string[]
  readonly since: Date
  readonly dueAt: Date | undefined
}

export interface CaseListQuery {
  readonly workflow?: string
  readonly key?: string
  readonly open?: boolean
  /** Id of the last case of the page before. */
  readonly before?: string
  readonly limit: number
}

export interface CaseView {
  readonly id: string
  readonly workflow: string
  readonly version: number
  /** Hex SHA-256. */
  readonly definition: string
  readonly key: string
  readonly office: string
  readonly state: string
  readonly title: string
  readonly revision: number
  readonly since: Date
  readonly dueAt: Date | undefined
  readonly outcome: string | undefined
  readonly data: JsonObject
  /** What his roles may do now. */
  readonly acts: readonly { readonly event: string; readonly title: string }[]
}

export interface TimelineEvent {
  readonly revision: number
  readonly event: string
  /** Index in the log of its record. */
  readonly record: bigint
  /** Undefined once its payload was erased. */
  readonly told: EventOnRecord | undefined
}

/** An event as those see it who follow an office. */
export type OfficeEvent = OfficeEventRow
