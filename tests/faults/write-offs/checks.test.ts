import { describe, expect, test } from 'vitest'
import { encodeRecord, type EvidenceRecord, type PostedRecord } from '../../../src/evidence/record.ts'
import type { WriteOff } from '../../../src/model/generated/verification/write-off.ts'
import { NUMBER } from '../../ledger/facts.ts'
import type { Entry } from '../public-log.ts'
import { decisionProblems } from './decisions.ts'
import { deskHistory, type History } from './desk-history.ts'
import type { Told } from './history.ts'
import { totalsOf } from './agencies.ts'
import { orderProblems } from './order.ts'
import { promiseProblems } from './promises.ts'
import { sumProblems } from './sums.ts'

const TOTALS = totalsOf([NUMBER])
const honest = deskHistory(7, 400)
const OTHER = '0199f3a1-0000-7000-8000-0000000000ff'

/** Names of the checks that find something. */
function found(history: History): string[] {
  const { entries, told } = history
  const problems = {
    sums: sumProblems(entries),
    promises: promiseProblems(history, told),
    decisions: decisionProblems(entries, told, TOTALS),
    order: orderProblems(told),
  }
  return Object.entries(problems).flatMap(([check, all]) => all.map((problem) => `${check}: ${problem}`))
}

const isPosted = ({ record }: Entry): boolean => record.kind === 'reserved'

/** The history with one record in another form, and whoever was told of it told so. */
function forged(change: (record: PostedRecord) => EvidenceRecord, which = isPosted): History {
  const at = honest.entries.findLastIndex(which)
  const entry = honest.entries[at]
  if (entry === undefined || !('postings' in entry.record) || entry.record.kind === 'ended')
    throw new Error('nothing was posted')
  const record = change(entry.record)
  const forgery = { ...entry, record, bytes: encodeRecord(record) }
  return {
    ...honest,
    entries: honest.entries.with(at, forgery),
    told: honest.told.map((each) => (each.index === entry.index ? { ...each, record: forgery.bytes } : each)),
  }
}

const posting = (record: PostedRecord, change: Partial<PostedRecord['postings'][number]>): PostedRecord => ({
  ...record,
  postings: record.postings.map((each) => ({ ...each, ...change })),
})

/** What was told of the statement that `is` finds last, told differently. */
function retold(is: (each: Told) => boolean, change: (each: Told) => Told): History {
  const at = honest.told.findLastIndex(is)
  const each = honest.told[at]
  if (each === undefined) throw new Error('nobody was told so')
  return { ...honest, told: honest.told.with(at, change(each)) }
}

const statementOf = ({ said }: Told): WriteOff | undefined =>
  said.is === 'statement' ? said.statement : undefined
const isMade = ({ said }: Told): boolean => said.is === 'statement' && said.isNew

