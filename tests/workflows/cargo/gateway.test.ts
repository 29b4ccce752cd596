import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { checkLog } from '../../../src/evidence/fsck.ts'
import { borderDecision, type BorderDecision } from '../../../src/sandbox/counterpart/border-decision.ts'
import { openPostgres } from '../../../src/store/connection.ts'
import { openEmbedded } from '../../../src/store/embedded/open.ts'
import { auditCargo } from '../../../src/workflows/cargo/audit.ts'
import { findAccounts } from '../../../src/workflows/cargo/desk.ts'
import { readCargoPartners } from '../../../src/workflows/cargo/files.ts'
import type { CargoView } from '../../../src/workflows/cargo/service.ts'
import { borderPost, officer, told } from '../../harness/border-post.ts'
import { controlNumbers, jeminayChecklist } from '../../harness/control.ts'
import { DATABASES } from '../../harness/databases.ts'
import { useGateway } from '../../harness/use-gateway.ts'
import { RULES } from './pieces.ts'

const PATIENCE_MS = 60_000

describe.each(DATABASES)('the account of a truck, on the %s database', (kind) => {
  const site = useGateway(kind)
  const jeminay = borderPost(site, 'joint-supervision-exit', '9408')
  const by = officer('exit-officer', '9408')
  const cargo = () => site().gateway.cargo

  /** The one trip that bears a key, as soon as it is so. */
  const until = async (value: string, isSo: (view: CargoView) => boolean): Promise<CargoView> => {
    for (const limit = Date.now() + PATIENCE_MS; ; await sleep(25)) {
      const found = await cargo().find(by, { value, key: undefined, limit: 2 })
      const [view] = found
      if (view !== undefined && found.length === 1 && isSo(view)) return view
      if (Date.now() > limit)
        throw new Error(`never: ${JSON.stringify(found.map(({ findings }) => findings))}`)
    }
  }
  const papers = ({ account }: CargoView): string[] =>
    (account?.documents ?? []).map(({ paper, editions }) => `${paper} ${editions.length}`)
  const codes = ({ findings }: CargoView): string[] => findings.map(({ code, rule }) => `${code} ${rule}`)

  test('holds its list, its gate, the decision about it, and its manifest by whichever number it is found', async () => {
    const { sender, samples, formats, kz, clock } = site()
    const trip = site().trip()
    const numbers = controlNumbers(trip, 'C', 'CN-0708-2026-000001')
    const { checklist } = numbers
    const list = jeminayChecklist(numbers)
      .replace('9408261124031', trip.number)
      .replaceAll('CMR 26112400', `CMR ${trip.number}`)
      .replace(/<Confirmation>[^]*<\/Confirmation>/, '')
    await sender('cn-border').submit(list)
    await jeminay.until(checklist, 'issued')
    await jeminay.act('exit-officer', checklist, 'confirmed', {
      resultCode: 'conforming',
      inspections: [
        {
          kindCode: 'weighing',
          resultCode: 'conforming',
          grossMassMeasure: '39200',
          tareWeightMeasure: '17200',
        },
      ],
    })
    const lists = await told(site(), 'kz-customs', 'kz-load-checklist-r1', checklist, 2)
    const decide = async (said: Pick<BorderDecision, 'statusCode' | 'description' | 'findings'>) => {
      const messageId = lists.at(-1)?.messageId ?? ''
      const canonical = borderDecision(formats, 'kz-customs', { messageId, checklist, ...said }, clock.now())
      expect(await kz.answer(canonical)).toBe(200)
    }
    await decide({
      statusCode: 'held',
      description: 'Задержано',
      findings: [{ kindCode: 'mass', declared: '22000', found: '22640' }],
    })
    const held = await until(checklist, (view) => view.findings.length > 0)
    expect(papers(held)).toEqual(['checklist 2', 'decision 1', 'gate-exit 1'])
    expect(held.account).toMatchObject({
      kind: { trip: 'supervised-exit' },
      direction: 'leaves',
      crossings: ['CNJEM'],
    })
    expect(held.findings).toMatchObject([{ code: 'QUANTITY_OVER', rule: 'found-mass', difference: '640' }])

    await decide({ statusCode: 'released', description: 'Выпуск' })
    await until(checklist, (view) => view.findings.length === 0)
    // What the national system says of the same trip: other goods on another truck.
    for (const message of [samples.mt2401(trip), samples.mt4402(trip)])
      await sender('cn-eport').submit(message)
    const whole = await until(trip.number, (view) => papers(view).length === 5)
    expect(whole.trip).toBe(held.trip)
    expect(papers(whole)).toEqual([
      'checklist 2',
      'decision 2',
      'gate-exit 1',
      'manifest 1',
      'vehicle-report 1',
    ])
    expect(codes(whole)).toEqual([
      'QUANTITY_OVER manifest-checklist',
      expect.stringMatching(/^QUANTITY_\w+ manifest-checklist-mass$/),
      'VALUE_CONTRADICTED plate-checklist',
      'VALUE_CONTRADICTED bill-checklist',
    ])
    expect(
      (await cargo().find(by, { value: 'f 123-45', key: 'plate', limit: 1 })).map(({ trip: id }) => id),
    ).toEqual([])
    expect((await until('新F-12345', () => true)).trip).toBe(held.trip)

    const written = async () => cargo().events(held.trip, by, { after: 0, limit: 50 })
    const last = async () => (await written()).at(-1)?.told?.findings ?? []
    for (const limit = Date.now() + PATIENCE_MS; (await last()).length < 4; await sleep(25))
      if (Date.now() > limit) throw new Error('the events were not written')
    // Manifest and vehicle may have been looked at one after the other.
    expect((await written()).slice(0, 2).map(({ told: each }) => [each?.began, each?.ended])).toEqual([
      [[expect.objectContaining({ rule: 'found-mass' })], []],
      [[], [expect.objectContaining({ rule: 'found-mass' })]],
    ])
    expect((await last()).map(({ code, rule }) => `${code} ${rule}`)).toEqual(codes(whole))
  })

  test('is none for officers elsewhere, nor for those of no office', async () => {
    const [view] = await cargo().find(by, { value: '新H30572', key: 'plate', limit: 1 })
    const id = view?.trip ?? ''
    expect(id).not.toBe('')
    for (const other of [officer('supervisor', '0705'), { ...by, offices: new Set<string>() }]) {
      expect(await cargo().find(other, { value: '新H30572', key: undefined, limit: 5 })).toEqual([])
      await expect(cargo().view(id, other)).rejects.toMatchObject({ code: 'TRIP_UNKNOWN' })
      await expect(cargo().events(id, other, { after: 0, limit: 1 })).rejects.toMatchObject({
        code: 'TRIP_UNKNOWN',
      })
    }
    await expect(cargo().view('no id', by)).rejects.toMatchObject({ code: 'TRIP_UNKNOWN' })
  })

  test('is what the log comes to', async () => {
    const { config, vkey, stop } = site()
    await stop()
    const database = await (config.databaseUrl === undefined
      ? openEmbedded(join(config.dataFolder, 'database'))
      : openPostgres(config.databaseUrl))
    try {
      const { problems } = await checkLog(
        database,
        vkey,
        () => undefined,
        async (report, onProgress) => {
          const parts = { database, rules: RULES, ...readCargoPartners(config) }
          expect(await auditCargo(parts, report, onProgress)).toBe(true)
        },
      )
      expect(problems).toEqual([])
      // What the ledger holds of a document is looked up whenever its trip is looked at.
      await database.query(`update fact set status = 'revoked' where kind = 'load-checklist'`)
      const desk = { database, rules: RULES, lostKeys: [], clock: () => new Date() }
      const [view] = await findAccounts(desk, '新H30572', 'plate')
      expect(view?.account?.documents).toContainEqual(
        expect.objectContaining({ paper: 'checklist', standing: 'revoked' }),
      )
      expect(view?.findings).toContainEqual(
        expect.objectContaining({ code: 'DOCUMENT_FALLEN', rule: 'revoked' }),
      )
    } finally {
      await database.close()
    }
  })
})
