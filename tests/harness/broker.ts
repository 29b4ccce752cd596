import { randomBytes } from 'node:crypto'
import { connect as connectTcp, createServer, type Socket } from 'node:net'
import { connect, type ChannelModel, type ConsumeMessage } from 'amqplib'

const HOST = '127.0.0.1'
const PORT = 5672
const URL = `amqp://guest:guest@${HOST}:${PORT}`

/** An exchange of the real broker that nobody else uses, with one queue behind it, and a line to it that can be cut. */
export interface TestBroker {
  /** Of the line. */
  readonly url: string
  readonly exchange: string
  /** What came, in order. */
  readonly received: readonly ConsumeMessage[]
  /** Ends all connections of the line; `closed`: no new one comes through either. */
  cut(closed: boolean): void
  mend(): void
  remove(): Promise<void>
}

/**
 * @param pattern of routing keys that the queue wants
 * @returns undefined when no broker is reachable, which is a failure in CI
 */
export async function openTestBroker(pattern: string): Promise<TestBroker | undefined> {
  const model = await reach()
  if (model === undefined) return undefined
  const exchange = `khorgos.test.${randomBytes(6).toString('hex')}`
  const channel = await model.createChannel()
  await channel.assertExchange(exchange, 'topic', { durable: true })
  const { queue } = await channel.assertQueue('', { exclusive: true })
  await channel.bindQueue(queue, exchange, pattern)
  const received: ConsumeMessage[] = []
  await channel.consume(queue, (message) => void (message && received.push(message)), { noAck: true })
  const line = await openLine()
  return {
    url: `amqp://guest:guest@${HOST}:${line.port}`,
    exchange,
    received,
    cut: line.cut,
    mend: line.mend,
    async remove() {
      line.cut(true)
      await line.close()
      await channel.deleteExchange(exchange)
      await model.close()
    },
  }
}

async function reach(): Promise<ChannelModel | undefined> {
  try {
    return await connect(URL, { timeout: 5_000 })
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error
    return undefined
  }
}

async function openLine() {
  const ends = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) return void near.destroy()
    const far = connectTcp(PORT, HOST)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        ends.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => void server.listen(0, HOST, resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the line has no port')
  return {
    port: address.port,
    cut(closed: boolean) {
      isCut = closed
      for (const end of ends) end.destroy()
    },
    mend() {
      isCut = false
    },
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}
