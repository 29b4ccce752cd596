import { setTimeout as pause } from 'node:timers/promises'
import { KhorgosError } from '../errors.ts'
import { decodeRecord } from '../evidence/record-reader.ts'
import type { EvidenceLog } from '../evidence/log.ts'
import type { Committed } from '../exchange/commit.ts'
import type { FlattenedJws } from '../trust/jws-file.ts'
import type { DeskParts } from './desk-parts.ts'
import type { LedgerResult } from './participant.ts'
import type { Denied } from './service.ts'
import type { StatementFiles } from './statement-files.ts'

/** What the desk does alike for everything that it is asked. */

/** Hex id of the key that signed what a record is about: it may have been renewed since. */
function signerIn(leaf: Uint8Array): string {
  const record = decodeRecord(leaf)
  if ('signature' in record) return record.signature.keyId
  throw new KhorgosError('LOG_CORRUPT', `A record "${record.kind}" names no key that signed it.`)
}

/** What is no question at all is told and forgotten; everything else that is refused is evidence. */
export function refusalOf(check: () => void): KhorgosError | undefined {
  try {
    check()
    return undefined
  } catch (thrown) {
    if (!(thrown instanceof KhorgosError) || thrown.code === 'REQUEST_INVALID') throw thrown
    return thrown
  }
}

export function done(
  committed: Committed<LedgerResult>,
): Extract<Committed<LedgerResult>, { outcome: 'done' }> {
  if (committed.outcome === 'done') return committed
  throw new KhorgosError('INTERNAL', `An entry of the ledger cannot end as ${committed.outcome}.`)
}

/** What is held back when the gateway stops is not waited for: it stands in the log. */
const waitUnlessStopped = (ms: number): Promise<void> => pause(ms, undefined, { ref: false })

/** @returns lets time pass until `delayMs` after something was received; what its commit took counts */
export function holdingBack({
  clock,
  wait = waitUnlessStopped,
}: Pick<DeskParts, 'clock' | 'wait'>): (receivedAt: Date, delayMs: number) => Promise<void> {
  return async (receivedAt, delayMs) => {
    const left = delayMs - (clock().getTime() - receivedAt.getTime())
    if (left > 0) await wait(left)
  }
}

/** What was refused under the lock, as the doors tell it. */
export function deniedOf(
  { request, error }: Extract<LedgerResult, { result: 'denied' }>,
  receipt: string,
): Denied {
  return { outcome: 'denied', request, receipt, error }
}

/** What is kept of a statement that was signed and handed out. */
interface KeptStatement {
  readonly payload: Uint8Array | null
  readonly signature: Uint8Array
  readonly recordIndex: bigint
  readonly receiptSize: bigint
  /** The leaf. */
  readonly record: Uint8Array
}

/**
 * A statement as it was handed out, by the key that signed it then.
 * @returns the bytes that were signed, and the file
 * @throws KhorgosError NOT_FOUND when it was erased, or the key is not kept
 */
export async function statementAgain(
  files: StatementFiles,
  log: Pick<EvidenceLog, 'receipt'>,
  row: KeptStatement,
): Promise<{ readonly payload: Uint8Array; readonly signed: FlattenedJws }> {
  const payload = keptPayload(row.payload)
  const [file, receipt] = await Promise.all([
    files.signedBy(signerIn(row.record)),
    log.receipt(row.recordIndex, row.receiptSize),
  ])
  return { payload, signed: file(payload, row.signature, receipt) }
}

/** @throws KhorgosError NOT_FOUND when it was erased: its record and whatever copies there are still prove it */
function keptPayload(payload: Uint8Array | null): Uint8Array {
  if (payload === null) throw new KhorgosError('NOT_FOUND', 'The statement is not kept any more.')
  return payload
}
