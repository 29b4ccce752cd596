import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeCaseEvent } from '../../../src/evidence/case-event-bytes.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { eventsOfCase } from '../../../src/store/workflows/case-events.ts'
import { judgedAgain } from '../../../src/workflows/cases/replay.ts'
import type { CaseView } from '../../../src/workflows/cases/service.ts'
import { createRiskService } from '../../../src/workflows/channel/risk-service.ts'
import { readRatings } from '../../../src/workflows/channel/ratings.ts'
import { newSigner } from '../../exchange/node.ts'
import { DATABASES } from '../../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../../store/open-database.ts'
import { HOUR, MINUTE, openClock } from '../cases/case-node.ts'
import { APPROVER, AUTHOR, ELSEWHERE, OFFICE, openRiskNode, type RiskNode } from './risk-node.ts'

const TILES = {
  id: 'test-tiles',
  version: 1,
  dimension: 'commodity',
  subCentre: 'qingdao',
  validFrom: '2026-01-01',
  when: 'goods.exists(g, g.hs.startsWith("6907"))',
  effect: { atLeast: 'high', firm: true },
  reason: 'commodity.vehicles',
  costs: { minutes: 30 },
}

describe.each(DATABASES)('risk parameters come into force by two people, on the %s database', (kind) => {
  const signer = newSigner()
  const clock = openClock()
  let opened: OpenDatabase | undefined
  let node: RiskNode

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened === undefined) return
    await migrate(opened.database)
    node = await openRiskNode(opened, { signer, clock })
  })
  afterAll(() => opened?.remove())
  const live = (name: string, run: () => Promise<void>) =>
    test(name, async ({ skip }) => {
      if (opened === undefined) return skip('PostgreSQL is not reachable')
      clock.advance(MINUTE)
      await run()
    })

  const propose = async (parameter: JsonObject, key: string, by = AUTHOR): Promise<CaseView> => {
    const office = [...by.offices][0] ?? ''
    const data = { parameters: [parameter], reason: 'Tiles were declared as stones' }
    const opening = { id: randomUUID(), workflow: 'risk-parameters', key, office, event: 'proposed', data }
    const done = await node.desk.open(opening, by)
    if (done.outcome === 'refused') throw done.error
    return done.case
  }
  const numbers = (first: number, count: number): string[] =>
    Array.from({ length: count }, (_, at) => String(940220260000000000n + BigInt(first + at)))
  const channelNow = async (first: number) => {
    clock.advance(MINUTE)
    const [found] = await node.declare(numbers(first, 1))
    return found?.data['decision']
  }
  const expectSound = async (): Promise<void> =>
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])

  live('what the files say is the first version, once, however often the gateway starts', async () => {
    expect(node.history.versions).toHaveLength(1)
    expect(node.history.versions[0]?.change).toMatchObject({ kind: 'loaded', by: undefined })
    const again = await openRiskNode(opened!, { signer, clock })
    expect(again.history.versions).toHaveLength(1)
    expect(again.history.versions[0]?.hash).toBe(node.history.versions[0]?.hash)
  })

  live(
    'one proposes, the past is played again, another lets it in, and decisions name the version',
    async () => {
      expect(await channelNow(0)).toMatchObject({ parameters: { version: 1 } })
      await node.declare(numbers(1, 120))
      const before = await channelNow(200)
      expect(before).not.toMatchObject({ channel: 'physical-inspection' })

      await propose(TILES, 'tiles')
      await node.settle()
      const [simulated] = await node.desk.list(APPROVER, { key: 'tiles', limit: 1 })
      expect(simulated).toMatchObject({
        state: 'simulated',
        data: {
          obstacles: [],
          reports: [{ candidate: { id: 'test-tiles' }, fired: 122, changed: 122 }],
        },
      })
      // Not in force before somebody else says so.
      expect(await channelNow(201)).toMatchObject({ parameters: { version: 1 } })
      const activate = { reason: 'Agreed' }
      await expect(node.act(simulated!, 'parameters-activated', activate, AUTHOR)).rejects.toMatchObject({
        code: 'ACT_CONDITION',
      })
      const active = await node.act(simulated!, 'parameters-activated', activate, APPROVER)
      expect(active).toMatchObject({
        state: 'active',
        data: {
          inForce: [
            { status: 'active', author: 'li.wei', owner: OFFICE, activation: { approver: 'sun.yan' } },
          ],
        },
      })
      expect(await channelNow(202)).toMatchObject({
        channel: 'physical-inspection',
        parameters: { version: 2 },
        fired: expect.arrayContaining([expect.objectContaining({ id: 'test-tiles' })]),
      })
      expect(node.history.versions[1]?.change).toMatchObject({
        kind: 'activated',
        by: { person: 'sun.yan', role: 'risk-manager', office: OFFICE },
        reason: 'Agreed',
        key: 'tiles',
      })
    },
  )

  live(
    'an inspection rates what fired on the decision, once, and rows can be told from the log',
    async () => {
      const [tiles] = await node.declare(numbers(300, 1))
      const inspected = await node.act(tiles!, 'opened', {
        resultCode: 'differing',
        reason: 'Two pallets more',
        minutes: 40,
        cost: { amount: '99.50', currencyId: 'CNY' },
      })
      expect(inspected.state).toBe('deciding')
      const [other] = await node.declare(numbers(301, 1))
      await node.act(other!, 'opened', { resultCode: 'conforming', reason: 'As declared', minutes: 20 })
      await node.settle()
      const ratings = await readRatings(node.database, { parameter: 'test-tiles' })
      expect(Object.values(ratings)).toMatchObject([
        {
          subCentre: 'qingdao',
          fired: 2,
          hits: 1,
          misses: 1,
          minutes: 60,
          amounts: { CNY: '99.5' },
        },
      ])
      const risk = createRiskService({ ...node, reports: node.channel.reports })
      const query = { subCentre: undefined, parameter: 'test-tiles' }
      expect(await risk.ratings(APPROVER.offices, query)).toHaveLength(1)
      expect(await risk.ratings(ELSEWHERE.offices, query)).toEqual([])
      const { parameters } = await risk.inForce(APPROVER.offices)
      expect(parameters.find(({ parameter: { id } }) => id === 'test-tiles')).toMatchObject({
        change: { key: 'tiles', reason: 'Agreed' },
        report: { fired: 122 },
      })
      expect(parameters.filter(({ report }) => report === undefined)).toEqual([])
      await expectSound()
      await node.database.query("update risk_rating set result = 'conforming' where result = 'differing'")
      expect((await node.log.fsck(() => undefined)).problems).toMatchObject([
        { detail: 'what it says of risk parameters is not what its events come to' },
      ])
      await node.database.query("update risk_rating set result = 'differing' where minutes = 40")
    },
  )

  live('a withdrawal counts from then on, and older decisions come to the same again', async () => {
    const [active] = await node.desk.list(APPROVER, { key: 'tiles', limit: 1 })
    await node.act(active!, 'parameters-withdrawn', { reason: 'Too many tiles' }, APPROVER)
    expect(await channelNow(203)).toMatchObject({ parameters: { version: 3 } })
    const fresh = await openRiskNode(opened!, { signer, clock })
    expect(fresh.history.versions.map(({ hash, change }) => [hash, change.kind])).toEqual(
      node.history.versions.map(({ hash, change }) => [hash, change.kind]),
    )
    for (const number of [200, 202, 203]) {
      const [found] = await fresh.desk.list(
        { ...AUTHOR, roles: new Set(['supervisor']) },
        { key: numbers(number, 1)[0] ?? '', limit: 1 },
      )
      const rows = await eventsOfCase(opened!.database, found!.id, 0, 100)
      const events = rows.map(({ payload }) => ({
        definition: found!.definition,
        event: decodeCaseEvent(payload ?? new Uint8Array()),
      }))
      expect(judgedAgain(events, fresh.definitions)).toEqual([])
    }
    await expectSound()
  })

  live('other files at a start are a version, and leave what people let in', async () => {
    await propose({ ...TILES, version: 2 }, 'tiles again')
    await node.settle()
    const [simulated] = await node.desk.list(APPROVER, { key: 'tiles again', limit: 1 })
    await node.act(simulated!, 'parameters-activated', { reason: 'Agreed' }, APPROVER)
    clock.advance(HOUR)
    const some = node.channel.parameters.slice(1)
    const [one, other] = await Promise.all([
      openRiskNode(opened!, { signer, clock, files: { parameters: some } }),
      openRiskNode(opened!, { signer, clock, files: { parameters: some } }),
    ])
    await other.history.refresh(opened!.database)
    expect(one.history.versions.map(({ change }) => change.kind)).toEqual([
      'loaded',
      'activated',
      'withdrawn',
      'activated',
      'loaded',
    ])
    const now = one.history.versions.at(-1)
    expect(now?.parameters).toHaveLength(some.length + 1)
    expect(now?.parameters).toContainEqual(expect.objectContaining({ id: 'test-tiles', version: 2 }))
    const taken = node.channel.parameters.map((each) => ({
      ...each,
      parameter: { ...each.parameter, id: 'test-tiles', version: 2 },
    }))
    await expect(
      openRiskNode(opened!, { signer, clock, files: { parameters: taken.slice(0, 1) } }),
    ).rejects.toMatchObject({ code: 'PARAMETER_INVALID' })
    await expectSound()
  })

  describe('is refused', () => {
    live('what would be wrong in a file, with its place', async () => {
      for (const [wrong, path] of [
        [{ when: 'goods.exists(g, g.colour == "red")' }, '/data/parameters/0/when'],
        [{ when: 'movement == "import" && movement == "export"' }, '/data/parameters/0/when'],
        [{ subCentre: 'peking' }, '/data/parameters/0/subCentre'],
        [{ districts: ['shenzhen'] }, '/data/parameters/0/districts/0'],
        [{ validFrom: '2026-02-30' }, '/data/parameters/0/validFrom'],
        [{ effect: { score: 1000 } }, '/data/parameters/0/effect/score'],
        [{ author: 'somebody' }, '/data/parameters/0/author'],
      ] as const)
        await expect(propose({ ...TILES, ...wrong }, `wrong ${path}`)).rejects.toMatchObject({
          code: 'ACT_INVALID',
          place: { path },
        })
    })

    live('whoever is of another sub-centre, or has no role', async () => {
      await expect(propose(TILES, 'elsewhere', ELSEWHERE)).rejects.toMatchObject({ code: 'ACT_CONDITION' })
      await expect(propose(TILES, 'no role', APPROVER)).rejects.toMatchObject({ code: 'ACT_FORBIDDEN' })
    })

    live('a version that is in force already, and a simulation that has become old', async () => {
      await propose({ ...TILES, version: 2, when: 'movement == "export"' }, 'taken')
      await propose({ ...TILES, version: 3 }, 'late')
      await node.settle()
      const [taken] = await node.desk.list(APPROVER, { key: 'taken', limit: 1 })
      expect(taken?.data['obstacles']).toEqual([
        { id: 'test-tiles', version: 2, obstacles: ['VERSION_TAKEN'] },
      ])
      await expect(
        node.act(taken!, 'parameters-activated', { reason: 'Agreed' }, APPROVER),
      ).rejects.toMatchObject({ code: 'ACT_CONDITION' })
      clock.advance(24 * 91 * HOUR)
      const [late] = await node.desk.list(APPROVER, { key: 'late', limit: 1 })
      await expect(
        node.act(late!, 'parameters-activated', { reason: 'Agreed' }, APPROVER),
      ).rejects.toMatchObject({ code: 'ACT_LATE' })
      await expectSound()
    })
  })
})
