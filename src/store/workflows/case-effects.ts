import type { Tx } from '../database.ts'
import { rowsAsJson } from '../packed.ts'

/** Names one effect. */
export interface EffectName {
  readonly caseId: string
  readonly revision: number
  readonly place: number
}

export interface NewEffect extends EffectName {
  readonly kind: string
  /** JSON. */
  readonly args: string
}

export async function insertEffects(
  tx: Tx,
  rows: readonly (NewEffect & { readonly dueAt: Date })[],
): Promise<void> {
  await tx.query(
    `insert into case_effect (case_id, revision, place, kind, args, due_at)
     select case_id, revision, place, kind, args::json, due_at
       from json_to_recordset($1) as r (case_id uuid, revision integer, place smallint, kind text, args text,
         due_at timestamptz)`,
    [
      rowsAsJson(
        rows.map(({ caseId, revision, place, kind, args, dueAt }) => ({
          case_id: caseId,
          revision,
          place,
          kind,
          args,
          due_at: dueAt.toISOString(),
        })),
      ),
    ],
  )
}

/** An effect that waits to be done, with the case it is of. */
export interface DueEffect extends NewEffect {
  readonly attempts: number
  readonly workflow: string
  readonly key: string
  readonly office: string
  /** Index in the log of the record of the event. */
  readonly recordIndex: bigint
}

/**
 * The first of each case that is due: what a case tells has an order, and a later word waits for the earlier one, however
 * often that is tried.
 */
export function dueEffects(db: Tx, now: Date, limit: number): Promise<DueEffect[]> {
  return db.query<DueEffect>(
    `select e.case_id as "caseId", e.revision, e.place, e.kind, e.args::text as args, e.attempts,
            c.workflow, c.key, c.office, m.record_index as "recordIndex"
       from case_effect e join workflow_case c on c.id = e.case_id
       join case_event m on (m.case_id, m.revision) = (e.case_id, e.revision)
      where e.done_at is null and e.due_at <= $1
        and not exists (select 1 from case_effect b
             where b.case_id = e.case_id and b.done_at is null and (b.revision, b.place) < (e.revision, e.place))
      order by e.due_at, e.case_id limit $2`,
    [now.toISOString(), limit],
  )
}

export async function postponeEffect(
  db: Tx,
  { caseId, revision, place, dueAt, error }: EffectName & { readonly dueAt: Date; readonly error: string },
): Promise<void> {
  await db.query(
    `update case_effect set attempts = attempts + 1, due_at = $4, last_error = $5
      where case_id = $1 and revision = $2 and place = $3 and done_at is null`,
    [caseId, revision, place, dueAt.toISOString(), error],
  )
}

/** @returns whether it was still to be done */
export async function settleEffect(
  tx: Tx,
  { caseId, revision, place, exchange }: EffectName & { readonly exchange: string | undefined },
  at: Date,
): Promise<boolean> {
  const rows = await tx.query(
    `update case_effect set done_at = $5, exchange_id = $4
      where case_id = $1 and revision = $2 and place = $3 and done_at is null returning place`,
    [caseId, revision, place, exchange ?? null, at.toISOString()],
  )
  return rows.length > 0
}
