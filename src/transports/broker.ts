import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib'
import { CODES, KhorgosError } from '../errors.ts'

/** A topic exchange of an AMQP 0-9-1 broker that messages are given to. */
export interface Broker {
  /**
   * Gives messages to the broker, in their order, and resolves once it has taken all of them. A message may come twice when
   * it did not say so the first time: consumers know it by its id.
   *
   * @returns ids of the messages that no queue wanted; the broker has dropped them
   * @throws KhorgosError BROKER_UNAVAILABLE; which of them it has taken is not known then
   */
  publish(messages: readonly BrokerMessage[]): Promise<ReadonlySet<string>>
  close(): Promise<void>
}

export interface BrokerMessage {
  readonly id: string
  /** What consumers choose by: words with dots between. */
  readonly routingKey: string
  readonly type: string
  /** Sent as JSON. */
  readonly body: unknown
}

export interface BrokerOptions {
  /** amqp: or amqps:, with user and password. */
  readonly url: string
  readonly exchange: string
  /** Under which name the broker shows the connection. */
  readonly name: string
  /** How long is waited for the broker, in ms. */
  readonly patienceMs?: number
}

const PATIENCE_MS = 15_000

interface Connection {
  readonly model: ChannelModel
  readonly channel: ConfirmChannel
  /** Ids of messages that came back since somebody looked. */
  readonly returned: Set<string>
}

/** Connects when there is something to publish, and anew after a connection was lost. */
export function openBroker({ url, exchange, name, patienceMs = PATIENCE_MS }: BrokerOptions): Broker {
  let open: Promise<Connection> | undefined
  const connection = (): Promise<Connection> => {
    if (open !== undefined) return open
    const opening = openConnection(url, exchange, name, patienceMs, () => {
      if (open === opening) open = undefined
    })
    open = opening
    return opening
  }
  const drop = async (): Promise<void> => {
    const dropped = open
    open = undefined
    // It is given up because it does not work: how it ends tells nothing new.
    await dropped?.then(({ model }) => model.close()).catch(() => undefined)
  }
  return {
    async publish(messages) {
      try {
        const { channel, returned } = await connection()
        returned.clear()
        for (const message of messages) send(channel, exchange, message)
        await within(patienceMs, channel.waitForConfirms())
        return new Set(returned)
      } catch (cause) {
        void drop()
        throw new KhorgosError('BROKER_UNAVAILABLE', `${CODES.BROKER_UNAVAILABLE.title}.`, { cause })
      }
    },
    close: drop,
  }
}

async function openConnection(
  url: string,
  exchange: string,
  name: string,
  timeout: number,
  onEnd: () => void,
): Promise<Connection> {
  try {
    const model = await connect(url, { timeout, noDelay: true, clientProperties: { connection_name: name } })
    // Whoever publishes hears of it; without listeners a lost connection would end the process.
    model.on('error', onEnd)
    model.on('close', onEnd)
    const channel = await model.createConfirmChannel()
    channel.on('error', onEnd)
    channel.on('close', onEnd)
    const returned = new Set<string>()
    channel.on('return', ({ properties }) => returned.add(String(properties.messageId)))
    await within(timeout, channel.assertExchange(exchange, 'topic', { durable: true }))
    return { model, channel, returned }
  } catch (error) {
    onEnd()
    throw error
  }
}

/** Unroutable messages are confirmed like others: only `mandatory` brings them back, before the confirmation. */
function send(
  channel: ConfirmChannel,
  exchange: string,
  { id, routingKey, type, body }: BrokerMessage,
): void {
  channel.publish(exchange, routingKey, Buffer.from(JSON.stringify(body)), {
    persistent: true,
    mandatory: true,
    messageId: id,
    type,
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    appId: 'khorgos',
  })
}

/** A broker without room takes nothing and says nothing. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer of the broker for ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, over])
  } finally {
    clearTimeout(timer)
  }
}
