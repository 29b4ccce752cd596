import type { Dispatcher, Pool } from 'undici'
import { connectionFault } from '../transports/failure.ts'
import { GatewayError, refusalOf } from './gateway-error.ts'

/** One HTTP call, and what may go wrong with it. */

export interface CallOptions {
  /** Stops the call: it then throws what the signal was aborted with. What was asked may be on record all the same. */
  readonly signal?: AbortSignal
}

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly accept: string
  /** Only with POST. */
  readonly body?: { readonly mediaType: string; readonly text: string }
  readonly signal: AbortSignal | undefined
  /** Longest silence while the body comes, in milliseconds; that of the pool where absent. */
  readonly silenceMs?: number
}

export type Body = AsyncIterable<Uint8Array>

/** More than any reply to one question has. */
export const MAX_REPLY_BYTES = 16 * 1024 * 1024

/**
 * Makes a call and reads the reply, all within `timeoutMs`.
 * @throws GatewayError with the problem document, or PARTNER_UNREACHABLE; whatever `signal` was aborted with
 */
export async function callFor(pool: Pool, call: Call, timeoutMs: number): Promise<Uint8Array> {
  const limit = AbortSignal.timeout(timeoutMs)
  const signal = call.signal === undefined ? limit : AbortSignal.any([call.signal, limit])
  return guarded(call.signal, async () => bytesOf(await replyTo(pool, { ...call, signal })))
}

/** Makes a call and hands over the body as it comes. Who stops reading hangs up. Throws as `callFor`, also while it is read. */
export async function* streamOf(pool: Pool, call: Call): AsyncGenerator<Uint8Array, void, undefined> {
  const body = await guarded(call.signal, () => replyTo(pool, call))
  const chunks = body[Symbol.asyncIterator]()
  try {
    for (;;) {
      const chunk = await guarded(call.signal, () => chunks.next())
      if (chunk.done === true) return
      yield chunk.value
    }
  } finally {
    await chunks.return?.()
  }
}

async function replyTo(pool: Pool, { method, path, accept, body, signal, silenceMs }: Call): Promise<Body> {
  const reply = await pool.request({
    method,
    path,
    headers: {
      accept,
      'accept-encoding': 'identity',
      ...(body !== undefined && { 'content-type': body.mediaType }),
    },
    ...(body !== undefined && { body: body.text }),
    signal: signal ?? null,
    ...(silenceMs !== undefined && { bodyTimeout: silenceMs }),
  })
  if (reply.statusCode >= 200 && reply.statusCode <= 299) return reply.body
  throw await refusal(reply)
}

async function refusal({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<GatewayError> {
  const text = Buffer.from(await bytesOf(body)).toString('utf8')
  const retryAfter = headers['retry-after']
  return refusalOf(statusCode, text, typeof retryAfter === 'string' ? retryAfter : undefined)
}

async function bytesOf(body: Body): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > MAX_REPLY_BYTES)
      throw new GatewayError('EVIDENCE_INVALID', `The reply is longer than ${MAX_REPLY_BYTES} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function guarded<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    signal?.throwIfAborted()
    return await work()
  } catch (thrown) {
    // Who stopped the call gets his own reason back, not a connection that failed.
    signal?.throwIfAborted()
    if (thrown instanceof GatewayError) throw thrown
    throw new GatewayError('PARTNER_UNREACHABLE', connectionFault(thrown, 'gateway'), { cause: thrown })
  }
}
