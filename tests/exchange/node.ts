import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { generateLogKey, loadLogSigner, type LogSigner } from '../../src/evidence/log-key.ts'
import { createLog, type EvidenceLog } from '../../src/evidence/log.ts'
import { createCommitter, type Committer } from '../../src/exchange/commit.ts'
import type { Database } from '../../src/store/database.ts'

/** As much of a gateway as commits: a log and a committer, with a state folder of its own. */
export interface Node {
  readonly log: EvidenceLog
  readonly committer: Committer
  readonly stateFolder: string
}

export const newSigner = (): LogSigner => loadLogSigner(generateLogKey('test.example/log'))

export interface NodeOptions {
  readonly database: Database
  readonly signer: LogSigner
  /** Parent of the state folder. */
  readonly folder: string
  readonly stateFolder?: string
  readonly clock?: () => Date
  readonly maxBatch?: number
  readonly maxQueue?: number
}

export async function startNode(options: NodeOptions): Promise<Node> {
  const { database, signer, folder, clock = () => new Date(), maxBatch = 64, maxQueue = 1000 } = options
  const stateFolder = options.stateFolder ?? (await mkdtemp(join(folder, 'state-')))
  const log = createLog({ database, signer, stateFolder, clock })
  await log.start()
  return { log, committer: createCommitter({ database, log, maxBatch, maxQueue }), stateFolder }
}

export async function clear(database: Database): Promise<void> {
  await database.query(
    'truncate payload, exchange, outgoing, outgoing_source, outbox, acknowledgement, leaf, tile, checkpoint, log_head, fact, verification',
  )
}
