import { KhorgosError } from '../../errors.ts'
import type { Effect, Unfit } from '../../evidence/case-events.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import type {
  Definition,
  EffectRule,
  EventSource,
  Scope,
  State,
  Term,
  Transition,
} from '../definitions/definition.ts'
import type { Case, CaseEvent, Cause } from './case.ts'

/** What an event does to a case. */
export interface Step {
  readonly after: Case
  /** Absent: it is on record, and changes nothing. */
  readonly transition: Transition | undefined
  /** What the case has learnt by it. */
  readonly set: JsonObject
  readonly effects: readonly Effect[]
}

/**
 * Takes a case one event further. Pure: the same case, event and definition give the same step, on any machine and in any
 * year. An event that does not fit is noted where it cannot be refused, because it has happened all the same.
 *
 * @returns `unfit` beside the step that notes it
 */
export function step(
  definition: Definition,
  before: Case,
  event: CaseEvent,
): Step & { readonly unfit?: Unfit } {
  const state = stateOf(definition, before.state)
  const scope = withDerived(definition, event, scopeOf(before, event))
  // Another case, or a document, must not do what is for officers to do.
  const transitions = isOfItsKind(definition, event) ? state.on.get(event.name) : undefined
  const transition = transitions?.find(({ when }) => when === undefined || when(scope) === true)
  const revision = before.revision + 1
  if (transition === undefined)
    return {
      after: { ...before, revision },
      transition,
      set: {},
      effects: [],
      unfit: transitions === undefined ? 'unexpected' : 'not-met',
    }
  // What cannot be told is not set: what the case knew of it before stays.
  const set = told(transition.set, scope)
  const after = { ...before, revision, data: { ...before.data, ...set } }
  const seen = { ...scope, data: after.data }
  return {
    after: transition.to === undefined ? after : entered(definition, after, transition.to, event.at, seen),
    transition,
    set,
    effects: transition.effects
      .filter(({ given }) => given === undefined || given(seen) !== undefined)
      .map((rule) => effectOf(rule, seen)),
  }
}

function isOfItsKind({ events }: Definition, { name, cause }: CaseEvent): boolean {
  const by = events.get(name)?.by
  return by !== undefined && sourcesOf(cause).includes(by)
}

function sourcesOf(cause: Cause): readonly EventSource[] {
  if ('record' in cause) return ['document', 'fallen']
  if ('act' in cause) return ['act']
  if ('files' in cause) return ['files']
  if ('deadline' in cause) return ['deadline']
  return 'case' in cause ? ['case'] : ['fallen']
}

/** @throws KhorgosError INTERNAL: definitions are checked before a case runs by them */
export function stateOf(definition: Definition, name: string): State {
  const state = definition.states.get(name)
  if (state === undefined)
    throw new KhorgosError('INTERNAL', `Workflow ${definition.workflow} has no state ${name}.`)
  return state
}

function scopeOf({ id, key, office, state, data, since }: Case, event: CaseEvent): Scope {
  return {
    case: { id, key, office, state, since: since.toISOString() },
    data,
    event: {
      ...event.data,
      name: event.name,
      at: event.at.toISOString(),
      ...('by' in event.cause && { by: { ...event.cause.by } }),
    },
  }
}

/** Each sees those before it. */
function withDerived(definition: Definition, { name }: CaseEvent, scope: Scope): Scope {
  const derive = definition.events.get(name)?.derive ?? []
  return [...derive].reduce((seen, [field, term]) => {
    const value = term(seen)
    return value === undefined ? seen : { ...seen, event: { ...seen.event, [field]: value } }
  }, scope)
}

/** What cannot be told is absent. */
function told(terms: ReadonlyMap<string, Term>, scope: Scope): JsonObject {
  return Object.fromEntries(
    [...terms].flatMap(([name, term]): [string, JsonValue][] => {
      const value = term(scope)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function entered(definition: Definition, before: Case, to: string, at: Date, scope: Scope): Case {
  const { deadline, outcome } = stateOf(definition, to)
  return {
    ...before,
    state: to,
    entered: before.revision,
    since: at,
    dueAt: deadline?.dueAt(before.office, at, scope),
    outcome,
  }
}

function effectOf({ kind, args }: EffectRule, scope: Scope): Effect {
  return { kind, args: told(args, scope) }
}
