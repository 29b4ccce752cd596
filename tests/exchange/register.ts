import { v7 as uuidv7 } from 'uuid'
import { decodeRecord } from '../../src/evidence/record-reader.ts'
import { JSON_TYPE, keep } from '../../src/exchange/payload.ts'
import type { EntryPlace, Judged, Participant } from '../../src/exchange/participant.ts'
import type { Database, Tx } from '../../src/store/database.ts'

/** What a unit hands to the register. */
export interface Registering {
  readonly name: string
  /** `says no`: a result, but no line and no record. `throws`: a fault of ours. `forgets`: a record without its payload. */
  readonly judged?: 'says no' | 'throws' | 'forgets'
}

export interface Registered {
  readonly name: string
  readonly line: bigint | undefined
}

export interface Line extends EntryPlace {
  readonly line: bigint
  readonly name: string
}

/**
 * The smallest participant there is: a book whose lines are numbered without a gap, which can only be kept under the
 * lock of the log head. Each line has a payload and two records in the log, of which the second gets the receipt.
 */
export interface Register extends Participant<Registering, Registered> {
  /** Entries of each batch that began. */
  readonly begun: readonly (readonly Registering[])[]
  /** Entries in the order they were judged, those of batches that were rolled back too. */
  readonly judged: readonly (Line & { readonly salt: Uint8Array })[]
}

export async function createRegister(database: Tx): Promise<void> {
  await database.query(
    `create table if not exists register (
       line bigint primary key, name text not null, index bigint not null, first bigint not null, at timestamptz not null
     )`,
  )
  await database.query('truncate register')
}

export const linesOf = (database: Tx): Promise<Line[]> =>
  database.query<Line>('select line, name, index, first, at from register order by line')

/** Names and times of the two records of each line, read at the index that the line was told. */
export async function loggedAt(database: Database, index: bigint): Promise<{ code: string; at: string }[]> {
  const rows = await database.query<{ record: Uint8Array }>(
    'select record from leaf where index between $1 and $1 + 1 order by index',
    [index],
  )
  return rows.map(({ record }) => {
    const { at, ...rest } = decodeRecord(record)
    return { at, code: 'code' in rest ? rest.code : rest.kind }
  })
}

export function openRegister(): Register {
  const begun: (readonly Registering[])[] = []
  const judged: (Line & { salt: Uint8Array })[] = []
  return {
    begun,
    judged,
    async begin(tx, entries) {
      begun.push(entries)
      const [last] = await tx.query<{ line: bigint }>('select coalesce(max(line), 0) as line from register')
      let line = last?.line ?? 0n
      const lines: Line[] = []
      const results: Registered[] = []
      return {
        judge(entry, place) {
          if (entry.judged === 'throws') throw new RangeError(`no page for ${entry.name}`)
          if (entry.judged === 'says no') {
            results.push({ name: entry.name, line: undefined })
            return { payloads: [], records: [] }
          }
          line += 1n
          const of = { line, name: entry.name, ...place }
          lines.push(of)
          results.push({ name: entry.name, line })
          const { salt, ...made } = judgement(entry)
          judged.push({ ...of, salt })
          return made
        },
        async write(within) {
          await within.query(
            `insert into register (line, name, index, first, at)
             select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::timestamptz[])`,
            [
              lines.map((each) => each.line),
              lines.map(({ name }) => name),
              lines.map(({ index }) => index),
              lines.map(({ first }) => first),
              lines.map(({ at }) => at.toISOString()),
            ],
          )
          return results
        },
      }
    },
  }
}

function judgement({ name, judged }: Registering): Judged & { readonly salt: Uint8Array } {
  const payload = keep(Buffer.from(JSON.stringify({ name })), JSON_TYPE)
  const subject = uuidv7()
  const record = {
    kind: 'denied' as const,
    request: subject,
    by: 'kz',
    agreement: 'ab'.repeat(32),
    code: name,
    payload: payload.commitment,
  }
  return {
    payloads: judged === 'forgets' ? [] : [payload],
    records: [{ kind: 'parked', exchange: subject, code: name }, record],
    receiptOf: { record: 1, salt: payload.salt },
    salt: payload.salt,
  }
}
