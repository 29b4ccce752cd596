import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { KhorgosError } from '../errors.ts'

/** A sender that goes on past its limit is heard out so far, so that it reads our answer instead of a reset. */
const DRAIN_BYTES = 1024 * 1024

/**
 * Reads a request body to its end. A result of `limit` + 1 bytes is the beginning of a body that was too large.
 * The bytes have a buffer of their own, so that they can be handed to a thread.
 * @throws KhorgosError REQUEST_INVALID when the sender breaks off; nothing of such a body is used
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let length = 0
    const finish = (): void => {
      request.off('data', onData).off('end', finish).off('error', broken).off('close', broken)
      resolve(join(chunks, Math.min(length, limit + 1)))
    }
    const onData = (chunk: Uint8Array): void => {
      if (length <= limit) chunks.push(chunk)
      length += chunk.length
      if (length > limit + DRAIN_BYTES) finish()
    }
    const broken = (cause?: unknown): void => {
      reject(new KhorgosError('REQUEST_INVALID', 'The body broke off before its end.', { cause }))
    }
    // An aborted request ends in 'error' or, when nobody was told yet, in 'close' without 'end'.
    request.on('data', onData).once('end', finish).once('error', broken).once('close', broken)
  })
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    const part = chunk.subarray(0, length - at)
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/**
 * Fastify hands bodies on unread, whatever they are declared as: the handler checks the media type itself (from
 * the raw headers) and reads. Fastify's own reading of Content-Type is given a fixed value and decides nothing.
 */
export function leaveBodiesUnread(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.raw.headers['content-type'] !== undefined)
      request.raw.headers['content-type'] = 'application/octet-stream'
    done()
  })
}
