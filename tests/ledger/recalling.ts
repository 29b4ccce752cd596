import { setTimeout as sleep } from 'node:timers/promises'
import { createNoticeWork, type NoticeWork } from '../../src/ledger/notices/notice-work.ts'
import type { Noticed } from '../../src/ledger/service.ts'
import type { Partner } from '../../src/partners/partner.ts'
import { type Desk, LA } from './desk.ts'

/** Background work over a desk, and what came of it. */

const PATIENCE_MS = 60_000
/** More than any test makes. */
const ALL = 10_000

export interface WorkOptions {
  readonly node?: string
  /** Told of what the work could not do; a test that does not expect it fails. */
  readonly onFault?: (error: unknown) => void
}

export function workOf(desk: Desk, { node = 'one', onFault = fail }: WorkOptions = {}): NoticeWork {
  return createNoticeWork({
    database: desk.database,
    committer: desk.node.committer,
    partners: new Map([[LA.id, LA]]),
    notices: desk.service,
    transport: { send: () => Promise.reject(new Error('nobody gave an address')), close: async () => {} },
    lostKeys: desk.ledger.lostKeys,
    node,
    clock: () => new Date(),
    onPush: () => undefined,
    onFault,
  })
}

/** Works until nothing is due. */
export async function workThrough(desk: Desk, options?: WorkOptions): Promise<void> {
  const work = workOf(desk, options)
  await work.start()
  try {
    await untilDone(desk)
  } finally {
    await work.stop()
  }
}

export async function untilDone({ database }: Desk): Promise<void> {
  for (const limit = Date.now() + PATIENCE_MS; ; await sleep(20)) {
    const [row] = await database.query<{ due: bigint }>(
      'select (select count(*) from recall) + (select count(*) from key_loss where not done) as due',
    )
    if (row?.due === 0n) return
    if (Date.now() > limit) throw new Error(`${row?.due} recalls are still due`)
  }
}

export function noticesOf({ service }: Desk, asker: Pick<Partner, 'id'>): Promise<readonly Noticed[]> {
  return service.notices(asker, { after: -1n, limit: ALL })
}

function fail(error: unknown): never {
  throw error
}
