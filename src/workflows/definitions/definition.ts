import type { DataProblem } from '../../model/data-file.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'

/**
 * A workflow as data, compiled: states, what happens in them, and what follows. Nothing here knows a border; `load.ts` makes
 * one of a file, `step.ts` of the cases runs it.
 */
export interface Definition {
  readonly workflow: string
  readonly version: number
  /** Hex SHA-256 of the file: cases cite it. */
  readonly hash: string
  /** The file, kept with the cases that run by it. */
  readonly text: string
  readonly title: string
  /** Cases that open from then on … */
  readonly validFrom: Date
  /** … and before then. */
  readonly validTo: Date | undefined
  readonly roles: ReadonlyMap<string, string>
  readonly initial: string
  readonly events: ReadonlyMap<string, EventType>
  readonly states: ReadonlyMap<string, State>
  readonly wakes: readonly Wake[]
}

/** Who makes it happen: a verified document, an officer, the clock, another case, the files of a start, or something it relied on that fell. */
export type EventSource = 'document' | 'act' | 'deadline' | 'case' | 'files' | 'fallen'

export interface EventType {
  readonly name: string
  readonly by: EventSource
  readonly title: string
  /** Of an act: who may do it; one of them is enough. */
  readonly roles: readonly string[]
  /** True when it may begin a case. */
  readonly opens: boolean
  /** Of an act that opens: the office numbers the case, and nobody names it. */
  readonly numbered: boolean
  /** Of an act: refused where the messages that follow from it cannot be written. */
  readonly rehearsed: boolean
  /** Of an act: which of its data is a signed code, verified before anything is taken out of it. */
  readonly code: string | undefined
  /** JSON Schema of what an act states, as the file has it; undefined where nothing is asked for. */
  readonly schema: JsonObject | undefined
  /** What is wrong with the data of an act; undefined when nothing is. */
  readonly check: (data: JsonObject) => DataProblem | undefined
  /** What the product makes of the event and of what the case knew; conditions and terms see it as part of the event. */
  readonly derive: ReadonlyMap<string, Term>
}

export interface State {
  readonly name: string
  readonly title: string
  /** How a case that has come here ended; undefined while it is open. */
  readonly outcome: string | undefined
  readonly deadline: Deadline | undefined
  readonly tasks: readonly Task[]
  /** By the name of the event, in the order in which they are tried. */
  readonly on: ReadonlyMap<string, readonly Transition[]>
}

export interface Deadline {
  /** What happens then. */
  readonly event: string
  /**
   * When that is: a moment that the case knows, else by the calendar of the office.
   * @param from when the state was entered
   */
  readonly dueAt: (office: string, from: Date, scope: Scope) => Date
}

/** Something that an officer is waited for. */
export interface Task {
  readonly name: string
  readonly title: string
  readonly role: string
  /** Acts that do it. */
  readonly acts: readonly string[]
}

export interface Transition {
  /** `examining/recorded/0`: where it stands in the definition. */
  readonly id: string
  /** Absent: always. Not established is not true. */
  readonly when: Guard | undefined
  /** Absent: the case stays where it is, and so do its deadline and its tasks. */
  readonly to: string | undefined
  /** What the case knows afterwards, by field; each sees what it knew before all of them. */
  readonly set: ReadonlyMap<string, Term>
  readonly effects: readonly EffectRule[]
}

/** What the engine is to do when the case has moved, with what. */
export interface EffectRule {
  readonly kind: string
  /** Absent: always. Otherwise only where it can be told. */
  readonly given: Term | undefined
  readonly args: ReadonlyMap<string, Term>
}

/** What expressions see. Absent things are absent, never null. */
export interface Scope {
  readonly case: JsonObject
  /** What the case knows. */
  readonly data: JsonObject
  /** What has just happened. */
  readonly event: JsonObject
}

/** @returns undefined when something that it needs is not established */
export type Guard = (scope: Scope) => boolean | undefined
export type Term = (scope: Scope) => JsonValue | undefined

/** How accepted documents become events. */
export interface Wake {
  /** Name of the hub document. */
  readonly document: string
  readonly event: string
  readonly when: (scope: WakeScope) => boolean
  /** Names the case: the number of the checklist, say. */
  readonly key: WakeTerm
  /** Of a case that opens by it. */
  readonly office: WakeTerm | undefined
}

export interface WakeScope {
  readonly document: JsonObject
  /** Who sent it, and what its record says: `partner`, `format`, `messageId`. */
  readonly message: JsonObject
}

export type WakeTerm = (scope: WakeScope) => string | undefined
