import type { Tx } from '../database.ts'
import { rowsAsJson } from '../packed.ts'

/** A change of the findings of a trip, with its place in the log. */
export interface NewTripEvent {
  readonly tripId: string
  readonly revision: number
  readonly payloadId: string
  readonly recordIndex: bigint
  readonly receiptSize: bigint
}

export async function insertTripEvents(tx: Tx, rows: readonly NewTripEvent[]): Promise<void> {
  await tx.query(
    `insert into trip_event (trip_id, revision, payload_id, record_index, receipt_size)
     select * from json_to_recordset($1) as r (trip_id uuid, revision integer, payload_id uuid, record_index bigint,
       receipt_size bigint)`,
    [
      rowsAsJson(
        rows.map((row) => ({
          trip_id: row.tripId,
          revision: row.revision,
          payload_id: row.payloadId,
          record_index: row.recordIndex.toString(),
          receipt_size: row.receiptSize.toString(),
        })),
      ),
    ],
  )
}

export interface TripEventRow {
  readonly revision: number
  readonly recordIndex: bigint
  readonly receiptSize: bigint
  /** The event whole; null once that was erased. */
  readonly payload: Uint8Array | null
}

/** In order, behind that revision. */
export function eventsOfTrip(db: Tx, trip: string, after: number, limit: number): Promise<TripEventRow[]> {
  return db.query<TripEventRow>(
    `select e.revision, e.record_index as "recordIndex", e.receipt_size as "receiptSize", p.bytes as payload
       from trip_event e left join payload p on p.id = e.payload_id
      where e.trip_id = $1 and e.revision > $2 order by e.revision limit $3`,
    [trip, after, limit],
  )
}

/** Events of trips that are written down under these indexes of the log. */
export function tripEventsAt(
  db: Tx,
  indexes: readonly bigint[],
): Promise<{ index: bigint; tripId: string; revision: number }[]> {
  return db.query(
    `select record_index as index, trip_id as "tripId", revision from trip_event where record_index = any($1::bigint[])`,
    [indexes.map(String)],
  )
}

/** An event with what it has to agree with. */
export interface ProvableTripEvent extends TripEventRow {
  /** Of its leaf; null when there is none. */
  readonly record: Uint8Array | null
  readonly isSamePayload: boolean
  readonly hasGrown: boolean
}

/** Of one trip, in order. */
export function provableTripEvents(db: Tx, trip: string): Promise<ProvableTripEvent[]> {
  return db.query<ProvableTripEvent>(
    `select e.revision, e.record_index as "recordIndex", e.receipt_size as "receiptSize", p.bytes as payload, l.record,
            l.payload_id is not distinct from e.payload_id as "isSamePayload",
            exists (select 1 from checkpoint k where k.size = e.receipt_size)
              and not exists (select 1 from checkpoint k where k.size > e.record_index and k.size < e.receipt_size) as "hasGrown"
       from trip_event e left join leaf l on l.index = e.record_index left join payload p on p.id = e.payload_id
      where e.trip_id = $1 order by e.revision`,
    [trip],
  )
}
