import type { FastifyInstance } from 'fastify'
import { KhorgosError } from '../errors.ts'
import { parseStrictJson } from '../model/strict-json.ts'
import { leaveBodiesUnread, readBody } from './body.ts'
import { JSON_TYPES, mediaTypeOf } from './media-type.ts'

/**
 * Lets the routes of this instance take JSON, read by the strict parser alone (no duplicate keys, no number that
 * a double cannot hold, no `__proto__`), before the route's schema sees it. `limit` is in bytes.
 * Errors of such requests: MEDIA_TYPE_UNSUPPORTED, MESSAGE_TOO_LARGE, JSON_MALFORMED, REQUEST_INVALID.
 */
export function acceptJson(app: FastifyInstance, limit: number): void {
  leaveBodiesUnread(app)
  app.addHook('preValidation', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return
    mediaTypeOf(request.raw, JSON_TYPES)
    const bytes = await readBody(request.raw, limit)
    if (bytes.length > limit)
      throw new KhorgosError('MESSAGE_TOO_LARGE', `The body is longer than ${limit} bytes.`)
    request.body = parseStrictJson(bytes)
  })
}