describe('who checks write-offs from the log', () => {
  test('finds nothing where the ledger was honest, and much was refused', () => {
    expect(found(honest)).toEqual([])
    const codes = honest.told.map(({ said }) => (said.is === 'refusal' ? said.code : said.is))
    expect(new Set(codes)).toEqual(
      new Set([
        'statement',
        'BALANCE_EXCEEDED',
        'WRITE_OFF_STATE',
        'RESERVATION_ENDED',
        'RESERVATION_PAST',
        'RESERVATION_TOO_LONG',
        'REFERENCE_REUSED',
        'LINE_UNKNOWN',
        'UNIT_NOT_CONVERTIBLE',
      ]),
    )
    expect(codes.filter((code) => code === 'BALANCE_EXCEEDED').length).toBeGreaterThan(40)
  })

  test('finds a balance that is taken above its total', () => {
    const problems = found(forged((record) => posting(record, { reserved: '25150.000001' })))
    expect(problems).toContainEqual(expect.stringMatching(/^sums: .* above its total$/))
    expect(problems).toContainEqual(expect.stringMatching(/^sums: .* are reserved and .* used of/))
    expect(problems).toContainEqual(expect.stringMatching(/^promises: .* another changes/))
  })

  test('finds one thousandth of a gram that the log posts and nobody was told of', () => {
    const slightly = ({ reserved }: { reserved: string }): string =>
      reserved.includes('.') ? `${reserved.padEnd(reserved.indexOf('.') + 6, '0')}1` : `${reserved}.000001`
    const problems = found(
      forged((record) => posting(record, { reserved: slightly(record.postings[0] ?? { reserved: '0' }) })),
    )
    expect(problems).toContainEqual(expect.stringMatching(/^promises: .* another changes/))
  })

  test('finds that something told is not in the log any more', () => {
    const told = honest.told.findLast(isMade)
    const entries = honest.entries.filter(({ index }) => index !== told?.index)
    expect(found({ ...honest, entries })).toContainEqual(
      `promises: record ${told?.index} was promised and is not in the log`,
    )
  })

  test('finds that the log was begun anew after what was told', () => {
    const problems = found({ ...honest, rootAt: (size) => `another ${honest.rootAt(size)}` })
    expect(problems).toHaveLength(honest.told.length)
    expect(problems[0]).toMatch(/the checkpoint of \d+ is of another log/)
  })

  test('finds a second write-off of one reference, told or not', () => {
    const at = honest.told.findLastIndex(isMade)
    const made = honest.told[at]
    const statement = made && statementOf(made)
    const entry = honest.entries.find(({ index }) => index === made?.index)
    if (made === undefined || statement === undefined || entry === undefined || !('writeOff' in entry.record))
      throw new Error('nothing was made')
    const index = (honest.entries.at(-1)?.index ?? 0) + 1
    const record = { ...entry.record, writeOff: OTHER }
    const twice = { index, record, bytes: encodeRecord(record) }
    const doubled = { ...honest, entries: [...honest.entries, twice] }
    expect(found(doubled)).toContainEqual(`promises: nobody was told of write-off ${OTHER}`)
    const again = { ...statement, writeOff: OTHER, ledger: { ...statement.ledger, size: String(index) } }
    const time = honest.told.length
    const telling = {
      ...made,
      begun: time,
      sent: time,
      heard: time + 1,
      index,
      record: twice.bytes,
      said: { is: 'statement', statement: again, file: '', isNew: true },
    } as const
    const problems = found({ ...doubled, told: [...honest.told, telling] })
    expect(problems).toContainEqual(expect.stringMatching(/^promises: .* is the reference of/))
    expect(problems).toContainEqual(expect.stringMatching(/^decisions: .* not repeated$/))
  })

  test('finds a step that is made twice', () => {
    const released = honest.entries.findLast(({ record }) => record.kind === 'released')
    const index = (honest.entries.at(-1)?.index ?? 0) + 1
    if (released === undefined) throw new Error('nothing was released')
    const problems = found({ ...honest, entries: [...honest.entries, { ...released, index }] })
    expect(problems).toContainEqual(expect.stringMatching(/^sums: .* is released after released$/))
    expect(problems).toContainEqual(expect.stringMatching(/^decisions: .* nobody who lost a reply/))
  })

  test('takes a step that nobody was told of for one whose reply was lost, and for nothing else', () => {
    const released = honest.told.find(
      (each) =>
        statementOf(each)?.state === 'released' &&
        honest.told.some(
          (other) =>
            statementOf(other)?.state === 'used' &&
            statementOf(other)?.instruction !== undefined &&
            statementOf(other)?.writeOff === statementOf(each)?.writeOff,
        ),
    )
    const { writeOff } = (released && statementOf(released)) ?? { writeOff: '' }
    const isUse = (each: Told): boolean =>
      statementOf(each)?.writeOff === writeOff && statementOf(each)?.state === 'used'
    const use = honest.told.find((each) => isUse(each) && each.asked.what === 'step')
    if (released === undefined || use === undefined) throw new Error('nothing was used and released')
    const others = honest.told.filter((each) => !isUse(each))
    const withLost = (lost: number): string[] =>
      found({ ...honest, told: [...others, { ...released, asked: use.asked, lost }] })
    expect(withLost(1)).toEqual([])
    expect(withLost(0)).toContainEqual(expect.stringMatching(/^decisions: .* nobody who lost a reply/))
  })

  test('finds that a wish was begun after a later one had been told', () => {
    const late = retold(isMade, (each) => ({ ...each, begun: 1e6, sent: 1e6, heard: 1e6 + 1 }))
    expect(found(late)).toContainEqual(expect.stringMatching(/^order: .* and stands before it$/))
  })

  test('finds that somebody was shown what others knew to be over', () => {
    const released = honest.told.find((each) => statementOf(each)?.state === 'released')
    const before = honest.told.find(
      (each) => statementOf(each)?.writeOff === (released && statementOf(released)?.writeOff),
    )
    if (before === undefined || released === undefined) throw new Error('nothing was released')
    const { writeOff, by } = statementOf(before) ?? { writeOff: '', by: '' }
    const looked = {
      ...before,
      asked: { what: 'look', agency: by, writeOff },
      said: { ...before.said, isNew: false },
    } as const
    const at = (time: number) => ({ begun: time, sent: time, heard: time + 1 })
    const told = (time: number): string[] =>
      found({ ...honest, told: [...honest.told, { ...looked, ...at(time) }] })
    expect(told(released.heard - 0.1)).toEqual([])
    expect(told(released.heard + 0.1)).toEqual([expect.stringMatching(/^order: .* who asked when record/)])
  })

  test('finds a refusal without a reason', () => {
    const refused = retold(
      ({ said }) => said.is === 'refusal' && said.code === 'WRITE_OFF_STATE',
      (each) => ({ ...each, said: { is: 'refusal', code: 'BALANCE_EXCEEDED' } }),
    )
    expect(found(refused)).toEqual([expect.stringMatching(/^decisions: .* not WRITE_OFF_STATE$/)])
  })

  test('finds that an agency is told a wrong rest', () => {
    const wrong = retold(
      (each) =>
        isMade(each) && statementOf(each)?.by === 'cn-clearance' && statementOf(each)?.lines.length === 1,
      (each) => {
        const statement = statementOf(each)
        if (statement === undefined || each.said.is !== 'statement') return each
        const lines = statement.lines.map((line) => ({
          ...line,
          ...(line.balance && { balance: { ...line.balance, available: '25150' } }),
        }))
        return { ...each, said: { ...each.said, statement: { ...statement, lines } } }
      },
    )
    expect(found(wrong)).toEqual([expect.stringMatching(/^decisions: .* is said to stand at/)])
  })
})
