import { isDeepStrictEqual } from 'node:util'
import { asObject, objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import type { Database } from '../store/database.ts'
import { inquiriesAfter, type ProvableInquiry } from '../store/ledger/provable-inquiries.ts'
import { documentKeyIn, jsonIn } from './fsck-documents.ts'
import { falseNames, type FsckProgress, type Report } from './fsck-report.ts'
import { recordsIn, checkEachById } from './fsck-walk.ts'
import { recordIn } from './record-reader.ts'

/**
 * An inquiry has no records of its own, and whoever waits for it knows it by another name. What is asked stands in the answer to whoever wanted it first, that it was asked in the
 * exchanges of its requests, and what came of it in the answers of those who were told.
 */

const ROWS_PER_PAGE = 64

/** Every inquiry is what answers and exchanges say of it. */
export async function checkInquiries(
  database: Database,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  const walk = {
    name: 'inquiry',
    limit: ROWS_PER_PAGE,
    page: (after: string, limit: number) => inquiriesAfter(database, after, limit),
    idOf: ({ id }: ProvableInquiry) => id,
    problemsOf,
  }
  await checkEachById('inquiries', walk, report, onProgress)
}

function problemsOf(row: ProvableInquiry): string[] {
  const record = row.record === null ? undefined : recordIn(row.record)
  if (record?.kind !== 'answered') return ['was wanted by no verification']
  const said = jsonIn(row.answer)
  const opened = { time: row.openedAt.toISOString() === record.at }
  return [
    ...falseNames(opened).map((name) => `its ${name} is not that of the verification that wanted it`),
    ...(row.isAwaited ? [] : ['the verification that wanted it does not wait for it']),
    ...(said === undefined ? [] : wantedProblems(row, said)),
    ...requestProblems(row),
    ...stateProblems(row),
  ]
}

/** What the authority gets to see is what the first asker stated. */
function wantedProblems(row: ProvableInquiry, said: JsonObject): string[] {
  const question = asObject(said['question'])
  const shown = asObject(said['inquiry'])
  const key = documentKeyIn(question)
  if (shown === undefined || textAt(said, 'follows') !== undefined)
    return ['the verification that wanted it tells of no inquiry']
  const asked = jsonIn(Buffer.from(row.asked))
  const expected = {
    key: key && { ...key, number: textAt(question, 'number') },
    held: question?.['held'],
    inquire: question?.['inquire'],
  }
  const same = {
    'document key': isDeepStrictEqual(documentKeyOf(row), key),
    'content of what is asked': isDeepStrictEqual(asked, expected),
    'last day': row.dueDay === textAt(shown, 'due') && isEndOf(row.dueDay, row.dueAt),
  }
  return falseNames(same).map((name) => `its ${name} is not that of the answer that told of it`)
}

function documentKeyOf({ kind, issuer, series, number }: ProvableInquiry) {
  return { kind, issuer, series, number }
}

const DAY_MS = 86_400_000
/** No clock of the world is farther from UTC. */
const MAX_OFFSET_MS = 14 * 3_600_000

/** Whether a day ends at that moment somewhere: the time zone stands in the agreement alone. */
export function isEndOf(day: string, at: Date): boolean {
  return Math.abs(at.getTime() - Date.parse(`${day}T00:00:00Z`) - DAY_MS) <= MAX_OFFSET_MS
}

/** Each of its exchanges is about the verification that wanted it, goes to whom is asked, and has the number of a round. */
function requestProblems(row: ProvableInquiry): string[] {
  const requests = objectsAt(jsonIn(Buffer.from(`{"list":${row.requests}}`)), 'list')
  const rounds = requests.map(roundOf(row))
  const problems = requests.flatMap((each, place) =>
    requestProblemsOf(row, each, rounds[place]).map((problem) => `its request ${place} ${problem}`),
  )
  const known = rounds.flatMap((round) => (typeof round === 'number' ? [round] : []))
  const isOrdered = known.every((round, place) => place === 0 || round > (known[place - 1] ?? -1))
  return [
    ...problems,
    ...(isOrdered && known.every((round) => round < row.rounds) && requests.length <= row.rounds
      ? []
      : ['its rounds are not those of its requests']),
  ]
}

/** Undefined where the request is not kept any more; null for a number that is not one of this inquiry. */
const roundOf =
  ({ id }: ProvableInquiry) =>
  (request: JsonObject): number | null | undefined => {
    const documents = jsonIn(Buffer.from(textAt(request, 'documents') ?? '', 'base64'))
    if (documents === undefined) return undefined
    const [own] = Object.values(documents).map(asObject)
    const number = new RegExp(`^${id.replaceAll('-', '')}(?:R([1-9]))?$`).exec(textAt(own, 'id') ?? '')
    return number === null ? null : Number(number[1] ?? 0)
  }

function requestProblemsOf(
  row: ProvableInquiry,
  request: JsonObject,
  round: number | null | undefined,
): string[] {
  const records = recordsIn(JSON.stringify(request['records'] ?? [])).map(({ record }) => record)
  const composed = records.find((record) => record.kind === 'composed')
  const converted = records.find((record) => record.kind === 'converted')
  return [
    ...(composed?.about === row.openedBy ? [] : ['is not about the verification that wanted it']),
    ...(converted === undefined || converted.to === row.partner ? [] : ['did not go to whom it asks']),
    ...(round === null ? ['has a number that is not of this inquiry'] : []),
  ]
}

function stateProblems(row: ProvableInquiry): string[] {
  const isOpen = row.state === 'wanted' || row.state === 'asked'
  const same = {
    'number of rounds': row.state === 'wanted' ? row.rounds === 0 : row.state !== 'asked' || row.rounds > 0,
    'number of ends': isOpen ? row.ends === 0 : row.ends > 0,
  }
  const told = asObject(jsonIn(row.told)?.['inquiry'])
  return [
    ...falseNames(same).map((name) => `its ${name} does not go with its state`),
    ...(told === undefined || isDeepStrictEqual(outcomeIn(told), outcomeOf(row))
      ? []
      : ['is not what the newest answer tells of it']),
  ]
}

/** What came of it, as answers tell it. */
function outcomeOf({ state, result, reply }: ProvableInquiry): JsonObject {
  return {
    state: state === 'wanted' || state === 'asked' ? 'open' : state,
    ...(result !== null && { result }),
    ...(reply !== null && { text: reply }),
  }
}

/** The same without what each asker is told for himself alone. */
function outcomeIn({ id: _id, due: _due, ...outcome }: JsonObject): JsonObject {
  return outcome
}
