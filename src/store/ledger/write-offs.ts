import type { WriteOffState } from '../../model/write-off-state.ts'
import type { Tx } from '../database.ts'
import { byteaText, rowsAsJson } from '../packed.ts'

/** What the newest step made of a write-off: its state, its signed statement, and the place of its record in the log. */
interface Step {
  readonly state: WriteOffState
  /** When what is reserved goes back by itself, or went; undefined without an end, and once it was used or released. */
  readonly reservedUntil: Date | undefined
  /** JSON: kept and given back character for character. */
  readonly lines: string
  /** The signed bytes: payload of the JWS. */
  readonly payloadId: string
  /** Signature of the JWS. */
  readonly signature: Uint8Array
  readonly recordIndex: bigint
  readonly receiptSize: bigint
}

/** An agency's use of a document. */
export interface NewWriteOff extends Step {
  /** UUIDv7. */
  readonly id: string
  /** Partner id. */
  readonly agency: string
  /** The agency's own. */
  readonly reference: string
  /** SHA-256 of the canonical request. */
  readonly digest: Uint8Array
  /** The same of the newest step, when its agency made one in the same batch. */
  readonly stepDigest: Uint8Array | undefined
  /** Position of the document's first fact. */
  readonly document: bigint
  /** The fact by which the request was judged. */
  readonly factPosition: bigint
}

export async function insertWriteOffs(tx: Tx, rows: readonly NewWriteOff[]): Promise<void> {
  await tx.query(
    `insert into write_off (id, agency, reference, digest, step_digest, document, fact_position, state, reserved_until, lines,
       payload_id, signature, record_index, receipt_size)
     select id, agency, reference, digest, step_digest, document, fact_position, state, reserved_until, lines::json,
            payload_id, signature, record_index, receipt_size
       from json_to_recordset($1) as r (id uuid, agency text, reference text, digest bytea, step_digest bytea,
         document bigint, fact_position bigint, state text, reserved_until timestamptz, lines text, payload_id uuid,
         signature bytea, record_index bigint, receipt_size bigint)`,
    [
      rowsAsJson(
        rows.map((row) => ({
          id: row.id,
          agency: row.agency,
          reference: row.reference,
          digest: byteaText(row.digest),
          step_digest: row.stepDigest === undefined ? null : byteaText(row.stepDigest),
          document: row.document.toString(),
          fact_position: row.factPosition.toString(),
          state: row.state,
          reserved_until: row.reservedUntil?.toISOString() ?? null,
          lines: row.lines,
          payload_id: row.payloadId,
          signature: byteaText(row.signature),
          record_index: row.recordIndex.toString(),
          receipt_size: row.receiptSize.toString(),
        })),
      ),
    ],
  )
}

/** A step of a write-off that was there before. */
export interface WriteOffMove extends Step {
  readonly id: string
  /** The state it must still be in. */
  readonly before: WriteOffState
  /** SHA-256 of the canonical request; undefined for a step that no agency asked for. */
  readonly stepDigest: Uint8Array | undefined
}

/**
 * Arrays, as in `moveBalances`.
 * @param moves one for each write-off: of several steps the newest, with the state before the first
 * @returns ids of those that were in the state before
 */
export async function moveWriteOffs(tx: Tx, moves: readonly WriteOffMove[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `update write_off w set step_digest = m.step_digest, state = m.state, lines = m.lines::json,
            payload_id = m.payload_id, signature = m.signature, record_index = m.record_index,
            receipt_size = m.receipt_size, reserved_until = m.reserved_until
       from unnest($1::uuid[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::uuid[], $7::bytea[], $8::bigint[],
              $9::bigint[], $10::timestamptz[]) as m (id, before, step_digest, state, lines, payload_id, signature,
              record_index, receipt_size, reserved_until)
      where w.id = m.id and w.state = m.before returning w.id`,
    [
      moves.map(({ id }) => id),
      moves.map(({ before }) => before),
      moves.map(({ stepDigest }) => (stepDigest === undefined ? null : byteaText(stepDigest))),
      moves.map(({ state }) => state),
      moves.map(({ lines }) => lines),
      moves.map(({ payloadId }) => payloadId),
      moves.map(({ signature }) => byteaText(signature)),
      moves.map(({ recordIndex }) => recordIndex.toString()),
      moves.map(({ receiptSize }) => receiptSize.toString()),
      moves.map(({ reservedUntil }) => reservedUntil?.toISOString() ?? null),
    ],
  )
  return rows.map(({ id }) => id)
}

