import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NOTHING } from '../../src/exchange/changes.ts'
import { createDesk } from '../../src/ledger/desk.ts'
import type { FactsEntry, LedgerEntry } from '../../src/ledger/entry.ts'
import type { Reading } from '../../src/ledger/facts/fact.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import type { LedgerResult } from '../../src/ledger/participant.ts'
import type { LedgerService, WriteOffService } from '../../src/ledger/service.ts'
import { dueReports, postponeReport, settleReports } from '../../src/store/ledger/reports.ts'
import { migrate } from '../../src/store/migrate.ts'
import { clear, newSigner, type Node, startNode } from '../exchange/node.ts'
import { partnerWith } from '../exchange/partner.ts'
import { acknowledging, taking } from '../exchange/units.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { testSigner } from '../trust/signers.ts'
import { agency } from './desk.ts'
import { NUMBER, QUESTION, readingOf, RULE } from './facts.ts'
import { requestOf, tonnes } from './write-off-desk.ts'

const ASKER = agency('cn-clearance')
const NOW = new Date('2026-11-22T03:00:00Z')
const INQUIRY = {
  kind: RULE.kind,
  issuer: RULE.issuer,
  forms: RULE.forms,
  as: 'asean-verification-request-r1',
  reply: 'asean-verification-reply-r1',
  withinDays: 60,
  reminderDays: [30],
  timeZone: 'Asia/Vientiane',
  requester: { name: 'China Customs', countryCode: 'CN' },
}
const REPORT = {
  kind: RULE.kind,
  issuer: RULE.issuer,
  forms: RULE.forms,
  purposes: ['preferential-duty'],
  as: 'asean-customs-response-r1',
  office: undefined,
}
const LA = { ...partnerWith({ issues: [RULE], inquiries: [INQUIRY], reports: [REPORT] }), id: 'kz' }

