import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeCaseEvent, encodeCaseEvent } from '../../../src/evidence/case-event-bytes.ts'
import { type EventOnRecord, foldCase, type RecordedEvent } from '../../../src/evidence/case-events.ts'
import { type Case, type CaseEvent, unopened } from '../../../src/workflows/cases/case.ts'
import { eventOnRecord } from '../../../src/workflows/cases/event-on-record.ts'
import { judgedAgain } from '../../../src/workflows/cases/replay.ts'
import { stateOf, step } from '../../../src/workflows/cases/step.ts'
import { createDefinitions } from '../../../src/workflows/definitions/definitions.ts'
import { compiled, WEIGHING } from '../definitions/sample.ts'

const { definition } = compiled(WEIGHING)
const definitions = createDefinitions([definition])
const ID = '0199f3a1-0000-7000-8000-000000000001'
const START = Date.UTC(2026, 10, 22, 8)

interface Lived {
  readonly after: Case
  readonly events: readonly RecordedEvent[]
}

const BY = { person: 'p', issuer: 'i', role: 'chief', office: '0705' }

/** What may happen, and how long after what came before. */
const happening = fc.record({
  name: fc.constantFrom(
    'announced',
    'arrived',
    'amended',
    'weighed',
    'decided',
    'answered',
    'fallen',
    'nobody-knows',
  ),
  cause: fc.constantFrom<CaseEvent['cause']>(
    { record: '7', document: 'truck' },
    { act: ID, by: BY },
    { case: ID, revision: 2, place: 0 },
    { key: 'ab'.repeat(32), since: '2026-01-01T00:00:00.000Z' },
  ),
  data: fc.oneof(
    fc.record({ document: fc.record({ plate: fc.string(), mass: fc.constantFrom('900', '901', 7) }) }),
    fc.record({ mass: fc.constantFrom('900', '901', 'heavy'), pass: fc.boolean(), plate: fc.string() }),
    fc.constant({}),
  ),
  minutes: fc.integer({ min: 0, max: 300 }),
})

/** As the engine does it: deadlines first. */
function live(
  happenings: readonly { name: string; cause: CaseEvent['cause']; data: object; minutes: number }[],
): Lived {
  let now = START
  let lived: Lived = {
    after: unopened(definition, { id: ID, key: 'T1', office: '0705' }, new Date(START)),
    events: [],
  }
  const take = (event: CaseEvent): void => {
    const taken = step(definition, lived.after, event)
    const recorded = { definition: definition.hash, event: eventOnRecord(lived.after, event, taken) }
    lived = { after: taken.after, events: [...lived.events, recorded] }
  }
  for (const [place, { name, cause, data, minutes }] of happenings.entries()) {
    // A case begins with its first event.
    now += place === 0 ? 0 : minutes * 60_000
    for (let due = lived.after.dueAt; due !== undefined && due.getTime() <= now; due = lived.after.dueAt) {
      const { entered, state } = lived.after
      const event = stateOf(definition, state).deadline?.event ?? ''
      take({ name: event, at: due, cause: { deadline: entered }, basis: [], data: {} })
    }
    take({ name, at: new Date(now), cause, basis: ['7'], data: JSON.parse(JSON.stringify(data)) })
  }
  return lived
}

const lives = fc.array(happening, { minLength: 1, maxLength: 25 }).map(live)

describe('a case is its events', () => {
  test('whatever happens: replay gives the same case, and judging again the same events', () => {
    fc.assert(
      fc.property(lives, ({ after, events }) => {
        expect(foldCase(events)).toEqual(after)
        expect(judgedAgain(events, definitions)).toEqual([])
        expect(definition.states.has(after.state)).toBe(true)
        expect(after.outcome).toBe(stateOf(definition, after.state).outcome)
      }),
    )
  })

  test('and what is written of each is read as it was', () => {
    fc.assert(
      fc.property(lives, ({ events }) => {
        for (const { event } of events) {
          const bytes = encodeCaseEvent(event)
          expect(decodeCaseEvent(bytes)).toEqual(event)
          expect(encodeCaseEvent(event)).toEqual(bytes)
        }
      }),
    )
  })

  test('none when there are none', () => {
    expect(foldCase([])).toBeUndefined()
    expect(judgedAgain([], definitions)).toEqual([])
  })
})

