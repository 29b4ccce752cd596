import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { generateLogKey, loadLogSigner, type LogSigner } from '../../src/evidence/log-key.ts'
import { createLog, type EvidenceLog } from '../../src/evidence/log.ts'
import { createCommitter, type Committer } from '../../src/exchange/commit.ts'
import type { Participant } from '../../src/exchange/participant.ts'
import type { Database } from '../../src/store/database.ts'

/** As much of a gateway as commits: a log and a committer, with a state folder of its own. */
export interface Node<E = never, R = unknown> {
  readonly log: EvidenceLog
  readonly committer: Committer<E, R>
  readonly stateFolder: string
}

export const newSigner = (): LogSigner => loadLogSigner(generateLogKey('test.example/log'))

export interface NodeOptions<E, R> {
  readonly database: Database
  readonly signer: LogSigner
  /** Parent of the state folder. */
  readonly folder: string
  readonly stateFolder?: string
  readonly clock?: () => Date
  readonly maxBatch?: number
  readonly maxQueue?: number
  readonly participant?: Participant<E, R>
}

export async function startNode<E = never, R = unknown>(options: NodeOptions<E, R>): Promise<Node<E, R>> {
  const { database, signer, folder, participant, clock = () => new Date() } = options
  const { maxBatch = 64, maxQueue = 1000 } = options
  const stateFolder = options.stateFolder ?? (await mkdtemp(join(folder, 'state-')))
  const log = createLog({ database, signer, stateFolder, clock })
  await log.start()
  const parts = { database, log, maxBatch, maxQueue, ...(participant && { participant }) }
  return { log, committer: createCommitter(parts), stateFolder }
}

export async function clear(database: Database): Promise<void> {
  await database.query(
    'truncate payload, exchange, outgoing, outgoing_source, outbox, acknowledgement, decision, leaf, tile, checkpoint, log_head, fact, fact_repeat, verification, balance, posting, write_off, miss, report, notice, notice_push, recall, key_loss, inquiry, inquirer, checklist_serial, workflow_definition, workflow_case, case_event, case_task, case_effect, case_basis, workflow_passed_over, risk_rating, trip, trip_piece, trip_key, trip_event',
  )
  await database.query('update workflow_cursor set reached = 0')
  await database.query('update announcement_cursor set reached = null, held_by = null, held_until = null')
  await database.query('update cargo_cursor set turn = 0, reached = 0, behind = 0, rules = null')
}
