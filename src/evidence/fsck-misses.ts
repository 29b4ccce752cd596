import { createHash } from 'node:crypto'
import { keyText } from '../model/document-key.ts'
import { asObject } from '../model/json-access.ts'
import { afterMiss, isOver, type Misses } from '../model/misses.ts'
import type { Database } from '../store/database.ts'
import { deniedPayloads, type MissRow } from '../store/ledger/provable-misses.ts'
import { documentKeyIn, type DocumentKey, jsonIn } from './fsck-documents.ts'
import type { Report } from './fsck-report.ts'
import { isMiss, type KnownAnswer } from './fsck-verifications.ts'
import type { PlacedRecord } from './fsck-walk.ts'

/**
 * Misses of the last day close questions, so they must be those of the log. An answer tells whether it was one. A write-off
 * that was refused because the document is not established may have been one or not: then every count is right that the
 * log allows.
 */
export interface MissChecker {
  /** @param answers those of the records */
  add(records: readonly PlacedRecord[], answers: readonly KnownAnswer[]): Promise<void>
  /**
   * Compares what was folded with the rows.
   * @param now time of the head for which the rows were read
   */
  finish(rows: readonly MissRow[], now: Date): void
}

/** What a row may be; undefined: it need not be there. */
type States = ReadonlyMap<string, Misses | undefined>

interface Event {
  readonly agency: string
  readonly at: Date
  /** Undefined where what was asked is not kept any more. */
  readonly key: DocumentKey | undefined
  /** Whether it was a miss for certain. */
  readonly isSure: boolean
}

const NOT_ESTABLISHED = 'DOCUMENT_NOT_ESTABLISHED'
const ALL = ''
const NONE: States = new Map([['', undefined]])
/** What is not kept any more may have begun the day before. */
const BLIND_MS = 2 * 86_400_000

export function createMissChecker(database: Database, report: Report): MissChecker {
  const folded = new Map<string, States>()
  /** Of each agency the newest question of which nothing is kept. */
  const blind = new Map<string, Date>()
  const count = (name: string, { at, isSure }: Event): void => {
    const before = folded.get(name) ?? NONE
    const counted = new Map([...before.values()].map((each) => named(afterMiss(each, at))))
    folded.set(name, isSure ? counted : new Map([...before, ...counted]))
  }
  return {
    async add(records, answers) {
      for (const event of await eventsOf(database, records, answers)) {
        const { agency, key } = event
        if (key === undefined) {
          blind.set(agency, event.at)
          continue
        }
        count(nameOf({ agency, scope: ALL }), event)
        count(nameOf({ agency, scope: scopeOf(key) }), event)
      }
      const last = records.at(-1)
      if (last !== undefined) forget(folded, new Date(last.record.at))
    },
    finish(rows, now) {
      const isKnown = (agency: string): boolean =>
        now.getTime() - (blind.get(agency)?.getTime() ?? 0) > BLIND_MS
      const open = rows.filter((row) => !isOver(row, now) && isKnown(row.agency))
      for (const row of open)
        if (folded.get(nameOf(row))?.has(textOf(row)) !== true)
          report(placeOf(nameOf(row)), 'is not what the log comes to')
      const there = new Set(open.map(nameOf))
      for (const [name, states] of folded)
        if (!there.has(name) && isKnown(agencyIn(name)) && mustBe(states, now))
          report(placeOf(name), 'is missing; its misses are in the log')
    },
  }
}

/** What was wrong in a page, in the order of the log. */
async function eventsOf(
  database: Database,
  records: readonly PlacedRecord[],
  answers: readonly KnownAnswer[],
): Promise<Event[]> {
  const said = new Map(answers.map((answer) => [answer.record, answer.said]))
  const denied = records.filter(({ record }) => record.kind === 'denied' && record.code === NOT_ESTABLISHED)
  const asked =
    denied.length === 0
      ? undefined
      : await deniedPayloads(
          database,
          denied.map(({ index }) => index),
        )
  return records.flatMap(({ index, record }): Event[] => {
    const at = new Date(record.at)
    if (record.kind === 'answered') {
      const answer = said.get(record)
      const key = documentKeyIn(asObject(answer?.['question']))
      if (answer !== undefined && !isMiss(answer)) return []
      return [{ agency: record.by, at, key, isSure: true }]
    }
    if (record.kind !== 'denied' || record.code !== NOT_ESTABLISHED) return []
    return [{ agency: record.by, at, key: documentKeyIn(jsonIn(asked?.get(index))), isSure: false }]
  })
}

/** What is over counts no more, whatever comes. */
function forget(folded: Map<string, States>, now: Date): void {
  for (const [name, states] of folded)
    if ([...states.values()].every((each) => each === undefined || isOver(each, now))) folded.delete(name)
}

function mustBe(states: States, now: Date): boolean {
  return [...states.values()].every((each) => each !== undefined && !isOver(each, now))
}

function scopeOf(key: DocumentKey): string {
  return createHash('sha256').update(keyText(key)).digest('hex')
}

const nameOf = ({ agency, scope }: Pick<MissRow, 'agency' | 'scope'>): string => `${agency} ${scope}`
const agencyIn = (name: string): string => name.slice(0, name.lastIndexOf(' '))
const textOf = ({ count, firstAt }: Misses): string => `${count} ${firstAt.toISOString()}`
const named = (misses: Misses): readonly [string, Misses] => [textOf(misses), misses]

function placeOf(name: string): string {
  const scope = name.slice(name.lastIndexOf(' ') + 1)
  return `miss of ${agencyIn(name)} ${scope === ALL ? 'about all documents' : `about ${scope}`}`
}