type Tampering = (event: EventOnRecord) => EventOnRecord
const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  state: (event) => ({ ...event, to: event.to === 'passed' ? 'refused' : 'passed' }),
  'earlier state': (event) => ({ ...event, from: event.from === 'passed' ? 'refused' : 'passed' }),
  transition: (event) => ({ ...event, transition: 'waiting/weighed/7' }),
  'fitness of an event': ({ unfit, ...event }) =>
    unfit === undefined ? { ...event, unfit: 'not-met' } : event,
  knowledge: (event) => ({ ...event, set: { ...event.set, weighed: '1' } }),
  effect: (event) => ({ ...event, effects: [...event.effects, { kind: 'send', args: {} }] }),
  'revision of its state': (event) => ({ ...event, entered: event.entered + 1 }),
  deadline: ({ dueAt, ...event }) => (dueAt === undefined ? { ...event, dueAt: event.at } : event),
  outcome: ({ outcome, ...event }) => (outcome === undefined ? { ...event, outcome: 'passed' } : event),
  revision: (event) => ({ ...event, revision: event.revision + 1 }),
}

describe('judging again finds', () => {
  test.each(Object.entries(TAMPERINGS))('an event of which the %s is another', (_what, tamper) => {
    fc.assert(
      fc.property(lives, fc.nat(), ({ events }, at) => {
        const place = at % events.length
        const tampered = events.map((each, index) =>
          index === place ? { ...each, event: tamper(each.event) } : each,
        )
        expect(judgedAgain(tampered, definitions)).toEqual([place + 1])
      }),
    )
  })

  test('events that are missing, doubled, exchanged, or of another definition', () => {
    fc.assert(
      fc.property(lives, fc.nat(), ({ events }, at) => {
        fc.pre(events.length > 1)
        const place = at % (events.length - 1)
        const without = events.filter((_, index) => index !== place)
        const doubled = [...events.slice(0, place + 1), ...events.slice(place)]
        for (const wrong of [without, doubled]) {
          expect(judgedAgain(wrong, definitions)).not.toEqual([])
          expect(() => foldCase(wrong)).toThrow(/out of its order/)
        }
        const others = events.map((each, index) =>
          index === place + 1 ? { ...each, definition: 'ab'.repeat(32) } : each,
        )
        expect(judgedAgain(others, definitions)).toEqual([place + 2])
        expect(() => foldCase(others)).toThrow(/does not follow/)
      }),
    )
  })

  test('a deadline that was made to happen before its time, and what happened although it was over', () => {
    const opening = { name: 'arrived', cause: { act: ID, by: BY }, data: { plate: 'A' }, minutes: 0 }
    const { events } = live([
      opening,
      { name: 'answered', cause: { case: ID, revision: 1, place: 0 }, data: {}, minutes: 150 },
    ])
    expect(events.map(({ event }) => event.event)).toEqual(['arrived', 'reminded', 'answered'])
    const early = events.map((each) =>
      each.event.event === 'reminded'
        ? { ...each, event: { ...each.event, at: '2026-11-22T09:00:00.000Z' } }
        : each,
    )
    expect(judgedAgain(early, definitions)).toContain(2)
    const passed = events
      .filter(({ event }) => event.event !== 'reminded')
      .map((each) => ({ ...each, event: { ...each.event, at: '2026-11-22T11:00:00.000Z' } }))
    expect(judgedAgain(passed.slice(0, 1), definitions)).toEqual([1])
  })

  test('all of them when the definition is not there', () => {
    const { events } = live([
      { name: 'arrived', cause: { act: ID, by: BY }, data: { plate: 'A' }, minutes: 0 },
    ])
    expect(judgedAgain(events, createDefinitions([]))).toEqual([1])
  })
})

describe('bytes that are no event', () => {
  const { events } = live([
    { name: 'announced', cause: { record: '7' }, data: { document: { plate: 'A', mass: '9' } }, minutes: 0 },
  ])
  const [written = ''] = events.map(({ event }) => Buffer.from(encodeCaseEvent(event)).toString())

  test('are refused', () => {
    expect(written).toContain('"repeats"')
    for (const text of [
      '',
      '{}',
      '[]',
      written.slice(1),
      written.replace('"/data/document"', '"/data/papers"'),
      written.replace('"/set/paper":', '"/data/paper":'),
      written.replace('"v":1', '"v":2'),
      written.replace('"revision":1', '"revision":-1'),
    ])
      expect(() => decodeCaseEvent(Buffer.from(text)), text).toThrow()
  })
})
