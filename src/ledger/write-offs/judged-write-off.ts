import { createHash } from 'node:crypto'
import { KhorgosError } from '../../errors.ts'
import { canonicalJsonBytes } from '../../evidence/canonical-json.ts'
import type { Commitment } from '../../evidence/commitment.ts'
import type { EvidenceDraft, PostedAmount } from '../../evidence/record.ts'
import type { EntryPlace, Judged } from '../../exchange/participant.ts'
import { jsonBytes, JSON_TYPE, keep } from '../../exchange/payload.ts'
import type { WriteOff } from '../../model/generated/verification/write-off.ts'
import type { Partner } from '../../partners/partner.ts'
import type { SignatureVerdict } from '../../trust/verdict.ts'
import type { NewReport } from '../../store/ledger/reports.ts'
import { isZero } from './amounts.ts'
import { type Posting, posted } from './balances.ts'
import { type Denial, denialOf } from '../denial.ts'
import type { JudgeParts } from '../judge-parts.ts'
import type { Known } from '../known.ts'
import { reportOf } from '../reports/report-due.ts'
import { statementOf } from './write-off-answer.ts'
import type { WriteOffNow } from './write-off-now.ts'

/** What became of a request or a step: it was made, refused, or had been made before. */
export type JudgedWriteOff = MadeWriteOff | Denial | RepeatedWriteOff

/** A step whose statement waits for its signature and the head it is committed under. */
export interface MadeWriteOff extends Judged {
  readonly outcome: 'made'
  readonly statement: WriteOff
  /** Bytes to be signed. */
  readonly payload: Uint8Array
  readonly payloadId: string
  /** Time of its record. */
  readonly at: Date
  readonly before: WriteOffNow | undefined
  readonly after: WriteOffNow
  readonly postings: readonly Posting[]
  /** What the issuer of the document is to be told of it. */
  readonly report: NewReport | undefined
}

export interface RepeatedWriteOff extends Judged {
  readonly outcome: 'repeated'
  readonly writeOff: string
}

/** What was decided, before it is true. */
export interface Decision {
  /** Undefined where there was no such write-off. */
  readonly before: WriteOffNow | undefined
  readonly after: WriteOffNow
  readonly postings: readonly Posting[]
  /** What the statement tells beside that. */
  readonly stated: Pick<WriteOff, 'request' | 'basis' | 'instruction' | 'previous' | 'reason'>
}

/** The asker did not show that he holds the document, or was wrong about it. */
export interface Missed {
  readonly missed: KhorgosError
  /** How long after it was asked it is told, in ms. */
  readonly delayMs: number
}

export function repeated(writeOff: string): RepeatedWriteOff {
  return { outcome: 'repeated', writeOff, payloads: [], records: [] }
}

/**
 * Makes true what `decide` comes to, whole or not at all: whatever it throws, or missed, is told, is evidence, and has changed nothing.
 *
 * @param asked what is kept of a refusal
 */
export function judged(
  { id, asker, asked }: { readonly id: string; readonly asker: Partner; readonly asked: object },
  known: Known,
  place: EntryPlace,
  parts: JudgeParts,
  decide: () => Decision | Missed,
): MadeWriteOff | Denial {
  try {
    const decision = decide()
    return 'missed' in decision
      ? denialOf(asked, asker, decision.missed, { request: id, delayMs: decision.delayMs })
      : made(
          decision,
          { asker, recordOf: (recorded) => askedRecord(decision, asker, recorded) },
          known,
          place,
          parts,
        )
  } catch (thrown) {
    if (!(thrown instanceof KhorgosError) || thrown.code === 'INTERNAL') throw thrown
    return denialOf(asked, asker, thrown, { request: id })
  }
}

/** What every record of a step says of its statement. */
export interface Recorded {
  readonly writeOff: string
  readonly payload: Commitment
  readonly signature: SignatureVerdict
}

interface Maker {
  /** Whose write-off it is; undefined when that has no agreement any more. */
  readonly asker: Partner | undefined
  /** The record of the step. */
  readonly recordOf: (recorded: Recorded) => EvidenceDraft
}

/** Makes a decision true for whoever is decided about next. */
export function made(
  decision: Decision,
  { asker, recordOf }: Maker,
  known: Known,
  { index, at }: EntryPlace,
  parts: JudgeParts,
): MadeWriteOff {
  const { before, after, postings, stated } = decision
  const size = { log: parts.log, size: index.toString() }
  const statement = statementOf({ after, postings, stated, asker, ledger: size, at })
  const payload = keep(jsonBytes(statement), JSON_TYPE)
  for (const posting of postings) known.post(after.document, posted(posting))
  known.setWriteOff(after)
  const report = reportOf(decision, known, parts.partners.values())
  return {
    outcome: 'made',
    statement,
    payload: payload.bytes,
    payloadId: payload.id,
    at,
    before,
    after,
    postings,
    report: report && { ...report, dueAt: at },
    payloads: [payload],
    records: [recordOf({ writeOff: after.id, payload: payload.commitment, signature: parts.signature })],
    receiptOf: { record: 0, salt: payload.salt },
  }
}

/** Of a step that its agency asked for. */
function askedRecord(
  { after: { state: kind, reservedUntil }, postings }: Decision,
  { id: by, file }: Partner,
  recorded: Recorded,
): EvidenceDraft {
  const asked = { ...recorded, by, agreement: file.sha256 }
  if (kind === 'declined') return { kind, ...asked }
  const until = reservedUntil === undefined ? {} : { until: reservedUntil.toISOString() }
  return { kind, ...asked, ...until, postings: postings.map(postedAmount) }
}

export function postedAmount({
  balance: { id, total, carried },
  isNew,
  reserved,
  used,
}: Posting): PostedAmount {
  return {
    balance: id,
    total,
    // Stands in the first posting of a balance, and nowhere else.
    ...(isNew && !isZero(carried) && { carried }),
    reserved,
    used,
  }
}

/** Hex SHA-256 of the canonical JSON: tells a repetition from something else under the same name. */
export function digestOf(asked: object): string {
  return createHash('sha256').update(canonicalJsonBytes(asked)).digest('hex')
}
