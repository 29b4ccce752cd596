import { createHash } from 'node:crypto'
import type { DataFile, DataPath, DataProblem } from '../../model/data-file.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import type { Span } from '../calendar/due.ts'
import { type CompileCondition, type Condition, conditionCompiler } from './condition.ts'
import type { Definition, EffectRule, EventType, State, Task, Transition } from './definition.ts'
import {
  type DefinitionContent,
  type EffectContent,
  type EventContent,
  type StateContent,
  type TermsContent,
  type TransitionContent,
  transitionsIn,
  type TypesContent,
} from './definition-file.ts'
import { momentAfter } from './moment-after.ts'
import { type AnyTerm, compileTerms, type Operations, type TermScope } from './term.ts'
import { dataCheck } from './data-check.ts'
import { compileWake } from './wake.ts'

/** What definitions may make use of. */
export interface CompileParts {
  readonly operations: Operations
  /** Kinds of effects there are, with the arguments that each needs and may have. */
  readonly effects: Readonly<Record<string, EffectKind>>
  /** When a span that begins then is over, for one of our offices. */
  readonly dueAt: (office: string, from: Date, within: Span) => Date
  /** @throws KhorgosError FIELD_INVALID for a span that is none */
  readonly checkSpan: (within: Span) => void
  /** Compiles what acts state; throws what is wrong with the schema. */
  readonly checker: (schema: JsonObject) => (value: unknown) => DataProblem | undefined
  /** What else the product may find wrong with what an act states, by the name that definitions give. */
  readonly checks: Readonly<Record<string, (data: JsonObject) => DataProblem | undefined>>
  /** Names of hub documents. */
  readonly documents: ReadonlySet<string>
}

export interface EffectKind {
  readonly required: readonly string[]
  readonly optional?: readonly string[]
}

/** A definition with its conditions, for those who look whether they can ever be true. */
export interface Compiled {
  readonly definition: Definition
  /** By the ids of the transitions. */
  readonly conditions: ReadonlyMap<string, Condition>
}

/** What compiling one file needs at every turn. */
interface Compiling {
  readonly file: DataFile<DefinitionContent>
  readonly parts: CompileParts
  readonly conditions: Map<string, Condition>
  /** What compiles the conditions of an event, by its name. */
  readonly compilers: Map<string, CompileCondition>
  readonly complain: (path: DataPath, problem: string) => void
}

/** What every case has, beside its data. */
const CASE_FACTS: TypesContent = {
  id: 'string',
  key: 'string',
  office: 'string',
  state: 'string',
  since: 'timestamp',
}
/** What every event has, beside what it states. */
const EVENT_FACTS: TypesContent = { name: 'string', at: 'timestamp' }

/**
 * @param problems told of everything that is wrong, each with file and line; the result must not be used then
 */
export function compileDefinition(
  file: DataFile<DefinitionContent>,
  parts: CompileParts,
  problems: string[],
): Compiled {
  const { content, text } = file
  const conditions = new Map<string, Condition>()
  const complain = (path: DataPath, problem: string): void =>
    void problems.push(`${file.at(path)}: ${problem}`)
  const compiling = { file, parts, conditions, compilers: new Map(), complain }
  const always = transitionsBy(content.always ?? {}, ['always'], 'always', compiling)
  return {
    definition: {
      workflow: content.workflow,
      version: content.version,
      hash: createHash('sha256').update(text).digest('hex'),
      text,
      title: content.title,
      validFrom: dayOf(content.validFrom, ['validFrom'], compiling),
      validTo: content.validTo === undefined ? undefined : dayOf(content.validTo, ['validTo'], compiling),
      roles: new Map(Object.entries(content.roles)),
      initial: content.initial,
      events: new Map(
        Object.entries(content.events).map(([name, event]) => [name, eventType(name, event, compiling)]),
      ),
      states: new Map(
        Object.entries(content.states).map(([name, state]) => [
          name,
          stateOf(name, state, always, compiling),
        ]),
      ),
      wakes: (content.wakes ?? []).map((wake, place) =>
        compileWake(wake, parts, (problem) => complain(['wakes', place], problem)),
      ),
    },
    conditions,
  }
}

function dayOf(text: string, at: DataPath, { complain }: Compiling): Date {
  const day = new Date(`${text}T00:00:00Z`)
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
  if (!isDay) complain(at, `${text} is no day`)
  return day
}

function eventType(name: string, event: EventContent, compiling: Compiling): EventType {
  const at = ['events', name]
  const { parts, complain } = compiling
  const { by, title, roles = [], opens = false, numbered = false, rehearsed = false, code } = event
  return {
    name,
    by,
    title,
    roles,
    opens,
    numbered,
    rehearsed,
    code,
    schema: event.data,
    check: dataCheck(event, parts, (member, problem) => complain([...at, member], problem)),
    derive: termsOf(event.derive ?? {}, scopeOf(compiling), [...at, 'derive'], compiling),
  }
}

type Transitions = State['on']

