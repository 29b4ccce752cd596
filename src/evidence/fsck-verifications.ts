import { asObject, objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import { statesWrong } from '../model/misses.ts'
import type { Database } from '../store/database.ts'
import { firstFacts, type FactKey } from '../store/ledger/provable-facts.ts'
import {
  provableVerifications,
  verificationsAfter,
  type ProvableVerification,
} from '../store/ledger/provable-statements.ts'
import { documentKeyIn } from './fsck-documents.ts'
import { falseNames, type FsckProgress, type Report } from './fsck-report.ts'
import type { CheckStatement } from './fsck-statements.ts'
import { chunksOf, NIL_ID, type PlacedRecord, walkRows } from './fsck-walk.ts'
import { recordIn } from './record-reader.ts'
import type { AnsweredRecord } from './record.ts'

/** An answer may show a document of a thousand lines. */
const ANSWERS_PER_PAGE = 128
const ROWS_PER_PAGE = 1024

/** An answer with its record. */
export interface KnownAnswer {
  readonly record: AnsweredRecord
  /** Undefined where it was erased, or is not what the record commits to. */
  readonly said: JsonObject | undefined
}

interface PlacedAnswer {
  readonly index: bigint
  readonly record: AnsweredRecord
}

/** A row that was found for a record, with what was signed, as far as that is still there. */
interface Found {
  readonly row: ProvableVerification
  readonly said: JsonObject | undefined
}

/**
 * Every record "answered" has its verification, and that says what record and answer say.
 * @returns the answers, in order
 */
export async function checkVerifications(
  database: Database,
  records: readonly PlacedRecord[],
  check: CheckStatement,
  report: Report,
): Promise<KnownAnswer[]> {
  const known: KnownAnswer[] = []
  const answered = records.flatMap(({ index, record }) =>
    record.kind === 'answered' ? [{ index, record }] : [],
  )
  for (const page of chunksOf(answered, ANSWERS_PER_PAGE))
    known.push(...(await checkPage(database, page, check, report)))
  return known
}

async function checkPage(
  database: Database,
  page: readonly PlacedAnswer[],
  check: CheckStatement,
  report: Report,
): Promise<KnownAnswer[]> {
  const ids = page.map(({ record }) => record.verification)
  const rows = new Map((await provableVerifications(database, ids)).map((row) => [row.id, row]))
  const found: (Found & PlacedAnswer)[] = []
  for (const { index, record } of page) {
    const place = `verification ${record.verification}`
    const row = rows.get(record.verification)
    if (row === undefined) {
      report(place, 'is missing; its record is there')
      continue
    }
    const { problems, said } = await check(row, record, 'khorgos-answer')
    for (const problem of [...problems, ...differences(row, index, record, said)]) report(place, problem)
    found.push({ index, record, row, said })
  }
  await checkDocuments(database, found, report)
  return found
}

function differences(
  row: ProvableVerification,
  index: bigint,
  record: AnsweredRecord,
  said: JsonObject | undefined,
): string[] {
  const recorded = {
    'record index': row.recordIndex === index,
    asker: row.agency === record.by,
    verdict: row.verdict === record.verdict,
  }
  const told = said && {
    id: row.id === textAt(said, 'verification'),
    predecessor: (row.follows ?? undefined) === textAt(said, 'follows'),
  }
  return [
    ...falseNames(recorded).map((name) => `its ${name} is not that of its record`),
    ...falseNames(told ?? {}).map((name) => `its ${name} is not that of its answer`),
    ...(row.follows !== null && row.followsAgency !== row.agency
      ? ['follows no verification of the same asker']
      : []),
  ]
}

/** Whoever was told something of a document is told when it falls: by the first fact of its key, and by no other. */
async function checkDocuments(
  database: Database,
  found: readonly (Found & PlacedAnswer)[],
  report: Report,
): Promise<void> {
  const keyed = found.flatMap(({ index, row, said }) => {
    const key = documentKeyIn(asObject(said?.['question']))
    return said === undefined || key === undefined ? [] : [{ row, said, key: { ...key, before: index } }]
  })
  const firsts = await firstFacts(
    database,
    keyed.map(({ key }): FactKey => key),
  )
  keyed.forEach(({ row, said }, place) => {
    const expected = tellsOfDocument(said) ? firsts[place] : undefined
    if ((row.document ?? undefined) !== expected)
      report(`verification ${row.id}`, 'its document is not the one that its answer is about')
  })
}

/** The unknown answer leaves open whether there is such a document; every other one says. */
function tellsOfDocument(said: JsonObject): boolean {
  return objectsAt(said, 'checks').some(
    (each) => textAt(each, 'check') === 'exists' && textAt(each, 'result') !== 'not-established',
  )
}

/** Whether the asker was wrong about the document, or did not show that he holds it. What we ask again is not counted. */
export function isMiss(said: JsonObject): boolean {
  if (textAt(said, 'follows') !== undefined) return false
  const checks = objectsAt(said, 'checks').map((each) => ({
    check: textAt(each, 'check'),
    result: textAt(each, 'result'),
    reason: textAt(each, 'reason'),
  }))
  return !tellsOfDocument(said) || statesWrong(checks)
}

/** Verifications that no record justifies, which would be given back and recalled all the same. */
export async function checkNoOtherVerifications(
  database: Database,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  const walk = {
    first: NIL_ID,
    limit: ROWS_PER_PAGE,
    page: (after: string, limit: number) => verificationsAfter(database, after, limit),
    keyOf: ({ id }: { readonly id: string }) => id,
  }
  await walkRows(
    'verifications',
    walk,
    (rows) => {
      for (const { id, record } of rows)
        if (record === null || recordIn(record)?.kind !== 'answered')
          report(`verification ${id}`, 'was answered by no record')
    },
    onProgress,
  )
}
