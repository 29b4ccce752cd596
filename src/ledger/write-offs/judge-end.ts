import { KhorgosError } from '../../errors.ts'
import type { EntryPlace, Judged } from '../../exchange/participant.ts'
import type { LedgerEntry } from '../entry.ts'
import type { JudgeParts } from '../judge-parts.ts'
import type { Known } from '../known.ts'
import { judgeNotice, type MadeNotice, noticeEntry } from '../notices/notices.ts'
import { changes } from './judge-step.ts'
import { made, type MadeWriteOff, postedAmount } from './judged-write-off.ts'
import type { WriteOffNow } from './write-off-now.ts'

type EndEntry = Extract<LedgerEntry, { entry: 'end' }>

/** A reservation that ended, and what its agency is told of it: both, or neither. */
export interface JudgedEnd extends Judged {
  readonly ended: MadeWriteOff | undefined
  readonly notice: MadeNotice | undefined
}

const REASON = 'RESERVATION_ENDED'

/**
 * Gives back what was reserved when its time is over. Whoever was first in the log has it: what was used or released by then,
 * or ended by another node, stays as it is.
 */
export function judgeEnd(
  { writeOff, stated }: EndEntry,
  known: Known,
  place: EntryPlace,
  parts: JudgeParts,
): JudgedEnd {
  const before = known.writeOff(writeOff)
  if (before === undefined) throw new KhorgosError('INTERNAL', `There is no write-off ${writeOff} any more.`)
  const { agency, reservedUntil } = before
  if (before.state !== 'reserved' || reservedUntil === undefined || place.at < reservedUntil)
    return { ended: undefined, notice: undefined, payloads: [], records: [] }
  const ended = end(before, reservedUntil, stated, known, place, parts)
  const told = noticeEntry({
    to: parts.partners.get(agency) ?? { id: agency, notices: undefined },
    about: { writeOff },
    kind: 'ended',
    reason: REASON,
  })
  const notice = judgeNotice(told, known, { ...place, index: place.index + 1n }, parts)
  return {
    ended,
    notice: notice.made,
    payloads: [...ended.payloads, ...notice.payloads],
    records: [...ended.records, ...notice.records],
  }
}

function end(
  before: WriteOffNow,
  reservedUntil: Date,
  stated: EndEntry['stated'],
  known: Known,
  place: EntryPlace,
  parts: JudgeParts,
): MadeWriteOff {
  const { agency, recordIndex } = before
  const lines = before.lines.map((line) => ({ ...line, reserved: '0' }))
  const decision = {
    before,
    after: { ...before, state: 'released', stepDigest: undefined, lines, recordIndex: place.index } as const,
    postings: changes(before, lines, known),
    stated: { ...stated, previous: recordIndex.toString(), reason: REASON } as const,
  }
  const asker = parts.partners.get(agency)
  const until = reservedUntil.toISOString()
  const postings = decision.postings.map(postedAmount)
  return made(
    decision,
    { asker, recordOf: (recorded) => ({ kind: 'ended', ...recorded, agency, until, postings }) },
    known,
    place,
    parts,
  )
}
