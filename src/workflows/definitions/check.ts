import type { DataFile, DataPath } from '../../model/data-file.ts'
import { canBeTrue } from '../expressions/can-be-true.ts'
import type { Definition, State, Transition } from './definition.ts'
import type { DefinitionContent } from './definition-file.ts'
import type { Compiled } from './compile.ts'
import { FALLEN } from './fallen.ts'

/**
 * What is wrong with a definition as a whole: names that are nowhere, states that no case comes to or leaves, cases that nobody
 * would ever take further.
 *
 * @param problems told of all of it, each with file and line
 */
export function checkDefinition(
  { definition, conditions }: Compiled,
  file: DataFile<DefinitionContent>,
  problems: string[],
): void {
  const complain = (path: DataPath, problem: string): void => {
    const told = `${file.at(path)}: ${problem}`
    if (!problems.includes(told)) problems.push(told)
  }
  checkNames(definition, complain)
  if (definition.validTo !== undefined && definition.validTo <= definition.validFrom)
    complain(['validTo'], 'it ends before it begins')
  // What is said of ways through states that are not there would only confuse.
  if (problems.length > 0) return
  checkEvents(definition, file.content, complain)
  checkOpening(definition, complain)
  for (const state of definition.states.values()) checkState(state, definition, complain)
  checkConditions(definition, conditions, complain)
  checkWays(definition, complain)
}

type Complain = (path: DataPath, problem: string) => void

function checkNames({ initial, states, events, roles, wakes }: Definition, complain: Complain): void {
  if (!states.has(initial)) complain(['initial'], `there is no state ${initial}`)
  for (const { name, roles: may } of events.values())
    for (const role of may)
      if (!roles.has(role)) complain(['events', name, 'roles'], `there is no role ${role}`)
  for (const { name, deadline, tasks, on } of states.values()) {
    const at = ['states', name]
    if (deadline !== undefined && !events.has(deadline.event))
      complain([...at, 'deadline'], `there is no event ${deadline.event}`)
    for (const { name: task, role, acts } of tasks) {
      if (!roles.has(role)) complain([...at, 'tasks', task], `there is no role ${role}`)
      for (const act of acts)
        if (!events.has(act)) complain([...at, 'tasks', task], `there is no event ${act}`)
    }
    for (const [event, transitions] of on) {
      const above = [...aboveOf(transitions, at), event]
      if (!events.has(event)) complain(above, `there is no event ${event}`)
      for (const { to } of transitions)
        if (to !== undefined && !states.has(to)) complain(above, `there is no state ${to}`)
    }
  }
  for (const [place, { event }] of wakes.entries())
    if (!events.has(event)) complain(['wakes', place], `there is no event ${event}`)
}

/** What always happens stands in one place, and not in each of the states. */
function aboveOf([first]: readonly Transition[], state: DataPath): DataPath {
  return first?.id.startsWith('always/') === true ? ['always'] : [...state, 'on']
}

function checkEvents(
  { initial, states, events, roles, wakes }: Definition,
  content: DefinitionContent,
  complain: Complain,
): void {
  const happening = new Set([...states.values()].flatMap(({ on }) => [...on.keys()]))
  const woken = new Map(wakes.map((wake, place) => [wake.event, { ...wake, place }]))
  for (const { name, by, roles: may, opens, numbered, rehearsed, code } of events.values()) {
    const at = ['events', name]
    if (!happening.has(name)) complain(at, `no state says what becomes of ${name}`)
    if (by === 'act' && may.length === 0) complain(at, `nobody may do ${name}: it needs roles`)
    if (by !== 'act' && (may.length > 0 || content.events[name]?.data !== undefined))
      complain(at, `${name} is no act: it has neither roles nor data`)
    if (by === 'document' && !woken.has(name))
      complain(at, `no document is ${name}: wakes says nothing of it`)
    if (opens && states.get(initial)?.on.has(name) !== true)
      complain(at, `${name} opens cases, and the state ${initial} does not say what becomes of them`)
    if (opens && by === 'document' && woken.get(name)?.office === undefined)
      complain(at, `${name} opens cases, and nobody says of which office: wakes needs office`)
    if (opens && (by === 'deadline' || by === 'fallen'))
      complain(at, `what happens by ${by} happens in a case: it opens none`)
    if (rehearsed && by !== 'act') complain(at, `${name} is no act: nobody could be told that it is refused`)
    if (code !== undefined && by !== 'act') complain(at, `${name} is no act: nobody states a code`)
    if (numbered && !(opens && by === 'act'))
      complain(at, `${name} opens no case by an act: there is nothing to number`)
    if ((by === 'fallen') !== (name === FALLEN))
      complain(at, `what a case rests on falls by the event ${FALLEN}, and by no other`)
  }
  if (![...events.values()].some(({ opens }) => opens)) complain(['events'], 'no event opens a case')
  for (const { event, place } of woken.values())
    if (events.get(event)?.by !== 'document')
      complain(['wakes', place], `${event} does not happen by documents`)
  const acting = new Set([...events.values()].flatMap(({ roles: may }) => may))
  for (const role of roles.keys()) if (!acting.has(role)) complain(['roles', role], `${role} may do nothing`)
}