function stateOf(name: string, state: StateContent, always: Transitions, compiling: Compiling): State {
  const at = ['states', name]
  const { title, outcome, deadline, tasks = {}, on = {} } = state
  const { dueAt, checkSpan } = compiling.parts
  const until =
    deadline?.until === undefined
      ? undefined
      : termsOf({ until: deadline.until }, scopeOf(compiling), [...at, 'deadline'], compiling).get('until')
  if (deadline !== undefined) attempt(() => checkSpan(deadline.within), [...at, 'deadline'], compiling)
  return {
    name,
    title,
    outcome,
    deadline: deadline && {
      event: deadline.event,
      dueAt: (office, from, scope) =>
        momentAfter(from, until?.(scope)) ?? dueAt(office, from, deadline.within),
    },
    tasks: Object.entries(tasks).map(([task, each]): Task => ({ name: task, ...each })),
    on: new Map([
      ...(outcome === undefined ? always : withoutWays(always)),
      ...transitionsBy(on, [...at, 'on'], name, compiling),
    ]),
  }
}

/** No way leads out of an end: what always leads somewhere is only noted there. */
function withoutWays(always: Transitions): Transitions {
  return new Map(
    [...always].flatMap(([event, transitions]) => {
      const staying = transitions.filter(({ to }) => to === undefined)
      return staying.length === 0 ? [] : [[event, staying] as const]
    }),
  )
}

function transitionsBy(
  on: NonNullable<StateContent['on']>,
  at: DataPath,
  id: string,
  compiling: Compiling,
): Transitions {
  return new Map(Object.keys(on).map((event) => transitionsOf(on, event, at, `${id}/${event}`, compiling)))
}

function transitionsOf(
  on: NonNullable<StateContent['on']>,
  event: string,
  above: DataPath,
  id: string,
  compiling: Compiling,
): readonly [string, readonly Transition[]] {
  const content = on[event]
  const isList = Array.isArray(content)
  const all = content === undefined ? [] : transitionsIn(content)
  return [
    event,
    all.map((each, place) =>
      transitionOf(
        each,
        { event, id: `${id}/${place}`, at: [...above, event, ...(isList ? [place] : [])] },
        compiling,
      ),
    ),
  ]
}

interface TransitionPlace {
  readonly event: string
  readonly id: string
  readonly at: DataPath
}

function transitionOf(
  { when, to, set = {}, effects = [] }: TransitionContent,
  { event, id, at }: TransitionPlace,
  compiling: Compiling,
): Transition {
  const { file, conditions } = compiling
  const known = file.content.data ?? {}
  for (const field of Object.keys(set))
    if (!Object.hasOwn(known, field))
      compiling.complain([...at, 'set', field], `data does not say what ${field} is`)
  const condition =
    when === undefined ? undefined : attempt(() => conditionOf(when, event, at, compiling), at, compiling)
  if (condition !== undefined) conditions.set(id, condition)
  return {
    id,
    when: condition && ((scope) => condition.holds(scope)),
    to,
    set: termsOf(set, scopeOf(compiling), [...at, 'set'], compiling),
    effects: effects.map((each, place) => effectOf(each, [...at, 'effects', place], compiling)),
  }
}

function conditionOf(source: string, event: string, at: DataPath, { file, compilers }: Compiling): Condition {
  const { data = {}, events } = file.content
  const compile =
    compilers.get(event) ??
    conditionCompiler({ case: CASE_FACTS, data, event: { ...EVENT_FACTS, ...events[event]?.facts } })
  compilers.set(event, compile)
  return compile(source, file.place([...at, 'when']))
}

function effectOf(
  { effect: kind, given: condition, with: given = {} }: EffectContent,
  at: DataPath,
  compiling: Compiling,
): EffectRule {
  const { effects } = compiling.parts
  const known = Object.hasOwn(effects, kind) ? effects[kind] : undefined
  const names = Object.keys(given)
  if (known === undefined) compiling.complain(at, `there is no effect ${kind}`)
  else {
    for (const name of known.required.filter((each) => !names.includes(each)))
      compiling.complain(at, `${kind} needs ${name}`)
    for (const name of names)
      if (![...known.required, ...(known.optional ?? [])].includes(name))
        compiling.complain(at, `${kind} takes no ${name}`)
  }
  const terms = (content: TermsContent) => termsOf(content, scopeOf(compiling), at, compiling)
  const when = condition === undefined ? {} : { given: condition }
  return { kind, given: terms(when).get('given'), args: terms(given) }
}

function scopeOf({ file, parts }: Compiling): TermScope {
  return {
    operations: parts.operations,
    names: {
      case: new Set(Object.keys(CASE_FACTS)),
      data: new Set(Object.keys(file.content.data ?? {})),
      event: undefined,
    },
  }
}

function termsOf(
  content: TermsContent,
  scope: TermScope,
  at: DataPath,
  { complain }: Compiling,
): ReadonlyMap<string, (values: Values) => JsonValue | undefined> {
  const terms: ReadonlyMap<string, AnyTerm> = compileTerms(content, scope, (problem) => complain(at, problem))
  return new Map([...terms].map(([name, term]) => [name, (values: Values) => term({ ...values })]))
}

type Values = { readonly [name in 'case' | 'data' | 'event']: JsonObject }

function attempt<T>(work: () => T, at: DataPath, { complain }: Compiling): T | undefined {
  try {
    return work()
  } catch (thrown) {
    complain(at, thrown instanceof Error ? thrown.message : String(thrown))
    return undefined
  }
}
