import type { Tx } from '../database.ts'
import { byteaText, rowsAsJson } from '../packed.ts'

/** Something that happened in a case, with its place in the log. */
export interface NewCaseEvent {
  readonly caseId: string
  readonly revision: number
  readonly event: string
  /** Text that tells causes apart within a case. */
  readonly cause: string
  readonly payloadId: string
  readonly recordIndex: bigint
  readonly receiptSize: bigint
}

export async function insertCaseEvents(tx: Tx, rows: readonly NewCaseEvent[]): Promise<void> {
  await tx.query(
    `insert into case_event (case_id, revision, event, cause, payload_id, record_index, receipt_size)
     select * from json_to_recordset($1) as r (case_id uuid, revision integer, event text, cause text, payload_id uuid,
       record_index bigint, receipt_size bigint)`,
    [
      rowsAsJson(
        rows.map((row) => ({
          case_id: row.caseId,
          revision: row.revision,
          event: row.event,
          cause: row.cause,
          payload_id: row.payloadId,
          record_index: row.recordIndex.toString(),
          receipt_size: row.receiptSize.toString(),
        })),
      ),
    ],
  )
}

/** An event that a cause made happen before. */
export interface KnownEvent {
  readonly caseId: string
  readonly revision: number
  readonly event: string
  readonly cause: string
  /** The event whole; null once that was erased. */
  readonly payload: Uint8Array | null
}

/** Those of the cases that the causes have moved before. */
export function findByCause(
  db: Tx,
  causes: readonly { readonly caseId: string; readonly cause: string }[],
): Promise<KnownEvent[]> {
  return db.query<KnownEvent>(
    `select e.case_id as "caseId", e.revision, e.event, e.cause, p.bytes as payload
       from unnest($1::uuid[], $2::text[]) as k (case_id, cause)
       join case_event e using (case_id, cause) left join payload p on p.id = e.payload_id`,
    [causes.map(({ caseId }) => caseId), causes.map(({ cause }) => cause)],
  )
}

/** What made happen the events of these numbers. */
export function causesAt(
  db: Tx,
  events: readonly { readonly caseId: string; readonly revision: number }[],
): Promise<{ caseId: string; revision: number; cause: string }[]> {
  return db.query(
    `select e.case_id as "caseId", e.revision, e.cause
       from unnest($1::uuid[], $2::integer[]) as k (case_id, revision) join case_event e using (case_id, revision)`,
    [events.map(({ caseId }) => caseId), events.map(({ revision }) => revision)],
  )
}

/** An event as its case's timeline shows it. */
export interface CaseEventRow {
  readonly revision: number
  readonly event: string
  readonly recordIndex: bigint
  readonly receiptSize: bigint
  /** Canonical JSON; null once it was erased. */
  readonly payload: Uint8Array | null
}

/** In order. */
export function eventsOfCase(db: Tx, caseId: string, after: number, limit: number): Promise<CaseEventRow[]> {
  return db.query<CaseEventRow>(
    `select e.revision, e.event, e.record_index as "recordIndex", e.receipt_size as "receiptSize", p.bytes as payload
       from case_event e left join payload p on p.id = e.payload_id
      where e.case_id = $1 and e.revision > $2 order by e.revision limit $3`,
    [caseId, after, limit],
  )
}

/** A record that a case rests on. */
export interface NewBasis {
  readonly caseId: string
  readonly revision: number
  readonly recordIndex: bigint
  /** 32 bytes. */
  readonly keyId: Uint8Array | undefined
}

/** What a case cites again is its basis already. */
export async function insertBases(tx: Tx, rows: readonly NewBasis[]): Promise<void> {
  await tx.query(
    `insert into case_basis (case_id, revision, record_index, key_id)
     select * from json_to_recordset($1) as r (case_id uuid, revision integer, record_index bigint, key_id bytea)
     on conflict do nothing`,
    [
      rowsAsJson(
        rows.map((row) => ({
          case_id: row.caseId,
          revision: row.revision,
          record_index: row.recordIndex.toString(),
          key_id: row.keyId === undefined ? null : byteaText(row.keyId),
        })),
      ),
    ],
  )
}

/** An event as those see it who follow an office. */
export interface OfficeEventRow {
  /** Index in the log of its record. */
  readonly record: bigint
  readonly case: string
  readonly workflow: string
  readonly key: string
  readonly office: string
  readonly revision: number
  readonly event: string
  /** In which its case is now. */
  readonly state: string
}

/** In the order of the log. */
export function eventsOfOffices(
  db: Tx,
  {
    offices,
    after,
    limit,
  }: { readonly offices: readonly string[]; readonly after: bigint; readonly limit: number },
): Promise<OfficeEventRow[]> {
  return db.query<OfficeEventRow>(
    `${SEEN_EVENT} where e.record_index > $2 and c.office = any($1::text[]) order by e.record_index limit $3`,
    [offices, after, limit],
  )
}

/** Those of all offices, in the order of the log. */
export function eventsBehind(db: Tx, after: bigint, limit: number): Promise<OfficeEventRow[]> {
  return db.query<OfficeEventRow>(
    `${SEEN_EVENT} where e.record_index > $1 order by e.record_index limit $2`,
    [after, limit],
  )
}

const SEEN_EVENT = `select e.record_index as record, c.id as case, c.workflow, c.key, c.office, e.revision, e.event, c.state
       from case_event e join workflow_case c on c.id = e.case_id`

/** @returns index in the log of the newest event of any case; undefined before the first */
export async function newestCaseEvent(db: Tx): Promise<bigint | undefined> {
  const [row] = await db.query<{ newest: bigint | null }>(
    'select max(record_index) as newest from case_event',
  )
  return row?.newest ?? undefined
}