/** The agency's name of a write-off. */
export interface AgencyReference {
  readonly agency: string
  readonly reference: string
}

/** As it is read: null where nothing was written. */
export type KnownWriteOff = Omit<NewWriteOff, 'stepDigest' | 'reservedUntil'> & {
  readonly stepDigest: Uint8Array | null
  readonly reservedUntil: Date | null
}

const COLUMNS = `w.id, w.agency, w.reference, w.digest, w.step_digest as "stepDigest", w.document,
       w.fact_position as "factPosition", w.state, w.reserved_until as "reservedUntil", w.lines::text as lines, w.payload_id as "payloadId", w.signature,
       w.record_index as "recordIndex", w.receipt_size as "receiptSize"`

/** Those that are there, each once, whether a reference or an id names it. */
export function findWriteOffs(
  tx: Tx,
  by: { readonly references: readonly AgencyReference[]; readonly ids: readonly string[] },
): Promise<KnownWriteOff[]> {
  return tx.query<KnownWriteOff>(
    `select ${COLUMNS}
       from (select o.id from unnest($1::text[], $2::text[]) as r (agency, reference)
               join write_off o on o.agency = r.agency and o.reference = r.reference
             union select * from unnest($3::uuid[])) k
       join write_off w on w.id = k.id`,
    [by.references.map(({ agency }) => agency), by.references.map(({ reference }) => reference), by.ids],
  )
}

/** A write-off with all of which its agency's file is made again: signed bytes, and the leaf of the receipt. */
export type WriteOffRow = KnownWriteOff & {
  /** Null once the statement was erased, like its salt; the record stays. */
  readonly payload: Uint8Array | null
  readonly salt: Uint8Array | null
  /** It names the algorithm and the key of the signature. */
  readonly record: Uint8Array
}

/** The write-off when it is `agency`'s, else nothing: another's write-off looks like none. */
export async function findWriteOff(db: Tx, id: string, agency: string): Promise<WriteOffRow | undefined> {
  const [row] = await db.query<WriteOffRow>(
    `select ${COLUMNS}, p.bytes as payload, p.salt, l.record
       from write_off w join leaf l on l.index = w.record_index left join payload p on p.id = w.payload_id
      where w.id = $1 and w.agency = $2`,
    [id, agency],
  )
  return row
}

/** A reservation whose time is over. */
export interface DueReservation {
  /** Id of the write-off. */
  readonly id: string
  /** The statement by which it was reserved; null once that was erased. */
  readonly payload: Uint8Array | null
  /** What names its document; the number is a skeleton. */
  readonly kind: string
  readonly issuer: string
  readonly series: string
  readonly number: string
  /** The fact that the request was judged by: its position, the record it rests on, when and from whom it was known. */
  readonly position: bigint
  readonly basis: bigint
  readonly knownAt: Date
  readonly source: string
}

/** The oldest first. */
export function dueReservations(db: Tx, now: Date, limit: number): Promise<DueReservation[]> {
  return db.query<DueReservation>(
    `select w.id, p.bytes as payload, f.kind, f.issuer, f.series, f.number, f.position, f.basis, f.known_at as "knownAt", f.source
       from write_off w join fact f on f.position = w.fact_position left join payload p on p.id = w.payload_id
      where w.state = 'reserved' and w.reserved_until <= $1 order by w.reserved_until, w.id limit $2`,
    [now.toISOString(), limit],
  )
}

/** Reservations whose time is over and that still hold what they reserve. */
export async function countDueReservations(db: Tx, now: Date): Promise<number> {
  const [row] = await db.query<{ count: bigint }>(
    `select count(*) as count from write_off where state = 'reserved' and reserved_until <= $1`,
    [now.toISOString()],
  )
  return Number(row?.count ?? 0)
}
