import { setTimeout as sleep } from 'node:timers/promises'
import type { LogSigner } from '../../../src/evidence/log-key.ts'
import { decodeCaseEvent } from '../../../src/evidence/case-event-bytes.ts'
import type { RecordedEvent } from '../../../src/evidence/case-events.ts'
import { recordIn } from '../../../src/evidence/record-reader.ts'
import { NOTHING } from '../../../src/exchange/changes.ts'
import type { Committer } from '../../../src/exchange/commit.ts'
import type { EvidenceRecord } from '../../../src/evidence/record.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { newId } from '../../../src/model/new-id.ts'
import type { Database } from '../../../src/store/database.ts'
import { eventsOfCase } from '../../../src/store/workflows/case-events.ts'
import { type CaseRow, findCases } from '../../../src/store/workflows/cases.ts'
import type { ActEntry, Acting, CaseEntry } from '../../../src/workflows/cases/entry.ts'
import { type CaseResult, createCaseParticipant } from '../../../src/workflows/cases/participant.ts'
import type { Numbering } from '../../../src/workflows/cases/numbering.ts'
import { checklistNumbering } from '../../../src/workflows/checklist/issue-number.ts'
import { keepDefinitions } from '../../../src/workflows/cases/keep-definitions.ts'
import type { Definitions } from '../../../src/workflows/definitions/definitions.ts'
import { startNode, type Node } from '../../exchange/node.ts'
import { taking } from '../../exchange/units.ts'
import { compiled, PARTS, WEIGHING } from '../definitions/sample.ts'

/** A clock that tests move. */
export interface Clock {
  now(): Date
  advance(ms: number): void
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export function openClock(at = '2026-11-22T08:00:00.000Z'): Clock {
  let now = new Date(at).getTime()
  return { now: () => new Date(now), advance: (ms) => void (now += ms) }
}

/** No office gives any. */
export const NO_NUMBERS = checklistNumbering([], () => new Date())

export const WEIGHER: Acting = {
  subject: 'w1',
  issuer: 'https://id.test',
  roles: new Set(['weigher']),
  offices: new Set(['0705']),
}
export const CHIEF: Acting = { ...WEIGHER, subject: 'c1', roles: new Set(['chief']) }

/** The cases over a database without doors. */
export interface CaseNode extends Node<CaseEntry, CaseResult> {
  readonly database: Database
  readonly definitions: Definitions
  act(event: string, over: Partial<ActEntry> & Pick<ActEntry, 'target'>): Promise<CaseResult>
  commit(...entries: readonly CaseEntry[]): Promise<CaseResult[]>
  /** A message about a truck is accepted. @returns index of its record */
  accept(document: JsonObject, name?: string): Promise<bigint>
  caseOf(key: string, workflow?: string): Promise<CaseRow>
  /** Its events as they are on record. */
  eventsOf(key: string, workflow?: string): Promise<RecordedEvent[]>
  records(): Promise<EvidenceRecord[]>
}

export interface CaseNodeOptions {
  readonly database: Database
  readonly signer: LogSigner
  readonly folder: string
  readonly stateFolder?: string
  readonly clock: Clock
  readonly texts?: readonly string[]
  /** Who numbers cases; nobody, when absent. */
  readonly numbering?: Numbering
  /** The committer writes to it in place of the database. */
  readonly through?: Database
}

export async function openCaseNode(options: CaseNodeOptions): Promise<CaseNode> {
  const { database, signer, folder, clock, texts = [WEIGHING], numbering = NO_NUMBERS } = options
  const { stateFolder, through = database } = options
  const all = texts.map((text) => compiled(text))
  const definitions = await keepDefinitions(database, all, 'schemas', PARTS)
  const participant = createCaseParticipant(definitions, { numbering })
  const node = await startNode({
    database: through,
    signer,
    folder,
    ...(stateFolder !== undefined && { stateFolder }),
    clock: () => clock.now(),
    participant,
  })
  const commit = (...entries: readonly CaseEntry[]): Promise<CaseResult[]> =>
    Promise.all(entries.map((entry) => resultOf(node.committer, entry)))
  const caseOf = async (key: string, workflow = 'weighing'): Promise<CaseRow> => {
    const [row] = await findCases(database, { ids: [], names: [{ workflow, key }] })
    if (row === undefined) throw new Error(`there is no case ${key}`)
    return row
  }
  return {
    ...node,
    database,
    definitions,
    commit,
    caseOf,
    async act(event, over) {
      const entry = { entry: 'act', id: newId(), event, revision: undefined, data: {}, by: WEIGHER } as const
      return resultOf(node.committer, { ...entry, ...over })
    },
    async accept(document, name = 'truck') {
      const done = await node.committer.commit(taking({ documents: JSON.stringify({ [name]: document }) }))
      if (done.outcome !== 'done') throw new Error(done.outcome)
      return done.records[0]?.index ?? -1n
    },
    async eventsOf(key, workflow) {
      const row = await caseOf(key, workflow)
      const definition = Buffer.from(row.definition).toString('hex')
      const rows = await eventsOfCase(database, row.id, 0, 10_000)
      return rows.map(({ payload }) => ({ definition, event: decodeCaseEvent(payload ?? new Uint8Array()) }))
    },
    records: async () =>
      (await database.query<{ record: Uint8Array }>('select record from leaf order by index')).flatMap(
        ({ record }) => recordIn(record) ?? [],
      ),
  }
}

async function resultOf(committer: Committer<CaseEntry, CaseResult>, entry: CaseEntry): Promise<CaseResult> {
  const done = await committer.commit({ ...NOTHING, entry })
  if (done.outcome !== 'done' || done.result === undefined) throw new Error(done.outcome)
  return done.result
}

export async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (const limit = Date.now() + 30_000; !(await isSo()); await sleep(20))
    if (Date.now() > limit) throw new Error(`never: ${what}`)
}
