import { CODES, KhorgosError } from '../../errors.ts'
import { decodeCaseEvent } from '../../evidence/case-event-bytes.ts'
import { NOTHING } from '../../exchange/changes.ts'
import type { Committer } from '../../exchange/commit.ts'
import { newId } from '../../model/new-id.ts'
import type { Database } from '../../store/database.ts'
import { eventsOfCase, eventsOfOffices, newestCaseEvent } from '../../store/workflows/case-events.ts'
import { tasksOf, type TaskRow } from '../../store/workflows/case-tasks.ts'
import { findCases, listCases } from '../../store/workflows/cases.ts'
import type { Definition } from '../definitions/definition.ts'
import type { Definitions } from '../definitions/definitions.ts'
import { dataRefusal } from './act-data.ts'
import { type Actor, type Case, unopened } from './case.ts'
import type { ActEntry, CaseEntry } from './entry.ts'
import { caseOf } from './known.ts'
import { actorOf } from './judge-act.ts'
import { isId } from './names.ts'
import type { Numbering } from './numbering.ts'
import type { CaseResult } from './participant.ts'
import type { Act, ActDone, ActRefused, CaseService, CaseView, Person, TaskView } from './service.ts'
import { definitionOf } from './take.ts'
import { stateOf } from './step.ts'

export interface CaseDeskParts {
  readonly database: Database
  readonly definitions: Definitions
  readonly committer: Committer<CaseEntry, CaseResult>
  /** The receipt of a record in the log of that size. */
  readonly receiptOf: (record: bigint, size: bigint) => Promise<string>
  readonly clock: () => Date
  readonly numbering: Numbering
  readonly checkCode: CheckCode
  /** What the other side could not be told if the act were done; undefined: nothing. */
  readonly rehearse: (
    act: Act,
    by: Actor,
    before: Case,
    definition: Definition,
  ) => Promise<KhorgosError | undefined>
  /** Told after a case has moved, so that what follows begins at once. */
  readonly onMoved: () => void
}

/**
 * Checks a signed code that an act states, before the lock: keys come and go, while what a case has taken up stays.
 * @returns what is wrong with it, else the key that signed it
 */
export type CheckCode = (
  text: string,
  about: { readonly key: string; readonly office: string },
  at: Date,
) => KhorgosError | { readonly signer: string }

/** Where officers work: they see the cases of their offices, and act in them. */
export function createCaseDesk(parts: CaseDeskParts): CaseService {
  const { database, definitions, clock } = parts
  const newest = async (): Promise<bigint> => (await newestCaseEvent(database)) ?? -1n
  const find = async (id: string): Promise<Case> => {
    const [found] = isId(id) ? await findCases(database, { ids: [id], names: [] }) : []
    if (found === undefined) throw unknown()
    return caseOf(found, definitions)
  }
  const own = async (id: string, by: Person): Promise<Case> => {
    const each = await find(id)
    // Another office's case looks like none.
    if (!by.offices.has(each.office)) throw unknown()
    return each
  }
  const viewNow = async (id: string, by: Person): Promise<CaseView> =>
    viewOf(await own(id, by), by, definitions)
  return {
    async tasks(by, { office, role, after, limit }) {
      const upTo = await newest()
      const rows = await tasksOf(database, {
        offices: among(by.offices, office),
        roles: among(by.roles, role),
        after,
        limit,
      })
      return { tasks: rows.map((row) => taskOf(row, definitions)), upTo }
    },
    async list(by, query) {
      const rows = await listCases(database, { ...query, offices: [...by.offices] })
      return rows.map((row) => viewOf(caseOf(row, definitions), by, definitions))
    },
    view: viewNow,
    async timeline(id, by, { after, limit }) {
      await own(id, by)
      const rows = await eventsOfCase(database, id, after, limit)
      return rows.map(({ revision, event, recordIndex: record, payload }) => {
        const told = payload === null ? undefined : decodeCaseEvent(payload)
        return { revision, event, record, told }
      })
    },
    async act(id, act, by) {
      requireId(act)
      const seen = await find(id)
      const definition = definitionOf(seen, definitions)
      const entry = await entryOf(act, by, definition, seen, parts)
      const told = await commit(parts, { ...entry, target: { case: id }, revision: act.revision })
      if (told.outcome === 'done') return { ...told, case: await viewNow(told.id, by) }
      // On record; but who may not see a case is not told that there is one.
      if (!by.offices.has(seen.office)) throw unknown()
      return refusalOf(told)
    },
    async open({ workflow, key, office, ...act }, by) {
      requireId(act)
      const now = clock()
      const definition = definitions.inForce(workflow, now)
      const named = key ?? parts.numbering.sample(office, now)
      const before =
        definition && named !== undefined
          ? unopened(definition, { id: newId(), key: named, office }, now)
          : undefined
      const entry = await entryOf(act, by, definition, before, parts)
      const told = await commit(parts, { ...entry, target: { workflow, key, office }, revision: undefined })
      return told.outcome === 'done' ? { ...told, case: await viewNow(told.id, by) } : refusalOf(told)
    },
    eventsAfter: (by, { after, limit }) =>
      eventsOfOffices(database, { offices: [...by.offices], after, limit }),
    newest,
  }
}

