import type { FastifyInstance } from 'fastify'

/** After this the connections that are still open are cut. */
const DEFAULT_GRACE_MS = 10_000

/**
 * `app.close()`: no new connections, requests under way are answered, their connections closed after the answer
 * (Node would keep them for the next request), and what hangs longer than the grace time is cut.
 */
export function closeGracefully(app: FastifyInstance, graceMs = DEFAULT_GRACE_MS): void {
  let closing = false
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close')
    done(null, payload)
  })
  app.addHook('preClose', (done) => {
    closing = true
    setTimeout(() => app.server.closeAllConnections(), graceMs).unref()
    done()
  })
}
