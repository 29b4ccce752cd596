import type { JsonObject, JsonValue } from '../../model/json.ts'
import type { Span } from '../calendar/due.ts'
import type { EventSource } from './definition.ts'

/** A definition as `schemas/workflows/workflow.schema.json` allows it. */
export interface DefinitionContent {
  readonly workflow: string
  readonly version: number
  readonly title: string
  /** `yyyy-MM-dd`, UTC. */
  readonly validFrom: string
  readonly validTo?: string
  readonly roles: Readonly<Record<string, string>>
  readonly data?: TypesContent
  readonly initial: string
  readonly events: Readonly<Record<string, EventContent>>
  readonly states: Readonly<Record<string, StateContent>>
  readonly always?: OnContent
  readonly wakes?: readonly WakeContent[]
}

export type TypesContent = Readonly<Record<string, TypeContent>>

/** `document` stands for something whole that conditions do not look into; a list for an enumeration. */
export type TypeContent = 'string' | 'int' | 'decimal' | 'bool' | 'timestamp' | 'document' | readonly string[]

/** A path, a constant, or an operation with its arguments. */
export type TermContent =
  string | { readonly value: JsonValue } | { readonly call: string; readonly with?: TermsContent }

export type TermsContent = Readonly<Record<string, TermContent>>

export interface EventContent {
  readonly by: EventSource
  readonly title: string
  readonly roles?: readonly string[]
  readonly opens?: true
  readonly numbered?: true
  readonly rehearsed?: true
  readonly code?: string
  readonly data?: JsonObject
  readonly check?: string
  readonly facts?: TypesContent
  readonly derive?: TermsContent
}

export interface StateContent {
  readonly title: string
  readonly outcome?: string
  readonly deadline?: { readonly within: Span; readonly until?: string; readonly event: string }
  readonly tasks?: Readonly<Record<string, TaskContent>>
  readonly on?: OnContent
}

export interface TaskContent {
  readonly title: string
  readonly role: string
  readonly acts: readonly string[]
}

export type OnContent = Readonly<Record<string, TransitionContent | readonly TransitionContent[]>>

export interface TransitionContent {
  readonly when?: string
  readonly to?: string
  readonly set?: TermsContent
  readonly effects?: readonly EffectContent[]
}

export interface EffectContent {
  readonly effect: string
  /** A path: only where it leads to something. */
  readonly given?: string
  readonly with?: TermsContent
}

export interface WakeContent {
  readonly document: string
  readonly event: string
  readonly where?: Readonly<Record<string, readonly (string | boolean | null)[]>>
  readonly key: TermContent
  readonly office?: TermContent
}

export function transitionsIn(on: OnContent[string]): readonly TransitionContent[] {
  return isList(on) ? on : [on]
}

const isList = (on: OnContent[string]): on is readonly TransitionContent[] => Array.isArray(on)
