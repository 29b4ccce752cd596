import type { FsckProgress, FsckStage, Report } from './fsck-report.ts'
import { objectsAt, textAt } from '../model/json-access.ts'
import type { JsonValue } from '../model/json.ts'
import { recordIn } from './record-reader.ts'
import type { EvidenceRecord } from './record.ts'

/** A record and its place in the log. */
export interface PlacedRecord {
  readonly index: bigint
  readonly record: EvidenceRecord
}

/** Before every id there is. */
export const NIL_ID = '00000000-0000-0000-0000-000000000000'

/**
 * Looks at every row of a table, page by page, in the order of its key.
 *
 * @param page rows behind a key; fewer than `limit` when these are the last
 */
export async function walkRows<K, R>(
  stage: FsckStage,
  { first, limit, page, keyOf }: Walk<K, R>,
  check: (rows: readonly R[]) => Promise<void> | void,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  let done = 0n
  for (let last = first; ;) {
    const rows = await page(last, limit)
    await check(rows)
    done += BigInt(rows.length)
    if (rows.length > 0) onProgress({ stage, done, total: undefined })
    const end = rows.at(-1)
    if (end === undefined || rows.length < limit) return
    last = keyOf(end)
  }
}

/** Reports what is wrong with each row of a table, under the name of the row. */
export async function checkEach<K, R>(
  stage: FsckStage,
  walk: Walk<K, R>,
  { nameOf, problemsOf }: RowCheck<R>,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  const check = async (rows: readonly R[]): Promise<void> => {
    for (const row of rows) for (const problem of await problemsOf(row)) report(nameOf(row), problem)
  }
  await walkRows(stage, walk, check, onProgress)
}

/** The same for a table whose key is an id, and whose rows are named by it. */
export async function checkEachById<R>(
  stage: FsckStage,
  { name, limit, page, idOf, problemsOf }: IdWalk<R>,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  const nameOf = (row: R): string => `${name} ${idOf(row)}`
  await checkEach(
    stage,
    { first: NIL_ID, limit, page, keyOf: idOf },
    { nameOf, problemsOf },
    report,
    onProgress,
  )
}

interface IdWalk<R> {
  /** What one row is called, before its id. */
  readonly name: string
  readonly limit: number
  readonly page: (after: string, limit: number) => Promise<readonly R[]>
  readonly idOf: (row: R) => string
  readonly problemsOf: RowCheck<R>['problemsOf']
}

interface RowCheck<R> {
  readonly nameOf: (row: R) => string
  readonly problemsOf: (row: R) => readonly string[] | Promise<readonly string[]>
}

interface Walk<K, R> {
  /** Before every key there is. */
  readonly first: K
  readonly limit: number
  readonly page: (after: K, limit: number) => Promise<readonly R[]>
  readonly keyOf: (row: R) => K
}

/** Lists of at most `length` items, in order. */
export function* chunksOf<T>(items: readonly T[], length: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += length) yield items.slice(at, at + length)
}

/**
 * Records that were read with a row.
 * @param json list of index and base64; null where there is none
 */
export function recordsIn(json: string | null): PlacedRecord[] {
  const list: JsonValue = json === null ? [] : JSON.parse(json)
  return objectsAt({ list }, 'list').flatMap((each) => {
    const record = recordIn(Buffer.from(textAt(each, 'record') ?? '', 'base64'))
    return record === undefined ? [] : [{ index: BigInt(textAt(each, 'index') ?? '-1'), record }]
  })
}
