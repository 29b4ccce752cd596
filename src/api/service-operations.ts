import type { Operation, ReplyDescription } from './operation.ts'
import { object, ref } from './schema-parts.ts'

const health = (
  description: string,
  status: 'ready' | 'not ready',
  log: 'ok' | 'failed',
): ReplyDescription => ({
  description,
  content: {
    'application/json': { schema: ref('Health'), example: { status, checks: { database: 'ok', log } } },
  },
})

export const live: Operation = {
  id: 'live',
  method: 'GET',
  path: '/health/live',
  door: 'every',
  summary: 'Whether the process answers',
  replies: {
    200: {
      description: 'It does.',
      content: { 'application/json': { schema: object({ status: { const: 'alive' } }) } },
    },
  },
  errors: [],
}

export const ready: Operation = {
  id: 'ready',
  method: 'GET',
  path: '/health/ready',
  door: 'public',
  summary: 'Whether messages can be taken',
  replies: {
    200: health('They can.', 'ready', 'ok'),
    503: health('Not now; which check failed.', 'not ready', 'failed'),
  },
  errors: [],
}

export const readMetrics: Operation = {
  id: 'readMetrics',
  method: 'GET',
  path: '/metrics',
  door: 'public',
  summary: 'Measurements for Prometheus',
  replies: {
    200: {
      description: 'Prometheus text format.',
      content: { 'text/plain': { schema: { type: 'string' } } },
    },
  },
  errors: [],
}

export const describeApi: Operation = {
  id: 'describeApi',
  method: 'GET',
  path: '/v1/openapi.json',
  door: 'every',
  summary: 'This description',
  replies: {
    200: { description: 'OpenAPI 3.1.', content: { 'application/json': { schema: { type: 'object' } } } },
  },
  errors: [],
}

export const index: Operation = {
  id: 'index',
  method: 'GET',
  path: '/',
  door: 'public',
  summary: 'Where to find what',
  replies: {
    200: { description: 'A page for people.', content: { 'text/html': { schema: { type: 'string' } } } },
  },
  errors: [],
}

export const SERVICE_OPERATIONS: readonly Operation[] = [live, ready, readMetrics, describeApi, index]
