import { KhorgosError } from '../errors.ts'
import { parseCheckpoint, verifyCheckpoint, type Checkpoint } from '../evidence/checkpoint.ts'
import type { StatementVerdict } from '../evidence/verify-statement.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { Question } from '../model/generated/verification/question.ts'
import { EVENT_STREAM, JOSE_JSON, NDJSON } from '../model/media-types.ts'
import { type MutualTls, openPool } from '../transports/pool.ts'
import { addresseeOf } from './addressee.ts'
import { type Answers, answersBy } from './answers.ts'
import { batchesOf, type OneOfMany, eachOf } from './batch.ts'
import { callFor, type CallOptions, streamOf } from './calls.ts'
import { requireUsableTls, requireUsableTrust } from './check-options.ts'
import { GatewayError } from './gateway-error.ts'
import { type Notices, noticesBy } from './notices.ts'
import { repeatedly, reopened, type RetryLimits } from './retry.ts'
import { type Believe, believed, type ClientTrust, sameAsSent, type Signed } from './signed.ts'
import { type WriteOffs, writeOffsBy } from './write-offs.ts'

export interface ClientOptions {
  /** Address of the gateway's partner listener, https. */
  readonly url: string
  /** The agency's certificate and key, and the authority of the gateway's certificate. */
  readonly tls: MutualTls
  /** With it only statements are handed out that verify; without it whose they are is not established. */
  readonly trust?: ClientTrust
  /** The agency's partner id: what is told to anybody else is refused. Whom the first statement is told to where absent. */
  readonly agency?: string
  /** Address of the gateway's public listener, for `checkpoint`. */
  readonly publicUrl?: string
  readonly retry?: RetryLimits
  /** For one attempt of a call, in milliseconds; of a batch for the silence between two answers. Default 60 s. */
  readonly timeoutMs?: number
  /** Connections at most. Default 16. */
  readonly connections?: number
}

/**
 * An agency's side of verification and writing off. Everything it hands out was signed by the gateway, was read from what was signed, is
 * about what was asked, and is told to this agency. Each method throws GatewayError, with the problem document where the gateway sent one.
 */
export interface AgencyClient extends Answers, WriteOffs, Notices {
  /**
   * Asks one question. It is never repeated by itself: a question that is asked twice is two records, and may be two misses.
   * While `inquiry.state` of the statement is `open`, the issuing authority is asked: `awaitInquiry` waits for the next answer, and a
   * notice will name it.
   */
  ask(question: Question, options?: CallOptions): Promise<Signed<Answer>>
  /**
   * Asks many, in batches, one after the other: each is told as soon as it is there, not in their order. What is wrong with
   * one question is told with it; what is wrong with all is thrown. Who stops reading hangs up: the gateway then ends what
   * it has begun and begins no other.
   */
  askMany(
    questions: Iterable<Question> | AsyncIterable<Question>,
    options?: CallOptions,
  ): AsyncGenerator<OneOfMany, void, undefined>
  /** The last head of the log, signed as `trust` wants it; unchecked without. @throws KhorgosError EVIDENCE_INVALID */
  checkpoint(options?: CallOptions): Promise<Checkpoint & { readonly note: string }>
  /** Waits for what is under way; what follows notices or waits for an inquiry is ended. */
  close(): Promise<void>
}

/** Longer than the longest time for which an answer to a wrong question is held back. */
const TIMEOUT_MS = 60_000
const CONNECTIONS = 16
/** Three times as long as the gateway is ever silent on a stream of events. */
const STREAM_SILENCE_MS = 45_000
const QUESTIONS = '/v1/verifications'

/**
 * @throws KhorgosError CONFIG_INVALID for an address that is not https; a certificate that is none, expired, or not valid yet;
 *   another key than its own; trust in nobody. The place is the option: `/tls/privateKeyPem`, `/trust`
 */
