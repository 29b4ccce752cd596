import type { Tx } from './database.ts'

/** The message of ours that an acknowledgement answers. */
export interface AnsweredRow {
  readonly id: string
  readonly exchangeId: string
  readonly sources: readonly string[]
  readonly messageId: string
}

/**
 * The newest message with this id, for a natural key may come again after a refusal; else the newest one that the
 * partner itself gave this number in an earlier answer.
 */
export async function findAnswered(db: Tx, partner: string, name: string): Promise<AnsweredRow | undefined> {
  const [row] = await db.query<AnsweredRow>(
    `select o.id, o.exchange_id as "exchangeId", o.message_id as "messageId",
            array(select s.exchange_id::text from outgoing_source s where s.outgoing_id = o.id order by 1) as sources
       from outgoing o
      where o.id = coalesce(
        (select id from outgoing where partner = $1 and message_id = $2 order by id desc limit 1),
        (select n.id from acknowledgement a join outgoing n on n.id = a.outgoing_id
          where a.numbers @> array[$2::text] and a.numbers <> '{}' and n.partner = $1 order by n.id desc limit 1))`,
    [partner, name],
  )
  return row
}
