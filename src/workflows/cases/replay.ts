import type { RecordedEvent } from '../../evidence/case-events.ts'
import { canonicalJson } from '../../evidence/canonical-json.ts'
import type { Definitions } from '../definitions/definitions.ts'
import { type Case, type CaseEvent, unopened } from './case.ts'
import { eventOnRecord } from './event-on-record.ts'
import { step } from './step.ts'

/**
 * Judges every event again by the definition of its case, and compares with what was recorded. What came from outside (who, when,
 * with what) is taken as the record has it: that it is the same is for the record's commitment to show.
 *
 * @param events of one case, in order
 * @returns the numbers of the events that come out otherwise
 */
export function judgedAgain(events: readonly RecordedEvent[], definitions: Definitions): readonly number[] {
  const [first] = events
  const definition = first && definitions.byHash(first.definition)
  if (first === undefined || definition === undefined) return events.map(({ event }) => event.revision)
  const { case: id, key, office, at } = first.event
  let now: Case = unopened(definition, { id, key, office }, new Date(at))
  return events.flatMap(({ definition: hash, event: told }, place) => {
    const event: CaseEvent = {
      name: told.event,
      at: new Date(told.at),
      cause: told.cause,
      basis: told.basis,
      data: told.data,
      ...(told.signer !== undefined && { signer: told.signer }),
    }
    const again = step(definition, now, event)
    const same =
      hash === definition.hash &&
      canonicalJson(eventOnRecord(now, event, again)) === canonicalJson(told) &&
      isInTime(event, now)
    now = again.after
    return same ? [] : [place + 1]
  })
}

/** A deadline happens when it is over, and nothing else happens once one is over. */
function isInTime({ cause, at }: CaseEvent, { dueAt, entered }: Case): boolean {
  if ('deadline' in cause) return cause.deadline === entered && dueAt?.getTime() === at.getTime()
  return dueAt === undefined || at < dueAt
}
