import type { FastifyRequest } from 'fastify'
import { KhorgosError } from '../errors.ts'
import type { ExchangeQuery } from '../exchange/service.ts'
import { STATES } from './schemas.ts'

const DEFAULT_LENGTH = 50

/** The id in the path; the route's schema has checked its form. */
export function exchangeIn(request: FastifyRequest): string {
  const id = textIn(request.params, 'exchange')
  if (id === undefined) throw new KhorgosError('NOT_FOUND', 'The address names no exchange.')
  return id
}

/** The query of a list; the route's schema has checked its form. */
export function queryOf(request: FastifyRequest): ExchangeQuery {
  const wanted = textIn(request.query, 'state')
  return {
    messageId: textIn(request.query, 'messageId'),
    state: STATES.find((state) => state === wanted),
    limit: Number(textIn(request.query, 'limit') ?? DEFAULT_LENGTH),
  }
}

export function textIn(values: unknown, name: string): string | undefined {
  if (typeof values !== 'object' || values === null) return undefined
  const value: unknown = Object.getOwnPropertyDescriptor(values, name)?.value
  return typeof value === 'string' ? value : undefined
}
