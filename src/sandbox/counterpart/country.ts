import type { SigningKey } from '../../trust/keys.ts'
import type { Received } from './receive.ts'

/** What tells one country's system from another's: the formats it takes and how it answers them. */
export interface Country {
  /** Partner id. */
  readonly id: string
  readonly accepts: readonly string[]
  /** Path of its endpoint, as its partner file has it. */
  readonly path: string
  /** Its signed answers to a message, made once and then repeated byte for byte. */
  answer(received: Received, how: AnswerHow): Answers
}

export interface AnswerHow {
  readonly refuse: boolean
  /** Number of the effect in the book, from 1. */
  readonly serial: number
  readonly at: Date
  readonly key: SigningKey
}

export interface Answers {
  readonly reply: Uint8Array
  /** The business answer that comes later; absent where the reply holds it. */
  readonly push: Uint8Array | undefined
}
