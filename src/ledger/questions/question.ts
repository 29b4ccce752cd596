import { KhorgosError } from '../../errors.ts'
import { requireInForce } from '../../exchange/verify.ts'
import { skeleton } from '../../model/homoglyphs.ts'
import type { Question } from '../../model/generated/verification/question.ts'
import type { AskRule, IssueRule, Partner } from '../../partners/partner.ts'
import { requireAskable } from './askable.ts'
import { type DocumentKey, keyOf } from '../facts/fact.ts'
import { isKindName, KINDS } from '../kinds.ts'

/**
 * Whether a partner may ask this at all: decided by the agreements alone, before the ledger is looked at, so that the
 * answer is the same for documents that exist and that do not.
 *
 * @param issues every rule by which any partner vouches for documents
 * @throws KhorgosError AGREEMENT_NOT_IN_FORCE, KIND_UNKNOWN, KIND_NOT_AGREED, PURPOSE_NOT_AGREED, NUMBER_MALFORMED,
 *   REQUEST_INVALID
 */
export function requireAgreed(
  question: Question,
  asker: Partner,
  issues: readonly IssueRule[],
  at: Date,
): void {
  const { kind, issuer, purpose, number, asOf } = question
  requireInForce(asker, at)
  if (!isKindName(kind))
    throw new KhorgosError(
      'KIND_UNKNOWN',
      `There is no kind of document "${kind}". There are ${Object.keys(KINDS).join(', ')}.`,
      place('/kind'),
    )
  const rules = asker.agreement.asks.filter((rule) => rule.kind === kind && rule.issuers.includes(issuer))
  if (rules.length === 0)
    throw new KhorgosError(
      'KIND_NOT_AGREED',
      `The agreement ${asker.agreement.id} does not cover questions about ${kind} of ${issuer}.`,
      place('/kind'),
    )
  if (!rules.some(({ purposes }) => purposes.includes(purpose)))
    throw new KhorgosError(
      'PURPOSE_NOT_AGREED',
      `The agreement ${asker.agreement.id} does not cover the purpose "${purpose}" here, but ${[...new Set(rules.flatMap(({ purposes }) => purposes))].join(', ')}.`,
      place('/purpose'),
    )
  requireAskable(question, KINDS[kind])
  // The same moment is too late as well: what else comes in it would change the answer when it is asked for again.
  if (asOf !== undefined && new Date(asOf) >= at)
    throw new KhorgosError('REQUEST_INVALID', 'That moment is not past yet.', place('/asOf'))
  const patterns = issues.filter((rule) => rule.kind === kind && rule.issuer === issuer)
  if (patterns.length > 0 && !patterns.some((rule) => rule.number?.test(skeleton(number)) !== false))
    throw new KhorgosError(
      'NUMBER_MALFORMED',
      `No ${kind} of ${issuer} has a number like "${number}".`,
      place('/number'),
    )
}

const place = (path: string) => ({ place: { path } })

/** The rule of the agreement that lets the asker ask this: what an answer shows stands in it. */
export function askRuleFor({ kind, issuer, purpose }: Question, asker: Partner): AskRule | undefined {
  return asker.agreement.asks.find(
    (rule) => rule.kind === kind && rule.issuers.includes(issuer) && rule.purposes.includes(purpose),
  )
}

/** @throws KhorgosError KIND_UNKNOWN for a question that `requireAgreed` would not have let pass */
export function questionKey({ kind, issuer, form, number }: Question): DocumentKey {
  if (!isKindName(kind)) throw new KhorgosError('KIND_UNKNOWN', `There is no kind of document "${kind}".`)
  return keyOf({ kind, issuer, series: form ?? '', number })
}

/** The past moment that a question is about; undefined: now. */
export function asOfOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text)
}
