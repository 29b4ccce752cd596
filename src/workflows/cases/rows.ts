import { causeText } from '../../evidence/case-events.ts'
import type { SignedHead } from '../../evidence/log-append.ts'
import { requireAll } from '../../exchange/moved.ts'
import type { Tx } from '../../store/database.ts'
import { insertEffects } from '../../store/workflows/case-effects.ts'
import { insertBases, insertCaseEvents } from '../../store/workflows/case-events.ts'
import { replaceTasks } from '../../store/workflows/case-tasks.ts'
import { insertCases, moveCases } from '../../store/workflows/cases.ts'
import type { Definitions } from '../definitions/definitions.ts'
import type { Case } from './case.ts'
import type { KnownCases } from './known.ts'
import { definitionOf, type Taken } from './take.ts'
import { stateOf } from './step.ts'

/** Writes what a batch made of its cases, in one flight; new cases first, for all else refers to them. */
export async function writeCases(
  tx: Tx,
  head: SignedHead,
  taken: readonly Taken[],
  known: KnownCases,
  definitions: Definitions,
): Promise<void> {
  if (taken.length === 0) return
  const moved = known.moved()
  const opened = moved.filter(({ before }) => before === 0)
  const others = moved.filter(({ before }) => before > 0)
  // Those that came into a state by this batch; of the others the tasks stand.
  const entered = moved.filter(({ before, after }) => after.entered > before)
  const effects = taken.flatMap((each) => effectsOf(each, head.at))
  const bases = taken.flatMap(basesOf)
  await Promise.all([
    opened.length === 0
      ? undefined
      : insertCases(
          tx,
          opened.map(({ after }) => ({ ...rowOf(after), openedAt: openedAt(taken, after) })),
        ),
    others.length === 0
      ? undefined
      : moveCases(
          tx,
          others.map(({ before, after }) => ({ ...rowOf(after), before })),
        ).then((ids) => requireAll(others, ids)),
    insertCaseEvents(
      tx,
      taken.map(({ after, event, payload, recordIndex }) => ({
        caseId: after.id,
        revision: after.revision,
        event: event.name,
        cause: causeText(event.cause),
        payloadId: payload.id,
        recordIndex,
        receiptSize: head.size,
      })),
    ),
    entered.length === 0
      ? undefined
      : replaceTasks(
          tx,
          entered.map(({ after }) => after.id),
          entered.flatMap(({ after }) => tasksOf(after, definitions)),
        ),
    effects.length === 0 ? undefined : insertEffects(tx, effects),
    bases.length === 0 ? undefined : insertBases(tx, bases),
  ])
}

function rowOf({ id, workflow, key, definition, office, state, revision, entered, ...rest }: Case) {
  const { since, data, dueAt, outcome } = rest
  return {
    id,
    workflow,
    key,
    definition: Buffer.from(definition, 'hex'),
    office,
    state,
    revision,
    entered,
    since,
    data: JSON.stringify(data),
    dueAt,
    outcome,
  }
}

function openedAt(taken: readonly Taken[], { id, since }: Case): Date {
  return taken.find(({ after }) => after.id === id)?.event.at ?? since
}

function tasksOf(after: Case, definitions: Definitions) {
  return stateOf(definitionOf(after, definitions), after.state).tasks.map(({ name, role }) => ({
    caseId: after.id,
    task: name,
    office: after.office,
    role,
    since: after.since,
    dueAt: after.dueAt,
  }))
}

function effectsOf({ after, step }: Taken, dueAt: Date) {
  return step.effects.map(({ kind, args }, place) => ({
    caseId: after.id,
    revision: after.revision,
    place,
    kind,
    args: JSON.stringify(args),
    dueAt,
  }))
}

function basesOf({ after, bases }: Taken) {
  return bases.map(({ index, keyId }) => ({
    caseId: after.id,
    revision: after.revision,
    recordIndex: index,
    keyId: keyId === undefined ? undefined : Buffer.from(keyId, 'hex'),
  }))
}
