import type { PostedLine, WriteOff } from '../../model/generated/verification/write-off.ts'
import type { Partner } from '../../partners/partner.ts'
import { posted, type Posting } from './balances.ts'
import type { Decision } from './judged-write-off.ts'
import { askRuleFor } from '../questions/question.ts'
import { leftOf } from '../questions/shown-balance.ts'

interface Stating extends Omit<Decision, 'before'> {
  /** Whose write-off it is; undefined when that has no agreement any more. */
  readonly asker: Partner | undefined
  readonly ledger: WriteOff['ledger']
  readonly at: Date
}

/** What one step of a write-off came to: its agency keeps it, signed. */
export function statementOf({ after, postings, stated, asker, ledger, at }: Stating): WriteOff {
  const { request, instruction, previous, reason, basis } = stated
  const { reservedUntil } = after
  const shows = (asker && request && askRuleFor(request, asker)?.shows.includes('balance')) ?? false
  return {
    v: 1,
    writeOff: after.id,
    at: at.toISOString(),
    by: after.agency,
    ledger,
    state: after.state,
    ...(request === undefined ? { reference: after.reference } : { request }),
    ...(instruction !== undefined && { instruction }),
    ...(previous !== undefined && { previous }),
    ...(reservedUntil !== undefined && { reservedUntil: reservedUntil.toISOString() }),
    ...(reason !== undefined && { reason }),
    lines: postings.map((posting) => lineOf(posting, after, shows)),
    basis,
  }
}

function lineOf(posting: Posting, { lines }: Stating['after'], shows: boolean): PostedLine {
  const { id, line, measure, unit } = posting.balance
  const taken = lines.find(({ balance }) => balance === id)
  return {
    line,
    measure,
    unit,
    balanceId: id,
    reserved: taken?.reserved ?? '0',
    used: taken?.used ?? '0',
    posted: { reserved: posting.reserved, used: posting.used },
    ...(shows && { balance: leftOf(posted(posting)) }),
  }
}
