import type { FastifyInstance, FastifyRequest } from 'fastify'
import { KhorgosError } from '../errors.ts'
import { dryRunText } from '../exchange/dry-run-text.ts'
import type { ExchangeService } from '../exchange/service.ts'
import { readBody } from './body.ts'
import { tryConversion } from './conversion-operations.ts'
import { textIn } from './exchange-request.ts'
import { forPartner, type PartnerDoorParts } from './for-partner.ts'
import { MESSAGE_TYPES, mediaTypeOf, prefers } from './media-type.ts'
import type { Metrics } from './metrics.ts'
import { serve } from './operation.ts'

export interface ConversionRouteParts extends PartnerDoorParts {
  readonly service: ExchangeService
  readonly metrics: Metrics
}

/** Dry runs: a door of their own, since nothing here is evidence. What the door refuses is told and forgotten. */
export function conversionRoutes(app: FastifyInstance, parts: ConversionRouteParts): void {
  const { service, metrics } = parts
  serve(
    app,
    tryConversion,
    forPartner(parts, async (partner, request, reply) => {
      reply.header('cache-control', 'no-store').header('vary', 'accept')
      const wanted = { to: requiredFormat(request), from: textIn(request.query, 'from') }
      const bytes = await receive(request, partner.limits.maxMessageBytes)
      const { kind: _, ...tried } = await service.dryRun(bytes, partner, wanted)
      metrics.dryRun(partner.id, tried.convertible)
      if (!prefers(request.headers.accept, 'text/plain')) return tried
      reply.header('content-type', 'text/plain; charset=utf-8')
      return dryRunText(tried)
    }),
  )
}

function requiredFormat(request: FastifyRequest): string {
  const to = textIn(request.query, 'to')
  if (to === undefined) throw new KhorgosError('REQUEST_INVALID', 'The query must name a format: `to`.')
  return to
}

async function receive(request: FastifyRequest, limit: number): Promise<Uint8Array> {
  mediaTypeOf(request.raw, MESSAGE_TYPES)
  const bytes = await readBody(request.raw, limit)
  if (bytes.length > limit)
    throw new KhorgosError('MESSAGE_TOO_LARGE', `The message is longer than ${limit} bytes.`)
  if (bytes.length === 0) throw new KhorgosError('MESSAGE_EMPTY', 'The message has no bytes.')
  return bytes
}
