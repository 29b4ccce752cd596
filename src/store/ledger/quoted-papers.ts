import type { Tx } from '../database.ts'

/** Names a document whose form nobody has told. */
export interface QuotedName {
  readonly kind: string
  /** ISO 3166 alpha-2. */
  readonly issuer: string
  /** Skeleton of the number. */
  readonly number: string
}

/** How the newest fact says that a document stands. */
export interface QuotedPaper {
  readonly number: string
  readonly status: string
  /** Last day in force, `yyyy-MM-dd`; null where it says none. */
  readonly lastDay: string | null
  /** Index of the record it rests on. */
  readonly basis: bigint
  /** 32 bytes: the key that signed the message. */
  readonly keyId: Uint8Array | null
  readonly knownAt: Date
}

/** The newest fact of each document of such a name: numbers of two forms of one issuer may be alike. */
export function quotedPapers(db: Tx, names: readonly QuotedName[]): Promise<QuotedPaper[]> {
  return db.query<QuotedPaper>(
    `select distinct on (f.document) f.number, f.status, f.content->>'lastDay' as "lastDay", f.basis, f.key_id as "keyId",
            f.known_at as "knownAt"
       from unnest($1::text[], $2::text[], $3::text[]) as k (number, issuer, kind)
       join fact f on f.number = k.number and f.issuer = k.issuer and f.kind = k.kind
      order by f.document, f.position desc`,
    [names.map(({ number }) => number), names.map(({ issuer }) => issuer), names.map(({ kind }) => kind)],
  )
}
