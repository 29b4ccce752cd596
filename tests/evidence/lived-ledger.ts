import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkLog } from '../../src/evidence/fsck.ts'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import { objectsAt } from '../../src/model/json-access.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { openPostgres } from '../../src/store/connection.ts'
import type { Database } from '../../src/store/database.ts'
import { openEmbedded } from '../../src/store/embedded/open.ts'
import type { DATABASES } from '../harness/databases.ts'
import { openGateway, type TestGateway } from '../harness/gateway.ts'
import { cancelled, formE, numberOf } from '../harness/origin.ts'
import { authorityOf } from '../ledger/authority.ts'
import { requestOf, tonnes } from '../ledger/write-off-desk.ts'

/** The database of a gateway that has lived: everything in it was written by the real program, which has stopped. */
export interface LivedLedger {
  readonly database: Database
  /** Ids of what it did. */
  readonly ids: Lived
  /** What the check of the log says, each problem as one line. */
  fsck(): Promise<string[]>
  /** Makes every row what it was. */
  restore(): Promise<void>
  close(): Promise<void>
}

export interface Lived {
  /** Confirmed, and recalled when the certificate was cancelled. */
  readonly confirmed: string
  /** About the same certificate, with another exporter: a miss. */
  readonly missed: string
  /** Has had the authority asked about a certificate that nobody knew, and what followed when it replied. */
  readonly waited: string
  readonly followed: string
  readonly answeredInquiry: string
  /** Waits still. */
  readonly waiting: string
  readonly openInquiry: string
  /** Write-offs. */
  readonly used: string
  readonly stepped: string
  readonly declined: string
  /** Was reserved until its time was over. */
  readonly ended: string
  /** Is reserved still. */
  readonly reserved: string
}

/** Parents before what refers to them. */
const TABLES = [
  'gateway_key',
  'payload',
  'exchange',
  'outgoing',
  'outgoing_source',
  'acknowledgement',
  'leaf',
  'checkpoint',
  'fact',
  'verification',
  'balance',
  'posting',
  'write_off',
  'report',
  'notice',
  'recall',
  'key_loss',
  'inquiry',
  'inquirer',
  'miss',
]
/** Empty when all work is done; they refer to what is put back. */
const REFERRING = ['outbox', 'notice_push', 'fact_repeat']

/** Undefined when the database is not reachable. */
export async function openLivedLedger(kind: (typeof DATABASES)[number]): Promise<LivedLedger | undefined> {
  const site = await openGateway(kind)
  if (site === undefined) return undefined
  const lived = await live(site)
  await site.stop()
  const { databaseUrl, dataFolder } = site.config
  const database = await (databaseUrl === undefined
    ? openEmbedded(join(dataFolder, 'database'))
    : openPostgres(databaseUrl))
  const inquiries = await database.query<{ waits: string; inquiry: string; latest: string }>(
    'select verification as waits, inquiry, latest from inquirer',
  )
  const answered = inquiries.find(({ waits }) => waits === lived.waited)
  const open = inquiries.find(({ waits }) => waits === lived.waiting)
  const ids = {
    ...lived,
    followed: answered?.latest ?? '',
    answeredInquiry: answered?.inquiry ?? '',
    openInquiry: open?.inquiry ?? '',
  }
  await database.query('create schema saved')
  for (const table of TABLES) await database.query(`create table saved.${table} as table ${table}`)
  return {
    database,
    ids,
    fsck: async () => {
      const { problems } = await checkLog(database, site.vkey, () => undefined)
      return problems.map(({ place, detail }) => `${place} ${detail}`)
    },
    restore: () =>
      database.transaction(async (tx) => {
        await tx.query(`truncate ${[...TABLES, ...REFERRING].join()}`)
        for (const table of TABLES) await tx.query(`insert into ${table} select * from saved.${table}`)
      }),
    close: async () => {
      await database.close()
      await site.close()
    },
  }
}

type FoundLater = 'followed' | 'answeredInquiry' | 'openInquiry'

