import type { Tx } from '../database.ts'

/** What became of a document by a step of a write-off, in words of the hub's list `status`. */
export type ReportStatus = 'utilised' | 'partially-utilised' | 'rejected'

/** A step of a write-off that the issuer of the document is to be told of. */
export interface NewReport {
  /** Index in the log of the record of the step. */
  readonly position: bigint
  readonly writeOff: string
  /** Partner id of the issuer. */
  readonly partner: string
  readonly status: ReportStatus
  /** Lines of which the step left nothing. */
  readonly exhausted: readonly number[]
  readonly dueAt: Date
}

export async function insertReports(tx: Tx, rows: readonly NewReport[]): Promise<void> {
  await tx.query(
    `insert into report (position, write_off, partner, status, exhausted, due_at)
     select position, write_off, partner, status, exhausted::integer[], due_at
       from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
         as r (position, write_off, partner, status, exhausted, due_at)`,
    [
      rows.map(({ position }) => position.toString()),
      rows.map(({ writeOff }) => writeOff),
      rows.map(({ partner }) => partner),
      rows.map(({ status }) => status),
      rows.map(({ exhausted }) => `{${exhausted.join()}}`),
      rows.map(({ dueAt }) => dueAt.toISOString()),
    ],
  )
}

/** A report that is due, with what it is made of. */
export interface DueReport extends Omit<NewReport, 'dueAt'> {
  /** Attempts that failed. */
  readonly attempts: number
  /** Kind, form and number of the document, as its issuer wrote them. */
  readonly kind: string
  readonly issuer: string
  readonly series: string
  readonly number: string
  /** Message id of the message that stated what the document says; null when that message had none. */
  readonly answers: string | null
  /** The signed statement of the step; null once it was erased. */
  readonly statement: Uint8Array | null
}

/**
 * Those that nothing was made of yet, in the order of their steps. Of one write-off an issuer is told step after step: a
 * report waits until the one before it was made, and until its receiver has answered that, or was given up.
 */
export function dueReports(db: Tx, now: Date, limit: number): Promise<DueReport[]> {
  return db.query<DueReport>(
    `select r.position, r.write_off as "writeOff", r.partner, r.status, r.exhausted, r.attempts, f.kind, f.issuer, f.series,
            f.content -> 'key' ->> 'number' as number, e.message_id as answers, p.bytes as statement
       from report r
       join write_off w on w.id = r.write_off
       join fact f on f.position = w.fact_position
       join exchange e on e.id = coalesce((f.content -> 'provenance' -> 0 ->> 'exchange')::uuid, f.exchange_id)
       join leaf l on l.index = r.position
       left join payload p on p.id = l.payload_id
      where r.exchange_id is null and r.due_at <= $1
        and not exists (select 1 from report b left join exchange m on m.id = b.exchange_id
              where b.write_off = r.write_off and b.position < r.position
                and (b.exchange_id is null or m.state = 'accepted'))
      order by r.position limit $2`,
    [now, limit],
  )
}

/** What a report has become. */
export interface Reported {
  readonly position: bigint
  readonly exchangeId: string
}

/** @returns positions of those that were due until now */
export async function settleReports(tx: Tx, rows: readonly Reported[]): Promise<bigint[]> {
  const settled = await tx.query<{ position: bigint }>(
    `update report r set exchange_id = m.exchange_id
       from unnest($1::bigint[], $2::uuid[]) as m (position, exchange_id)
      where r.position = m.position and r.exchange_id is null returning r.position`,
    [rows.map(({ position }) => position.toString()), rows.map(({ exchangeId }) => exchangeId)],
  )
  return settled.map(({ position }) => position)
}

/** One of which no message could be made is looked at again at `dueAt`. */
export async function postponeReport(
  db: Tx,
  { position, dueAt, error }: { readonly position: bigint; readonly dueAt: Date; readonly error: string },
): Promise<void> {
  await db.query(
    `update report set due_at = $2, attempts = attempts + 1, last_error = $3 where position = $1 and exchange_id is null`,
    [position.toString(), dueAt, error],
  )
}

/** How many are due, also those that wait for their next attempt. */
export async function countReports(db: Tx): Promise<number> {
  const [row] = await db.query<{ count: bigint }>(
    'select count(*) as count from report where exchange_id is null',
  )
  return Number(row?.count ?? 0n)
}
