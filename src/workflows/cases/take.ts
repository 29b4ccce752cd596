import { KhorgosError } from '../../errors.ts'
import type { EntryPlace } from '../../exchange/participant.ts'
import { JSON_TYPE, keep, type Payload } from '../../exchange/payload.ts'
import { encodeCaseEvent } from '../../evidence/case-event-bytes.ts'
import { causeText } from '../../evidence/case-events.ts'
import type { EvidenceDraft } from '../../evidence/record.ts'
import type { Definition } from '../definitions/definition.ts'
import type { Definitions } from '../definitions/definitions.ts'
import type { Case, CaseEvent } from './case.ts'
import type { Basis } from './entry.ts'
import { eventOnRecord } from './event-on-record.ts'
import type { KnownCases } from './known.ts'
import { stateOf, step, type Step } from './step.ts'

/** An event that a case has taken up, with its place in the log. */
export interface Taken {
  readonly after: Case
  readonly event: CaseEvent
  readonly step: Step
  readonly bases: readonly Basis[]
  readonly payload: Payload
  readonly record: EvidenceDraft
  readonly recordIndex: bigint
}

/**
 * Takes an event up: the case moves, and its record says how.
 *
 * @param taken what the event does to the case, from `step`
 */
export function take(
  definition: Definition,
  before: Case,
  event: CaseEvent,
  taken: ReturnType<typeof step>,
  {
    known,
    recordIndex,
    bases,
  }: {
    readonly known: KnownCases
    readonly recordIndex: bigint
    readonly bases: readonly Basis[]
  },
): Taken {
  const { after } = taken
  const told = encodeCaseEvent(eventOnRecord(before, event, taken))
  const payload = keep(told, JSON_TYPE)
  known.put(after)
  known.putEvent({
    caseId: after.id,
    revision: after.revision,
    event: event.name,
    cause: causeText(event.cause),
    payload: told,
  })
  return {
    after,
    event,
    step: taken,
    bases,
    payload,
    record: {
      kind: 'moved',
      case: after.id,
      revision: String(after.revision),
      definition: definition.hash,
      basis: event.basis,
      payload: payload.commitment,
    },
    recordIndex,
  }
}

/**
 * A state whose deadline leads back to itself does so once for each time that is over. More than these at once are not told apart
 * from the moment at which somebody comes by: by the hour they are forty days without any gateway.
 */
const MAX_DEADLINES = 1_000

/**
 * What the clock has made happen by now, before anything else does, each as of the moment at which it was over: so what becomes of a
 * case does not depend on how soon somebody comes by.
 */
export function takeDeadlines(
  definition: Definition,
  before: Case,
  known: KnownCases,
  { index, at }: Pick<EntryPlace, 'index' | 'at'>,
): readonly Taken[] {
  const all: Taken[] = []
  let now = before
  while (now.dueAt !== undefined && now.dueAt <= at && all.length < MAX_DEADLINES) {
    const { deadline } = stateOf(definition, now.state)
    if (deadline === undefined) break
    const event: CaseEvent = {
      name: deadline.event,
      at: now.dueAt,
      cause: { deadline: now.entered },
      basis: [],
      data: { dueAt: now.dueAt.toISOString() },
    }
    const taken = take(definition, now, event, step(definition, now, event), {
      known,
      recordIndex: index + BigInt(all.length),
      bases: [],
    })
    all.push(taken)
    now = taken.after
  }
  return all
}

/** @throws KhorgosError INTERNAL: a definition by which a case runs is never lost */
export function definitionOf({ definition, id }: Case, definitions: Definitions): Definition {
  const found = definitions.byHash(definition)
  if (found === undefined) throw new KhorgosError('INTERNAL', `The definition of case ${id} is not there.`)
  return found
}
