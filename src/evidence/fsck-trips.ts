import { objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { Database } from '../store/database.ts'
import { type ProvableTripEvent, provableTripEvents, tripEventsAt } from '../store/workflows/trip-events.ts'
import { type TripRow, tripsAfter } from '../store/workflows/trips.ts'
import { canonicalJson } from './canonical-json.ts'
import { jsonIn } from './fsck-documents.ts'
import { falseNames, type FsckProgress, type Report } from './fsck-report.ts'
import { checkEach, NIL_ID, type PlacedRecord } from './fsck-walk.ts'
import { recordIn } from './record-reader.ts'
import type { ComparedRecord } from './workflow-records.ts'

/** What was said of trips. Whether that follows from their papers is for those to find who know the rules. */

const TRIPS_PER_PAGE = 64

/** Every record "compared" has its event, under its trip and number. */
export async function checkTripEvents(
  database: Database,
  records: readonly PlacedRecord[],
  report: Report,
): Promise<void> {
  const compared = records.flatMap(({ index, record }) =>
    record.kind === 'compared' ? [{ index, record }] : [],
  )
  if (compared.length === 0) return
  const rows = await tripEventsAt(
    database,
    compared.map(({ index }) => index),
  )
  const byIndex = new Map(rows.map((row) => [row.index, row]))
  for (const { index, record } of compared) {
    const row = byIndex.get(index)
    if (row === undefined || row.tripId !== record.trip || String(row.revision) !== record.revision)
      report(`leaf ${index}`, `the event ${record.revision} of trip ${record.trip} is missing`)
  }
}

/** Every trip is what its newest event says. */
export async function checkTrips(
  database: Database,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  await checkEach(
    'trips',
    {
      first: NIL_ID,
      limit: TRIPS_PER_PAGE,
      page: (after: string, limit: number) => tripsAfter(database, after, limit),
      keyOf: ({ id }: TripRow) => id,
    },
    {
      nameOf: ({ id }) => `trip ${id}`,
      problemsOf: async (row) => problemsOf(row, await provableTripEvents(database, row.id)),
    },
    report,
    onProgress,
  )
}

function problemsOf(row: TripRow, events: readonly ProvableTripEvent[]): string[] {
  const problems = events.flatMap((event, place) => eventProblems(row.id, event, place + 1))
  const last = events.at(-1)
  const told = last === undefined ? undefined : jsonIn(last.payload)
  const same = {
    revision: row.revision === (last?.revision ?? 0),
    // What was erased cannot be compared any more.
    findings:
      last !== undefined && told === undefined ? true : isSame(row.findings, told?.['findings'] ?? []),
  }
  return [...problems, ...falseNames(same).map((name) => `its ${name} is not what its newest event says`)]
}

function isSame(json: string, value: JsonValue): boolean {
  return canonicalJson(JSON.parse(json)) === canonicalJson(value)
}

function eventProblems(trip: string, event: ProvableTripEvent, revision: number): string[] {
  const name = `its event ${event.revision}`
  const record = event.record === null ? undefined : recordIn(event.record)
  if (record?.kind !== 'compared') return [`${name} is on no record`]
  const told = jsonIn(event.payload)
  const same = {
    number: event.revision === revision && record.revision === String(event.revision),
    trip: record.trip === trip,
    payload: event.isSamePayload,
    receipt: event.hasGrown,
    ...(told === undefined ? {} : contentOf(record, told)),
  }
  return falseNames(same).map((what) => `${name} has a ${what} that is not that of its record`)
}

function contentOf(record: ComparedRecord, told: JsonObject): Readonly<Record<string, boolean>> {
  const basis = new Set(objectsAt(told, 'pieces').map((piece) => textAt(piece, 'record')))
  return {
    content: textAt(told, 'trip') === record.trip && JSON.stringify(told['revision']) === record.revision,
    rules: textAt(told, 'rules') === record.rules,
    basis: [...basis].join() === record.basis.join(),
    time: (textAt(told, 'at') ?? '') <= record.at,
  }
}
