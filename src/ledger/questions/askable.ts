import { KhorgosError } from '../../errors.ts'
import type { Hash, Question } from '../../model/generated/verification/question.ts'
import { isMoment } from '../facts/calendar.ts'
import { isHash, statementsOf } from './held.ts'
import type { Kind } from '../kinds.ts'

/**
 * What the schema of a question cannot say, because it depends on the kind of document or on the rest of the question.
 *
 * @throws KhorgosError REQUEST_INVALID; its place is the JSON Pointer (RFC 6901) in the question
 */
export function requireAskable(question: Question, kind: Kind): void {
  const { kind: name, form, salt, held, wants } = question
  if ((form !== undefined) !== kind.hasSeries)
    throw invalid(
      '/form',
      kind.hasSeries ? `A ${name} is asked for by its form too` : `A ${name} has no form`,
    )
  requireMoment('/date', question.date)
  requireMoment('/asOf', question.asOf)
  requireMoment('/held/issueDate', held?.issueDate)
  requireEachOnce('/held/lines', held?.lines)
  requireEachOnce('/wants', wants)
  requireInquiry(question, kind)
  const fields: readonly string[] = kind.fields
  for (const { field, line, value } of statementsOf(question)) {
    const index = held?.lines?.findIndex((each) => each.line === line)
    const place = line === undefined ? `/held/${field}` : `/held/lines/${index}/${field}`
    if (!fields.includes(field)) throw invalid(place, `A ${name} has no ${field} to compare`)
    if (isHash(value) !== (salt !== undefined))
      throw invalid(
        place,
        'All values are hashes with a salt, as {"sha256": "64 digits, each 0 to 9 or a to f"}, or none is',
      )
  }
}

/** Rule 18(a) of annex 8 of the ATIGA: reasons are told in words, unless the choice was random. */
function requireInquiry({ kind: name, inquire, held }: Question, kind: Kind): void {
  if (inquire === undefined) return
  if (kind.inquiring === undefined) throw invalid('/inquire', `Nobody is asked about a ${name}`)
  if (inquire.reason !== 'random' && inquire.text === undefined)
    throw invalid('/inquire/text', 'Only a random choice needs no reason in words')
  const stated = new Set(statementsOf({ held: held ?? {} }).map(({ field }) => field))
  if (kind.proofFields.filter((field) => stated.has(field)).length < kind.proofs)
    throw invalid(
      '/held',
      `An authority is asked by whoever states ${kind.proofs} of ${kind.proofFields.join(', ')}`,
    )
}

/** @throws KhorgosError REQUEST_INVALID */
export function requireMoment(path: string, stated: string | Hash | undefined): void {
  if (typeof stated === 'string' && !isMoment(stated))
    throw invalid(path, `There is no ${stated} in the calendar`)
}

/** @throws KhorgosError REQUEST_INVALID */
export function requireEachOnce(path: string, items: readonly { readonly line: number }[] = []): void {
  const seen = new Set<number>()
  for (const [index, { line }] of items.entries()) {
    if (seen.has(line)) throw invalid(`${path}/${index}/line`, `Line ${line} is named twice`)
    seen.add(line)
  }
}

export function invalid(path: string, message: string): KhorgosError {
  return new KhorgosError('REQUEST_INVALID', `${message}.`, { place: { path } })
}
