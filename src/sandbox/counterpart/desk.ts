import { setTimeout as sleep } from 'node:timers/promises'
import { asKhorgosError, CODES } from '../../errors.ts'
import type { Mood } from './behaviour.ts'
import type { Book, Effect } from './book.ts'
import type { Delivered, Reaction } from './listener.ts'
import type { CounterpartParts } from './parts.ts'
import type { Pusher } from './pusher.ts'
import { receive } from './receive.ts'

/** The desk where deliveries are handled: checked, entered once, answered, each in the mood of the moment. */
export interface Desk {
  react(delivered: Delivered): Promise<Reaction>
  /** Pushes the receipts that no gateway has taken yet. */
  pushWhatIsLeft(): void
}

interface DeskParts {
  readonly book: Book
  readonly pusher: Pusher
  readonly mood: () => Mood
}

const XML = 'application/xml; charset=utf-8'

export function createDesk(parts: CounterpartParts, { book, pusher, mood }: DeskParts): Desk {
  const push = async (effect: Effect): Promise<void> => {
    const { silent, duplicateAcknowledgements = 0 } = mood().behaviour
    if (silent !== true && book.isUnpushed(effect)) await pusher.push(effect, 1 + duplicateAcknowledgements)
  }

  const afterTaking = async (effect: Effect): Promise<Reaction> => {
    const { acknowledgeFirst, delayMs, hang, silent } = mood().behaviour
    if (acknowledgeFirst === true) await push(effect)
    else setImmediate(() => void push(effect))
    if (delayMs !== undefined) await sleep(delayMs)
    if (hang === true) return { kind: 'hang' }
    if (mood().takeReset()) return { kind: 'reset' }
    const bytes = silent === true && effect.push === undefined ? new Uint8Array() : effect.reply
    return { kind: 'reply', status: 200, mediaType: XML, bytes }
  }

  return {
    async react(delivered) {
      const failure = mood().takeFailure()
      if (failure !== undefined) return text(failure, 'told to fail')
      const effect = takeOrRefuse(parts, book, mood(), delivered)
      return 'kind' in effect ? effect : afterTaking(effect)
    },
    pushWhatIsLeft() {
      for (const effect of book.effects) void push(effect)
    },
  }
}

function takeOrRefuse(
  parts: CounterpartParts,
  book: Book,
  mood: Mood,
  delivered: Delivered,
): Effect | Reaction {
  try {
    return take(parts, book, mood, delivered)
  } catch (thrown) {
    const { code, message } = asKhorgosError(thrown)
    parts.onEvent?.({ kind: 'refused', country: parts.country.id, code, message })
    return text(CODES[code].http, `${code}: ${message}`)
  }
}

/** One message, one effect: a repetition gets the answers of the first time. */
function take(
  parts: CounterpartParts,
  book: Book,
  { behaviour }: Mood,
  { bytes, deliveryId }: Delivered,
): Effect {
  const { country, formats, gateway } = parts
  const at = parts.clock?.() ?? new Date()
  const received = receive(bytes, { formats, accepts: country.accepts, gatewayKey: gateway.key }, at)
  const { messageId, digest } = received
  const before = book.find({ messageId, deliveryId, digest })
  const answers =
    before ??
    country.answer(received, {
      refuse: behaviour.refuse === true,
      serial: book.effects.length + 1,
      at,
      key: behaviour.wrongSignature === true ? parts.strangeKey : parts.signingKey,
    })
  const effect = before ?? {
    messageId,
    deliveryId,
    digest,
    at: at.toISOString(),
    reply: answers.reply,
    push: answers.push,
  }
  if (before === undefined) book.record(effect)
  book.countDelivery(messageId)
  parts.onEvent?.({ kind: 'took', country: country.id, received, repeated: before !== undefined })
  return effect
}

const text = (status: number, body: string): Reaction => ({
  kind: 'reply',
  status,
  mediaType: 'text/plain; charset=utf-8',
  bytes: Buffer.from(`${body}\n`),
})
