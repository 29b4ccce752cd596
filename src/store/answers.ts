import type { Tx } from './database.ts'

/** The message of ours that an acknowledgement answers. */
export interface AnsweredRow {
  readonly id: string
  readonly exchangeId: string
  readonly sources: readonly string[]
  readonly messageId: string
}

/** The newest message with this id, for a natural key may come again after a refusal. */
export async function findAnswered(
  db: Tx,
  partner: string,
  messageId: string,
): Promise<AnsweredRow | undefined> {
  const [row] = await db.query<AnsweredRow>(
    `select o.id, o.exchange_id as "exchangeId", o.message_id as "messageId",
            array(select s.exchange_id::text from outgoing_source s where s.outgoing_id = o.id order by 1) as sources
       from outgoing o where o.partner = $1 and o.message_id = $2 order by o.id desc limit 1`,
    [partner, messageId],
  )
  return row
}
