import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SignedHead } from '../../evidence/log-append.ts'
import type { Tx } from '../../store/database.ts'
import { insertPushes } from '../../store/ledger/notice-pushes.ts'
import { insertNotices } from '../../store/ledger/notices.ts'
import type { MadeNotice } from './notices.ts'

/** The rows of the notices of one batch, and what is to be sent to agencies that have given an address. */
export async function writeNotices(
  sign: (payload: Uint8Array) => Uint8Array,
  tx: Tx,
  head: SignedHead,
  made: readonly MadeNotice[],
): Promise<void> {
  if (made.length === 0) return
  // The statements so far go out at the end of this turn: the database works on them while the notices are signed.
  await nextTurn()
  const rows = made.map(({ row, payload }) => ({ ...row, signature: sign(payload), receiptSize: head.size }))
  const pushes = made.flatMap(({ row: { id, agency }, pushed }) => (pushed ? [{ notice: id, agency }] : []))
  await Promise.all([insertNotices(tx, rows), pushes.length === 0 ? undefined : insertPushes(tx, pushes)])
}