describe.each(DATABASES)('a report that is due, on the %s database,', (kind) => {
  let opened: OpenDatabase | undefined
  let node: Node<LedgerEntry, LedgerResult>
  let desk: LedgerService & WriteOffService

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    const { database, folder } = opened
    await clear(database)
    const signer = newSigner()
    const { signing } = await testSigner('ec-p256')
    const ledger = createLedger({
      partners: new Map([[LA.id, LA]]),
      signingKey: signing,
      log: signer.origin,
    })
    const clock = () => NOW
    node = await startNode({ database, signer, folder, clock, participant: ledger.participant })
    const wait = () => Promise.resolve()
    desk = createDesk({ ledger, committer: node.committer, database, log: node.log, clock, wait })
  })
  afterAll(() => opened?.remove())

  /** A message of that id is accepted, and says something to the ledger. */
  const said = async (messageId: string, entryOf: (from: Said) => Partial<FactsEntry>): Promise<void> => {
    const unit = taking({ messageId })
    const from = {
      source: LA.id,
      keyId: 'ab'.repeat(32),
      exchange: unit.exchange.id,
      acceptance: undefined,
    }
    await node.committer.commit({
      ...unit,
      entry: { entry: 'facts', facts: [], replies: [], ...entryOf(from) },
    })
  }
  type Said = Pick<FactsEntry['facts'][number], 'source' | 'keyId' | 'exchange' | 'acceptance'>
  const states = (messageId: string, reading: Reading): Promise<void> =>
    said(messageId, (from) => ({ facts: [{ ...from, issue: RULE, reading }] }))
  /** The inquiry on which a verification waits; agencies never learn its id. */
  const inquiryOf = async (verification: string): Promise<string> => {
    const [row] =
      (await opened?.database.query<{ inquiry: string }>(
        'select inquiry from inquirer where verification = $1',
        [verification],
      )) ?? []
    if (row === undefined) throw new Error('nobody was asked')
    return row.inquiry
  }
  /** Its authority is asked about the certificate, and confirms it before it has sent it. */
  const confirm = async (messageId: string): Promise<void> => {
    const asked = await desk.ask({ ...QUESTION, inquire: { reason: 'random' } }, ASKER)
    if (asked.outcome === 'denied') throw asked.error
    const inquiry = await inquiryOf(asked.answer.verification)
    const step = { to: 'ask', round: 0, exchange: asked.answer.verification } as const
    await node.committer.commit({ ...NOTHING, entry: { entry: 'inquiry', inquiry, step } })
    const reply = {
      request: inquiry.replaceAll('-', ''),
      number: NUMBER,
      series: undefined,
      issuer: undefined,
      result: 'confirmed',
      lines: [],
      issueDay: undefined,
      authority: undefined,
      text: undefined,
    }
    await said(messageId, (from) => ({ replies: [{ ...from, issues: [RULE], reply }] }))
  }
  const answersOfReports = async (): Promise<(string | null)[]> => {
    const made = await desk.writeOff(requestOf('R-1', { state: 'used' }), ASKER)
    if (made.outcome === 'denied') throw made.error
    if (opened === undefined) throw new Error('no database')
    return (await dueReports(opened.database, NOW, 10)).map(({ answers }) => answers)
  }

  test('answers the message that brought the certificate, whatever was said of its number before', async () => {
    await confirm('REPLY-7')
    await states('CERTIFICATE-1', readingOf(NUMBER))
    expect(await answersOfReports()).toEqual(['CERTIFICATE-1'])
  })

  test('answers it too after news of the certificate', async () => {
    await states('CERTIFICATE-1', readingOf(NUMBER))
    await states('NEWS-2', readingOf(NUMBER, { releaseDay: '2026-11-22' }, 'released'))
    expect(await answersOfReports()).toEqual(['CERTIFICATE-1'])
  })

  test('answers the message that states the certificate anew', async () => {
    await states('CERTIFICATE-1', readingOf(NUMBER))
    await states('CERTIFICATE-2', readingOf(NUMBER, { invoices: ['TE-2026-319'] }, 'amended'))
    await states('NEWS-3', readingOf(NUMBER, { releaseDay: '2026-11-22' }, 'released'))
    await states('CERTIFICATE-4', readingOf(NUMBER, { invoices: ['TE-2026-320'] }, 'amended'))
    expect(await answersOfReports()).toEqual(['CERTIFICATE-4'])
  })

  /** Used, and taken back: two reports about one write-off. */
  const takenBack = async (reference: string): Promise<string> => {
    const made = await desk.writeOff(requestOf(reference, { state: 'used', lines: [tonnes('0.1')] }), ASKER)
    if (made.outcome === 'denied') throw made.error
    const { writeOff } = made.statement
    const instruction = { reason: { code: 'declaration-withdrawn' } }
    const back = await desk.step(writeOff, { to: 'released', instruction }, ASKER)
    if (back.outcome === 'denied') throw back.error
    return writeOff
  }
  const due = (at = NOW) => dueReports(openedDatabase(), at, 10)
  const openedDatabase = () => {
    if (opened === undefined) throw new Error('no database')
    return opened.database
  }
  const HOUR_LATER = new Date(NOW.getTime() + 3_600_000)

  test('waits until the one about the step before was made, also when that is postponed', async () => {
    await states('CERTIFICATE-1', readingOf(NUMBER))
    const first = await takenBack('R-1')
    const second = await takenBack('R-2')
    const [used, other, ...later] = await due()
    expect([used?.writeOff, other?.writeOff, later]).toEqual([first, second, []])
    const position = used?.position ?? -1n
    await postponeReport(openedDatabase(), { position, dueAt: HOUR_LATER, error: 'CONFIG_INVALID: no rule' })
    expect((await due()).map(({ writeOff }) => writeOff)).toEqual([second])
    expect((await due(HOUR_LATER)).map((each) => each.position)).toEqual([position, other?.position])
  })

  test('waits until the issuer has the message about the step before', async () => {
    await states('CERTIFICATE-1', readingOf(NUMBER))
    await takenBack('R-1')
    const [used] = await due()
    const position = used?.position ?? -1n
    const message = taking()
    await node.committer.commit(message)
    await settleReports(openedDatabase(), [{ position, exchangeId: message.exchange.id }])
    expect(await due()).toEqual([])
    await node.committer.commit(acknowledging(message, 'technical'))
    const [released, ...others] = await due()
    expect(released?.position).toBeGreaterThan(position)
    expect(others).toEqual([])
  })
})
