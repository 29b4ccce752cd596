import { createHash } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import { type IndexedPayload, messagePath, PATHS, receiptPath, recordPath } from './bundle/bundle-index.ts'
import type { Bundle } from './bundle/read.ts'
import { commitmentsOf, type NumberedRecord, storyProblems } from './bundle/story.ts'
import type { BundleTrust } from './bundle-trust.ts'
import type { CheckList } from './check-list.ts'
import { commit } from './commitment.ts'
import { equalBytes } from './merkle.ts'
import { encodeVkey, parseVkey } from './note.ts'
import { sameHead, type VerifiedReceipt, verifyReceipt } from './receipt.ts'

/** The part of a bundle that the log answers for: records, receipts, commitments and the order of events. */

/** @returns the records that are proved to stand in the log of the bundle's own log key */
export function checkReceipts(
  bundle: Bundle,
  trust: BundleTrust | undefined,
  checks: CheckList,
): NumberedRecord[] {
  const vkey = checkLogKey(bundle, trust, checks)
  if (vkey === undefined) return []
  const proved = bundle.index.records.flatMap((index) => {
    const about = `record ${index} stands in the log`
    return checks.attempt('receipt', about, () => checkReceipt(bundle, index, vkey)) ?? []
  })
  checkOneHead(proved, checks)
  return proved.map(({ index, record }) => ({ index, record }))
}

function checkLogKey(bundle: Bundle, trust: BundleTrust | undefined, checks: CheckList): string | undefined {
  try {
    const vkey = bundle.text(PATHS.logVkey).replace(/\n$/, '')
    const { name, publicKey } = parseVkey(vkey)
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
    if (encodeVkey(name, publicKey) !== vkey || bundle.text(PATHS.logKey) !== pem)
      throw new KhorgosError('EVIDENCE_INVALID', 'the two forms of the log key in the bundle differ')
    if (trust === undefined) checks.leaveOpen('log-key-trusted', `nothing was said about the log key ${vkey}`)
    else if (trust.vkeys.includes(vkey)) checks.pass('log-key-trusted', `the log key ${vkey} is trusted`)
    else checks.fail('log-key-trusted', `the log key ${vkey} is not among the trusted ones`)
    return vkey
  } catch (thrown) {
    checks.fail(
      'log-key-trusted',
      `the log key in the bundle: ${thrown instanceof Error ? thrown.message : 'unreadable'}`,
    )
    return undefined
  }
}

function checkReceipt(bundle: Bundle, index: string, vkey: string): VerifiedReceipt {
  const receipt = verifyReceipt(bundle.text(receiptPath(index)), { vkeys: [vkey] })
  if (receipt.index.toString() !== index)
    throw new KhorgosError('EVIDENCE_INVALID', `the receipt is for record ${receipt.index}`)
  if (!equalBytes(receipt.recordBytes, bundle.bytes(recordPath(index))))
    throw new KhorgosError('EVIDENCE_INVALID', 'the receipt is for a record with other content')
  return receipt
}

function checkOneHead(receipts: readonly VerifiedReceipt[], checks: CheckList): void {
  const [first] = receipts
  if (first === undefined) return checks.fail('one-checkpoint', 'no receipt of the bundle verifies')
  if (receipts.every((receipt) => sameHead(receipt, first)))
    checks.pass(
      'one-checkpoint',
      `all receipts are against one head of ${first.origin}: ${first.size} records`,
    )
  else checks.fail('one-checkpoint', 'the receipts are against different heads of the log')
}

/** Every payload opens a commitment of its record; every commitment has its payload, or stays open. */
export function checkCommitments(
  bundle: Bundle,
  records: readonly NumberedRecord[],
  checks: CheckList,
): void {
  for (const payload of bundle.index.payloads) {
    const record = records.find(({ index }) => index.toString() === payload.record)
    const about = `${messagePath(payload.name)} is what record ${payload.record} commits to`
    checks.attempt('commitment', about, () => checkCommitment(bundle, payload, record))
  }
  for (const { index, record } of records)
    for (const { role, field } of commitmentsOf(record)) {
      const found = bundle.index.payloads.filter(
        (payload) => payload.record === index.toString() && payload.role === role,
      )
      if (found.length === 0)
        checks.leaveOpen('commitment', `the bundle does not hold the bytes of "${field}" of record ${index}`)
      if (found.length > 1) checks.fail('commitment', `two files claim to be "${field}" of record ${index}`)
    }
}

function checkCommitment(
  bundle: Bundle,
  payload: IndexedPayload,
  numbered: NumberedRecord | undefined,
): void {
  if (numbered === undefined) throw new KhorgosError('EVIDENCE_INVALID', 'the record is not proved')
  const expected = commitmentsOf(numbered.record).find(({ role }) => role === payload.role)?.commitment
  if (expected === undefined)
    throw new KhorgosError(
      'EVIDENCE_INVALID',
      `a record "${numbered.record.kind}" commits to no ${payload.role}`,
    )
  const digest = createHash('sha256')
    .update(bundle.bytes(messagePath(payload.name)))
    .digest()
  if (commit(Buffer.from(payload.salt, 'hex'), digest) !== expected)
    throw new KhorgosError('EVIDENCE_INVALID', 'the commitment is to other bytes or with another salt')
}

/** The records tell one possible story of one exchange. */
export function checkStory(bundle: Bundle, records: readonly NumberedRecord[], checks: CheckList): void {
  const problems = storyProblems(bundle.index.exchange, records)
  for (const problem of problems) checks.fail('story', problem)
  if (problems.length === 0)
    checks.pass('story', `the records tell the story of exchange ${bundle.index.exchange}`)
}
