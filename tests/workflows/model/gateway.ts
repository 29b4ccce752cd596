import { KhorgosError } from '../../../src/errors.ts'
import { actCause } from '../../../src/evidence/case-events.ts'
import { loadCalendars } from '../../../src/workflows/calendar/load.ts'
import { foundBy } from '../../../src/workflows/cases/known.ts'
import type { Numbers } from '../../../src/workflows/cases/numbering.ts'
import { checklistNumbering, issuingOffices } from '../../../src/workflows/checklist/issue-number.ts'
import { loadArrangements } from '../../../src/workflows/checklist/load-arrangements.ts'
import { isDeepStrictEqual } from 'node:util'
import { decodeCaseEvent } from '../../../src/evidence/case-event-bytes.ts'
import { causeText, foldCase, type RecordedEvent } from '../../../src/evidence/case-events.ts'
import { asObject } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { Case, Cause } from '../../../src/workflows/cases/case.ts'
import { tellingsOf } from '../../../src/workflows/cases/effects.ts'
import type { ActEntry, Happening } from '../../../src/workflows/cases/entry.ts'
import { type JudgedAct, judgeAct } from '../../../src/workflows/cases/judge-act.ts'
import { judgeHappening } from '../../../src/workflows/cases/judge-happening.ts'
import { judgeTellings } from '../../../src/workflows/cases/judge-telling.ts'
import { createKnownCases, type KnownCases } from '../../../src/workflows/cases/known.ts'
import { judgedAgain } from '../../../src/workflows/cases/replay.ts'
import { stateOf } from '../../../src/workflows/cases/step.ts'
import { definitionOf, type Taken, takeDeadlines } from '../../../src/workflows/cases/take.ts'
import { woken } from '../../../src/workflows/cases/woken.ts'
import type { Definition } from '../../../src/workflows/definitions/definition.ts'
import { createDefinitions } from '../../../src/workflows/definitions/definitions.ts'
import { FALLEN } from '../../../src/workflows/definitions/fallen.ts'

/** A message on its way to a gateway. */
export interface Letter {
  readonly to: string
  /** Country of the sender, which stands for the partner too. */
  readonly from: string
  readonly document: string
  readonly content: JsonObject
  readonly id: string
}

export interface ModelGatewayParts {
  readonly country: string
  readonly definitions: readonly Definition[]
  readonly clock: () => Date
  /** Throws for what is no hub document of that name. */
  readonly validate: (document: string, content: JsonObject) => void
  /** Told of each event, as the log has it. */
  readonly onEvent?: (workflow: string, event: RecordedEvent['event']) => void
}

/**
 * A gateway without database, network and processes: the engine's own judges decide, the log is a list. It throws where something
 * is as it must never be.
 */
export interface ModelGateway {
  readonly country: string
  readonly definitions: readonly Definition[]
  cases(): readonly Case[]
  hear(letter: Letter): void
  act(entry: Omit<ActEntry, 'entry'>): JudgedAct
  /** Cases hear that their time is over. */
  pass(): void
  /** Something that a case rests on falls: a document that got worse, or a key that was lost. */
  fall(id: string, what: 'document' | 'key'): void
  /** Does the first effect that is due. @returns the letter to the other side that it was; undefined where there is none */
  work(): Omit<Letter, 'to'> | undefined
  isIdle(): boolean
  /** Everything that is not in the log is lost; what had been done last is done again. */
  crash(): void
  /** Every case is what its events say, judged anew. */
  replay(): void
  story(): string
}

interface Due {
  readonly caseId: string
  readonly revision: number
  readonly place: number
  readonly kind: string
  readonly args: JsonObject
  readonly recordIndex: bigint
}

const CALENDARS = loadCalendars('schemas')
const ARRANGEMENTS = loadArrangements('schemas', CALENDARS)

