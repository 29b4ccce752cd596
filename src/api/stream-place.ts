import type { FastifyRequest } from 'fastify'
import { KhorgosError } from '../errors.ts'

/** Where a reader of events stands: behind the index in the log of the last one that he has seen. */

const DIGITS = /^(?:0|[1-9]\d{0,18})$/
const BIGGEST_INDEX = 2n ** 63n - 1n

const isIndex = (text: string): boolean => DIGITS.test(text) && BigInt(text) <= BIGGEST_INDEX

/** @throws KhorgosError REQUEST_INVALID for an id that none of our events has */
export function lastSeen({ headers }: FastifyRequest): string | undefined {
  const last = headers['last-event-id']
  if (last === undefined || last === '') return undefined
  if (typeof last === 'string' && isIndex(last)) return last
  throw new KhorgosError('REQUEST_INVALID', 'Last-Event-ID is not the id of an event of this stream.')
}

/**
 * Behind which events are; before the first one where nothing is named.
 * @throws KhorgosError REQUEST_INVALID
 */
export function placeOf(index: string | undefined): bigint {
  if (index === undefined) return -1n
  if (isIndex(index)) return BigInt(index)
  throw new KhorgosError('REQUEST_INVALID', 'No record of the log has that index.')
}
