import type { Tx } from '../database.ts'
import { byteaText, rowsAsJson } from '../packed.ts'

/** A case as it stands. */
export interface CaseRow {
  /** UUIDv7. */
  readonly id: string
  readonly workflow: string
  readonly key: string
  /** 32 bytes: SHA-256 of its definition. */
  readonly definition: Uint8Array
  readonly office: string
  readonly state: string
  readonly revision: number
  readonly entered: number
  readonly since: Date
  /** JSON. */
  readonly data: string
  readonly dueAt: Date | null
  readonly outcome: string | null
}

const COLUMNS = `c.id, c.workflow, c.key, c.definition, c.office, c.state, c.revision, c.entered, c.since, c.data::text as data,
       c.due_at as "dueAt", c.outcome`

export interface CaseName {
  readonly workflow: string
  readonly key: string
}

/** Each once, in no order; what is not there is left out. */
export function findCases(
  db: Tx,
  { ids, names }: { readonly ids: readonly string[]; readonly names: readonly CaseName[] },
): Promise<CaseRow[]> {
  return db.query<CaseRow>(
    `select ${COLUMNS} from workflow_case c where c.id = any($1::uuid[])
      union
     select ${COLUMNS} from unnest($2::text[], $3::text[]) as n (workflow, key) join workflow_case c using (workflow, key)`,
    [ids, names.map(({ workflow }) => workflow), names.map(({ key }) => key)],
  )
}

/** Cases that those causes opened, each with its cause. */
export function findOpened(
  db: Tx,
  causes: readonly string[],
): Promise<(CaseRow & { readonly cause: string })[]> {
  return db.query(
    `select ${COLUMNS}, e.cause from case_event e join workflow_case c on c.id = e.case_id
      where e.revision = 1 and e.cause = any($1::text[])`,
    [causes],
  )
}

type Written = Omit<CaseRow, 'dueAt' | 'outcome'> & {
  readonly dueAt: Date | undefined
  readonly outcome: string | undefined
}

export type NewCase = Written & { readonly openedAt: Date }

export async function insertCases(tx: Tx, rows: readonly NewCase[]): Promise<void> {
  await tx.query(
    `insert into workflow_case (id, workflow, key, definition, office, state, revision, entered, since, data, due_at,
       outcome, opened_at)
     select id, workflow, key, definition, office, state, revision, entered, since, data::json, due_at, outcome, opened_at
       from json_to_recordset($1) as r (id uuid, workflow text, key text, definition bytea, office text, state text,
         revision integer, entered integer, since timestamptz, data text, due_at timestamptz, outcome text,
         opened_at timestamptz)`,
    [
      rowsAsJson(
        rows.map((row) => ({
          ...cellsOf(row),
          workflow: row.workflow,
          key: row.key,
          definition: byteaText(row.definition),
          office: row.office,
          opened_at: row.openedAt.toISOString(),
        })),
      ),
    ],
  )
}

/** @returns ids of those that stood at the revision `before`: all, while the log head is held */
export async function moveCases(
  tx: Tx,
  rows: readonly (Written & { readonly before: number })[],
): Promise<string[]> {
  const moved = await tx.query<{ id: string }>(
    `update workflow_case c
        set state = r.state, revision = r.revision, entered = r.entered, since = r.since, data = r.data::json,
            due_at = r.due_at, outcome = r.outcome
       from json_to_recordset($1) as r (id uuid, before integer, state text, revision integer, entered integer,
         since timestamptz, data text, due_at timestamptz, outcome text)
      where c.id = r.id and c.revision = r.before
      returning c.id`,
    [rowsAsJson(rows.map((row) => ({ ...cellsOf(row), before: row.before })))],
  )
  return moved.map(({ id }) => id)
}

function cellsOf(row: Written) {
  return {
    id: row.id,
    state: row.state,
    revision: row.revision,
    entered: row.entered,
    since: row.since.toISOString(),
    data: row.data,
    due_at: row.dueAt?.toISOString() ?? null,
    outcome: row.outcome ?? null,
  }
}

/** Cases whose deadline is over, the longest first. */
export function dueCases(db: Tx, now: Date, limit: number): Promise<{ id: string; entered: number }[]> {
  return db.query(
    'select id, entered from workflow_case where due_at is not null and due_at <= $1 order by due_at limit $2',
    [now.toISOString(), limit],
  )
}

export interface CaseQuery {
  readonly offices: readonly string[]
  readonly workflow?: string
  readonly key?: string
  readonly open?: boolean
  /** Id of the last case of the page before. */
  readonly before?: string
  readonly limit: number
}

/** The newest first. */
export function listCases(
  db: Tx,
  { offices, workflow, key, open, before, limit }: CaseQuery,
): Promise<CaseRow[]> {
  return db.query<CaseRow>(
    `select ${COLUMNS} from workflow_case c
      where c.office = any($1::text[]) and ($2::text is null or c.workflow = $2) and ($3::text is null or c.key = $3)
        and ($4::boolean is null or (c.outcome is null) = $4) and ($5::uuid is null or c.id < $5)
      order by c.id desc limit $6`,
    [offices, workflow ?? null, key ?? null, open ?? null, before ?? null, limit],
  )
}
