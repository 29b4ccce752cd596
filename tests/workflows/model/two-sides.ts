import { foldCase, type RecordedEvent } from '../../../src/evidence/case-events.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { type Case, type CaseEvent, unopened } from '../../../src/workflows/cases/case.ts'
import { eventOnRecord } from '../../../src/workflows/cases/event-on-record.ts'
import { judgedAgain } from '../../../src/workflows/cases/replay.ts'
import { stateOf, step } from '../../../src/workflows/cases/step.ts'
import type { Definition } from '../../../src/workflows/definitions/definition.ts'
import { createDefinitions } from '../../../src/workflows/definitions/definitions.ts'

/**
 * Two definitions run against each other, each in a gateway of its own, over a channel that loses, doubles, delays and reorders.
 * The engine's own step runs them; the clock, the officers and the channel are drawn. First everything goes wrong that can; then the
 * channel becomes fair and the officers do what is asked of them, and both sides have to come to the same end.
 */
export interface Side {
  readonly definition: Definition
  readonly office: string
  /** Country that the other side sees its messages come from. */
  readonly country: string
  /** What an officer states, drawn; undefined where nobody does that of his own accord. */
  readonly state: (act: string, draw: Draw) => JsonObject | undefined
}

/** @returns an integer from 0 to `below` - 1 */
export type Draw = (below: number) => number

export interface TwoSides {
  readonly sides: readonly [Side, Side]
  /** Documents that come from elsewhere and begin it. */
  readonly begin: readonly { readonly side: 0 | 1; readonly document: string; readonly content: JsonObject }[]
  readonly draw: Draw
  /** Steps in which everything goes wrong. */
  readonly chaos: number
  /** What both sides call the same end: by the outcome of either. */
  readonly same?: (one: string, other: string) => boolean
}

interface Letter {
  readonly to: 0 | 1
  readonly document: string
  readonly content: JsonObject
  readonly id: string
}

interface Run {
  readonly side: Side
  now: Case | undefined
  events: RecordedEvent[]
}

const HOUR_MS = 3_600_000
const ROUNDS = 400
const IDS = ['0199f3a1-0000-7000-8000-00000000000a', '0199f3a1-0000-7000-8000-00000000000b'] as const

