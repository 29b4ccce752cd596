import { causeText } from '../../evidence/case-events.ts'
import type { EntryPlace } from '../../exchange/participant.ts'
import { newId } from '../../model/new-id.ts'
import type { Definitions } from '../definitions/definitions.ts'
import { type Case, type CaseEvent, unopened } from './case.ts'
import type { Happening } from './entry.ts'
import type { KnownCases } from './known.ts'
import { isCaseKey } from './names.ts'
import { step } from './step.ts'
import { definitionOf, take, type Taken, takeDeadlines } from './take.ts'

/**
 * Something that has happened reaches its case, which is opened for it where its workflow says so. It cannot be refused: where
 * the case has no use for it, that is what the record says. What concerns no case at all leaves no trace but its own.
 */
export function judgeHappening(
  { target, event: name, by, cause, basis, data }: Happening,
  known: KnownCases,
  place: EntryPlace,
  definitions: Definitions,
): readonly Taken[] {
  const found = known.find(target)
  if (found !== undefined && happened(found, name, cause, known)) return []
  const before = found ?? opened(target, name, place.at, definitions)
  if (before === undefined || (by !== undefined && by !== before.definition)) return []
  const definition = definitionOf(before, definitions)
  const late = takeDeadlines(definition, before, known, place)
  const now = late.at(-1)?.after ?? before
  const event: CaseEvent = {
    name,
    at: place.at,
    cause,
    basis: basis.map(({ index }) => index.toString()),
    data,
  }
  const taken = step(definition, now, event)
  // What a case cannot begin with opens none.
  if (found === undefined && taken.unfit !== undefined) return []
  const recordIndex = place.index + BigInt(late.length)
  return [...late, take(definition, now, event, taken, { known, recordIndex, bases: basis })]
}

function happened({ id }: Case, name: string, cause: Happening['cause'], known: KnownCases): boolean {
  return known.caused(id, causeText(cause)).some(({ event }) => event === name)
}

function opened(
  target: Happening['target'],
  event: string,
  at: Date,
  definitions: Definitions,
): Case | undefined {
  if ('case' in target || target.office === undefined || !isCaseKey(target.key)) return undefined
  const definition = definitions.inForce(target.workflow, at)
  if (definition?.events.get(event)?.opens !== true) return undefined
  return unopened(definition, { id: newId(), key: target.key, office: target.office }, at)
}