/** A case that opens leaves the initial state at once, or could stay there for ever. */
function checkOpening({ initial, states, events }: Definition, complain: Complain): void {
  for (const [event, transitions] of states.get(initial)?.on ?? [])
    if (events.get(event)?.opens === true && transitions.some(({ to }) => to === undefined))
      complain(['states', initial, 'on', event], `${event} opens cases: it has to lead somewhere`)
}

function checkState(state: State, definition: Definition, complain: Complain): void {
  const { name, outcome, deadline, tasks, on } = state
  const at = ['states', name]
  const isOver = outcome !== undefined
  if (isOver && (deadline !== undefined || tasks.length > 0))
    complain(at, `${name} is an end: nobody waits for anything there`)
  if (!isOver && isEntered(name, definition) && deadline === undefined)
    complain(at, `${name} has no deadline: a case could stay there for ever`)
  if (deadline !== undefined) checkDeadline(state, deadline.event, definition, complain)
  for (const { name: task, role, acts } of tasks) {
    for (const act of acts) {
      const event = definition.events.get(act)
      if (event?.by !== 'act') complain([...at, 'tasks', task], `${act} is no act`)
      else if (!event.roles.includes(role))
        complain([...at, 'tasks', task], `${role} may not do ${act}, which is its task`)
      else if (!on.has(act)) complain([...at, 'tasks', task], `${name} does not say what becomes of ${act}`)
    }
  }
  for (const [event, transitions] of on) {
    const above = aboveOf(transitions, at)
    checkTransitions(event, transitions, isOver, above, complain)
  }
}

/** Cases begin in the initial state without having come there; they may come back to it. */
function isEntered(name: string, { initial, states }: Definition): boolean {
  const leadsThere = ({ to }: Transition): boolean => to === name
  return name !== initial || [...states.values()].some(({ on }) => [...on.values()].flat().some(leadsThere))
}

/** When the time is over, something has to come of it, whatever the case knows. */
function checkDeadline(state: State, event: string, { events }: Definition, complain: Complain): void {
  const at = ['states', state.name, 'deadline']
  if (events.get(event)?.by !== 'deadline') complain(at, `${event} does not happen by a deadline`)
  const transitions = state.on.get(event) ?? []
  if (transitions.length === 0) complain(at, `${state.name} does not say what becomes of ${event}`)
  else if (transitions.at(-1)?.when !== undefined)
    complain(at, `what becomes of ${event} hangs on conditions: the last one must have none`)
  if (transitions.some(({ to }) => to === undefined))
    complain(at, `${event} has to lead somewhere, be it into ${state.name} again`)
}

function checkTransitions(
  event: string,
  transitions: readonly Transition[],
  isOver: boolean,
  above: DataPath,
  complain: Complain,
): void {
  const at = [...above, event]
  const unconditional = transitions.findIndex(({ when }) => when === undefined)
  if (unconditional !== -1 && unconditional < transitions.length - 1)
    complain(at, `what stands behind the ${unconditional + 1}. way never happens: that one has no condition`)
  if (isOver && transitions.some(({ to }) => to !== undefined)) complain(at, 'no way leads out of an end')
}

/** A condition that is never true, or always, says something else than its author meant. */
function checkConditions(
  { states }: Definition,
  conditions: Compiled['conditions'],
  complain: Complain,
): void {
  const looked = new Set<string>()
  for (const { name, on } of states.values())
    for (const [event, transitions] of on)
      for (const { id } of transitions) {
        const condition = looked.has(id) ? undefined : conditions.get(id)
        looked.add(id)
        const verdict = condition && canBeTrue(condition.expression).verdict
        const at = id.startsWith('always/') ? ['always', event] : ['states', name, 'on', event]
        if (verdict === 'never') complain(at, `the condition of ${id} can never be true`)
        if (verdict === 'always') complain(at, `the condition of ${id} is always true: leave it out`)
      }
}

/** Every state can be reached, and from every state an end. */
function checkWays({ initial, states }: Definition, complain: Complain): void {
  const ways = new Map(
    [...states.values()].map(({ name, on }) => [
      name,
      [...on.values()].flatMap((each) => each.flatMap(({ to }) => to ?? [])),
    ]),
  )
  const reached = reachable([initial], (name) => ways.get(name) ?? [])
  const ends = [...states.values()].filter(({ outcome }) => outcome !== undefined).map(({ name }) => name)
  if (ends.length === 0) complain(['states'], 'no state is an end: one of them needs an outcome')
  const back = (name: string): string[] =>
    [...ways].flatMap(([from, to]) => (to.includes(name) ? [from] : []))
  const ending = reachable(ends, back)
  for (const name of states.keys()) {
    if (!reached.has(name)) complain(['states', name], `no case comes to ${name}`)
    else if (!ending.has(name)) complain(['states', name], `no way leads from ${name} to an end`)
  }
}

function reachable(from: readonly string[], next: (name: string) => readonly string[]): Set<string> {
  const reached = new Set(from)
  const queue = [...from]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const each of next(name)) {
      if (reached.has(each)) continue
      reached.add(each)
      queue.push(each)
    }
  }
  return reached
}
