import type { Tx } from '../database.ts'
import { rowsAsJson } from '../packed.ts'

/** Something that officers of an office are waited for. */
export interface CaseTask {
  readonly caseId: string
  readonly task: string
  readonly office: string
  readonly role: string
  readonly since: Date
  readonly dueAt: Date | undefined
}

/** All tasks of cases that have come into another state: what was asked before is asked no more. */
export async function replaceTasks(
  tx: Tx,
  cases: readonly string[],
  rows: readonly CaseTask[],
): Promise<void> {
  await Promise.all([
    tx.query('delete from case_task where case_id = any($1::uuid[])', [cases]),
    rows.length === 0
      ? undefined
      : tx.query(
          `insert into case_task (case_id, task, office, role, since, due_at)
           select * from json_to_recordset($1) as r (case_id uuid, task text, office text, role text, since timestamptz,
             due_at timestamptz)`,
          [
            rowsAsJson(
              rows.map((row) => ({
                case_id: row.caseId,
                task: row.task,
                office: row.office,
                role: row.role,
                since: row.since.toISOString(),
                due_at: row.dueAt?.toISOString() ?? null,
              })),
            ),
          ],
        ),
  ])
}

/** A task with the case that it is about. */
export interface TaskRow {
  readonly caseId: string
  readonly task: string
  readonly office: string
  readonly role: string
  readonly since: Date
  readonly dueAt: Date | null
  readonly workflow: string
  readonly key: string
  readonly definition: Uint8Array
  readonly state: string
  readonly revision: number
}

export interface TaskQuery {
  readonly offices: readonly string[]
  readonly roles: readonly string[]
  /** Tasks behind that one in the order of the list. */
  readonly after: Pick<CaseTask, 'since' | 'caseId' | 'task'> | undefined
  readonly limit: number
}

/** The oldest first; one page for each office and role, merged, so that no list costs more for the others. */
export function tasksOf(db: Tx, { offices, roles, after, limit }: TaskQuery): Promise<TaskRow[]> {
  const pairs = offices.flatMap((office) => roles.map((role) => ({ office, role })))
  return db.query<TaskRow>(
    `select t.case_id as "caseId", t.task, t.office, t.role, t.since, t.due_at as "dueAt",
            c.workflow, c.key, c.definition, c.state, c.revision
       from unnest($1::text[], $2::text[]) as k (office, role)
      cross join lateral (select * from case_task t
             where t.office = k.office and t.role = k.role
               and ($3::timestamptz is null or (t.since, t.case_id, t.task) > ($3, $4::uuid, $5))
             order by t.since, t.case_id, t.task limit $6) t
       join workflow_case c on c.id = t.case_id
      order by t.since, t.case_id, t.task limit $6`,
    [
      pairs.map(({ office }) => office),
      pairs.map(({ role }) => role),
      after?.since.toISOString() ?? null,
      after?.caseId ?? null,
      after?.task ?? null,
      limit,
    ],
  )
}
