import { createHash } from 'node:crypto'
import { parse } from 'yaml'
import { asObject, objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { Database } from '../store/database.ts'
import {
  casesAfter,
  definitionTexts,
  eventsAt,
  type ProvableCase,
  unsentByEffects,
} from '../store/workflows/provable-cases.ts'
import { canonicalJson } from './canonical-json.ts'
import { eventsIn, type FoundEvent } from './fsck-case-events.ts'
import { type CaseStanding, foldCase, type RecordedEvent } from './case-events.ts'
import { falseNames, type FsckProgress, type Report } from './fsck-report.ts'
import { ratingProblems } from './fsck-ratings.ts'
import { checkEach, NIL_ID, type PlacedRecord } from './fsck-walk.ts'
import { recordIn } from './record-reader.ts'

/** A case may have carried a thousand documents. */
const CASES_PER_PAGE = 32

/** Every record "moved" has its event, under its case and number; every message that a case sent is one of its effects. */
export async function checkCaseEvents(
  database: Database,
  records: readonly PlacedRecord[],
  report: Report,
): Promise<void> {
  const moved = records.flatMap(({ index, record }) => (record.kind === 'moved' ? [{ index, record }] : []))
  const rows = new Map(
    moved.length === 0
      ? []
      : (
          await eventsAt(
            database,
            moved.map(({ index }) => index),
          )
        ).map((row) => [row.index, row]),
  )
  for (const { index, record } of moved) {
    const row = rows.get(index)
    if (row === undefined || row.caseId !== record.case || String(row.revision) !== record.revision)
      report(`leaf ${index}`, `the event ${record.revision} of case ${record.case} is missing`)
  }
  const composed = records.flatMap(({ record }) =>
    record.kind === 'composed' ? [{ exchange: record.exchange, about: record.about }] : [],
  )
  for (const { exchange, about } of composed.length === 0 ? [] : await unsentByEffects(database, composed))
    report(`exchange ${exchange}`, `no effect of the case ${about} names it`)
}

/** Every case is the sum of its events, and what is to be done for it is what they say. */
export async function checkCases(
  database: Database,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  for (const { hash, text, workflow, version } of await definitionTexts(database))
    if (!createHash('sha256').update(text).digest().equals(hash))
      report(`workflow ${workflow} ${version}`, 'its text does not hash to its name')
  await checkEach(
    'cases',
    {
      first: NIL_ID,
      limit: CASES_PER_PAGE,
      page: (after: string, limit: number) => casesAfter(database, after, limit),
      keyOf: ({ id }: ProvableCase) => id,
    },
    { nameOf: ({ id }) => `case ${id}`, problemsOf },
    report,
    onProgress,
  )
}

function problemsOf(row: ProvableCase): string[] {
  const found = eventsIn(row)
  const problems = found.flatMap((each) => each.problems)
  const events = found.flatMap(({ recorded }) => recorded ?? [])
  // What was erased cannot be added up any more; what is wrong has been said.
  if (found.length === 0) return ['has no event']
  if (events.length < found.length) return problems
  try {
    const standing = foldCase(events)
    return [
      ...problems,
      ...(standing === undefined ? [] : standingProblems(row, standing, events)),
      ...effectProblems(row, events),
      ...ratingProblems(listIn(row.effects), listIn(row.ratings)),
      ...basisProblems(row, found),
    ]
  } catch {
    return [...problems, 'its events do not follow one another']
  }
}

function standingProblems(
  row: ProvableCase,
  standing: CaseStanding,
  [first]: readonly RecordedEvent[],
): string[] {
  const time = (at: Date | null | undefined): number | undefined => at?.getTime()
  const same = {
    id: row.id === standing.id,
    workflow: row.workflow === standing.workflow,
    version: row.version === standing.version,
    definition: Buffer.from(row.definition).toString('hex') === standing.definition,
    key: row.key === standing.key,
    office: row.office === standing.office,
    state: row.state === standing.state,
    revision: row.revision === standing.revision,
    'revision of its state': row.entered === standing.entered,
    'time of its state': time(row.since) === time(standing.since),
    knowledge: canonicalJson(JSON.parse(row.data)) === canonicalJson(standing.data),
    deadline: time(row.dueAt) === time(standing.dueAt),
    outcome: (row.outcome ?? undefined) === standing.outcome,
    beginning: row.openedAt.toISOString() === first?.event.at,
    tasks: canonicalJson(listIn(row.tasks)) === canonicalJson(tasksOf(row.text, standing)),
  }
  return falseNames(same).map((name) => `its ${name} is not what its events come to`)
}

/** What officers are waited for, by the definition alone. */
function tasksOf(text: string | null, { state, entered, office, since, dueAt }: CaseStanding): JsonObject[] {
  const definition: JsonValue = text === null ? null : parse(text)
  const states = asObject(asObject(definition ?? undefined)?.['states'])
  const tasks = asObject(asObject(states?.[state])?.['tasks']) ?? {}
  if (entered === 0) return []
  return Object.keys(tasks)
    .toSorted()
    .map((task) => ({
      task,
      office,
      role: textAt(asObject(tasks[task]), 'role') ?? null,
      since: since.toISOString(),
      dueAt: dueAt?.toISOString() ?? null,
    }))
}

function effectProblems(row: ProvableCase, events: readonly RecordedEvent[]): string[] {
  const wanted = events.flatMap(({ event }) =>
    event.effects.map(({ kind, args }, place) => ({ revision: event.revision, place, kind, args })),
  )
  const kept = listIn(row.effects)
  const isSame = kept.map(({ revision, place, kind, args }) => ({ revision, place, kind, args }))
  return [
    ...(canonicalJson(isSame) === canonicalJson(wanted)
      ? []
      : ['its list of effects is not what its events come to']),
    ...kept.flatMap((each) => {
      const name = `its effect ${JSON.stringify(each['revision'])}/${JSON.stringify(each['place'])}`
      const isSent = typeof each['exchange'] === 'string'
      if (isSent && each['about'] !== row.id) return [`${name} names an exchange that is not about it`]
      return each['done'] === true && isSent !== (each['kind'] === 'send')
        ? [`${name} was done, and no message says so`]
        : []
    }),
  ]
}

/** Each record is cited first by that event, and the key is the one that signed it. */
function basisProblems(row: ProvableCase, found: readonly FoundEvent[]): string[] {
  const wanted = new Map<string, number>()
  for (const { recorded } of found)
    for (const index of recorded?.event.basis ?? [])
      if (!wanted.has(index)) wanted.set(index, recorded?.event.revision ?? 0)
  // An act that states a signed code is its own basis.
  const signers = new Map(
    found.flatMap(({ recorded }) => {
      const { signer, basis = [] } = recorded?.event ?? {}
      return signer === undefined ? [] : basis.map((index) => [index, signer] as const)
    }),
  )
  const kept = listIn(row.bases)
  const isSame =
    kept.length === wanted.size &&
    kept.every((each) => wanted.get(textAt(each, 'index') ?? '') === each['revision'])
  return [
    ...(isSame ? [] : ['its list of records that it rests on is not what its events come to']),
    ...kept.flatMap((each) => {
      const record = recordIn(Buffer.from(textAt(each, 'record') ?? '', 'base64'))
      const isMessage = record?.kind === 'accepted' || record?.kind === 'acknowledged'
      const key = isMessage ? record.signature.keyId : signers.get(textAt(each, 'index') ?? '')
      return textAt(each, 'key') === key
        ? []
        : [`the key of record ${textAt(each, 'index') ?? ''} is not the one that signed it`]
    }),
  ]
}

function listIn(json: string | null): readonly JsonObject[] {
  const list: JsonValue = json === null ? [] : JSON.parse(json)
  return objectsAt({ list }, 'list')
}
