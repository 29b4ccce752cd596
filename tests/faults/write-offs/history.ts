import { canonicalJsonBytes } from '../../../src/evidence/canonical-json.ts'
import type { Step } from '../../../src/ledger/entry.ts'
import type { Answer } from '../../../src/model/generated/verification/answer.ts'
import type { Question } from '../../../src/model/generated/verification/question.ts'
import type { WriteOffRequest } from '../../../src/model/generated/verification/write-off-request.ts'
import type { WriteOff } from '../../../src/model/generated/verification/write-off.ts'
import type { JsonObject } from '../../../src/model/json.ts'

/** What clients did and were told, kept outside the gateway. */

/** One wish of a client. It is asked again, unchanged, until there is a reply. */
export type Asked = { readonly agency: string } & (
  | { readonly what: 'write-off'; readonly request: WriteOffRequest }
  | ({ readonly what: 'step'; readonly writeOff: string } & Step)
  | { readonly what: 'look'; readonly writeOff: string }
  | { readonly what: 'question'; readonly question: Question }
)

/** When something happened in the one process of all clients: ms of a clock that never goes back. */
export interface Times {
  /** The first attempt was about to be sent. */
  readonly begun: number
  /** The attempt that was replied to was about to be sent. */
  readonly sent: number
  /** The reply had been read. */
  readonly heard: number
  /** Attempts without a reply: what became of them is not known. */
  readonly lost: number
}

/** A wish and its reply as it came. */
export interface Heard extends Times {
  readonly asked: Asked
  readonly status: number
  readonly body: JsonObject
}

/** A reply whose signatures and receipt were verified without the gateway. */
export interface Told extends Times {
  readonly asked: Asked
  /** The record that proves it, and its place. */
  readonly index: number
  readonly record: Uint8Array
  /** What the receipt's checkpoint says of the log: its size, and its root in hex. */
  readonly head: { readonly size: bigint; readonly root: string }
  readonly said: Said
}

export type Said = Statement | Refusal | Answered

export interface Statement {
  readonly is: 'statement'
  readonly statement: WriteOff
  /** The signed file as text. */
  readonly file: string
  /** It is certain that this very attempt made it. */
  readonly isNew: boolean
}

export interface Refusal {
  readonly is: 'refusal'
  readonly code: string
}

export interface Answered {
  readonly is: 'answer'
  readonly answer: Answer
}

/** The same wish, whoever of the agency's clients had it. */
export function nameOf(asked: Asked): string {
  return Buffer.from(canonicalJsonBytes(asked)).toString('utf8')
}
