import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Metrics } from './metrics.ts'

export interface LogOptions {
  readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  /** Where lines go; standard output when absent. */
  readonly stream?: { write(line: string): void }
}

/** Names whose values never reach the log, two levels deep. Bodies and headers are not logged to begin with. */
const SECRET = [
  'authorization',
  'cookie',
  'privateKey',
  'privateKeyPem',
  'key',
  'password',
  'databaseUrl',
  'connectionString',
]
const CONTENT = ['body', 'bytes', 'payload', 'receipt', 'headers', 'rawHeaders']
const REDACTED = [...SECRET, ...CONTENT].flatMap((name) => [name, `*.${name}`])

/** Fastify's `logger` option: pino, one JSON line per event, ISO times, a request as method and route only. */
export function loggerOptions(log: LogOptions): NonNullable<FastifyServerOptions['logger']> {
  return {
    level: log.level,
    ...(log.stream && { stream: log.stream }),
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: { paths: REDACTED, censor: '[redacted]' },
    serializers: {
      // Replaces Fastify's, which would log the URL with its query and the address of the caller.
      req: (request) => ({ method: request.method }),
    },
  }
}

/** One line and one measurement per answered request. */
export function logRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    const operation = request.routeOptions.url ?? 'none'
    metrics.request(operation, knownMethod(request.method), reply.statusCode, reply.elapsedTime / 1000)
    const ms = Math.round(reply.elapsedTime * 100) / 100
    request.log.info({ operation, method: request.method, status: reply.statusCode, ms }, 'request')
    done()
  })
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** A label must come from a bounded set. */
const knownMethod = (method: string): string => (METHODS.has(method) ? method : 'other')