/** Numbers as offices of the country give them, one after the other. */
function modelNumbers(country: string): Numbers {
  const zoneOf = (of: string, office: string) => CALENDARS.of(of, office)?.timeZone
  const numbering = checklistNumbering(issuingOffices(country, ARRANGEMENTS, zoneOf), () => new Date(0))
  let serial = 0
  return {
    next(office, at, isKnown) {
      const sample = numbering.sample(office, at)
      if (sample === undefined) throw new KhorgosError('ACT_INVALID', `${office} gives no numbers.`)
      for (;;) {
        const number = sample.slice(0, -SERIAL) + String((serial += 1)).padStart(SERIAL, '0')
        if (!isKnown(number)) return number
      }
    },
    take: () => undefined,
    write: async () => undefined,
  }
}

const SERIAL = 5

/** What a crash may make happen again. */
const LAST = 6
const KEY = 'ab'.repeat(32)

export function createModelGateway(parts: ModelGatewayParts): ModelGateway {
  const { country, clock, validate, onEvent } = parts
  const definitions = createDefinitions(parts.definitions)
  const numbers = modelNumbers(country)
  const log = new Map<string, RecordedEvent[]>()
  const done: Happening[] = []
  let known = createKnownCases([])
  let outbox: readonly Due[] = []
  let index = 0n
  let letters = 0

  const place = () => ({ index, first: index, at: clock() })
  const record = (): bigint => {
    index += 1n
    return index - 1n
  }
  const commit = (taken: readonly Taken[]): void => {
    for (const each of taken) {
      const { after, payload, recordIndex, step } = each
      if (record() !== recordIndex) throw new Error(`event ${after.revision} is not where it was said to be`)
      const event = decodeCaseEvent(payload.bytes)
      const events = log.get(after.id) ?? []
      events.push({ definition: after.definition, event })
      log.set(after.id, events)
      onEvent?.(after.workflow, event)
      requireLegal(definitionOf(after, definitions), after)
      const effects = step.effects.map(({ kind, args }, at) => ({
        caseId: after.id,
        revision: after.revision,
        place: at,
        kind,
        args,
        recordIndex,
      }))
      for (const effect of effects) requireWhole(effect, parts.definitions, validate)
      outbox = [...outbox, ...effects]
    }
  }
  const happen = (happening: Happening): readonly Taken[] => {
    const taken = judgeHappening(happening, known, place(), definitions)
    commit(taken)
    done.push(happening)
    return taken
  }
  const cases = (): Case[] => [...log.keys()].flatMap((id) => known.find({ case: id }) ?? [])

  return {
    country,
    definitions: parts.definitions,
    cases,
    hear({ from, document, content, id }) {
      const heard = { index: record(), partner: from, format: 'model', messageId: id, keyId: KEY }
      const placed = woken(heard, { [document]: content }, { definitions, countryOf: (partner) => partner })
      for (const { happening } of placed) happen(happening)
    },
    act(entry) {
      const find = () => foundBy(entry.target, actCause(entry.id), known)
      const seen = find()
      const judged = judgeAct({ entry: 'act', ...entry }, known, place(), { definitions, numbers })
      commit(judged.taken)
      if (judged.outcome === 'done') return judged
      requireUntouched(seen, find(), judged)
      if (judged.outcome === 'refused' && judged.attempt !== undefined) record()
      return judged
    },
    pass() {
      for (const each of cases()) commit(takeDeadlines(definitionOf(each, definitions), each, known, place()))
    },
    fall(id, what) {
      const at = record()
      const cause: Cause = what === 'document' ? { record: at.toString() } : { key: KEY, since: `s${at}` }
      happen({
        target: { case: id },
        event: FALLEN,
        cause,
        basis: [{ index: at, keyId: undefined }],
        data: { reason: what },
      })
    },
    work() {
      const [first, ...rest] = outbox
      outbox = rest
      if (first === undefined) return undefined
      if (first.kind === 'tell') {
        const tellings = tellingsOf(first, first.args)
        commit(judgeTellings(tellings, first, known, place(), definitions).taken)
        return undefined
      }
      // What is counted moves no case.
      if (first.kind !== 'send') return undefined
      const { document, content } = first.args
      return {
        from: country,
        document: typeof document === 'string' ? document : '',
        content: { ...asObject(content) },
        id: `${country}${(letters += 1)}`,
      }
    },
    isIdle: () => outbox.length === 0,
    crash() {
      const before = cases()
      known = knownFrom(log)
      for (const each of before)
        if (!isDeepStrictEqual(known.find({ case: each.id }), each))
          throw new Error(`after a crash ${each.workflow} is not what it was in ${each.state}`)
      for (const happening of done.slice(-LAST)) {
        const again = judgeHappening(happening, known, place(), definitions)
        commit(again)
        // What opened no case before may find one now; what a case has heard it does not hear twice.
        const twice = again.filter(({ after, event }) => timesOf(log.get(after.id) ?? [], event) > 1)
        if (twice.length > 0) throw new Error(`${happening.event} happened twice by one cause`)
      }
    },
    replay() {
      for (const [id, events] of log) {
        const again = judgedAgain(events, definitions)
        if (again.length > 0) throw new Error(`events ${again.join()} of ${id} come out otherwise`)
        if (!isDeepStrictEqual(foldCase(events), known.find({ case: id })))
          throw new Error(`case ${id} is not the sum of its events`)
      }
    },
    story: () =>
      [...log.values()]
        .map((events) => {
          const told = events.map(({ event }) => `${event.event}>${event.to}`).join(' ')
          return `${country} ${events[0]?.event.workflow} ${events[0]?.event.key}: ${told}`
        })
        .join('\n'),
  }
}