async function live(site: TestGateway): Promise<Omit<Lived, FoundLater>> {
  const clearance = site.agency('cn-clearance')
  const authority = authorityOf(site)
  const trip = site.trip()
  const form = formE(trip)
  const number = numberOf(form)
  await site.sender('la-customs').submit(form)
  const confirmed = await clearance.ask(questionOf(number))
  const missed = await clearance.ask(questionOf(number, { exporter: 'Somebody Else Co., Ltd.' }))

  const use: Partial<WriteOffRequest> = { number, state: 'used', lines: [tonnes('1')] }
  const used = await clearance.writeOff(requestOf('A-1', use))
  const reserved = await clearance.writeOff(requestOf('A-2', { number, lines: [tonnes('2')] }))
  const stepped = await clearance.use(reserved.statement.writeOff, { lines: [tonnes('1.5')] })
  const reason = { code: 'doubt', text: 'The stamp has no date.' }
  const decline: Partial<WriteOffRequest> = { number, state: 'declined', lines: [{ line: 1 }], reason }
  const declined = await clearance.writeOff(requestOf('A-3', decline))
  await clearance
    .writeOff(requestOf('A-4', { ...use, number: 'E26LA0110000999' }))
    .catch((refused: unknown) => expectRefused(refused))

  const reservedUntil = new Date(site.clock.now().getTime() + HOUR_MS).toISOString()
  const short = { number, lines: [tonnes('0.5')], reservedUntil }
  const ended = await clearance.writeOff(requestOf('A-5', short))
  const kept = await clearance.writeOff(requestOf('A-6', { number, lines: [tonnes('0.25')] }))
  site.clock.advance(2 * HOUR_MS)
  await untilNoticed(site, 1)

  const waited = await clearance.ask(inquiring('E26LA0110000998'))
  const [request = {}] = await authority.requests('E26LA0110000998', 1)
  await authority.reply(request)
  const waiting = await clearance.ask(inquiring('E26LA0110000997'))
  await authority.requests('E26LA0110000997', 1)
  await site.sender('la-customs').submit(cancelled(formE({ ...site.trip(), at: trip.at })))
  await untilTold(site)
  return {
    confirmed: confirmed.statement.verification,
    missed: missed.statement.verification,
    waited: waited.statement.verification,
    waiting: waiting.statement.verification,
    used: used.statement.writeOff,
    stepped: stepped.statement.writeOff,
    declined: declined.statement.writeOff,
    ended: ended.statement.writeOff,
    reserved: kept.statement.writeOff,
  }
}

const HOUR_MS = 3_600_000
/**
 * One reservation has ended, three write-offs and the answer are recalled, and the one that waited is answered; the issuer is told
 * of three write-offs.
 */
const [NOTICES, REPORTS] = [6, 3]
const PATIENCE_MS = 60_000

async function untilTold(site: TestGateway): Promise<void> {
  await untilNoticed(site, NOTICES)
  const reports = (): number =>
    site.toldLaos.filter(({ documents }) => documents['response'] !== undefined).length
  for (const limit = Date.now() + PATIENCE_MS; reports() !== REPORTS; await sleep(50))
    if (Date.now() > limit) throw new Error(`${reports()} reports`)
}

async function untilNoticed({ sender }: TestGateway, count: number): Promise<void> {
  for (const limit = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    const { bytes } = await sender('cn-clearance').client().get('/v1/notices?limit=100')
    const body: JsonObject = JSON.parse(Buffer.from(bytes).toString('utf8'))
    const notices = objectsAt(body, 'notices').length
    if (notices === count) return
    if (Date.now() > limit) throw new Error(`${notices} notices`)
  }
}

function expectRefused(refused: unknown): void {
  if (!(refused instanceof Error) || !('code' in refused) || refused.code !== 'DOCUMENT_NOT_ESTABLISHED')
    throw refused
}

const HELD = {
  exporter: 'Tuayang Export Co., Ltd.',
  consignee: 'Kunming Shili Import and Export Co., Ltd.',
  invoice: 'TE-2026-318',
}

function questionOf(number: string, held: Question['held'] = {}): Question {
  return {
    kind: 'certificate-of-origin',
    issuer: 'LA',
    form: 'E',
    number,
    purpose: 'preferential-duty',
    date: '2026-11-22',
    held: { ...HELD, ...held },
  }
}

function inquiring(number: string): Question {
  return { ...questionOf(number), inquire: { reason: 'form', text: 'The stamp has no date.' } }
}
