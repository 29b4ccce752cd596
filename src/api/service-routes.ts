import type { FastifyInstance } from 'fastify'
import { checkReadiness, type Checks } from './readiness.ts'
import { indexPage } from './index-page.ts'
import type { Metrics } from './metrics.ts'
import { openApiText } from './openapi.ts'
import { serve } from './operation.ts'
import * as operations from './service-operations.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

/** Whether we live, and what can be asked here: on every door. */
export function descriptionRoutes(app: FastifyInstance): void {
  serve(app, operations.live, (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'alive' }),
  )
  serve(app, operations.describeApi, (_request, reply) =>
    reply.header('content-type', JSON_TYPE).send(openApiText()),
  )
}

/** What operators and passers-by ask: on the public door. */
export function operatorRoutes(
  app: FastifyInstance,
  parts: { readonly metrics: Metrics; readonly checks: Checks },
): void {
  const { registry } = parts.metrics
  const readiness = checkReadiness(parts.checks)

  serve(app, operations.ready, async (_request, reply) => {
    const health = await readiness()
    reply.header('cache-control', 'no-store').code(health.status === 'ready' ? 200 : 503)
    return health
  })
  serve(app, operations.readMetrics, async (_request, reply) =>
    reply.header('content-type', registry.contentType).send(await registry.metrics()),
  )
  serve(app, operations.index, (_request, reply) =>
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      )
      .send(indexPage()),
  )
}
