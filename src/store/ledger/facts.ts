import type { Tx } from '../database.ts'
import { byteaText, rowsAsJson } from '../packed.ts'
import type { KnownBalance } from './balances.ts'

/** What an accepted exchange said of a document, with the place of its record in the log. */
export interface NewFact {
  /** Index of the record "entered". */
  readonly position: bigint
  /** Position of the document's first fact: its own when it is the first. */
  readonly document: bigint
  readonly kind: string
  /** ISO 3166 alpha-2. */
  readonly issuer: string
  /** Empty where numbers of the kind need none. */
  readonly series: string
  /** Skeleton of the number. */
  readonly number: string
  readonly event: string
  readonly status: string
  /** Partner id. */
  readonly source: string
  /** 32 bytes: the key that signed the message. */
  readonly keyId: Buffer | undefined
  readonly exchangeId: string
  /** Index of the record it rests on. */
  readonly basis: bigint
  /** Time of its record. */
  readonly knownAt: Date
  /** Skeleton of the number of the first certificate that it is built on. */
  readonly base: string | undefined
  /** JSON: kept and given back character for character. */
  readonly content: string
}

/** A message that said of a document nothing new. */
export interface NewRepeat {
  /** Index in the log of its acceptance. */
  readonly basis: bigint
  /** The fact that it repeats. */
  readonly position: bigint
}

/** A message may say the same of a document twice. */
export async function insertRepeats(tx: Tx, rows: readonly NewRepeat[]): Promise<void> {
  await tx.query(
    `insert into fact_repeat (basis, position)
     select * from unnest($1::bigint[], $2::bigint[]) on conflict do nothing`,
    [rows.map(({ basis }) => basis.toString()), rows.map(({ position }) => position.toString())],
  )
}

export async function insertFacts(tx: Tx, rows: readonly NewFact[]): Promise<void> {
  await tx.query(
    `insert into fact (position, document, kind, issuer, series, number, event, status, source, key_id, exchange_id, basis,
       known_at, base, content)
     select position, document, kind, issuer, series, number, event, status, source, key_id, exchange_id, basis,
            known_at, base, content::json
       from json_to_recordset($1) as r (position bigint, document bigint, kind text, issuer text, series text, number text,
         event text, status text, source text, key_id bytea, exchange_id uuid, basis bigint, known_at timestamptz,
         base text, content text)`,
    [
      rowsAsJson(
        rows.map((row) => ({
          position: row.position.toString(),
          document: row.document.toString(),
          kind: row.kind,
          issuer: row.issuer,
          series: row.series,
          number: row.number,
          event: row.event,
          status: row.status,
          source: row.source,
          key_id: row.keyId === undefined ? null : byteaText(row.keyId),
          exchange_id: row.exchangeId,
          basis: row.basis.toString(),
          known_at: row.knownAt.toISOString(),
          base: row.base ?? null,
          content: row.content,
        })),
      ),
    ],
  )
}

/** What a document is found by. */
export interface AskedKey {
  readonly kind: string
  readonly issuer: string
  readonly series: string
  /** Skeleton of the number. */
  readonly number: string
  /** Only what was known then counts; undefined: now. */
  readonly asOf: Date | undefined
}

/** As it is read: null where nothing was written. */
export type KnownFact = Omit<NewFact, 'keyId' | 'base'> & {
  readonly keyId: Buffer | null
  readonly base: string | null
}

const COLUMNS = `f.position, f.document, f.kind, f.issuer, f.series, f.number, f.event, f.status, f.source, f.key_id as "keyId",
       f.exchange_id as "exchangeId", f.basis, f.known_at as "knownAt", f.base, f.content::text as content`

/** A fact with what was taken of its document: the balances that anything was posted to, by line and measure. */
export type FoundFact = KnownFact & { readonly balances: readonly KnownBalance[] }

