import type { Tx } from '../database.ts'

/** The newest fact of a document at its place in the log, with how the document stood before. */
export interface FactStep {
  readonly position: bigint
  /** Position of the document's first fact. */
  readonly document: bigint
  readonly kind: string
  readonly status: string
  /** Null for the first fact. */
  readonly before: string | null
}

/** Facts by their positions, in order. */
export function factSteps(db: Tx, positions: readonly bigint[]): Promise<FactStep[]> {
  return db.query<FactStep>(
    `select f.position, f.document, f.kind, f.status,
            (select e.status from fact e
              where e.number = f.number and e.issuer = f.issuer and e.kind = f.kind and e.series = f.series
                and e.position < f.position
              order by e.position desc limit 1) as before
       from fact f where f.position = any($1::bigint[]) order by f.position`,
    [positions.map(String)],
  )
}

/** A case and a record that it rests on. */
export interface Resting {
  readonly caseId: string
  readonly recordIndex: bigint
}

/** Cases that rest on messages which had spoken of documents before a position of the log, be it to say nothing new. */
export function casesOnDocuments(
  db: Tx,
  documents: readonly { readonly document: bigint; readonly before: bigint }[],
): Promise<(Resting & { document: bigint; before: bigint })[]> {
  return db.query(
    `select distinct on (b.case_id, k.document, k.before)
            b.case_id as "caseId", b.record_index as "recordIndex", k.document, k.before
       from unnest($1::bigint[], $2::bigint[]) as k (document, before)
       join fact f on f.document = k.document and f.position < k.before
       join lateral (select f.basis union all select r.basis from fact_repeat r where r.position = f.position) m on true
       join case_basis b on b.record_index = m.basis and b.record_index < k.before
      order by b.case_id, k.document, k.before, b.record_index desc`,
    [documents.map(({ document }) => document.toString()), documents.map(({ before }) => before.toString())],
  )
}

/** Cases that rest on what a key signed from that moment on; one row for each, in the order of their ids. */
export function casesOnKey(
  db: Tx,
  {
    keyId,
    since,
    after,
    limit,
  }: {
    /** 32 bytes. */
    readonly keyId: Uint8Array
    readonly since: Date
    /** Id of the last case of the page before. */
    readonly after: string | undefined
    readonly limit: number
  },
): Promise<(Resting & { record: Uint8Array })[]> {
  return db.query(
    `select distinct on (b.case_id) b.case_id as "caseId", b.record_index as "recordIndex", l.record
       from case_basis b join leaf l on l.index = b.record_index
      where b.key_id = $1 and ($3::uuid is null or b.case_id > $3)
        and (convert_from(l.record, 'UTF8')::json ->> 'at')::timestamptz >= $2
      order by b.case_id, b.record_index desc limit $4`,
    [keyId, since.toISOString(), after ?? null, limit],
  )
}

/** Records that some cases rest on, in the order of the log. */
export function basesOfCases(
  db: Tx,
  caseIds: readonly string[],
): Promise<{ recordIndex: bigint; keyId: Uint8Array | null }[]> {
  return db.query(
    `select distinct record_index as "recordIndex", key_id as "keyId" from case_basis
      where case_id = any($1::uuid[]) order by record_index`,
    [caseIds],
  )
}
