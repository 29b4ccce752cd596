import { isDeepStrictEqual } from 'node:util'
import { asObject, textAt } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import type { Database } from '../store/database.ts'
import { inquirersAfter, inquirersAmong, type ProvableInquirer } from '../store/ledger/provable-inquiries.ts'
import { documentKeyIn, jsonIn } from './fsck-documents.ts'
import { isEndOf } from './fsck-inquiries.ts'
import { falseNames, type FsckProgress, type Report } from './fsck-report.ts'
import type { KnownAnswer } from './fsck-verifications.ts'
import { checkEachById } from './fsck-walk.ts'
import { recordIn } from './record-reader.ts'

/** Who waits for an inquiry has an answer that says so; what he was told since are the answers that follow it. */

const ROWS_PER_PAGE = 128

/** Whoever was told of an inquiry waits for it. What follows an answer is found from that. */
export async function checkInquirersThere(
  database: Database,
  answers: readonly KnownAnswer[],
  report: Report,
): Promise<void> {
  const waiting = answers.flatMap(({ record, said }) =>
    said?.['inquiry'] !== undefined && said['follows'] === undefined ? [record.verification] : [],
  )
  if (waiting.length === 0) return
  const there = await inquirersAmong(database, waiting)
  for (const id of waiting) if (!there.has(id)) report(`inquirer ${id}`, 'is missing; its answer waits')
}

/** Every inquirer is what answers and notices say of it. */
export async function checkInquirers(
  database: Database,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  const walk = {
    name: 'inquirer',
    limit: ROWS_PER_PAGE,
    page: (after: string, limit: number) => inquirersAfter(database, after, limit),
    idOf: ({ verification }: ProvableInquirer) => verification,
    problemsOf,
  }
  await checkEachById('inquirers', walk, report, onProgress)
}

function problemsOf(row: ProvableInquirer): string[] {
  const record = row.record === null ? undefined : recordIn(row.record)
  if (record?.kind !== 'answered') return ['waits without a verification']
  const said = jsonIn(row.answer)
  const recorded = { agency: row.agency === record.by, time: row.openedAt.toISOString() === record.at }
  return [
    ...falseNames(recorded).map((name) => `its ${name} is not that of its record`),
    ...(said === undefined ? [] : saidProblems(row, said)),
    ...(row.ends === row.inquiryEnds ? [] : ['its number of ends is not that of its inquiry']),
    ...(row.latest === (row.last ?? row.verification)
      ? []
      : ['its latest answer is not the last that follows it']),
    ...(row.told === 0 || row.followers > 0 ? [] : ['was told, and no answer follows']),
    // Who is still to be told may have an answer from before answer and notice were one, and gets another.
    ...(row.told === 0 || row.told < row.ends || row.isNoticed
      ? []
      : ['was given no notice of its latest answer']),
  ]
}

function saidProblems(row: ProvableInquirer, said: JsonObject): string[] {
  const { kind, issuer, series, number } = row
  const inquiry = asObject(said['inquiry'])
  if (inquiry === undefined || said['follows'] !== undefined) return ['its answer does not wait']
  const key = { kind, issuer, series, number }
  // Older answers name the inquiry itself.
  const names = [row.verification, row.inquiry]
  const same = {
    inquiry:
      isDeepStrictEqual(key, documentKeyIn(asObject(said['question']))) &&
      names.includes(textAt(inquiry, 'id') ?? ''),
    'last day': row.dueDay === textAt(inquiry, 'due') && isEndOf(row.dueDay, row.dueAt),
  }
  return falseNames(same).map((name) => `its ${name} is not that of its answer`)
}
