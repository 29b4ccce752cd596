import type { Database } from './database.ts'

/** An assertion that somebody shows. */
export interface ShownAssertion {
  readonly partner: string
  /** SHA-256 of its id. */
  readonly idSha256: Uint8Array
  /** After this it is refused for its age. */
  readonly until: Date
}

/**
 * Uses an assertion up, and forgets those that nobody could use any more.
 *
 * @returns whether it was not used before
 */
export async function spendAssertion(
  database: Database,
  { partner, idSha256, until }: ShownAssertion,
  now: Date,
): Promise<boolean> {
  await database.query('delete from client_assertion where until < $1', [now])
  const rows = await database.query(
    `insert into client_assertion (partner, id_sha256, until) values ($1, $2, $3)
         on conflict do nothing returning true as spent`,
    [partner, idSha256, until],
  )
  return rows.length === 1
}
