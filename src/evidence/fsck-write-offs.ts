import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { addDecimals } from '../model/decimal.ts'
import { asObject, objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { Database } from '../store/database.ts'
import { type ProvableWriteOff, writeOffsAfter, writeOffsAmong } from '../store/ledger/provable-write-offs.ts'
import { canonicalJsonBytes } from './canonical-json.ts'
import { falseNames, type FsckProgress, type Report } from './fsck-report.ts'
import type { CheckStatement } from './fsck-statements.ts'
import { type PlacedRecord, recordsIn, checkEachById } from './fsck-walk.ts'
import type { DeclinedRecord, EndedRecord, EvidenceRecord, PostedRecord } from './record.ts'

/** A write-off stands as its newest step left it, and holds what its records have posted. */

type StepRecord = PostedRecord | EndedRecord | DeclinedRecord

const ROWS_PER_PAGE = 128

/** Every write-off that the records of a page begin is there; what it says is compared in `checkWriteOffs`. */
export async function checkWriteOffsThere(
  database: Database,
  records: readonly PlacedRecord[],
  report: Report,
): Promise<void> {
  const ids = new Set(records.flatMap(({ record }) => (isStep(record) ? [record.writeOff] : [])))
  if (ids.size === 0) return
  const there = await writeOffsAmong(database, [...ids])
  for (const id of ids) if (!there.has(id)) report(`write-off ${id}`, 'is missing; its records are there')
}

/** Every write-off is what its records and its newest statement say. */
export async function checkWriteOffs(
  database: Database,
  check: CheckStatement,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  const walk = {
    name: 'write-off',
    limit: ROWS_PER_PAGE,
    page: (after: string, limit: number) => writeOffsAfter(database, after, limit),
    idOf: ({ id }: ProvableWriteOff) => id,
    problemsOf: (row: ProvableWriteOff) => problemsOf(row, check),
  }
  await checkEachById('write-offs', walk, report, onProgress)
}

async function problemsOf(row: ProvableWriteOff, check: CheckStatement): Promise<string[]> {
  const steps = recordsIn(row.records).flatMap(({ index, record }) =>
    isStep(record) ? [{ index, record }] : [],
  )
  const newest = steps.at(-1)
  if (newest === undefined) return ['was made by no record']
  const recorded = {
    state: row.state === (newest.record.kind === 'ended' ? 'released' : newest.record.kind),
    agency: steps.every(({ record }) => agencyIn(record) === row.agency),
    end: row.reservedUntil?.toISOString() === untilIn(newest.record),
    'record index': row.recordIndex === newest.index,
    'list of lines': isDeepStrictEqual(heldIn(row), heldBy(steps)),
  }
  const names = falseNames(recorded)
  const { problems, said } = await check(row, newest.record, 'khorgos-write-off')
  return [
    ...names.map((name) => `its ${name} is not that of its ${steps.length === 1 ? 'record' : 'records'}`),
    // Of another step than the newest all else would be wrong too.
    ...(recorded['record index'] ? problems : []),
    ...(said === undefined || !recorded['record index'] ? [] : saidProblems(row, said, steps, newest.record)),
    ...(row.document === row.factDocument ? [] : ['its document is not that of the fact it was judged by']),
  ]
}

function saidProblems(
  row: ProvableWriteOff,
  said: JsonObject,
  steps: readonly { readonly index: bigint }[],
  newest: StepRecord,
): string[] {
  const request = asObject(said['request'])
  const [basis] = objectsAt(said, 'basis')
  // No agency asks for the end of a reservation.
  const wasAsked = steps.length > 1 && newest.kind !== 'ended'
  const same = {
    id: row.id === textAt(said, 'writeOff'),
    reference: row.reference === textAt(request ?? said, 'reference'),
    'request digest': request === undefined ? newest.kind === 'ended' : row.digest.equals(digestOf(request)),
    'step digest': isDeepStrictEqual(row.stepDigest, wasAsked ? stepDigestOf(said) : null),
    fact: row.factPosition.toString() === textAt(basis, 'fact'),
    'previous step': steps.at(-2)?.index.toString() === textAt(said, 'previous'),
    'kind of lines': isDeepStrictEqual(linesIn(row), linesOf(said)),
  }
  return falseNames(same).map((name) => `its ${name} is not that of its statement`)
}

function isStep(record: EvidenceRecord): record is StepRecord {
  return 'postings' in record || record.kind === 'declined'
}

function agencyIn(record: StepRecord): string {
  return record.kind === 'ended' ? record.agency : record.by
}

/** When what is reserved goes back by itself, or went. */
function untilIn(record: StepRecord): string | undefined {
  return 'until' in record ? record.until : undefined
}

/** By balance what the rows say is held: `reserved used`. */
function heldIn(row: ProvableWriteOff): Map<string, string> {
  return new Map(
    parsedLines(row).map((line) => [
      textAt(line, 'balance') ?? '',
      `${textAt(line, 'reserved')} ${textAt(line, 'used')}`,
    ]),
  )
}

/** The same, added up from the records. */
function heldBy(steps: readonly { readonly record: StepRecord }[]): Map<string, string> {
  const held = new Map<string, { reserved: string; used: string }>()
  for (const { record } of steps)
    for (const { balance, reserved, used } of 'postings' in record ? record.postings : []) {
      const before = held.get(balance) ?? { reserved: '0', used: '0' }
      held.set(balance, {
        reserved: addDecimals(before.reserved, reserved),
        used: addDecimals(before.used, used),
      })
    }
  return new Map([...held].map(([balance, { reserved, used }]) => [balance, `${reserved} ${used}`]))
}

/** By balance which line is counted, in what. */
function linesIn(row: ProvableWriteOff): Map<string, string> {
  return new Map(parsedLines(row).map((line) => [textAt(line, 'balance') ?? '', countedText(line)]))
}

function linesOf(said: JsonObject): Map<string, string> {
  return new Map(objectsAt(said, 'lines').map((line) => [textAt(line, 'balanceId') ?? '', countedText(line)]))
}

function countedText(line: JsonObject): string {
  return `${JSON.stringify(line['line'])} ${textAt(line, 'measure')} ${textAt(line, 'unit')}`
}

function parsedLines({ lines }: ProvableWriteOff): readonly JsonObject[] {
  const parsed: JsonValue = JSON.parse(lines)
  return objectsAt({ lines: parsed }, 'lines')
}

/** Of the request that made the newest step. */
function stepDigestOf(said: JsonObject): Buffer {
  const { state: to, instruction } = said
  return digestOf({ ...(to !== undefined && { to }), ...(instruction !== undefined && { instruction }) })
}

function digestOf(asked: JsonObject): Buffer {
  return createHash('sha256').update(canonicalJsonBytes(asked)).digest()
}
