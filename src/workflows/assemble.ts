import { join } from 'node:path'
import type { Committer } from '../exchange/commit.ts'
import type { Originator } from '../exchange/originate.ts'
import type { WorkLoop } from '../exchange/work-loop.ts'
import { documentNames, loadDocumentRules } from '../model/documents.ts'
import type { Partner } from '../partners/partner.ts'
import type { Database } from '../store/database.ts'
import type { LostKey } from '../store/ledger/key-losses.ts'
import { ALWAYS_OPEN } from './calendar/always-open.ts'
import { dueAt } from './calendar/due.ts'
import { loadCalendars } from './calendar/load.ts'
import { channelOperations } from './channel/operations.ts'
import { createDeadlines } from './cases/deadlines.ts'
import { createCaseDesk } from './cases/desk.ts'
import { createEffects, EFFECTS } from './cases/effects.ts'
import type { CaseEntry } from './cases/entry.ts'
import { createFollower } from './cases/follow.ts'
import { keepDefinitions } from './cases/keep-definitions.ts'
import { tellOfLostKeys } from './cases/lost-keys.ts'
import type { CaseResult } from './cases/participant.ts'
import { tryPassedOver } from './cases/passed-over.ts'
import type { CaseService } from './cases/service.ts'
import { loadArrangements } from './checklist/load-arrangements.ts'
import type { CompileParts } from './definitions/compile.ts'
import type { Definitions } from './definitions/definitions.ts'
import { loadDefinitions } from './definitions/load.ts'
import { recognitionOperations } from './recognition/operations.ts'
import { addresseesOf } from './supervision/addressees.ts'
import { supervisionOperations } from './supervision/operations.ts'

export interface WorkflowFiles {
  /** Folder that holds `workflows` and `canonical`. */
  readonly schemas: string
  /** Ours, ISO 3166 alpha-2. */
  readonly country: string
}

/**
 * Reads definitions, calendars and arrangements, and keeps the definitions in the database: a case runs to its end by the one
 * that it began with, also when the file has a newer version.
 *
 * @throws KhorgosError WORKFLOW_INVALID, CONFIG_INVALID
 */
export async function openDefinitions(files: WorkflowFiles, database: Database): Promise<Definitions> {
  const parts = compileParts(files)
  return keepDefinitions(database, loadDefinitions(files.schemas, parts), files.schemas, parts)
}

/** What definitions of a country's gateway may make use of. */
export function compileParts({ schemas, country }: WorkflowFiles): CompileParts {
  const calendars = loadCalendars(schemas)
  const arrangements = loadArrangements(schemas, calendars)
  const canonical = join(schemas, 'canonical')
  return {
    operations: {
      ...supervisionOperations({ country, arrangements }),
      ...recognitionOperations({ country, arrangements }),
      ...channelOperations(join(schemas, 'workflows', 'channel')),
    },
    effects: EFFECTS,
    // An office without a calendar is taken as one that never closes: a deadline that is too early is seen.
    dueAt: (office, from, within) => dueAt(calendars.of(country, office) ?? ALWAYS_OPEN, from, within),
    checkSpan: (within) => void dueAt(ALWAYS_OPEN, new Date(0), within),
    checker: loadDocumentRules(canonical).checker,
    documents: new Set(documentNames(canonical)),
  }
}

export interface WorkflowWorkParts {
  readonly database: Database
  readonly definitions: Definitions
  readonly committer: Committer<CaseEntry, CaseResult>
  readonly originator: Originator<CaseEntry, CaseResult>
  readonly partners: ReadonlyMap<string, Partner>
  readonly lostKeys: readonly LostKey[]
  /** The receipt of a record in the log of that size. */
  readonly receiptOf: (record: bigint, size: bigint) => Promise<string>
  readonly clock: () => Date
  readonly onFault: (error: unknown) => void
}

export interface WorkflowWork extends Pick<WorkLoop, 'kick' | 'stop'> {
  /** Where officers act in cases; what follows begins at once. */
  readonly desk: CaseService
  /** Begins: also to tell cases of the keys that were lost, and to try again what they could make nothing of. */
  start(): void
}

/** All that cases do by themselves: follow the log, hear that their time is over, have done what follows. */
export function createWorkflowWork(parts: WorkflowWorkParts): WorkflowWork {
  const { database, committer, partners, lostKeys, onFault } = parts
  const following = { ...parts, countryOf: (id: string) => partners.get(id)?.country }
  const loops = [
    createFollower(following),
    createDeadlines(parts),
    createEffects({ ...parts, addressee: addresseesOf(partners.values()) }),
  ]
  const stopping = new AbortController()
  let once: Promise<unknown> = Promise.resolve()
  const kick = (): void => {
    for (const loop of loops) loop.kick()
  }
  return {
    desk: createCaseDesk({ ...parts, onMoved: kick }),
    kick,
    start() {
      for (const loop of loops) loop.start()
      once = Promise.all([
        tryPassedOver(following).catch(onFault),
        tellOfLostKeys(database, committer, lostKeys, stopping.signal).catch(onFault),
      ])
    },
    async stop() {
      stopping.abort()
      await Promise.all([once, ...loops.map((loop) => loop.stop())])
    },
  }
}
