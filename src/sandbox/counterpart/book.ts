import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { KhorgosError } from '../../errors.ts'

/** What one message did at its receiver: it happens once, however often the message is delivered. */
export interface Effect {
  readonly messageId: string
  /** `Idempotency-Key` of the delivery that had the effect. */
  readonly deliveryId: string
  /** Hex SHA-256 over the canonical message without its signature. */
  readonly digest: string
  readonly at: string
  /** The answer in the HTTP reply, repeated byte for byte when the message comes again; empty for none. */
  readonly reply: Uint8Array
  /** The business receipt that is pushed later, where the receiver's agreement has one. */
  readonly push: Uint8Array | undefined
}

/** A receiver's book of effects. With a ledger file it survives its process: each line is on disk before the reply. */
export interface Book {
  readonly effects: readonly Effect[]
  /** Deliveries of messages in the book, repetitions included, of this process and those before it. */
  readonly deliveries: number
  /**
   * The effect that this delivery repeats, if any.
   * @throws KhorgosError MESSAGE_ID_REUSED when its id or its key was used for another content.
   */
  find(delivery: Pick<Effect, 'messageId' | 'deliveryId' | 'digest'>): Effect | undefined
  record(effect: Effect): void
  countDelivery(messageId: string): void
  /** The gateway has taken the pushed receipt of this message. */
  markPushed(messageId: string): void
  /** True while the gateway has not taken the receipt: it is pushed again after a restart. */
  isUnpushed(effect: Effect): boolean
  close(): void
}

interface EffectLine {
  readonly kind: 'effect'
  readonly messageId: string
  readonly deliveryId: string
  readonly digest: string
  readonly at: string
  /** Base64. */
  readonly reply: string
  readonly push: string | null
}

type Line = EffectLine | { readonly kind: 'delivery' | 'pushed'; readonly messageId: string }

export function createBook(ledgerFile?: string): Book {
  const effects: Effect[] = []
  const byMessage = new Map<string, Effect>()
  const byDelivery = new Map<string, Effect>()
  const pushed = new Set<string>()
  let deliveries = 0

  const enter = (line: Line): void => {
    switch (line.kind) {
      case 'pushed':
        pushed.add(line.messageId)
        return
      case 'delivery':
        deliveries += 1
        return
      case 'effect': {
        const effect = fromLine(line)
        effects.push(effect)
        byMessage.set(effect.messageId, effect)
        byDelivery.set(effect.deliveryId, effect)
      }
    }
  }
  for (const line of ledgerFile === undefined ? [] : readLedger(ledgerFile)) enter(line)
  const file = ledgerFile === undefined ? undefined : openSync(ledgerFile, 'a', 0o600)
  const write = (line: Line): void => {
    if (file !== undefined) appendDurably(file, line)
    enter(line)
  }

  return {
    effects,
    get deliveries() {
      return deliveries
    },
    find({ messageId, deliveryId, digest }) {
      const found = byMessage.get(messageId) ?? byDelivery.get(deliveryId)
      if (found === undefined || (found.messageId === messageId && found.digest === digest)) return found
      throw new KhorgosError(
        'MESSAGE_ID_REUSED',
        `The message ${messageId} came before with another content.`,
      )
    },
    record: (effect) => write(toLine(effect)),
    countDelivery: (messageId) => write({ kind: 'delivery', messageId }),
    markPushed: (messageId) => write({ kind: 'pushed', messageId }),
    isUnpushed: ({ push, messageId }) => push !== undefined && !pushed.has(messageId),
    close: () => {
      if (file !== undefined) closeSync(file)
    },
  }
}

/** The lines of a ledger. A crash in the middle of a write leaves half a line, which promised nothing: it is cut off. */
function readLedger(file: string): Line[] {
  if (!existsSync(file)) return []
  const bytes = readFileSync(file)
  const whole = bytes.lastIndexOf(0x0a) + 1
  if (whole < bytes.length) truncateSync(file, whole)
  const lines = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1)
  return lines.map((line): Line => JSON.parse(line))
}

function appendDurably(file: number, line: Line): void {
  writeSync(file, `${JSON.stringify(line)}\n`)
  fsyncSync(file)
}

function toLine({ reply, push, ...rest }: Effect): Line {
  return { kind: 'effect', ...rest, reply: base64(reply), push: push === undefined ? null : base64(push) }
}

function fromLine({ messageId, deliveryId, digest, at, reply, push }: EffectLine): Effect {
  return {
    messageId,
    deliveryId,
    digest,
    at,
    reply: Buffer.from(reply, 'base64'),
    push: push === null ? undefined : Buffer.from(push, 'base64'),
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
