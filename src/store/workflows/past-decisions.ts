import type { Tx } from '../database.ts'

/** A decision about a channel, with what came of it where that is known. */
export interface PastDecision {
  /** Id of its case. */
  readonly id: string
  readonly office: string
  /** JSON: what the case knows. */
  readonly data: string
}

/** Cases of a workflow that were opened since, the newest first. */
export function pastDecisions(
  db: Tx,
  {
    workflow,
    since,
    before,
    limit,
  }: {
    readonly workflow: string
    readonly since: Date
    readonly before: string | undefined
    readonly limit: number
  },
): Promise<PastDecision[]> {
  return db.query<PastDecision>(
    `select id, office, data::text as data from workflow_case
      where workflow = $1 and opened_at >= $2 and ($3::uuid is null or id < $3) order by id desc limit $4`,
    [workflow, since.toISOString(), before ?? null, limit],
  )
}
