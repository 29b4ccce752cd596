import type { FastifyInstance, HTTPMethods, RouteHandlerMethod, RouteOptions } from 'fastify'
import type { ErrorCode } from '../errors.ts'
import type { JsonSchema } from './schema-parts.ts'

export interface Parameter {
  readonly description: string
  /** As it is on the wire: always a string, never turned into anything else. */
  readonly schema: JsonSchema
  readonly required?: boolean
}

export interface Content {
  readonly schema: JsonSchema
  readonly example?: unknown
}

export interface ReplyDescription {
  readonly description: string
  /** By media type. */
  readonly content: Readonly<Record<string, Content>>
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>
}

/** Where callers come in: systems by mutual TLS, everybody, and people by bearer tokens. */
export type Door = (typeof DOORS)[number]

export const DOORS = ['partner', 'public', 'people'] as const

/** One thing a caller can do: the route is registered and the API description is written from this. */
export interface Operation {
  readonly id: string
  readonly method: 'GET' | 'POST'
  /** OpenAPI path template, e.g. `/v1/exchanges/{exchange}`. */
  readonly path: string
  /** The route where it differs: OpenAPI has no parameter that spans several path segments. */
  readonly route?: string
  readonly door: Door | 'every'
  /** At the people door: nobody need show who he is. */
  readonly open?: true
  readonly summary: string
  readonly description?: string
  readonly params?: Readonly<Record<string, Parameter>>
  readonly query?: Readonly<Record<string, Parameter>>
  /** Media types of the request body. */
  readonly body?: Readonly<Record<string, Content>>
  readonly replies: Readonly<Record<number, ReplyDescription>>
  /** Codes of the problems it may answer with, besides those every operation has. */
  readonly errors: readonly ErrorCode[]
}

/** Registers an operation under its own path, with its parameters as the schema they are checked against. */
export function serve(app: FastifyInstance, operation: Operation, handler: RouteHandlerMethod): void {
  app.route({ method: operation.method, url: routeOf(operation), schema: schemaOf(operation), handler })
}

export function routeOf(operation: Operation): string {
  return operation.route ?? operation.path.replace(/\{(\w+)\}/g, ':$1')
}

function schemaOf({ params, query, route }: Operation): NonNullable<RouteOptions['schema']> {
  return {
    querystring: closedObject(query ?? {}),
    ...(params !== undefined && route === undefined && { params: closedObject(params) }),
  }
}

function closedObject(parameters: Readonly<Record<string, Parameter>>): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(parameters).map(([name, { schema }]) => [name, schema])),
  }
}

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * RFC 9110 15.5.6: a known address answers other methods with 405 and the methods it takes. Called after the last
 * `serve`; `refuse` makes the answer.
 */
export function refuseOtherMethods(
  app: FastifyInstance,
  operations: readonly Operation[],
  refuse: RouteHandlerMethod,
): void {
  for (const url of new Set(operations.map(routeOf))) {
    const taken = operations.filter((operation) => routeOf(operation) === url).map(({ method }) => method)
    const allowed = METHODS.filter((method) =>
      taken.some((own) => own === method || (own === 'GET' && method === 'HEAD')),
    )
    app.route({
      method: METHODS.filter((method) => !allowed.includes(method)),
      url,
      handler(request, reply) {
        reply.header('allow', allowed.join(', '))
        return refuse.call(this, request, reply)
      },
    })
  }
}
