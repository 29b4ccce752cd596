import {
  comparableForm,
  type ComparableValue as Value,
  heldHash,
  sameTariffDigits,
} from '../../model/comparable.ts'
import type { Hash, Question } from '../../model/generated/verification/question.ts'
import type { DocumentContent } from '../facts/fact.ts'
import { type HeldField, isHeldField, valuesIn } from './held-fields.ts'
import type { Kind } from '../kinds.ts'
import type { Finding } from '../reasons.ts'

/** What an asker states of a document, compared with what the ledger knows of it: told or as salted hashes. */

/** One value that a question states. */
export interface Statement {
  readonly field: string
  /** Absent for what is said of the document as a whole. */
  readonly line?: number
  readonly value: Value | Hash
}

/** Everything that a question states, in its own order, lines last. */
export function statementsOf({ held = {} }: Pick<Question, 'held'>): Statement[] {
  const { lines = [], ...fields } = held
  return [
    ...Object.entries(fields).map(([field, value]) => ({ field, value })),
    ...lines.flatMap(({ line, ...values }) =>
      Object.entries(values).map(([field, value]) => ({ field, line, value })),
    ),
  ]
}

/** @param salt of the question, base64url, when its values are hashes */
export function compare(
  { field, line, value }: Statement,
  content: DocumentContent,
  salt: string | undefined,
): Finding {
  if (!isHeldField(field)) return NOT_THERE
  const known = valuesIn(content, field, line)
  // Of a hash nothing is told but match or no match: not even which fields and lines there are.
  if (isHash(value)) return compareHash(value, known, { field, line: line ?? 0, salt: salt ?? '' })
  if (known.length === 0) return NOT_THERE
  return field === 'hs' ? compareTariffNumbers(value, known) : compareForms(field, value, known)
}

/**
 * Whether the asker has shown that he holds the document. A field counts when all that is stated under it is right, or
 * fifty lines would be fifty guesses.
 */
export function showsHolding(question: Question, kind: Kind, content: DocumentContent): boolean {
  const statements = statementsOf(question)
  const shown = kind.proofFields.filter((proof) => {
    const stated = statements.filter(({ field }) => field === proof)
    return (
      stated.length > 0 && stated.every((each) => compare(each, content, question.salt).result === 'pass')
    )
  })
  return shown.length >= kind.proofs
}

export function isHash(value: Value | Hash): value is Hash {
  return typeof value === 'object' && 'sha256' in value
}

const NOT_THERE: Finding = { result: 'not-established', reason: 'FIELD_NOT_ON_DOCUMENT' }

interface Hashed {
  readonly field: HeldField
  readonly line: number
  readonly salt: string
}

function compareHash({ sha256 }: Hash, known: readonly Value[], { field, line, salt }: Hashed): Finding {
  const bytes = Buffer.from(salt, 'base64url')
  return passedWhen(
    known.some((value) => {
      const form = comparableForm(field, value)
      return form !== undefined && heldHash(bytes, field, line, form) === sha256
    }),
  )
}

/** Only the digits that both have are compared; where one has more, the answer says how many that were. */
function compareTariffNumbers(held: Value, [known]: readonly Value[]): Finding {
  if (typeof held !== 'string' || typeof known !== 'string') return passedWhen(false)
  const digits = sameTariffDigits(held, known)
  if (digits === undefined || held.length === known.length) return passedWhen(digits !== undefined)
  return { result: 'pass', reason: 'COMMON_DIGITS', detail: `${digits} digits compared` }
}

function compareForms(field: HeldField, value: Value, known: readonly Value[]): Finding {
  const held = comparableForm(field, value)
  const forms = known.map((each) => comparableForm(field, each))
  if (held !== undefined && forms.includes(held)) return passedWhen(true)
  const measured = field === 'quantity' || field === 'amount'
  return measured && forms.every((form) => unitOf(form) !== unitOf(held))
    ? { result: 'not-established', reason: 'UNIT_NOT_COMPARABLE' }
    : passedWhen(false)
}

/** A comparable quantity or amount ends with its unit. */
function unitOf(form: string | undefined): string | undefined {
  return form?.split(' ')[1]
}

function passedWhen(same: boolean): Finding {
  return same ? { result: 'pass' } : { result: 'fail', reason: 'FIELD_DIFFERS' }
}