function requireId({ id }: Act): void {
  if (!isId(id))
    throw new KhorgosError('REQUEST_INVALID', 'The id of an act is a UUID in small letters.', {
      place: { path: '/id' },
    })
}

/**
 * What can only be found out about an act where keys and formats are at hand, and not while the log's head is locked.
 *
 * @param before the case as it is seen; undefined where none could be opened
 */
async function entryOf(
  act: Act,
  by: Person,
  definition: Definition | undefined,
  before: Case | undefined,
  parts: CaseDeskParts,
): Promise<Omit<ActEntry, 'target' | 'revision'>> {
  const { id, event, data } = act
  const found = definition && before && (await foundBefore(act, by, definition, before, parts))
  return { entry: 'act', id, event, data, by, ...found }
}

/** Of who may do it and states what he should; anybody else is told that first, under the lock. */
async function foundBefore(
  act: Act,
  by: Person,
  definition: Definition,
  before: Case,
  { rehearse, checkCode, clock }: CaseDeskParts,
): Promise<Pick<ActEntry, 'refusal' | 'signer'>> {
  const type = definition.events.get(act.event)
  if (type === undefined || (type.code === undefined && !type.rehearsed)) return {}
  const actor = actorOf(by, type, before)
  if (actor === undefined || dataRefusal(type, act.data) !== undefined) return {}
  const code = type.code === undefined ? undefined : act.data[type.code]
  const checked = typeof code === 'string' ? checkCode(code, before, clock()) : {}
  if (checked instanceof KhorgosError) return { refusal: checked }
  const refusal = type.rehearsed ? await rehearse(act, actor, before, definition) : undefined
  return refusal === undefined ? checked : { refusal }
}

type Told =
  | (Omit<ActDone, 'case'> & { readonly id: string })
  | { readonly outcome: 'refused'; readonly error: KhorgosError; readonly receipt: string | undefined }

async function commit(
  { committer, onMoved, database, receiptOf }: CaseDeskParts,
  entry: ActEntry,
): Promise<Told> {
  const committed = await committer.commit({ ...NOTHING, entry })
  if (committed.outcome !== 'done' || committed.result === undefined)
    throw new KhorgosError('INTERNAL', `An act cannot end as ${committed.outcome}.`)
  const { result, receipt } = committed
  if (result.result === 'act-refused') return { outcome: 'refused', error: result.error, receipt }
  if (result.result !== 'acted') throw new KhorgosError('INTERNAL', 'An act was committed and not answered.')
  onMoved()
  const { case: id, revision, repeated } = result
  if (!repeated && receipt !== undefined) return { outcome: 'done', id, revision, repeated, receipt }
  const [event] = await eventsOfCase(database, id, revision - 1, 1)
  if (event === undefined) throw new KhorgosError('INTERNAL', `Case ${id} has no event ${revision}.`)
  const { recordIndex, receiptSize } = event
  return { outcome: 'done', id, revision, repeated, receipt: await receiptOf(recordIndex, receiptSize) }
}

/** @throws KhorgosError what it was refused with, where that is not on record */
function refusalOf({ error, receipt }: Extract<Told, { readonly outcome: 'refused' }>): ActRefused {
  if (receipt === undefined) throw error
  return { outcome: 'refused', error, receipt }
}

function among(all: ReadonlySet<string>, one: string | undefined): readonly string[] {
  return [...all].filter((each) => one === undefined || each === one)
}

function taskOf(row: TaskRow, definitions: Definitions): TaskView {
  const { caseId, task: name, workflow, key, office, state, revision, role, since, dueAt } = row
  const definition = definitions.byHash(Buffer.from(row.definition).toString('hex'))
  const task = definition?.states.get(state)?.tasks.find((each) => each.name === name)
  return {
    case: caseId,
    workflow,
    key,
    office,
    state,
    revision,
    task: name,
    title: task?.title ?? name,
    role,
    acts: task?.acts ?? [],
    since,
    dueAt: dueAt ?? undefined,
  }
}

function viewOf(each: Case, by: Person, definitions: Definitions): CaseView {
  const definition = definitionOf(each, definitions)
  const state = stateOf(definition, each.state)
  const { id, workflow, version, key, office, revision, since, dueAt, outcome, data } = each
  const acts = [...state.on.keys()].flatMap((event) => {
    const type = definition.events.get(event)
    const may = type?.by === 'act' && type.roles.some((role) => by.roles.has(role))
    return may ? [{ event, title: type.title }] : []
  })
  return {
    id,
    workflow,
    version,
    definition: each.definition,
    key,
    office,
    state: each.state,
    title: state.title,
    revision,
    since,
    dueAt,
    outcome,
    data,
    acts,
  }
}

const unknown = (): KhorgosError => new KhorgosError('CASE_UNKNOWN', `${CODES.CASE_UNKNOWN.title}.`)
