import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verifyBundle } from '../../src/evidence/verify-bundle.ts'
import { loadLogSigner } from '../../src/evidence/log-key.ts'
import { loadAgreed } from '../../src/exchange/parts.ts'
import { createDesk } from '../../src/ledger/desk.ts'
import type { LedgerEntry } from '../../src/ledger/entry.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import type { LedgerResult } from '../../src/ledger/participant.ts'
import { createReports } from '../../src/ledger/reports/report-loop.ts'
import type { Denied, LedgerService, WriteOffService, WrittenOff } from '../../src/ledger/service.ts'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import type { WriteOff } from '../../src/model/generated/verification/write-off.ts'
import { asObject, objectsAt, textAt } from '../../src/model/json-access.ts'
import type { JsonObject, JsonValue } from '../../src/model/json.ts'
import type { Partner } from '../../src/partners/partner.ts'
import { newTrip } from '../../src/sandbox/samples.ts'
import { openPostgres } from '../../src/store/connection.ts'
import { countReports } from '../../src/store/ledger/reports.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { DATABASES } from '../harness/databases.ts'
import { formE } from '../harness/origin.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { startNode } from '../exchange/node.ts'
import { openSpeaker, type Speaker } from '../exchange/speaker.ts'
import { kilograms, requestOf, tonnes } from './write-off-desk.ts'

const LATER_MS = 61 * 60_000
const REASON = { code: 'declaration-withdrawn', text: 'The declaration was withdrawn.' }
const FOR = { kind: 'goods-declaration', issuer: 'CN', number: '940220261000000123', line: 1 }

type Desk = LedgerService & WriteOffService

const numberIn = (form: string): string => /<ID>(E26LA\d{10})<\/ID>/.exec(form)?.[1] ?? ''
const objectsIn = (value: JsonValue | undefined): JsonObject[] => [asObject(value) ?? []].flat()

describe('a gateway whose ledger another node writes to', () => {
  const site = useGateway('postgres')

  test('tells the issuer, and counts what is still to be told', async () => {
    const { la, config, pem, trip, toldLaos, publicUrl } = site()
    const form = formE(trip())
    expect(await la.submit(form)).toMatchObject({ status: 201 })
    const { partnersFolder: partners, schemasFolder: schemas, certificateFolder: certificates } = config
    const parts = loadAgreed({ schemas, partners, certificates })
    const database = await openPostgres(config.databaseUrl ?? '')
    const signer = loadLogSigner(pem('log.key'))
    const ledger = createLedger({ ...parts, log: signer.origin })
    const { participant } = ledger
    const node = await startNode({ database, signer, folder: config.dataFolder, participant })
    const other = createDesk({ ledger, ...node, database, clock: () => new Date() })
    const clearance = parts.partners.get('cn-clearance')
    if (clearance === undefined) throw new Error('no clearance')
    const request = requestOf('CLR-1', { number: numberIn(form), state: 'used', for: FOR })
    expect(await other.writeOff(request, clearance)).toMatchObject({ outcome: 'written-off' })
    await expect.poll(() => toldLaos.length, { timeout: 60_000 }).toBe(1)
    await expect.poll(() => countReports(database), { timeout: 60_000 }).toBe(0)
    await database.close()
    expect(toldLaos[0]?.documents['response']).toMatchObject({ declaration: { id: numberIn(form) } })
    const metrics = await (await fetch(`${publicUrl}/metrics`)).text()
    expect(metrics).toMatch(/^khorgos_reports_due 0$/m)
    expect(metrics).toMatch(/^khorgos_reports_under_way\{issuer="la-customs"\} [01]$/m)
    expect(metrics).toMatch(/^khorgos_reports_total\{issuer="la-customs",status="partially-utilised"\} 1$/m)
    const underWay = async () =>
      /^khorgos_reports_under_way\{issuer="la-customs"\} (\d)$/m.exec(
        await (await fetch(`${publicUrl}/metrics`)).text(),
      )?.[1]
    await expect.poll(underWay, { timeout: 60_000 }).toBe('0')
  })
})