/**
 * The newest fact of each key, in the order of the keys; undefined where there is none. Balances ride along, as of the
 * same moment: those of a past one are summed up from postings. Amounts go through JSON as texts, so that they stay
 * decimals.
 */
export async function findFacts(tx: Tx, keys: readonly AskedKey[]): Promise<(FoundFact | undefined)[]> {
  const rows = await tx.query<FoundFact & { readonly place: bigint }>(
    `select k.place, ${COLUMNS}, coalesce(b.rows, '[]') as balances
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) with ordinality
              as k (number, issuer, kind, series, as_of, place)
      cross join lateral (
        select * from fact
         where number = k.number and issuer = k.issuer and kind = k.kind and series = k.series
           and (k.as_of is null or known_at <= k.as_of)
         order by position desc limit 1) f
       left join lateral (
        select json_agg(json_build_object('id', n.id, 'line', n.line, 'measure', n.measure, 'unit', n.unit,
                 'total', trim_scale(n.total)::text, 'carried', trim_scale(n.carried)::text,
                 'reserved', trim_scale(case when k.as_of is null then n.reserved else t.reserved end)::text,
                 'used', trim_scale(case when k.as_of is null then n.used else t.used end)::text)
                 order by n.line, n.measure) as rows
          from balance n
          left join lateral (
            select sum(reserved) as reserved, sum(used) as used from posting
             where k.as_of is not null and balance_id = n.id and posted_at <= k.as_of) t on true
         where n.document = f.document and (k.as_of is null or t.used is not null)) b on true`,
    [
      keys.map(({ number }) => number),
      keys.map(({ issuer }) => issuer),
      keys.map(({ kind }) => kind),
      keys.map(({ series }) => series),
      keys.map(({ asOf }) => asOf?.toISOString() ?? null),
    ],
  )
  const found = new Map(rows.map(({ place, ...fact }) => [Number(place), fact]))
  return keys.map((_, at) => found.get(at + 1))
}

/** The fact at a position, and the one of the same document before it, if there is one. */
export async function factWithPrevious(
  db: Tx,
  position: bigint,
): Promise<readonly [fact: KnownFact | undefined, previous: KnownFact | undefined]> {
  const [fact, previous] = await db.query<KnownFact>(
    `select ${COLUMNS}
       from fact n
       join fact f on f.number = n.number and f.issuer = n.issuer and f.kind = n.kind and f.series = n.series
                  and f.position <= n.position
      where n.position = $1 order by f.position desc limit 2`,
    [position.toString()],
  )
  return [fact, previous]
}

/** A fact with what it has to agree with. */
export type ProvableFact = KnownFact & {
  /** Of the payload to which its record commits; null when that was erased. */
  readonly sha256: Buffer | null
  /** The leaf it rests on; null when there is none. */
  readonly basisRecord: Uint8Array | null
  /** Position of the first fact of its key. */
  readonly first: bigint
}

/** Facts from position `first` up to `end`, that one not included, in order. */
export function factsBetween(
  db: Tx,
  { first, end }: { readonly first: bigint; readonly end: bigint },
): Promise<ProvableFact[]> {
  return db.query<ProvableFact>(
    `select ${COLUMNS}, p.sha256, b.record as "basisRecord",
            (select e.position from fact e
              where e.number = f.number and e.issuer = f.issuer and e.kind = f.kind and e.series = f.series
              order by e.position limit 1) as first
       from fact f
       left join leaf l on l.index = f.position
       left join payload p on p.id = l.payload_id
       left join leaf b on b.index = f.basis
      where f.position >= $1 and f.position < $2 order by f.position`,
    [first, end],
  )
}

/** Positions that no record of the log can have. */
export async function factsBeyondLog(db: Tx): Promise<bigint[]> {
  const rows = await db.query<{ position: bigint }>(
    'select position from fact where position >= (select size from log_head) order by position limit 100',
  )
  return rows.map(({ position }) => position)
}
