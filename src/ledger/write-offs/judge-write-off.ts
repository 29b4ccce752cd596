import { CODES, KhorgosError } from '../../errors.ts'
import type { EntryPlace } from '../../exchange/participant.ts'
import { compareDecimals } from '../../model/decimal.ts'
import { statesWrong } from '../../model/misses.ts'
import type { WriteOffLine, WriteOffRequest } from '../../model/generated/verification/write-off-request.ts'
import { amountIn, askedOf } from './amounts.ts'
import type { Partner } from '../../partners/partner.ts'
import { availableOf, type Posting, standingOf } from './balances.ts'
import { checksOf, verdictOf } from '../checks/checks.ts'
import type { LedgerEntry } from '../entry.ts'
import type { Fact } from '../facts/fact.ts'
import { groundsOf } from '../checks/grounds.ts'
import { showsHolding } from '../questions/held.ts'
import type { JudgeParts } from '../judge-parts.ts'
import {
  digestOf,
  type Decision,
  judged,
  type JudgedWriteOff,
  type Missed,
  repeated,
} from './judged-write-off.ts'
import { KINDS } from '../kinds.ts'
import type { Known } from '../known.ts'
import { askRuleFor, questionKey } from '../questions/question.ts'
import { seenBy } from '../questions/seen.ts'
import { basisOf } from '../questions/shown.ts'
import { questionOf } from './write-off-form.ts'
import { reservedUntilOf } from './reservation.ts'
import type { TakenLine } from './write-off-now.ts'

type WriteOffEntry = Extract<LedgerEntry, { entry: 'write-off' }>

/**
 * All lines of a request or none of it, from what stands in the log before. The same reference with the same request has
 * been decided before, whatever has changed since.
 */
export function judgeWriteOff(
  entry: WriteOffEntry,
  known: Known,
  place: EntryPlace,
  parts: JudgeParts,
): JudgedWriteOff {
  const { id, asker, request, refusal } = entry
  const before = known.writeOff({ agency: asker.id, reference: request.reference })
  const digest = digestOf(request)
  if (before?.digest === digest) return repeated(before.id)
  return judged({ id, asker, asked: request }, known, place, parts, () => {
    if (before !== undefined)
      throw new KhorgosError(
        'REFERENCE_REUSED',
        `The reference "${request.reference}" is that of another write-off.`,
        placed('/reference'),
      )
    if (refusal !== undefined) throw refusal
    return decided(entry, digest, known, place, parts)
  })
}

function decided(
  { id, asker, request }: WriteOffEntry,
  digest: string,
  known: Known,
  { index, at: now }: EntryPlace,
  parts: JudgeParts,
): Decision | Missed {
  const { state, reference } = request
  const reservedUntil = state === 'reserved' ? reservedUntilOf(request, asker, now) : undefined
  const fact = establishedFact(request, asker, known, now, parts)
  if ('missed' in fact) return fact
  const tellsRest = askRuleFor(request, asker)?.shows.includes('balance') ?? false
  const postings = request.lines.flatMap((line, place) =>
    state === 'declined'
      ? requireLine(line, place, fact)
      : [taking(line, place, { fact, state, known, tellsRest })],
  )
  return {
    before: undefined,
    after: {
      id,
      agency: asker.id,
      reference,
      digest,
      stepDigest: undefined,
      document: fact.document,
      factPosition: fact.position,
      state,
      reservedUntil,
      lines: postings.map(takenOf),
      recordIndex: index,
    },
    postings,
    stated: { request, basis: basisOf(fact) },
  }
}

/**
 * Something is taken only from a document that a question with the same statements would confirm. One that is declined
 * need not be good: that its agency holds it is enough. Whatever is missing, the refusal is the same; it comes later where a
 * question would have been a miss, so that nobody guesses here what he may not guess there.
 */
function establishedFact(
  request: WriteOffRequest,
  asker: Partner,
  known: Known,
  at: Date,
  parts: JudgeParts,
): Fact | Missed {
  const question = questionOf(request)
  const key = questionKey(question)
  const closed = known.misses.refusal(asker, key, at)
  if (closed !== undefined) throw closed
  const missed = (): Missed => ({ missed: notEstablished(), delayMs: known.misses.miss(asker, key, at) })
  const fact = known.find(key)
  if (fact === undefined || !showsHolding(question, KINDS[key.kind], fact.content)) return missed()
  if (request.state === 'declined') return fact
  const seen = seenBy(question, KINDS[key.kind], fact)
  const checks = checksOf({ ...groundsOf(seen, known, parts), question, at })
  if (statesWrong(checks)) return missed()
  if (verdictOf(checks) !== 'confirmed') throw notEstablished()
  return fact
}

interface Taking {
  readonly fact: Fact
  readonly state: 'reserved' | 'used'
  readonly known: Known
  /** Whether the asker may know what is left. */
  readonly tellsRest: boolean
}

function taking(wanted: WriteOffLine, place: number, { fact, state, known, tellsRest }: Taking): Posting {
  const asked = askedOf(wanted)
  const standing = asked && standingOf(fact, asked, known)
  if (asked === undefined || standing === undefined) throw lineUnknown(wanted.line, place)
  if ('reason' in standing)
    throw standing.reason === 'NOT_COUNTED' ? lineUnknown(wanted.line, place) : notEstablished()
  const { balance, isNew } = standing
  const amount = amountIn(balance.unit, asked)
  if (amount === undefined) throw unitNotConvertible(asked, balance.unit, place)
  const available = availableOf(balance)
  if (compareDecimals(amount, available) > 0)
    throw new KhorgosError(
      'BALANCE_EXCEEDED',
      tellsRest
        ? `${available} ${balance.unit} are left of line ${balance.line}, and ${amount} were asked for.`
        : `Less than ${amount} ${balance.unit} is left of line ${balance.line}.`,
      placed(`/lines/${place}`),
    )
  return state === 'reserved'
    ? { balance, isNew, reserved: amount, used: '0' }
    : { balance, isNew, reserved: '0', used: amount }
}

function requireLine({ line }: WriteOffLine, place: number, { content }: Fact): [] {
  if (!content.lines.some((each) => each.line === line)) throw lineUnknown(line, place)
  return []
}

function takenOf({ balance: { id, line, measure, unit }, reserved, used }: Posting): TakenLine {
  return { balance: id, line, measure, unit, reserved, used }
}

function notEstablished(): KhorgosError {
  return new KhorgosError('DOCUMENT_NOT_ESTABLISHED', `${CODES.DOCUMENT_NOT_ESTABLISHED.title}.`)
}

export function lineUnknown(line: number, place: number): KhorgosError {
  const whole =
    line === 0
      ? ''
      : ' What the document states as a whole, as a declaration its value, is counted on line 0.'
  return new KhorgosError(
    'LINE_UNKNOWN',
    `Nothing of that kind is counted on line ${line}.${whole}`,
    placed(`/lines/${place}`),
  )
}

export function unitNotConvertible(
  asked: { readonly unit: string },
  unit: string,
  place: number,
): KhorgosError {
  return new KhorgosError(
    'UNIT_NOT_CONVERTIBLE',
    `The document counts in ${unit}, and ${asked.unit} does not convert into that.`,
    placed(`/lines/${place}`),
  )
}

function placed(path: string): { readonly place: { readonly path: string } } {
  return { place: { path } }
}
