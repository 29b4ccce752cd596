import { isDeepStrictEqual } from 'node:util'
import { asObject, objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import type { Database } from '../store/database.ts'
import { type ProvableReport, reportsAfter } from '../store/ledger/provable-reports.ts'
import { jsonIn } from './fsck-documents.ts'
import { falseNames, type FsckProgress, type Report } from './fsck-report.ts'
import { type Used, usedUpLines } from './fsck-used-up.ts'
import { recordsIn, checkEach } from './fsck-walk.ts'
import { recordIn } from './record-reader.ts'

/**
 * Issuers are told of steps of write-offs. Whether one had to be told is for its agreement of then, which no record names; what
 * a report says is for the step, and for what the log leaves of the document after it.
 */

const ROWS_PER_PAGE = 128

/** Every report is that of a step, and the message that tells it says the same. */
export async function checkReports(
  database: Database,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  const walk = {
    first: -1n,
    limit: ROWS_PER_PAGE,
    page: (after: bigint, limit: number) => reportsAfter(database, after, limit),
    keyOf: ({ position }: ProvableReport) => position,
  }
  const nameOf = (row: ProvableReport) => `report ${row.position}`
  await checkEach('reports', walk, { nameOf, problemsOf }, report, onProgress)
}

/** What is only set aside is told to nobody. */
const TOLD: ReadonlySet<string> = new Set(['used', 'released', 'declined'])

function problemsOf(row: ProvableReport): string[] {
  const step = row.record === null ? undefined : recordIn(row.record)
  if (step === undefined || !TOLD.has(step.kind) || !('writeOff' in step))
    return ['is of no step of a write-off that issuers are told of']
  const same = { 'write-off': row.writeOff === step.writeOff }
  return [
    ...falseNames(same).map((name) => `its ${name} is not that of its record`),
    ...(same['write-off'] ? outcomeProblems(row, step.kind === 'declined') : []),
    ...(row.exchangeId === null ? [] : exchangeProblems(row)),
  ]
}

function outcomeProblems(row: ProvableReport, isDeclined: boolean): string[] {
  const { status, exhausted } = row
  if (isDeclined || status === 'rejected')
    return isDeclined && status === 'rejected' && exhausted.length === 0
      ? []
      : ['its status is not that of its step']
  const expected = outcomeOf(row)
  if (expected === undefined) return []
  return falseNames({
    status: expected.statuses.includes(status),
    'list of lines that are used up': expected.isPossible(exhausted),
  }).map((name) => `its ${name} is not what its step left of the document`)
}

/** Undefined where the statement is not kept any more. */
function outcomeOf({ statement, content, balances }: ProvableReport) {
  const taken = objectsAt(jsonIn(statement), 'lines')
  const document = content === null ? undefined : jsonIn(Buffer.from(content))
  if (taken.length === 0 || document === undefined) return undefined
  const measures = new Set(taken.flatMap((line) => textAt(line, 'measure') ?? []))
  const lines = usedUpLines(document, measures, balancesIn(balances))
  const ofStep = [...lines].filter(([number]) => taken.some((line) => line['line'] === number))
  const all = [...lines.values()]
  return {
    statuses: [
      ...(all.length > 0 && !all.includes(false) ? ['utilised'] : []),
      ...(all.length === 0 || all.some((each) => each !== true) ? ['partially-utilised'] : []),
    ],
    /** Lines of which the log does not tell may stand in the list or not. */
    isPossible: (exhausted: readonly number[]): boolean =>
      isDeepStrictEqual(
        ofStep.flatMap(([number, isUsedUp]) => ((isUsedUp ?? exhausted.includes(number)) ? [number] : [])),
        exhausted,
      ),
  }
}

function balancesIn(json: string | null): Map<string, Used> {
  const list = json === null ? [] : objectsAt(jsonIn(Buffer.from(`{"list":${json}}`)), 'list')
  return new Map(
    list.map((each) => {
      const [id, total, carried, used] = ['id', 'total', 'carried', 'used'].map((name) => textAt(each, name))
      return [id ?? '', { total: total ?? '0', carried: carried ?? '0', used: used ?? '0' }]
    }),
  )
}

function exchangeProblems(row: ProvableReport): string[] {
  const records = recordsIn(row.records).map(({ record }) => record)
  const composed = records.find((record) => record.kind === 'composed')
  const converted = records.find((record) => record.kind === 'converted')
  const response = asObject(jsonIn(row.told)?.['response'])
  return [
    ...(composed?.about === row.writeOff ? [] : ['its exchange is not about its write-off']),
    ...(converted === undefined || converted.to === row.partner
      ? []
      : ['its partner is not whom its exchange tells']),
    ...(response === undefined || statusIn(response) === row.status
      ? []
      : ['its status is not the one that its exchange tells']),
  ]
}

function statusIn(response: JsonObject): string | undefined {
  return textAt(asObject(response['status']), 'statusCode')
}
