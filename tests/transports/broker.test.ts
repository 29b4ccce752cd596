import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Broker, openBroker } from '../../src/transports/broker.ts'
import { openTestBroker, type TestBroker } from '../harness/broker.ts'

describe('messages for a broker', () => {
  let there: TestBroker | undefined
  let broker: Broker

  beforeEach(async ({ skip }) => {
    there = await openTestBroker('0705.#')
    if (there === undefined) return skip('RabbitMQ is not reachable')
    broker = openBroker({ url: there.url, exchange: there.exchange, name: 'khorgos test', patienceMs: 5_000 })
  })
  afterEach(async () => {
    await broker.close()
    await there?.remove()
  })

  const about = (id: string, routingKey = '0705.transit.left') => ({
    id,
    routingKey,
    type: 'case',
    body: { id },
  })
  const ids = () => there?.received.map(({ properties }) => properties.messageId)

  test('arrive in their order, durable, each with its id and type', async () => {
    expect(await broker.publish([about('1'), about('2')])).toEqual(new Set())
    expect(await broker.publish([about('3')])).toEqual(new Set())
    await expect.poll(ids).toEqual(['1', '2', '3'])
    const [first] = there?.received ?? []
    expect(first?.properties).toMatchObject({ type: 'case', appId: 'khorgos', deliveryMode: 2 })
    expect(first?.properties.contentType).toBe('application/json')
    expect(JSON.parse(first?.content.toString() ?? '')).toEqual({ id: '1' })
  })

  test('that no queue wants are told of, each time anew', async () => {
    const some = [about('1'), about('2', '9412.transit.left'), about('3')]
    expect(await broker.publish(some)).toEqual(new Set(['2']))
    expect(await broker.publish([about('4')])).toEqual(new Set())
    await expect.poll(ids).toEqual(['1', '3', '4'])
  })

  test('find a new connection after one was lost', async () => {
    await broker.publish([about('1')])
    there?.cut(false)
    // Whether the loss is heard of before or while something is published: at the second time it is mended.
    await broker.publish([about('2')]).catch(() => broker.publish([about('2')]))
    await expect.poll(ids).toContain('2')
  })

  test('fail while the broker is away, and pass when it is back', async () => {
    await broker.publish([about('1')])
    there?.cut(true)
    await expect(broker.publish([about('2')])).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' })
    await expect(broker.publish([about('2')])).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' })
    there?.mend()
    await broker.publish([about('2')])
    await expect.poll(ids).toEqual(['1', '2'])
  })

  test('fail without the password in what is said', async () => {
    const wrong = openBroker({
      url: there?.url.replace('guest:guest', 'guest:top-secret') ?? '',
      exchange: 'khorgos.none',
      name: 'khorgos test',
    })
    const fault: unknown = await wrong.publish([about('1')]).catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'BROKER_UNAVAILABLE' })
    expect(String(fault)).not.toContain('top-secret')
    await wrong.close()
  })
})
