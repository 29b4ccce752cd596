import { signEnveloped } from '../../trust/xmldsig-sign.ts'
import { createMood, type Behaviour, type Mood } from './behaviour.ts'
import { createBook, type Book } from './book.ts'
import { createDesk } from './desk.ts'
import { createGatewayClient, type GatewayClient } from './gateway-client.ts'
import { listenForDeliveries } from './listener.ts'
import type { CounterpartParts } from './parts.ts'
import { createPusher } from './pusher.ts'
import { submitMessage, type Submitted } from './submit.ts'

export interface Counterpart {
  readonly id: string
  /** Where it takes deliveries. */
  readonly url: string
  readonly book: Book
  behave(behaviour: Behaviour): void
  /** Says where the gateway is, and pushes what an earlier run left unpushed. Needed before it can speak. */
  connect(gatewayUrl: string): void
  /** Signs a message (canonical XML) and sends it to the gateway; the receipt is verified offline. */
  submit(canonical: string): Promise<Submitted>
  /** Signs an answer to a message that it took (canonical XML), and pushes it; resolves with the status of the reply. */
  answer(canonical: string): Promise<number>
  /** Its connection to the gateway, to ask about its own exchanges. */
  client(): GatewayClient
  /** May be called again. */
  close(): Promise<void>
}

/** Starts a counterpart: it listens at once, and speaks to the gateway after `connect`. */
export async function startCounterpart(parts: CounterpartParts): Promise<Counterpart> {
  const { country } = parts
  const book = createBook(parts.ledgerFile)
  let mood: Mood = createMood(parts.behaviour ?? {})
  let connected: GatewayClient | undefined
  const client = (): GatewayClient => {
    if (connected === undefined) throw new TypeError(`${country.id} was not told where the gateway is`)
    return connected
  }
  const pusher = createPusher({
    client,
    book,
    onPushed: (messageId, status) =>
      parts.onEvent?.({ kind: 'pushed', country: country.id, messageId, status }),
  })
  const desk = createDesk(parts, { book, pusher, mood: () => mood })
  const listener = await listenForDeliveries({
    ...parts.listen,
    path: country.path,
    tls: parts.tls,
    clientKeyId: parts.gateway.connection,
    react: (delivered) => desk.react(delivered),
  })
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await pusher.stop()
    await listener.close()
    await connected?.close()
    book.close()
  }
  return {
    id: country.id,
    url: listener.url,
    book,
    behave: (behaviour) => {
      mood = createMood(behaviour)
    },
    connect: (gatewayUrl) => {
      connected = createGatewayClient(gatewayUrl, parts.tls)
      desk.pushWhatIsLeft()
    },
    submit: (canonical) => submitMessage(client(), canonical, parts.signingKey, parts.gateway.vkeys),
    answer: async (canonical) => {
      const { bytes } = signEnveloped(canonical, parts.signingKey)
      return (await client().post('/v1/acknowledgements', bytes)).status
    },
    client,
    close: () => (closing ??= close()),
  }
}
