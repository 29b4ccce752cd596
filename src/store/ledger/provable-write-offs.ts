import type { Tx } from '../database.ts'
import { type ProvableStatement, STATEMENT_COLUMNS, STATEMENT_JOINS } from './provable-statements.ts'

/** A write-off with what it has to agree with, as of one moment. */
export interface ProvableWriteOff extends ProvableStatement {
  readonly id: string
  readonly agency: string
  readonly reference: string
  readonly digest: Buffer
  readonly stepDigest: Buffer | null
  readonly document: bigint
  readonly factPosition: bigint
  readonly state: string
  readonly reservedUntil: Date | null
  /** JSON. */
  readonly lines: string
  /** The document of the fact by which it was judged; null when there is no such fact. */
  readonly factDocument: bigint | null
  /** JSON list of the records of its subject in order, each with index and base64; null when there is none. */
  readonly records: string | null
}

/** The records of subject `r.id` as JSON. */
export const RECORDS_OF_SUBJECT = `(select json_agg(json_build_object('index', s.index::text, 'record', encode(s.record, 'base64')) order by s.index)
               from leaf s where s.subject_id = r.id)::text`

/** Write-offs after `id` in the order of ids. */
export function writeOffsAfter(db: Tx, id: string, limit: number): Promise<ProvableWriteOff[]> {
  return db.query<ProvableWriteOff>(
    `select r.id, r.agency, r.reference, r.digest, r.step_digest as "stepDigest", r.document,
            r.fact_position as "factPosition", r.state, r.reserved_until as "reservedUntil", r.lines::text as lines,
            (select f.document from fact f where f.position = r.fact_position) as "factDocument",
            ${RECORDS_OF_SUBJECT} as records, ${STATEMENT_COLUMNS}
       from write_off r ${STATEMENT_JOINS}
      where r.id > $1 order by r.id limit $2`,
    [id, limit],
  )
}

/** Those of the ids under which there is a write-off. */
export async function writeOffsAmong(db: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    'select w.id from unnest($1::uuid[]) as k (id) join write_off w on w.id = k.id',
    [ids],
  )
  return new Set(rows.map(({ id }) => id))
}
