import { NOTHING } from '../../exchange/changes.ts'
import type { Committer } from '../../exchange/commit.ts'
import { crashPoint } from '../../exchange/crash-points.ts'
import { createWorkLoop, type WorkLoop } from '../../exchange/work-loop.ts'
import { AMENDED, BASE_FELL, ENDED, KEY_LOST, TAKEN_BACK } from '../../model/document-status.ts'
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
  whoReliedOnEdition,
  whoReliedOnKey,
} from '../../store/ledger/recalls.ts'
import type { LedgerEntry } from '../entry.ts'
import { onlyIssuerOf } from '../facts/base.ts'
import { isKindName } from '../kinds.ts'
import { editionsOf, isConcerned } from './concerned.ts'
import { noticeEntry } from './notices.ts'
import type { LedgerResult } from '../participant.ts'
import { isEnd } from './recall.ts'
import { reliedOnPaper } from './taken-back.ts'

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
 * Tells everybody who relied on a document that fell, or whom its newer edition concerns, page by page. A crash leaves notices that are made again to no effect:
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

async function tellPage(parts: RecallParts, recall: Recall): Promise<void> {
  const { database, committer, partners, worker } = parts
  const { last, told } = await nextPage(parts, recall)
  await Promise.all(
    told.map((each) => committer.commit({ ...NOTHING, entry: recallNotice(each, recall, partners) })),
  )
  crashPoint('after-notices')
  if (last !== undefined) return continueRecall(database, recall, worker, last.id)
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

interface RecallPage {
  /** Who is to be told. */
  readonly told: readonly Relied[]
  /** Whoever was looked at last; undefined when there is nobody behind. */
  readonly last: Relied | undefined
}

async function nextPage({ database, partners }: RecallParts, recall: Recall): Promise<RecallPage> {
  const limit = NOTICES_PER_PAGE
  if (recall.reason === AMENDED) {
    const relied = await whoReliedOnEdition(database, recall, { limit })
    const editions = relied.length === 0 ? undefined : await editionsOf(database, recall, partners)
    return pageOf(relied, editions && relied.filter((each) => isConcerned(each, editions, partners)))
  }
  if (recall.reason === KEY_LOST)
    return pageOf(await whoReliedOnKey(database, recall, { limit, knew: KNEW_OF_KEY }))
  const relied = await whoRelied(database, recall, { limit })
  return recall.reason === TAKEN_BACK
    ? pageOf(relied, await reliedOnPaper(database, recall, relied))
    : pageOf(relied)
}

function pageOf(relied: readonly Relied[], told: readonly Relied[] = relied): RecallPage {
  return { told, last: relied.length === NOTICES_PER_PAGE ? relied.at(-1) : undefined }
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
    kind: reason === AMENDED ? 'amended' : 'recalled',
    reason,
    fact: factPosition,
  })
}
