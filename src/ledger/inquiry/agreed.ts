import { KhorgosError } from '../../errors.ts'
import { requireInForce } from '../../exchange/verify.ts'
import type { Question } from '../../model/generated/verification/question.ts'
import type { Partner } from '../../partners/partner.ts'
import { askRuleFor, questionKey } from '../questions/question.ts'
import { inquiryRuleFor } from './inquiry.ts'

/**
 * Whether an authority may be asked for that asker: decided by the agreements alone, like all that is refused before the
 * ledger is looked at.
 *
 * @throws KhorgosError INQUIRY_NOT_AGREED, AGREEMENT_NOT_IN_FORCE
 */
export function requireInquirable(
  question: Question,
  asker: Partner,
  partners: ReadonlyMap<string, Partner>,
  at: Date,
): void {
  if (question.inquire === undefined) return
  const { kind, issuer, form } = question
  if (askRuleFor(question, asker)?.inquires !== true)
    throw notAgreed(
      `The agreement ${asker.agreement.id} does not have anybody asked about ${kind} of ${issuer}.`,
    )
  const whom = inquiryRuleFor(questionKey(question), partners.values())
  if (whom === undefined)
    throw notAgreed(
      `Nobody has agreed to be asked about ${kind} ${form ?? ''} of ${issuer}.`.replace('  ', ' '),
    )
  requireInForce(whom.partner, at)
}

function notAgreed(message: string): KhorgosError {
  return new KhorgosError('INQUIRY_NOT_AGREED', message, { place: { path: '/inquire' } })
}
