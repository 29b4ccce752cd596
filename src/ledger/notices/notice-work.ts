import { newId } from '../../model/new-id.ts'
import { stateKeyLoss, type LostKey } from '../../store/ledger/key-losses.ts'
import { releaseNoticeWorkOf } from '../../store/ledger/notice-upkeep.ts'
import { createNoticePushes, type PushParts } from './notice-pushes.ts'
import { createKeyRecalls, createRecalls, type RecallParts } from './recalls.ts'

export interface NoticeWorkParts extends Omit<RecallParts, 'worker'>, Omit<PushParts, 'worker'> {
  /** Keys that partners state as compromised. */
  readonly lostKeys: readonly LostKey[]
  /** Name of this node. */
  readonly node: string
}

export interface NoticeWork {
  /** Begins the background work, also what an earlier run has left. */
  start(): Promise<void>
  /** Ends it when what is under way has ended. */
  stop(): Promise<void>
}

/** What goes on behind the doors after answers were given: who relied on what fell is found and told. */
export function createNoticeWork(parts: NoticeWorkParts): NoticeWork {
  const { database, lostKeys, node } = parts
  // A name per run: what an earlier run had claimed can be told from what this one holds.
  const worker = `${node}#${newId()}`
  const loops = [
    createKeyRecalls({ ...parts, worker }),
    createRecalls({ ...parts, worker }),
    createNoticePushes({ ...parts, worker }),
  ]
  return {
    async start() {
      await releaseNoticeWorkOf(database, node)
      for (const lost of lostKeys) await stateKeyLoss(database, lost)
      for (const loop of loops) loop.start()
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}
