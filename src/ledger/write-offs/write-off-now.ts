import type { WriteOffState } from '../../model/write-off-state.ts'
import type { KnownWriteOff } from '../../store/ledger/write-offs.ts'
import type { Counted } from './amounts.ts'

/** A write-off as it stands: what its next step is judged by. */
export interface WriteOffNow {
  readonly id: string
  /** Partner id. */
  readonly agency: string
  readonly reference: string
  /** Hex SHA-256 of the canonical request. */
  readonly digest: string
  /** The same of the newest step; undefined before the first one. */
  readonly stepDigest: string | undefined
  /** Position of the document's first fact. */
  readonly document: bigint
  /** The fact that the request was judged by. */
  readonly factPosition: bigint
  readonly state: WriteOffState
  /**
   * When what is reserved goes back by itself. It stays with a reservation that ended so; undefined where there is no end, and
   * once the agency has used or released it.
   */
  readonly reservedUntil: Date | undefined
  readonly lines: readonly TakenLine[]
  /** Index in the log of the record of its newest step. */
  readonly recordIndex: bigint
}

/** What a write-off has of one balance now. */
export interface TakenLine extends Counted {
  /** Id of the balance. */
  readonly balance: string
  readonly unit: string
  readonly reserved: string
  readonly used: string
}

export function writeOffOf({ digest, stepDigest, reservedUntil, lines, ...row }: KnownWriteOff): WriteOffNow {
  const taken: TakenLine[] = JSON.parse(lines)
  const { id, agency, reference, document, factPosition, state, recordIndex } = row
  return {
    id,
    agency,
    reference,
    document,
    factPosition,
    state,
    reservedUntil: reservedUntil ?? undefined,
    recordIndex,
    digest: Buffer.from(digest).toString('hex'),
    stepDigest: stepDigest === null ? undefined : Buffer.from(stepDigest).toString('hex'),
    lines: taken,
  }
}
