import type { Tx } from './database.ts'

/** A message that waits for its companion. */
export interface WaitingRow {
  readonly id: string
  readonly partner: string
  readonly route: string
  readonly format: string
}

/** The same with its bytes, to be read again. */
export interface WaitingMessage extends WaitingRow {
  readonly bytes: Uint8Array
  readonly receivedAt: Date
}

export interface WaitingPair {
  readonly leading: WaitingMessage
  readonly companion: WaitingMessage
}

/** Which two formats of a partner's route belong together. */
export interface CompanionRoute {
  readonly partner: string
  readonly route: string
  readonly leading: string
  readonly companion: string
}

interface PairRow {
  readonly partner: string
  readonly route: string
  readonly leading_id: string
  readonly leading_format: string
  readonly leading_at: Date
  readonly leading_bytes: Uint8Array
  readonly companion_id: string
  readonly companion_format: string
  readonly companion_at: Date
  readonly companion_bytes: Uint8Array
}

/** Pairs whose two halves both wait, oldest first. */
export async function findPairs(
  db: Tx,
  routes: readonly CompanionRoute[],
  limit: number,
): Promise<WaitingPair[]> {
  const rows = await db.query<PairRow>(
    `select a.partner, a.route,
            a.id as leading_id, a.format as leading_format, a.received_at as leading_at, ap.bytes as leading_bytes,
            b.id as companion_id, b.format as companion_format, b.received_at as companion_at, bp.bytes as companion_bytes
       from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as pair (partner, route, lead, companion)
       join exchange a on a.state = 'waiting' and a.route = pair.route and a.partner = pair.partner and a.format = pair.lead
       join exchange b on b.state = 'waiting' and b.route = pair.route and b.partner = pair.partner and b.format = pair.companion
                      and b.companion_key = a.companion_key
       join payload ap on ap.id = a.payload_id
       join payload bp on bp.id = b.payload_id
      order by a.id limit $5`,
    [
      routes.map((each) => each.partner),
      routes.map((each) => each.route),
      routes.map((each) => each.leading),
      routes.map((each) => each.companion),
      limit,
    ],
  )
  return rows.map((row) => ({
    leading: message(row, row.leading_id, row.leading_format, row.leading_at, row.leading_bytes),
    companion: message(row, row.companion_id, row.companion_format, row.companion_at, row.companion_bytes),
  }))
}

function message(
  row: PairRow,
  id: string,
  format: string,
  receivedAt: Date,
  bytes: Uint8Array,
): WaitingMessage {
  return { id, partner: row.partner, route: row.route, format, receivedAt, bytes }
}

/** Messages whose companion did not come before `now`; one that came and is not joined yet has come. */
export function findExpired(db: Tx, now: Date, limit: number): Promise<WaitingRow[]> {
  return db.query<WaitingRow>(
    `select e.id, e.partner, e.route, e.format from exchange e
      where e.state = 'waiting' and e.waits_until <= $1
        and not exists (select 1 from exchange o where o.state = 'waiting' and o.route = e.route and o.partner = e.partner
                           and o.companion_key = e.companion_key and o.format <> e.format)
      order by e.waits_until limit $2`,
    [now, limit],
  )
}