/** @returns what is wrong, in sentences; none when all is well */
export function runTwoSides({
  sides,
  begin,
  draw,
  chaos,
  same = (one, other) => one === other,
}: TwoSides): string[] {
  let clock = Date.UTC(2026, 10, 22, 8)
  let serial = 0
  const channel: Letter[] = []
  const runs: readonly [Run, Run] = [
    { side: sides[0], now: undefined, events: [] },
    { side: sides[1], now: undefined, events: [] },
  ]

  const take = (place: 0 | 1, before: Case, event: CaseEvent): void => {
    const run = runs[place]
    const { definition } = run.side
    const taken = step(definition, before, event)
    if (run.now === undefined && taken.unfit !== undefined) return
    if (taken.unfit !== undefined && 'act' in event.cause) return
    run.now = taken.after
    run.events = [...run.events, { definition: definition.hash, event: eventOnRecord(before, event, taken) }]
    for (const { kind, args } of taken.effects) {
      if (kind !== 'send' || typeof args['document'] !== 'string') continue
      const content = args['content']
      if (typeof content !== 'object' || content === null || Array.isArray(content))
        throw new Error(`${definition.workflow} sends nothing`)
      channel.push({
        to: place === 0 ? 1 : 0,
        document: args['document'],
        content: JSON.parse(JSON.stringify(content)),
        id: `m${(serial += 1)}`,
      })
    }
  }
  const deadlines = (place: 0 | 1): void => {
    for (
      let now = runs[place].now;
      now?.dueAt !== undefined && now.dueAt.getTime() <= clock;
      now = runs[place].now
    ) {
      const name = stateOf(runs[place].side.definition, now.state).deadline?.event ?? ''
      take(place, now, { name, at: now.dueAt, cause: { deadline: now.entered }, basis: [], data: {} })
    }
  }
  const receive = (
    { to, document, content, id }: Letter,
    country = sides[to === 0 ? 1 : 0].country,
  ): void => {
    const { definition, office } = runs[to].side
    const message = { partner: 'other', country, format: 'test', messageId: id }
    const wake = definition.wakes.find(
      (each) => each.document === document && each.when({ document: content, message }),
    )
    const key = wake?.key({ document: content, message })
    if (wake === undefined || key === undefined) return
    deadlines(to)
    const opens = definition.events.get(wake.event)?.opens === true
    const at = new Date(clock)
    const before =
      runs[to].now ?? (opens ? unopened(definition, { id: IDS[to], key, office }, at) : undefined)
    if (before === undefined || before.key !== key) return
    const data = { document: content, message }
    take(to, before, {
      name: wake.event,
      at,
      cause: { record: String((serial += 1)), document },
      basis: [],
      data,
    })
  }
  const act = (place: 0 | 1, isAsked: boolean): void => {
    deadlines(place)
    const { now, side } = runs[place]
    if (now === undefined) return
    const { tasks, on } = stateOf(side.definition, now.state)
    const asked = isAsked ? tasks.flatMap(({ acts }) => acts) : [...on.keys()]
    const acts = asked.filter((name) => side.definition.events.get(name)?.by === 'act')
    const name = acts[draw(Math.max(1, acts.length))]
    const data = name === undefined ? undefined : side.state(name, draw)
    const type = name === undefined ? undefined : side.definition.events.get(name)
    if (name === undefined || data === undefined || type?.check(data) !== undefined) return
    const by = { person: 'p', issuer: 'i', role: type?.roles[0] ?? '', office: side.office }
    take(place, now, { name, at: new Date(clock), cause: { act: `a${(serial += 1)}`, by }, basis: [], data })
  }

  for (const [place, { side, document, content }] of begin.entries())
    receive({ to: side, document, content, id: `b${place}` }, sides[side].country)
  for (let turn = 0; turn < chaos; turn += 1) {
    const fate = draw(10)
    if (fate < 4 && channel.length > 0) {
      const at = draw(channel.length)
      const letter = channel[at]
      // A third is lost, a third comes and may come again, a third comes once.
      const kind = draw(3)
      if (kind !== 1) channel.splice(at, 1)
      if (letter !== undefined && kind !== 0) receive(letter)
    } else if (fate < 8) act(fate % 2 === 0 ? 0 : 1, draw(2) === 0)
    else clock += draw(72) * HOUR_MS
  }
  const isOver = (): boolean => runs.every(({ now }) => now?.outcome !== undefined)
  let rounds = 0
  for (; rounds < ROUNDS && !(isOver() && channel.length === 0); rounds += 1) {
    for (const letter of channel.splice(0)) receive(letter)
    for (const place of [0, 1] as const) act(place, true)
    if (channel.length > 0) continue
    const due = runs
      .flatMap(({ now }) => now?.dueAt?.getTime() ?? [])
      .toSorted((one, other) => one - other)[0]
    // Officers come by before a deadline, and now and then after it.
    clock = Math.max(clock, draw(3) === 0 && due !== undefined ? due : clock + HOUR_MS)
    for (const place of [0, 1] as const) deadlines(place)
  }
  return problemsOf(runs, same)
}

function problemsOf(runs: readonly [Run, Run], same: (one: string, other: string) => boolean): string[] {
  const problems = runs.flatMap(({ side: { definition }, now, events }) => {
    if (now === undefined) return []
    const again = judgedAgain(events, createDefinitions([definition]))
    return [
      ...(definition.states.has(now.state)
        ? []
        : [`${definition.workflow} is in ${now.state}, which is no state`]),
      ...(now.outcome === undefined ? [`${definition.workflow} is stuck in ${now.state}`] : []),
      ...(again.length === 0 ? [] : [`events ${again.join()} of ${definition.workflow} come out otherwise`]),
      ...(JSON.stringify(foldCase(events)) === JSON.stringify(now)
        ? []
        : [`${definition.workflow} is not its events`]),
    ]
  })
  const [one, other] = runs.map(({ now }) => now?.outcome)
  if (one !== undefined && other !== undefined && !same(one, other))
    problems.push(`one side ends as ${one}, the other as ${other}`)
  const stories = runs.map(
    ({ side, events }) =>
      `${side.definition.workflow}: ${events.map(({ event }) => `${event.event}>${event.to}`).join(' ')}`,
  )
  return problems.length === 0 ? [] : [...problems, ...stories]
}
