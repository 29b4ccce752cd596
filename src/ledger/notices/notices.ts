import type { EntryPlace, Judged } from '../../exchange/participant.ts'
import { jsonBytes, JSON_TYPE, keep } from '../../exchange/payload.ts'
import type { Notice } from '../../model/generated/verification/notice.ts'
import { newId } from '../../model/new-id.ts'
import type { NewNotice, NoticeCause } from '../../store/ledger/notices.ts'
import type { NoticeEntry } from '../entry.ts'
import type { JudgeParts } from '../judge-parts.ts'
import type { Known } from '../known.ts'

/** Notices: an agency is told that something it was told has changed, or has been answered. Signed, and once for each cause. */

/** Something to be told, for a unit of work. Handing it in again is harmless. */
export function noticeEntry(notice: Omit<NoticeEntry, 'entry' | 'id'>): NoticeEntry {
  return { entry: 'notice', id: newId(), ...notice }
}

/** What there is one notice for. */
export function causeOf({ about, kind, reason, fact, next }: NoticeEntry): NoticeCause {
  return {
    about: 'verification' in about ? about.verification : about.writeOff,
    kind,
    reason,
    factPosition: fact,
    next,
  }
}

export interface JudgedNotice extends Judged {
  /** Id of the notice for that cause, whether it is made now or was made before. */
  readonly notice: string
  /** Undefined when it was made before. */
  readonly made: MadeNotice | undefined
}

/** A notice that waits for its signature and the head it is committed under. */
export interface MadeNotice {
  /** Bytes to be signed. */
  readonly payload: Uint8Array
  readonly row: Omit<NewNotice, 'signature' | 'receiptSize'>
  /** Whether its agency has given an address to which notices are sent. */
  readonly pushed: boolean
}

/** One notice for each cause: what was told before is not told again. */
export function judgeNotice(
  entry: NoticeEntry,
  known: Known,
  { index, at }: EntryPlace,
  parts: JudgeParts,
): JudgedNotice {
  const { id, to, about, kind } = entry
  const cause = causeOf(entry)
  const before = known.notice(cause)
  if (before !== undefined) return { notice: before, made: undefined, payloads: [], records: [] }
  known.setNotice(cause, id)
  const payload = keep(jsonBytes(noticeOf(entry, index, at, parts)), JSON_TYPE)
  const subject = 'verification' in about ? 'verification' : 'write-off'
  return {
    notice: id,
    made: {
      payload: payload.bytes,
      row: { ...cause, id, agency: to.id, subject, madeAt: at, payloadId: payload.id, recordIndex: index },
      pushed: to.notices !== undefined,
    },
    payloads: [payload],
    records: [
      {
        kind: 'notified',
        ...about,
        to: to.id,
        of: kind,
        payload: payload.commitment,
        signature: parts.signature,
      },
    ],
    receiptOf: { record: 0, salt: payload.salt },
  }
}

function noticeOf(
  { id, to, about, kind, reason, fact, next }: NoticeEntry,
  index: bigint,
  at: Date,
  { log }: JudgeParts,
): Notice {
  return {
    v: 1,
    notice: id,
    at: at.toISOString(),
    to: to.id,
    ledger: { log, size: index.toString() },
    about,
    kind,
    reason,
    ...(fact !== undefined && { fact: fact.toString() }),
    ...(next !== undefined && { next }),
  }
}
