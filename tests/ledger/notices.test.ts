import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { NOTHING } from '../../src/exchange/changes.ts'
import type { LedgerEntry } from '../../src/ledger/entry.ts'
import { noticeEntry } from '../../src/ledger/notices/notices.ts'
import type { LedgerResult } from '../../src/ledger/participant.ts'
import { migrate } from '../../src/store/migrate.ts'
import { findNotice } from '../../src/store/ledger/notices.ts'
import { readJwsFile } from '../../src/trust/jws-file.ts'
import { verifyJws } from '../../src/trust/jws.ts'
import { clear, newSigner } from '../exchange/node.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { testSigner } from '../trust/signers.ts'
import { agency, type Desk, issue, openDesk } from './desk.ts'

const CLEARANCE = agency('cn-clearance')
const BANK = agency('cn-bank')
/** Leaves 0 and 1 are the exchange; this is the fact. */
const FACT = 2n
const STRANGER = '0199f3a1-0000-7000-8000-00000000000f'

type Told = Extract<LedgerResult, { result: 'notified' }>

describe.each(DATABASES)('notices to agencies, on the %s database,', (kind) => {
  const signer = newSigner()
  let signingKey: Awaited<ReturnType<typeof testSigner>>['signing']
  let opened: OpenDatabase | undefined
  let desk: Desk

  beforeAll(async () => {
    signingKey = (await testSigner('ec-p256')).signing
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    const { database, folder } = opened
    await clear(database)
    const clock = () => new Date('2026-11-22T08:00:00.000Z')
    desk = await openDesk({ database, signer, signingKey, folder, clock })
    await issue(desk)
  })
  afterAll(() => opened?.remove())

  const recalled = (
    verification: string = uuidv7(),
    change: { readonly to?: typeof BANK; readonly reason?: string } = {},
  ): LedgerEntry =>
    noticeEntry({
      to: CLEARANCE,
      about: { verification },
      kind: 'recalled',
      reason: 'CANCELLED',
      fact: FACT,
      ...change,
    })
  const tell = async (entry: LedgerEntry): Promise<Told> => {
    const committed = await desk.node.committer.commit({ ...NOTHING, entry })
    if (committed.outcome !== 'done' || committed.result?.result !== 'notified')
      throw new Error(JSON.stringify(committed))
    return committed.result
  }
  const list = (asker = CLEARANCE, after = -1n, limit = 100) => desk.service.notices(asker, { after, limit })
  const problems = async () => (await desk.node.log.fsck(() => undefined)).problems

  test('are signed, stand in the log, and read the same for ever', async () => {
    const verification = uuidv7()
    const { notice: id, repeated } = await tell(recalled(verification))
    expect(repeated).toBe(false)
    const [found] = await list()
    expect(found?.notice).toEqual({
      v: 1,
      notice: id,
      at: '2026-11-22T08:00:00.000Z',
      to: 'cn-clearance',
      ledger: { log: signer.origin, size: String(found?.index) },
      about: { verification },
      kind: 'recalled',
      reason: 'CANCELLED',
      fact: '2',
    })
    const file = readJwsFile(Buffer.from(JSON.stringify(found?.signed)))
    expect(verifyJws(file.jws, file.suppliedKey, 'khorgos-notice').keyId).toBe(signingKey.keyId)
    expect(() => verifyJws(file.jws, file.suppliedKey, 'khorgos-answer')).toThrow()
    const { index, record } = verifyReceipt(file.receipt ?? '', { vkeys: [signer.vkey] })
    expect(index).toBe(found?.index)
    expect(record).toMatchObject({ kind: 'notified', verification, to: 'cn-clearance', of: 'recalled' })
    await tell(recalled())
    expect(await desk.service.notice(id, CLEARANCE)).toEqual(found)
    expect(await problems()).toEqual([])
  })

  test('are made once for each cause, also by those who tell the same at once', async () => {
    const about = uuidv7()
    const told = await Promise.all([
      ...Array.from({ length: 5 }, () => tell(recalled(about))),
      tell(recalled(about, { reason: 'KEY_COMPROMISED' })),
    ])
    told.push(await tell(recalled(about)))
    expect(new Set(told.map(({ notice }) => notice)).size).toBe(2)
    expect(told.filter(({ repeated }) => !repeated)).toHaveLength(2)
    expect((await list()).map(({ notice: { reason } }) => reason).toSorted()).toEqual([
      'CANCELLED',
      'KEY_COMPROMISED',
    ])
  })

  test('that a question was answered anew name the new answer, one for each', async () => {
    const [verification, next, other] = [uuidv7(), uuidv7(), uuidv7()]
    const anew = (answer: string): LedgerEntry =>
      noticeEntry({
        to: CLEARANCE,
        about: { verification },
        kind: 'answered',
        reason: 'INQUIRY_ANSWERED',
        next: answer,
      })
    for (const answer of [next, other, next]) await tell(anew(answer))
    expect((await list()).map(({ notice }) => notice.next)).toEqual([next, other])
  })

  test('are listed page by page in the order of the log, to whom they are and nobody else', async () => {
    const writeOff = uuidv7()
    await Promise.all(Array.from({ length: 7 }, () => tell(recalled())))
    const { notice: others } = await tell(recalled(uuidv7(), { to: BANK }))
    await tell(
      noticeEntry({ to: CLEARANCE, about: { writeOff }, kind: 'recalled', reason: 'DISPUTED', fact: FACT }),
    )
    const all = await list()
    expect(all.map(({ index }) => index)).toEqual(all.map(({ index }) => index).toSorted(byIndex))
    expect(all).toHaveLength(8)
    expect(all.at(-1)?.notice.about).toEqual({ writeOff })
    const pages = []
    for (let after = -1n; ; after = pages.at(-1)?.index ?? after) {
      const page = await list(CLEARANCE, after, 3)
      if (page.length === 0) break
      pages.push(...page)
    }
    expect(pages).toEqual(all)
    expect((await list(BANK)).map(({ notice }) => notice.notice)).toEqual([others])
    await expect(desk.service.notice(others, CLEARANCE)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await problems()).toEqual([])
  })

  test.each([
    ['taken away', 'delete from notice', /^leaf 3: its notice is missing/],
    ['about something else', `update notice set about = '${STRANGER}'`, /its id of what it is about/],
    ['to somebody else', `update notice set agency = 'cn-bank'`, /its agency is not/],
    ['for another reason', `update notice set reason = 'REVOKED'`, /its reason is not/],
    ['by another fact', 'update notice set fact_position = null', /its fact is not/],
    ['of another kind', `update notice set kind = 'answered'`, /its kind is not/],
    [
      'filed under a record that is no notice',
      'update notice set record_index = 2',
      /leaf 2 is not its record/,
    ],
    ['beyond the log', 'update notice set record_index = 1000, receipt_size = 1001', /is beyond the log/],
  ])('that are %s are found by the check of the log', async (_, sql, expected) => {
    const { notice: id } = await tell(recalled())
    expect(await findNotice(desk.database, id, 'cn-clearance')).toMatchObject({ recordIndex: 3n })
    await desk.database.query(sql)
    expect((await problems()).map(({ place, detail }) => `${place}: ${detail}`)).toContainEqual(
      expect.stringMatching(expected),
    )
  })
})

const byIndex = (one: bigint, other: bigint): number => (one < other ? -1 : 1)
