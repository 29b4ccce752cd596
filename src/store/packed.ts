/**
 * Many byte strings as one parameter: the driver sends a Buffer as it is, but the elements of an array as hex text,
 * twice the size and slower to read than to store. SQL cuts the pieces out again:
 * `substring($1::bytea from p.first for p.length)` over `unnest($2::int[], $3::int[]) as p (first, length)`.
 */
export interface Packed {
  readonly bytes: Buffer
  /** Where each piece begins, from 1 as SQL counts. */
  readonly firsts: readonly number[]
  readonly lengths: readonly number[]
}

export function pack(pieces: readonly Uint8Array[]): Packed {
  let first = 1
  const firsts = pieces.map((piece) => {
    const at = first
    first += piece.length
    return at
  })
  return { bytes: Buffer.concat(pieces), firsts, lengths: pieces.map((piece) => piece.length) }
}

type Cell = string | number | null | readonly string[]

/** Rows for `json_to_recordset($1)`; bytes go in as `byteaText`, bigints as decimal text. */
export function rowsAsJson(rows: readonly Readonly<Record<string, Cell>>[]): string {
  return JSON.stringify(rows)
}

/** Input syntax of bytea (PostgreSQL 8.4.1). */
export function byteaText(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}`
}
