import { NOTHING } from '../../exchange/changes.ts'
import type { Committer } from '../../exchange/commit.ts'
import { crashPoint } from '../../exchange/crash-points.ts'
import { createWorkLoop, type WorkLoop } from '../../exchange/work-loop.ts'
import type { Partner } from '../../partners/partner.ts'
import type { Database, Tx } from '../../store/database.ts'
import { claimKeyLosses, recallSigned } from '../../store/ledger/key-losses.ts'
import {
  claimRecalls,
  continueRecall,
  endRecall,
  fallenBy,
  type Recall,
  recallBuiltOn,
  type Relied,
  whoRelied,
} from '../../store/ledger/recalls.ts'
import type { LedgerEntry } from '../entry.ts'
import { onlyIssuerOf } from '../facts/base.ts'
import { isKindName } from '../kinds.ts'
import { noticeEntry } from './notices.ts'
import type { LedgerResult } from '../participant.ts'
import { BASE_FELL, ENDED, isEnd, KEY_LOST } from './recall.ts'

export interface RecallParts {
  readonly database: Database
  readonly committer: Committer<LedgerEntry, LedgerResult>
  readonly partners: ReadonlyMap<string, Partner>
  /** Name of this run in claims. */
  readonly worker: string
  readonly onFault: (error: unknown) => void
}

/** Notices of one recall that are made at once: they share a commit or two, and leave room for the others. */
const NOTICES_PER_PAGE = 64
/** Facts of a lost key that are looked at in one transaction. */
const FACTS_PER_PAGE = 256
const MAX_IN_FLIGHT = 2
/** No text that somebody else has a say in can have these quotes. */
const KNEW_OF_KEY = Buffer.from(`"reason":"${KEY_LOST}"`)
/** A claim older than this belongs to a node that died, or met a fault: longer than a page takes. */
const LEASE_MS = 30_000
const IDLE_MS = 1_000

/**
 * Tells everybody who relied on a document that fell, page by page. A crash leaves notices that are made again to no effect:
 * there is one for each cause.
 */
export function createRecalls(parts: RecallParts): WorkLoop {
  const { database, worker, onFault } = parts
  return createWorkLoop({
    idleMs: IDLE_MS,
    maxInFlight: MAX_IN_FLIGHT,
    claim: (limit) => claimRecalls(database, { worker, limit, leaseMs: LEASE_MS }),
    work: (recall) => tellPage(parts, recall),
    onFault,
  })
}

/** Finds what a lost key signed, and makes recalls of it. */
export function createKeyRecalls({ database, worker, onFault }: RecallParts): WorkLoop {
  return createWorkLoop({
    idleMs: IDLE_MS,
    maxInFlight: 1,
    claim: (limit) => claimKeyLosses(database, { worker, limit, leaseMs: LEASE_MS }),
    work: (loss) => recallSigned(database, loss, { worker, limit: FACTS_PER_PAGE, reason: KEY_LOST }),
    onFault,
  })
}

async function tellPage(
  { database, committer, partners, worker }: RecallParts,
  recall: Recall,
): Promise<void> {
  const relied = await whoRelied(database, recall, {
    byKey: recall.reason === KEY_LOST,
    knew: KNEW_OF_KEY,
    limit: NOTICES_PER_PAGE,
  })
  await Promise.all(
    relied.map((each) => committer.commit({ ...NOTHING, entry: recallNotice(each, recall, partners) })),
  )
  crashPoint('after-notices')
  const last = relied.at(-1)
  if (last !== undefined && relied.length === NOTICES_PER_PAGE)
    return continueRecall(database, recall, worker, last.id)
  await database.transaction(async (tx) => {
    // What is built on a disputed document stands; what fell with its base is no first certificate.
    if ((await endRecall(tx, recall, worker)) && isEnd(recall.reason)) await tellBuiltOn(tx, recall, partners)
  })
}

async function tellBuiltOn(tx: Tx, recall: Recall, partners: RecallParts['partners']): Promise<void> {
  const fallen = await fallenBy(tx, recall)
  if (fallen === undefined || !isKindName(fallen.kind)) return
  const issuer = onlyIssuerOf({ ...fallen, kind: fallen.kind }, partners)
  await recallBuiltOn(tx, recall, { reason: BASE_FELL, ended: ENDED, issuer })
}

function recallNotice(
  { id, agency, subject }: Relied,
  { reason, factPosition }: Recall,
  partners: ReadonlyMap<string, Partner>,
): LedgerEntry {
  return noticeEntry({
    // Without an agreement it cannot be told now; should it come back, the notice stands in its list.
    to: partners.get(agency) ?? { id: agency, notices: undefined },
    about: subject === 'verification' ? { verification: id } : { writeOff: id },
    kind: 'recalled',
    reason,
    fact: factPosition,
  })
}
