import { KhorgosError } from '../../errors.ts'
import type { Question } from '../../model/generated/verification/question.ts'
import type { WriteOffLine, WriteOffRequest } from '../../model/generated/verification/write-off-request.ts'
import type { IssueRule, Partner } from '../../partners/partner.ts'
import { askedOf, isZero } from './amounts.ts'
import { invalid, requireEachOnce, requireMoment } from '../questions/askable.ts'
import type { Step } from '../entry.ts'
import { askRuleFor, requireAgreed } from '../questions/question.ts'

/** What can be said of a write-off before the ledger is looked at. */

/** What somebody would ask who wants to know whether the document is good for this. */
export function questionOf(request: WriteOffRequest): Question {
  const { kind, issuer, form, number, purpose, date, held } = request
  return {
    kind,
    issuer,
    ...(form !== undefined && { form }),
    number,
    purpose,
    ...(date !== undefined && { date }),
    held,
  }
}

/**
 * Whether a partner may write this off at all, by the agreements alone.
 *
 * @param issues every rule by which any partner vouches for documents
 * @throws KhorgosError as `requireAgreed`, KIND_NOT_AGREED where the agreement lets it ask but not write off
 */
export function requireWriteOffAgreed(
  request: WriteOffRequest,
  asker: Partner,
  issues: readonly IssueRule[],
  at: Date,
): void {
  const question = questionOf(request)
  requireAgreed(question, asker, issues, at)
  requireWriteOffForm(request)
  const { writesOff = [] } = askRuleFor(question, asker) ?? {}
  const measures = request.lines.flatMap((line) => askedOf(line)?.measure ?? [])
  const missing = measures.find((measure) => !writesOff.includes(measure))
  if (missing !== undefined || writesOff.length === 0)
    throw new KhorgosError(
      'KIND_NOT_AGREED',
      `The agreement ${asker.agreement.id} does not cover writing off ${missing ?? 'anything'} of ${request.kind} of ${request.issuer}.`,
      { place: { path: '/lines' } },
    )
}

/** Something declined is not counted; something taken is, and more than nothing. Only what is reserved has an end. */
function requireWriteOffForm({ state, reservedUntil, lines, reason }: WriteOffRequest): void {
  requireLines(lines)
  if (reservedUntil !== undefined && state !== 'reserved')
    throw invalid('/reservedUntil', 'Only what is reserved has an end')
  requireMoment('/reservedUntil', reservedUntil)
  const declined = state === 'declined'
  if (declined !== (reason !== undefined))
    throw invalid('/reason', declined ? 'It is not said why' : 'A reason is for what is declined')
  for (const [index, line] of lines.entries())
    if ((askedOf(line) === undefined) !== declined)
      throw invalid(
        `/lines/${index}`,
        declined ? 'Nothing is taken of what is declined' : 'It is not said how much is taken',
      )
}

/**
 * What the schema of a step cannot say, because it depends on the step.
 *
 * @throws KhorgosError REQUEST_INVALID
 */
export function requireStepForm({ to, instruction: { lines, reason } }: Step): void {
  const released = to === 'released'
  if (released !== (reason !== undefined))
    throw invalid('/reason', released ? 'It is not said why' : 'A reason is for what is released')
  if (lines === undefined) return
  if (released) throw invalid('/lines', 'All of it is released')
  requireLines(lines)
  for (const [index, line] of lines.entries())
    if (askedOf(line) === undefined) throw invalid(`/lines/${index}`, 'It is not said how much is used')
}

function requireLines(lines: readonly WriteOffLine[]): void {
  requireEachOnce('/lines', lines)
  for (const [index, each] of lines.entries()) {
    const asked = askedOf(each)
    if (asked !== undefined && isZero(asked.amount))
      throw invalid(`/lines/${index}`, 'Nothing of it is taken')
  }
}
