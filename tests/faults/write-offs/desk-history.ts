import type { Partner } from '../../../src/partners/partner.ts'
import { encodeRecord } from '../../../src/evidence/record.ts'
import type { WriteOff } from '../../../src/model/generated/verification/write-off.ts'
import { CONTENT, factOf, NUMBER } from '../../ledger/facts.ts'
import { agency, AT, CLEARANCE, openDesk } from '../../ledger/write-off-desk.ts'
import type { Entry } from '../public-log.ts'
import { randomOf } from '../random.ts'
import { remember, twoAgencies } from './agencies.ts'
import type { Asked, Told } from './history.ts'
import { createMoves } from './moves.ts'

/** A log and what clients were told, as an honest ledger in memory makes them: for tests of those who check them. */
export interface History {
  readonly entries: readonly Entry[]
  readonly told: readonly Told[]
  rootAt(size: bigint): string
}

/** Of the records of the desk. */
const FIRST = 1000
const LINES = CONTENT.lines.map((each) =>
  each.line === 2 ? { ...each, quantity: { quantity: '1006', unit: 'KGM', basis: 'gross' as const } } : each,
)
const PARTNERS: Readonly<Record<string, Partner>> = {
  'cn-clearance': CLEARANCE,
  'cn-bank': agency('cn-bank', { purposes: ['forex-payment'], shows: [] }),
}

export const rootAt = (size: bigint): string => `root of ${size}`

/** @param moves wishes, one decided after the other; each was sent before the one before it had been told */
export function deskHistory(seed: number, moves: number): History {
  const desk = openDesk(factOf({ lines: LINES }))
  const random = randomOf(seed + 1)
  const next = createMoves(randomOf(seed), [NUMBER], () => (desk.times.at(-1) ?? AT).getTime())
  const agencies = twoAgencies()
  const newest = new Map<string, { statement: WriteOff; index: number }>()
  const told: Told[] = []

  const decide = (asked: Asked): Pick<Told, 'index' | 'said'> | undefined => {
    const partner = PARTNERS[asked.agency] ?? CLEARANCE
    if (asked.what === 'question') return undefined
    if (asked.what === 'look') return again(asked.writeOff)
    const known = asked.what === 'step' ? newest.get(asked.writeOff)?.statement : undefined
    const judged =
      asked.what === 'write-off'
        ? desk.ask(asked.request, partner)
        : desk.step(required(known), asked.to, asked.instruction, partner)
    const index = FIRST + desk.records.length - 1
    if (judged.outcome === 'repeated') return again(judged.writeOff)
    if (judged.outcome === 'refused') return { index, said: { is: 'refusal', code: judged.error.code } }
    newest.set(judged.statement.writeOff, { statement: judged.statement, index })
    return saying(judged.statement, index, asked.what === 'write-off')
  }
  const again = (writeOff: string) => {
    const { statement, index } = required(newest.get(writeOff))
    return saying(statement, index, false)
  }

  /** The loop comes by now and then. */
  const endSome = (): void => {
    for (const { statement } of newest.values()) {
      const { ended } = desk.end(statement)
      if (ended !== undefined)
        newest.set(statement.writeOff, {
          statement: ended.statement,
          index: FIRST + desk.records.findLastIndex(({ kind }) => kind === 'ended'),
        })
    }
  }

  for (let at = 0; at < moves; at += 1) {
    desk.pass(Math.floor(random() * 100))
    if (random() < 0.3) endSome()
    const own = agencies[at % 2] ?? agencies[0]
    for (const asked of next.next(own)) {
      const decided = decide(asked)
      if (decided === undefined) continue
      const time = told.length
      const times = { begun: time, sent: time, heard: time + 1.5, lost: 0 }
      const size = BigInt(FIRST + desk.records.length)
      told.push({ asked, ...times, ...decided, record: new Uint8Array(), head: { size, root: rootAt(size) } })
      if (decided.said.is === 'statement') remember(own, decided.said.statement)
    }
  }
  const entries = desk.records.map((draft, at) => {
    const record = { ...draft, v: 1, at: (desk.times[at] ?? AT).toISOString() } as const
    return { index: FIRST + at, record, bytes: encodeRecord(record) }
  })
  const bytesAt = (index: number): Uint8Array => required(entries[index - FIRST]).bytes
  return { entries, told: told.map((each) => ({ ...each, record: bytesAt(each.index) })), rootAt }
}

function saying(statement: WriteOff, index: number, isNew: boolean): Pick<Told, 'index' | 'said'> {
  return { index, said: { is: 'statement', statement, file: JSON.stringify(statement), isNew } }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is none')
  return value
}
