import { createHash } from 'node:crypto'
import type { Database } from '../store/database.ts'
import { hashesOfSubjects, payloadsAfter } from '../store/payloads.ts'
import { commit, type Commitment } from './commitment.ts'
import { committedFields } from './committed-fields.ts'
import type { FsckProgress, Report } from './fsck-report.ts'
import { NIL_ID } from './fsck-walk.ts'
import { subjectOf, type EvidenceRecord } from './record.ts'

const PAYLOADS_PER_PAGE = 64

/** Erased bytes cannot be compared; that they are not there is told of the leaf. */
export function isCommitted(
  salt: Uint8Array | null,
  sha256: Uint8Array | null,
  commitment: Commitment,
): boolean {
  return salt === null || sha256 === null || commit(salt, sha256) === commitment
}

/** Every commitment in a record is to a payload of its subject. */
export async function checkCommitments(
  database: Database,
  records: readonly { readonly index: bigint; readonly record: EvidenceRecord }[],
  report: Report,
): Promise<void> {
  const known = await knownCommitments(database, [...new Set(records.map(({ record }) => subjectOf(record)))])
  for (const { index, record } of records)
    for (const { field, commitment } of committedFields(record))
      if (known.get(subjectOf(record))?.has(commitment) !== true)
        report(`leaf ${index}`, `its "${field}" commits to no stored payload of ${subjectOf(record)}`)
}

/** By subject. */
async function knownCommitments(
  database: Database,
  subjects: readonly string[],
): Promise<Map<string, Set<Commitment>>> {
  const known = new Map<string, Set<Commitment>>()
  for (const { subjectId, salt, sha256 } of await hashesOfSubjects(database, subjects))
    known.set(subjectId, (known.get(subjectId) ?? new Set()).add(commit(salt, sha256)))
  return known
}

/** Hashes every stored payload again. @returns how many there are */
export async function checkPayloads(
  database: Database,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<bigint> {
  let done = 0n
  for (let last = NIL_ID; ;) {
    const page = await payloadsAfter(database, last, PAYLOADS_PER_PAGE)
    for (const { id, bytes, sha256 } of page)
      if (!createHash('sha256').update(bytes).digest().equals(sha256))
        report(`payload ${id}`, 'its bytes do not hash to its SHA-256')
    done += BigInt(page.length)
    onProgress({ stage: 'payloads', done, total: undefined })
    const end = page.at(-1)
    if (end === undefined || page.length < PAYLOADS_PER_PAGE) return done
    last = end.id
  }
}
