import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../../src/store/migrate.ts'
import { countUnannounced } from '../../../src/store/workflows/announcements.ts'
import { type Broker, openBroker } from '../../../src/transports/broker.ts'
import { createAnnouncer } from '../../../src/workflows/cases/announce.ts'
import { clear, newSigner } from '../../exchange/node.ts'
import { openTestBroker, type TestBroker } from '../../harness/broker.ts'
import { DATABASES } from '../../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../../store/open-database.ts'
import { type CaseNode, openCaseNode, openClock } from './case-node.ts'

describe.each(DATABASES)('events of cases, on the %s database', (kind) => {
  const signer = newSigner()
  let opened: OpenDatabase | undefined
  let there: TestBroker | undefined
  let node: CaseNode
  let faults: unknown[]

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    node = await openCaseNode({ ...opened, signer, clock: openClock() })
    there = await openTestBroker('#')
    if (there === undefined) return skip('RabbitMQ is not reachable')
    faults = []
    return () => there?.remove()
  })
  afterAll(() => opened?.remove())

  const arrive = (key: string) =>
    node.act('arrived', { target: { workflow: 'weighing', key, office: '0705' }, data: { plate: 'A1' } })
  const brokerThere = (): Broker => {
    if (there === undefined) throw new Error('no broker')
    return openBroker({ url: there.url, exchange: there.exchange, name: 'khorgos test', patienceMs: 3_000 })
  }
  /** One node's announcer while something happens. */
  const announcing = async (
    name: string,
    work: () => Promise<unknown>,
    broker: Broker = brokerThere(),
  ): Promise<void> => {
    const announcer = createAnnouncer({
      database: node.database,
      broker,
      node: name,
      bodyOf: ({ key, event }) => ({ key, event }),
      onAnnounced: () => undefined,
      onFault: (fault) => void faults.push(fault),
    })
    announcer.start()
    await work()
    await announcer.stop()
    await broker.close()
  }
  const told = () => (there?.received ?? []).map(({ content }) => JSON.parse(content.toString()).key)
  const allTold = () => expect.poll(() => countUnannounced(node.database), { timeout: 20_000 }).toBe(0)

  test('are announced in the order of the log from the first start on, by office, workflow and event', async () => {
    await arrive('before')
    await announcing('one', async () => {
      // What was before the first broker is no news.
      await expect.poll(async () => countUnannounced(node.database)).toBe(0)
      await expect.poll(() => holders()).toEqual(['one'])
      for (const key of ['T1', 'T2', 'T3']) await arrive(key)
      await expect.poll(told, { timeout: 20_000 }).toEqual(['T1', 'T2', 'T3'])
    })
    expect(there?.received[0]?.fields.routingKey).toBe('0705.weighing.arrived')
    expect(there?.received.map(({ properties }) => Number(properties.messageId))).toEqual(
      (there?.received ?? []).map((_, place) => Number(there?.received[0]?.properties.messageId) + place),
    )
  })

  test('that happen while nobody announces are announced by whoever comes next', async () => {
    await announcing('one', () => expect.poll(() => holders()).toEqual(['one']))
    for (const key of ['T1', 'T2']) await arrive(key)
    await announcing('two', allTold)
    await expect.poll(told).toEqual(['T1', 'T2'])
  })

  test('are announced by one node of two', async () => {
    await announcing('one', async () => {
      await expect.poll(() => holders()).toEqual(['one'])
      await announcing('two', async () => {
        for (const key of ['T1', 'T2', 'T3']) await arrive(key)
        await allTold()
        expect(await holders()).toEqual(['one'])
      })
    })
    await expect.poll(told).toEqual(['T1', 'T2', 'T3'])
  })

  test('come again when the broker did not say that it had them, and none is left out', async () => {
    const broker = brokerThere()
    let failures = 1
    const faulty: Broker = {
      ...broker,
      async publish(messages) {
        const unwanted = await broker.publish(messages)
        if (failures-- > 0) throw new Error('the confirmation was lost')
        return unwanted
      },
    }
    await announcing('one', () => expect.poll(() => holders()).toEqual(['one']))
    await arrive('T1')
    await announcing('one', () => expect.poll(() => faults.length).toBe(1), faulty)
    await arrive('T2')
    await announcing('two', allTold)
    await expect.poll(told).toEqual(['T1', 'T1', 'T2'])
    const [first, again] = there?.received ?? []
    expect(again?.properties.messageId).toBe(first?.properties.messageId)
  })

  const holders = async (): Promise<(string | null)[]> =>
    (
      await node.database.query<{ held: string | null }>('select held_by as held from announcement_cursor')
    ).map(({ held }) => held)
})
