import { KhorgosError } from '../../errors.ts'
import type { EntryPlace, Judged } from '../../exchange/participant.ts'
import type { Partner } from '../../partners/partner.ts'
import type { InquiryEntry } from '../entry.ts'
import type { Known } from '../known.ts'
import { nextAfter } from './due.ts'
import { type Inquiry, inquiryRuleFor, isOpen } from './inquiry.ts'

const NOTHING_NEW: Judged = { payloads: [], records: [] }

/**
 * What our own work makes of an inquiry: it is asked, it is given up. What another node has done already is not done again.
 *
 * @throws KhorgosError INTERNAL when a request was made that is not wanted any more: its unit of work must not be committed
 */
export function judgeInquiry(
  { inquiry: id, step }: InquiryEntry,
  known: Known,
  { at }: EntryPlace,
  partners: ReadonlyMap<string, Partner>,
): Judged {
  const inquiry = known.inquiries.find(id)
  const expected = inquiry !== undefined && isOpen(inquiry) && inquiry.rounds === step.round
  if (step.to === 'ask') {
    if (!expected) throw new KhorgosError('INTERNAL', `Round ${step.round} of the inquiry ${id} is over.`)
    known.inquiries.set(asked(inquiry, step.exchange, partners))
  } else if (step.to === 'expire') {
    if (inquiry !== undefined && isOpen(inquiry) && at >= inquiry.due.at)
      known.inquiries.set(ended(inquiry, { state: 'expired' }))
  } else if (expected) known.inquiries.set(given(inquiry, partners))
  return NOTHING_NEW
}

/** A request that cannot be made: without the first one there is nothing to wait for, a reminder may be missing. */
function given(inquiry: Inquiry, partners: ReadonlyMap<string, Partner>): Inquiry {
  return inquiry.rounds === 0 ? ended(inquiry, { state: 'failed' }) : waiting(inquiry, partners)
}

function asked(inquiry: Inquiry, exchange: string, partners: ReadonlyMap<string, Partner>): Inquiry {
  return { ...waiting(inquiry, partners), exchanges: [...inquiry.exchanges, exchange] }
}

function waiting(inquiry: Inquiry, partners: ReadonlyMap<string, Partner>): Inquiry {
  const rounds = inquiry.rounds + 1
  const { key } = inquiry.asked
  const rule = inquiryRuleFor(key, partners.values())?.rule
  const { openedAt, due } = inquiry
  // Where the agreement has ended nobody is reminded; the time that was told stays.
  const nextAt = rule === undefined ? due.at : nextAfter(rounds, openedAt, due, rule)
  return { ...inquiry, state: 'asked', rounds, nextAt }
}

/** It came to an outcome, or to another one than before: whoever waits for it is answered again. */
export function ended(inquiry: Inquiry, outcome: Pick<Inquiry, 'state'> & Partial<Inquiry>): Inquiry {
  return { ...inquiry, ...outcome, nextAt: undefined, ends: inquiry.ends + 1 }
}