export function createAgencyClient(options: ClientOptions): AgencyClient {
  const { tls, trust, agency, retry, timeoutMs = TIMEOUT_MS, connections = CONNECTIONS } = options
  const gateway = originOf(options.url, ['https:'])
  requireUsableTls(tls, new Date())
  if (trust !== undefined) requireUsableTrust(trust)
  const pool = openPool(gateway, tls, { connections, timeoutMs })
  const log =
    options.publicUrl === undefined
      ? undefined
      : openPool(
          originOf(options.publicUrl, ['https:', 'http:']),
          { authorityPem: tls.authorityPem },
          { connections: 1, timeoutMs },
        )

  const closing = new AbortController()
  const get = (path: string, accept: string, signal: AbortSignal | undefined) =>
    repeatedly(() => callFor(pool, { method: 'GET', path, accept, signal }, timeoutMs), retry, signal)
  const post = (path: string, body: object, signal: AbortSignal | undefined) =>
    callFor(
      pool,
      {
        method: 'POST',
        path,
        accept: JOSE_JSON,
        body: { mediaType: 'application/json', text: JSON.stringify(body) },
        signal,
      },
      timeoutMs,
    )

  const isTold = addresseeOf(agency)
  const believing =
    <Statement>(
      wanted: (verified: StatementVerdict) => Statement | undefined,
      toWhom: (statement: Statement) => string,
    ): Believe<Statement> =>
    (file, wrong) =>
      believed(file, trust, wanted, (statement) => wrong(statement) ?? isTold(toWhom(statement)))
  const believeAnswer = believing(
    ({ answer }) => answer,
    ({ by }) => by,
  )

  return {
    ...answersBy({
      read: (path, accept, { signal }) => get(path, accept, signal),
      believe: believeAnswer,
      closed: closing.signal,
    }),
    ...writeOffsBy({
      call: ({ path, body }, { signal }) =>
        body === undefined
          ? get(path, JOSE_JSON, signal)
          : repeatedly(() => post(path, body, signal), retry, signal),
      believe: believing(
        ({ writeOff }) => writeOff,
        ({ by }) => by,
      ),
    }),
    ...noticesBy({
      read: (path, accept, { signal }) => get(path, accept, signal),
      open: (path, signal) =>
        streamOf(pool, {
          method: 'GET',
          path,
          accept: EVENT_STREAM,
          signal,
          silenceMs: Math.max(timeoutMs, STREAM_SILENCE_MS),
        }),
      reopened: (open, signal, onInterruption) => reopened(open, signal, retry, onInterruption),
      believe: believing(
        ({ notice }) => notice,
        ({ to }) => to,
      ),
      closed: closing.signal,
    }),
    async ask(question, { signal } = {}) {
      return believeAnswer(await post(QUESTIONS, question, signal), notTo(question))
    },
    async *askMany(questions, { signal } = {}) {
      const parts = {
        send: (text: string) =>
          streamOf(pool, {
            method: 'POST',
            path: QUESTIONS,
            accept: NDJSON,
            body: { mediaType: NDJSON, text },
            signal,
          }),
        believe: (file: Uint8Array, question: Question) => believeAnswer(file, notTo(question)),
      }
      for await (const batch of batchesOf(questions)) yield* eachOf(batch, parts)
    },
    async checkpoint({ signal } = {}) {
      if (log === undefined)
        throw new KhorgosError('CONFIG_INVALID', 'The client was not told where the log is: publicUrl.')
      const read = { method: 'GET', path: '/v1/log/checkpoint', accept: 'text/plain', signal } as const
      const note = Buffer.from(
        await repeatedly(() => callFor(log, read, timeoutMs), retry, signal),
      ).toString()
      return { note, ...(trust === undefined ? parseCheckpoint(note) : verifyCheckpoint(note, trust.vkeys)) }
    },
    async close() {
      if (closing.signal.aborted) return
      closing.abort(new GatewayError('PARTNER_UNREACHABLE', 'The client was closed.'))
      await Promise.all([pool.close(), log?.close()])
    },
  }
}

/** An answer names its question, so that nobody can lay it beside another one. */
const notTo = (question: Question) => (answer: Answer) =>
  sameAsSent(answer.question, question) ? undefined : 'The answer is to another question'

function originOf(text: string, protocols: readonly string[]): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !protocols.includes(url.protocol) || url.username !== '' || url.password !== '')
    throw new KhorgosError(
      'CONFIG_INVALID',
      `"${text}" is no address of a gateway: ${protocols.join(' or ')}// and a host.`,
    )
  return url.origin
}
