import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { KhorgosError } from '../../src/errors.ts'
import type { SignedHead } from '../../src/evidence/log-append.ts'
import { NOTHING } from '../../src/exchange/changes.ts'
import type { Committer } from '../../src/exchange/commit.ts'
import type { EntryPlace, Participant } from '../../src/exchange/participant.ts'
import { type Either, forOne, forOther, joinParticipants } from '../../src/exchange/participants.ts'
import type { Tx } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { clear, newSigner, startNode } from './node.ts'

/** A participant that writes down what it is asked, and answers each entry with its name. */
function named(name: string, faulty: (entry: string) => boolean = () => false) {
  const asked: string[] = []
  const participant: Participant<string, string> = {
    begin(_tx, entries) {
      asked.push(`begin ${entries.join(' ')}`)
      const judged: string[] = []
      return Promise.resolve({
        judge(entry) {
          if (faulty(entry)) throw new KhorgosError('INTERNAL', `${entry} is a fault`)
          asked.push(`judge ${entry}`)
          judged.push(entry)
          return { payloads: [], records: [] }
        },
        write() {
          asked.push(`write ${judged.join(' ')}`)
          return Promise.resolve(judged.map((entry) => `${name} ${entry}`))
        },
      })
    },
  }
  return { participant, asked }
}

const TX: Tx = { query: () => Promise.resolve([]) }
const PLACE: EntryPlace = { index: 0n, first: 0n, at: new Date(0) }
const HEAD: SignedHead = Object.assign(Object.create(null), { size: 0n })
const one = (entry: string): Either<string, string> => ({ one: entry })
const other = (entry: string): Either<string, string> => ({ other: entry })

describe('two participants as one', () => {
  test('are each shown and asked their own entries, in their order, and answer in that of the batch', async () => {
    const [first, second] = [named('one'), named('other')]
    const entries = [one('a'), other('b'), one('c'), other('d'), other('e')]
    const turn = await joinParticipants(first.participant, second.participant).begin(TX, entries)
    for (const entry of entries) turn.judge(entry, PLACE)
    expect(await turn.write(TX, HEAD)).toEqual([
      { one: 'one a' },
      { other: 'other b' },
      { one: 'one c' },
      { other: 'other d' },
      { other: 'other e' },
    ])
    expect(first.asked).toEqual(['begin a c', 'judge a', 'judge c', 'write a c'])
    expect(second.asked).toEqual(['begin b d e', 'judge b', 'judge d', 'judge e', 'write b d e'])
  })

  test('leave in peace whom no entry is for, and who was read for and judged nothing', async () => {
    const [first, second] = [named('one'), named('other')]
    const joined = joinParticipants(first.participant, second.participant)
    const turn = await joined.begin(TX, [one('a')])
    turn.judge(one('a'), PLACE)
    expect(await turn.write(TX, HEAD)).toEqual([{ one: 'one a' }])
    expect(second.asked).toEqual([])
    // A unit of a batch may turn out a duplicate, so that its entry is never judged.
    const dropped = await joined.begin(TX, [other('b'), one('c')])
    dropped.judge(one('c'), PLACE)
    expect(await dropped.write(TX, HEAD)).toEqual([{ one: 'one c' }])
    expect(second.asked).toEqual(['begin b'])
  })

  test('do not write what one of them could not judge', async () => {
    const [first, second] = [named('one', (entry) => entry === 'bad'), named('other')]
    const entries = [one('bad'), other('b'), one('c')]
    const turn = await joinParticipants(first.participant, second.participant).begin(TX, entries)
    expect(() => turn.judge(one('bad'), PLACE)).toThrow('bad is a fault')
    turn.judge(other('b'), PLACE)
    turn.judge(one('c'), PLACE)
    expect(await turn.write(TX, HEAD)).toEqual([{ other: 'other b' }, { one: 'one c' }])
  })

  test('judge nothing that was not read for, and are held to an answer for each', async () => {
    const [first, second] = [named('one'), named('other')]
    const turn = await joinParticipants(first.participant, second.participant).begin(TX, [one('a')])
    expect(() => turn.judge(other('b'), PLACE)).toThrow('was not read for')
    const silent: Participant<string, string> = {
      begin: () =>
        Promise.resolve({
          judge: () => ({ payloads: [], records: [] }),
          write: () => Promise.resolve([]),
        }),
    }
    const quiet = await joinParticipants(silent, second.participant).begin(TX, [one('a')])
    quiet.judge(one('a'), PLACE)
    await expect(quiet.write(TX, HEAD)).rejects.toThrow('was judged and not answered')
  })
})

describe.each(DATABASES)('the committer as each of two participants sees it, on the %s database', (kind) => {
  let opened: OpenDatabase | undefined
  let first: ReturnType<typeof named>
  let second: ReturnType<typeof named>
  let committer: Committer<Either<string, string>, Either<string, string>>

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    ;[first, second] = [named('one', (entry) => entry === 'bad'), named('other')]
    const { database, folder } = opened
    const participant = joinParticipants(first.participant, second.participant)
    committer = (await startNode({ database, folder, signer: newSigner(), participant })).committer
  })
  afterAll(() => opened?.remove())

  test('answers each with what it said itself, in one batch', async () => {
    const [ones, others] = [forOne(committer), forOther(committer)]
    const told = await Promise.all([
      ones.commit({ ...NOTHING, entry: 'a' }),
      others.commit({ ...NOTHING, entry: 'b' }),
      ones.commit({ ...NOTHING, entry: 'c' }),
      others.commit(NOTHING),
    ])
    expect(told.map((each) => ('result' in each ? each.result : undefined))).toEqual([
      'one a',
      'other b',
      'one c',
      undefined,
    ])
    expect(first.asked[0]).toBe('begin a c')
  })

  test('tells a fault of one to who brought it, and to nobody else', async () => {
    const [ones, others] = [forOne(committer), forOther(committer)]
    const bad = ones.commit({ ...NOTHING, entry: 'bad' })
    const good = others.commit({ ...NOTHING, entry: 'b' })
    await expect(bad).rejects.toMatchObject({ code: 'INTERNAL' })
    expect(await good).toMatchObject({ outcome: 'done', result: 'other b' })
  })

  test('does not take the answer of one for that of the other', async () => {
    const confused = {
      ...committer,
      commit: () => Promise.resolve({ outcome: 'done', records: [], result: { other: 'b' } }),
    }
    const ones = forOne<string, string, string, string>(Object.assign({}, committer, confused))
    await expect(ones.commit({ ...NOTHING, entry: 'a' })).rejects.toThrow('another participant')
  })
})
