import { createHash } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import { canonicalJsonBytes } from '../evidence/canonical-json.ts'
import type { EvidenceDraft } from '../evidence/record.ts'
import type { EntryPlace, Judged } from '../exchange/participant.ts'
import { jsonBytes, JSON_TYPE, keep } from '../exchange/payload.ts'
import type { WriteOff } from '../model/generated/verification/write-off.ts'
import type { Partner } from '../partners/partner.ts'
import { isZero } from './amounts.ts'
import { type Posting, posted } from './balances.ts'
import { type Denial, denialOf } from './denial.ts'
import type { JudgeParts } from './judge-question.ts'
import type { Known } from './known.ts'
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
  readonly stated: Pick<WriteOff, 'request' | 'basis' | 'instruction' | 'previous'>
}

export function repeated(writeOff: string): RepeatedWriteOff {
  return { outcome: 'repeated', writeOff, payloads: [], records: [] }
}

/**
 * Makes true what `decide` comes to, whole or not at all: whatever it throws is told, is evidence, and has changed nothing.
 *
 * @param asked what is kept of a refusal
 */
export function judged(
  { id, asker, asked }: { readonly id: string; readonly asker: Partner; readonly asked: object },
  known: Known,
  place: EntryPlace,
  parts: JudgeParts,
  decide: () => Decision,
): MadeWriteOff | Denial {
  try {
    return made(decide(), asker, known, place, parts)
  } catch (thrown) {
    if (!(thrown instanceof KhorgosError) || thrown.code === 'INTERNAL') throw thrown
    return denialOf(asked, asker, thrown, id)
  }
}

function made(
  { before, after, postings, stated }: Decision,
  asker: Partner,
  known: Known,
  { index, at }: EntryPlace,
  parts: JudgeParts,
): MadeWriteOff {
  const size = { log: parts.log, size: index.toString() }
  const statement = statementOf({ after, postings, stated, asker, ledger: size, at })
  const payload = keep(jsonBytes(statement), JSON_TYPE)
  for (const posting of postings) known.post(after.document, posted(posting))
  known.setWriteOff(after)
  return {
    outcome: 'made',
    statement,
    payload: payload.bytes,
    payloadId: payload.id,
    at,
    before,
    after,
    postings,
    payloads: [payload],
    records: [
      {
        ...whatHappened(after.state, postings),
        writeOff: after.id,
        by: asker.id,
        agreement: asker.file.sha256,
        payload: payload.commitment,
        signature: parts.signature,
      },
    ],
    receiptOf: { record: 0, salt: payload.salt },
  }
}

type WriteOffDraft = Extract<EvidenceDraft, { writeOff: string }>
type Happened =
  | Pick<Extract<WriteOffDraft, { postings: unknown }>, 'kind' | 'postings'>
  | Pick<Exclude<WriteOffDraft, { postings: unknown }>, 'kind'>

function whatHappened(kind: WriteOffNow['state'], postings: readonly Posting[]): Happened {
  if (kind === 'declined') return { kind }
  return {
    kind,
    postings: postings.map(({ balance: { id, total, carried }, isNew, reserved, used }) => ({
      balance: id,
      total,
      // Stands in the first posting of a balance, and nowhere else.
      ...(isNew && !isZero(carried) && { carried }),
      reserved,
      used,
    })),
  }
}

/** Hex SHA-256 of the canonical JSON: tells a repetition from something else under the same name. */
export function digestOf(asked: object): string {
  return createHash('sha256').update(canonicalJsonBytes(asked)).digest('hex')
}