describe.each(DATABASES)('the issuer of a document, on the %s database', (kind) => {
  let open: Speaker<LedgerEntry, LedgerResult> | undefined
  let opened: Desk | undefined
  /** In place of the shipped agreements, in the loop that reports. */
  let agreed: (partner: Partner) => Partner = (partner) => partner
  let trips = 0
  const faults: unknown[] = []
  /** Of the steps that were told, by whichever loop. */
  const positions: bigint[] = []
  const speaker = (): Speaker<LedgerEntry, LedgerResult> => {
    if (open === undefined) throw new Error('no speaker')
    return open
  }

  const desk = (): Desk => {
    if (opened === undefined) throw new Error('no desk')
    return opened
  }

  beforeAll(async () => {
    open = await openSpeaker<LedgerEntry, LedgerResult>(kind, async ({ database, parts, log, clock }) => {
      const { partners, signingKey } = parts
      const ledger = createLedger({ partners, signingKey, log })
      return {
        participant: ledger.participant,
        entryOf: ledger.entryOf,
        work: ({ log: evidence, committer, exchanges }) => {
          opened = createDesk({ ledger, committer, database, log: evidence, clock })
          const current = {
            get: (id: string) => {
              const partner = partners.get(id)
              return partner && agreed(partner)
            },
          }
          return [
            createReports({
              database,
              partners: current,
              originator: exchanges.originator,
              clock,
              onTold: ({ position }) => positions.push(position),
              onFault: (fault) => faults.push(fault),
            }),
          ]
        },
      }
    })
  })
  afterAll(() => open?.close())
  beforeEach(({ skip }) => {
    if (open === undefined) return skip('PostgreSQL is not reachable')
    agreed = (partner) => partner
    for (const each of [open.site.la, open.site.cn]) each.behave({})
  })
  afterEach(() => {
    expect(open?.faults.splice(0) ?? []).toEqual([])
    expect(faults.splice(0)).toEqual([])
  })

  const partner = (id: string): Partner => {
    const found = speaker().partners.get(id)
    if (found === undefined) throw new Error(id)
    return found
  }
  /** Laos sends a certificate; it stands in the ledger when this resolves. */
  const issue = async () => {
    const { site, exchanges } = speaker()
    const form = formE(newTrip('T0', new Date(Date.now() + (trips += 1) * 1000)))
    const outcome = await exchanges.service.submit({
      partner: partner('la-customs'),
      connection: 'ab'.repeat(32),
      mediaType: 'application/xml',
      bytes: signEnveloped(form, site.signingKey('la-customs')).bytes,
      receivedAt: new Date(),
    })
    expect(outcome.state).toBe('accepted')
    return { number: numberIn(form), messageId: outcome.messageId }
  }
  const statementIn = (written: WrittenOff | Denied): WriteOff => {
    if (written.outcome === 'denied') throw written.error
    return written.statement
  }
  const writeOff = async (number: string, change: Partial<WriteOffRequest> = {}): Promise<WriteOff> => {
    const request = requestOf(randomUUID(), { number, state: 'used', for: FOR, ...change })
    return statementIn(await desk().writeOff(request, partner('cn-clearance')))
  }
  const step = async (id: string, to: 'used' | 'released', instruction = {}): Promise<WriteOff> =>
    statementIn(await desk().step(id, { to, instruction }, partner('cn-clearance')))
  /** What Laos was told of the certificate, as soon as it is so many reports. */
  const told = async (number: string, count: number): Promise<JsonObject[]> => {
    const reports = () =>
      speaker()
        .site.toldLaos.flatMap(({ documents }): JsonObject[] => objectsIn(documents['response']))
        .filter((response) => textAt(asObject(response['declaration']), 'id') === number)
    await expect.poll(() => reports().length, { timeout: 60_000 }).toBe(count)
    return reports()
  }
  const nothingIsDue = () => expect.poll(() => countReports(speaker().database), { timeout: 60_000 }).toBe(0)
  const exchangesAbout = (id: string) =>
    speaker().database.query<{ id: string; once: string; state: string }>(
      'select id, once, state from exchange where about = $1 order by id',
      [id],
    )

  test('is told that a part was used, for which declaration, in answer to its own message', async () => {
    const { number, messageId } = await issue()
    const { writeOff: id, at } = await writeOff(number)
    const [report, ...others] = await told(number, 1)
    expect(others).toEqual([])
    expect(report).toMatchObject({
      functionalReferenceId: messageId,
      id: `${id.replaceAll('-', '')}-U`,
      typeCode: 'E',
      level: 'business',
      outcome: 'accepted',
      office: { countryCode: 'CN', name: 'China Customs' },
      declaration: { id: number },
      status: { statusCode: 'partially-utilised' },
      goodsItems: [
        {
          sequenceNumeric: 1,
          statusCode: 'partially-utilised',
          utilisedQuantity: { quantity: '12000', unitCode: 'KGM' },
        },
      ],
      statements: [{ content: 'For goods-declaration 940220261000000123 of CN, item 1' }],
    })
    const effective = textAt(asObject(report?.['status']), 'effectiveDateTime') ?? ''
    expect(new Date(effective).toISOString()).toBe(at)
  })

  test('acknowledges it, which ends an exchange about the write-off, with a bundle that is valid offline', async () => {
    const { untilState, story, bundle, trust } = speaker()
    const { number } = await issue()
    const { writeOff: id } = await writeOff(number)
    await told(number, 1)
    const [exchange] = await exchangesAbout(id)
    await untilState(exchange?.id ?? '', 'completed')
    expect(await story(exchange?.id ?? '')).toMatchObject([
      { kind: 'composed', about: id },
      { kind: 'converted', to: 'la-customs', format: 'asean-customs-response-r1' },
      { kind: 'acknowledged', by: 'la-customs', level: 'business', format: 'wco-res-v3.6' },
    ])
    const { verdict, checks } = await verifyBundle(await bundle(exchange?.id ?? ''), trust)
    expect(checks.filter(({ result }) => result !== 'pass')).toEqual([])
    expect(verdict).toBe('valid')
  })

  test('is told that it is used up when nothing of any line is left, in whatever portions', async () => {
    const { number } = await issue()
    await writeOff(number, { lines: [tonnes('25.15')] })
    await writeOff(number, { lines: [kilograms('1000', 2)] })
    await writeOff(number, { lines: [kilograms('6', 2)] })
    const reports = await told(number, 3)
    const wholes = reports.map(({ status }) => textAt(asObject(status), 'statusCode') ?? '')
    expect(wholes.toSorted()).toEqual(['partially-utilised', 'partially-utilised', 'utilised'])
    const items = reports.flatMap((report) => objectsAt(report, 'goodsItems'))
    const [first, ...rest] = items.toSorted(
      (one, other) => Number(one['sequenceNumeric']) - Number(other['sequenceNumeric']),
    )
    expect(first).toMatchObject({ sequenceNumeric: 1, statusCode: 'utilised' })
    expect(rest.map((item) => textAt(item, 'statusCode') ?? '').toSorted()).toEqual([
      'partially-utilised',
      'utilised',
    ])
  })

  test('hears nothing of what is only set aside, of what is given back unused, nor of other uses', async () => {
    const { number } = await issue()
    const reserved = await writeOff(number, { state: 'reserved', lines: [tonnes('1')] })
    await step(reserved.writeOff, 'released', { reason: REASON })
    await writeOff(number, { purpose: 'audit', lines: [tonnes('1')] })
    const used = await writeOff(number, { state: 'reserved', lines: [tonnes('2')] })
    await step(used.writeOff, 'used', { lines: [kilograms('1500')] })
    const [report] = await told(number, 1)
    expect(report).toMatchObject({
      id: `${used.writeOff.replaceAll('-', '')}-U`,
      goodsItems: [{ utilisedQuantity: { quantity: '1500', unitCode: 'KGM' } }],
    })
    await nothingIsDue()
    expect(await exchangesAbout(reserved.writeOff)).toEqual([])
  })

  test('is told when a use is taken back, and why: nothing of it is used any more', async () => {
    const { number } = await issue()
    const { writeOff: id } = await writeOff(number, { lines: [tonnes('25.15')] })
    await told(number, 1)
    await step(id, 'released', { reason: REASON })
    const [, report] = await told(number, 2)
    expect(report).toMatchObject({
      id: `${id.replaceAll('-', '')}-R`,
      outcome: 'accepted',
      status: { statusCode: 'partially-utilised' },
      goodsItems: [
        {
          sequenceNumeric: 1,
          statusCode: 'partially-utilised',
          utilisedQuantity: { quantity: '0', unitCode: 'KGM' },
        },
      ],
      statements: [
        { content: 'For goods-declaration 940220261000000123 of CN, item 1' },
        { content: 'Use taken back: declaration-withdrawn: The declaration was withdrawn.' },
      ],
    })
    expect((await exchangesAbout(id)).map(({ once }) => once)).toEqual(['report used', 'report released'])
  })

  test('is told of a document that was declined, on which ground and at which lines', async () => {
    const { number } = await issue()
    await writeOff(number, { state: 'declined', lines: [{ line: 1 }, { line: 2 }], reason: REASON })
    const [report] = await told(number, 1)
    const ground = { validationCode: REASON.code, description: REASON.text }
    expect(report).toMatchObject({
      outcome: 'rejected',
      status: { statusCode: 'rejected' },
      goodsItems: [1, 2].map((line) => ({ sequenceNumeric: line, statusCode: 'rejected' })),
      errors: [1, 2].map((line) => ({ ...ground, pointer: { steps: [{ sequenceNumeric: line }] } })),
    })
  })

  test('is told once of a step that is repeated, also after a stop, and when its answer was lost', async () => {
    const { site, restart, clock, untilState } = speaker()
    const { number } = await issue()
    site.la.behave({ reset: 1 })
    const request = requestOf(randomUUID(), { number, state: 'used', for: FOR })
    const clearance = partner('cn-clearance')
    const [first] = await Promise.all([1, 2, 3].map(() => desk().writeOff(request, clearance)))
    await restart()
    clock.advance(LATER_MS)
    await desk().writeOff(request, clearance)
    await told(number, 1)
    await nothingIsDue()
    const exchanges = await exchangesAbout(first?.outcome === 'written-off' ? first.statement.writeOff : '')
    expect(exchanges).toHaveLength(1)
    await untilState(exchanges[0]?.id ?? '', 'completed')
    await told(number, 1)
  })

  test('is told by one of two nodes that look at the same time', async () => {
    const { database, exchanges, clock: _ } = speaker()
    const { number } = await issue()
    positions.splice(0)
    const others = [1, 2].map(() =>
      createReports({
        database,
        partners: speaker().partners,
        originator: exchanges.originator,
        clock: () => new Date(Date.now() + 2 * LATER_MS),
        onTold: ({ position }) => positions.push(position),
        onFault: (fault) => faults.push(fault),
      }),
    )
    for (const other of others) other.start()
    const ids = await Promise.all(
      ['0.1', '0.2', '0.3', '0.4'].map((amount) => writeOff(number, { lines: [tonnes(amount)] })),
    )
    await told(number, 4)
    for (const other of others) await other.stop()
    expect(new Set(positions).size).toBe(4)
    expect(positions).toHaveLength(4)
    for (const { writeOff: id } of ids) expect(await exchangesAbout(id)).toHaveLength(1)
  })

  test('is told later what cannot be told now, and the fault is shown', async () => {
    const { clock, database } = speaker()
    const { number } = await issue()
    agreed = (each) => ({ ...each, agreement: { ...each.agreement, reports: [] } })
    const { writeOff: id } = await writeOff(number)
    const waiting = () =>
      database.query<{ attempts: number; last_error: string }>(
        'select attempts, last_error from report where write_off = $1 and attempts > 0',
        [id],
      )
    await expect.poll(async () => (await waiting()).length, { timeout: 60_000 }).toBe(1)
    expect((await waiting())[0]?.last_error).toMatch(
      /^CONFIG_INVALID: No agreement says any more how la-customs/,
    )
    expect(faults.splice(0)).toMatchObject([{ code: 'CONFIG_INVALID' }])
    expect(await exchangesAbout(id)).toEqual([])
    agreed = (each) => each
    clock.advance(LATER_MS)
    await told(number, 1)
    await nothingIsDue()
  })

  test('may refuse what it is told: the exchange ends as refused, and the write-off stands', async () => {
    const { site, untilState } = speaker()
    const { number } = await issue()
    site.la.behave({ refuse: true })
    const { writeOff: id } = await writeOff(number)
    await told(number, 1)
    const [exchange] = await exchangesAbout(id)
    await untilState(exchange?.id ?? '', 'refused')
    expect((await desk().writeOffView(id, partner('cn-clearance'))).statement.state).toBe('used')
  })

  test('leaves a log in which all of it can be checked', async () => {
    expect((await speaker().log.fsck(() => undefined)).problems).toEqual([])
  })
})