function knownFrom(log: ReadonlyMap<string, readonly RecordedEvent[]>): KnownCases {
  const known = createKnownCases([...log.values()].flatMap((events) => foldCase(events) ?? []))
  for (const [caseId, events] of log)
    for (const { event } of events)
      known.putEvent({
        caseId,
        revision: event.revision,
        event: event.event,
        cause: causeText(event.cause),
        payload: Buffer.from(JSON.stringify(event)),
      })
  return known
}

function timesOf(
  events: readonly RecordedEvent[],
  { name, cause }: { readonly name: string; readonly cause: Cause },
): number {
  const text = causeText(cause)
  return events.filter(({ event }) => event.event === name && causeText(event.cause) === text).length
}

/** A case is in a state of its definition, and waits for something unless it is over. */
function requireLegal(definition: Definition, { workflow, state, outcome, dueAt }: Case): void {
  const { outcome: expected, deadline } = stateOf(definition, state)
  if (outcome !== expected) throw new Error(`${workflow} is in ${state} and ended as ${outcome}`)
  if ((dueAt === undefined) !== (deadline === undefined))
    throw new Error(`${workflow} waits in ${state} for ${dueAt?.toISOString() ?? 'nothing'}`)
}

/** An effect that lacks something would hold back all that follow it in its case. */
function requireWhole(
  { kind, args }: Due,
  definitions: readonly Definition[],
  validate: ModelGatewayParts['validate'],
): void {
  if (kind === 'tell') {
    const { workflow, event, key } = args
    const heard = definitions.find((each) => each.workflow === workflow)?.events
    const isHeard = typeof event === 'string' && heard?.get(event)?.by === 'case'
    if (!isHeard || typeof key !== 'string')
      throw new Error(`nobody can be told of that: ${JSON.stringify(args)}`)
    return
  }
  if (kind === 'rate') {
    if (asObject(args['rating']) === undefined) throw new Error('there is nothing to count')
    return
  }
  const { document, content, crossing } = args
  const sent = asObject(content)
  if (typeof document !== 'string' || sent === undefined || typeof crossing !== 'string')
    throw new Error(`${kind} lacks something: ${Object.keys(args).join()}`)
  validate(document, sent)
}

/** A refused or repeated act leaves the case as it was, or as the clock has made it meanwhile. */
function requireUntouched(
  seen: Case | undefined,
  now: Case | undefined,
  { outcome, taken }: JudgedAct,
): void {
  const moved = (now?.revision ?? 0) - (seen?.revision ?? 0)
  if (moved !== taken.length || taken.some(({ event }) => !('deadline' in event.cause)))
    throw new Error(`an act was ${outcome}, and ${now?.workflow} went from ${seen?.state} to ${now?.state}`)
}
