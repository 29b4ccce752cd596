import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorCode } from '../errors.ts'
import { KhorgosError } from '../errors.ts'
import type { ExchangeService, Incoming, Outcome } from '../exchange/service.ts'
import { lossTable } from '../mapping/loss-table.ts'
import type { Partner } from '../partners/partner.ts'
import { readBody } from './body.ts'
import * as operations from './exchange-operations.ts'
import { forPartner, type PartnerDoorParts } from './for-partner.ts'
import { mediaTypeOf, prefers, XML_TYPES } from './media-type.ts'
import { exchangeIn, queryOf } from './exchange-request.ts'
import type { Metrics } from './metrics.ts'
import { serve, type Operation } from './operation.ts'
import { problemOf, sendProblem } from './problem.ts'

export interface ExchangeRouteParts extends PartnerDoorParts {
  readonly service: ExchangeService
  readonly metrics: Metrics
  readonly clock: () => Date
}

/** Whose certificate we accept but whom we do not know may leave so many bytes in our evidence. */
const UNKNOWN_SENDER_BYTES = 64 * 1024

/** What partners may do: send messages and acknowledgements, and read their own exchanges. */
export function exchangeRoutes(app: FastifyInstance, parts: ExchangeRouteParts): void {
  const { service } = parts
  receiving(app, parts, operations.submitExchange, (message) => service.submit(message), 201)
  receiving(app, parts, operations.submitAcknowledgement, (message) => service.acknowledge(message), 200)

  reading(app, parts, operations.listExchanges, async (partner, request) => ({
    exchanges: await service.list(partner, queryOf(request)),
  }))
  reading(app, parts, operations.viewExchange, (partner, request) =>
    service.view(exchangeIn(request), partner),
  )
  reading(app, parts, operations.readLosses, async (partner, request, reply) => {
    const reports = await service.lossReports(exchangeIn(request), partner)
    reply.header('vary', 'accept')
    if (!prefers(request.headers.accept, 'text/plain')) return { reports }
    reply.header('content-type', 'text/plain; charset=utf-8')
    return reports
      .map(({ to, format, lossReport }) => `${format} to ${to}\n\n${lossTable(lossReport)}\n`)
      .join('\n')
  })
  reading(app, parts, operations.readReceipt, async (partner, request, reply) => {
    const receipt = await service.receipt(exchangeIn(request), partner)
    reply.header('content-type', 'text/plain; charset=utf-8')
    return receipt
  })
  reading(app, parts, operations.readBundle, async (partner, request, reply) => {
    const id = exchangeIn(request)
    const bundle = await service.bundle(id, partner)
    reply.header('content-type', 'application/vnd.etsi.asic-e+zip')
    reply.header('content-disposition', `attachment; filename="${id}.asice"`)
    return bundle
  })
}

function receiving(
  app: FastifyInstance,
  parts: ExchangeRouteParts,
  operation: Operation,
  take: (message: Incoming) => Promise<Outcome>,
  created: 200 | 201,
): void {
  serve(app, operation, async (request, reply) => {
    const caller = parts.identity.callerOf(request)
    return parts.admission.during(caller.connection, async () => {
      const limit = caller.partner?.limits.maxMessageBytes ?? UNKNOWN_SENDER_BYTES
      const { refusal, ...message } = await receiveXml(request, limit)
      if (message.bytes.length > limit) reply.header('connection', 'close')
      // A sender we do not know is told just that, whatever else is wrong.
      const known = caller.partner !== undefined && refusal !== undefined
      const outcome = await take({
        ...caller,
        ...message,
        receivedAt: parts.clock(),
        ...(known && { refusal }),
      })
      parts.metrics.outcome(
        caller.partner?.id,
        outcome.error?.code ?? (outcome.duplicate ? 'DUPLICATE' : 'OK'),
      )
      return answer(request, reply, outcome, created)
    })
  })
}

interface Received {
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly refusal: { readonly code: ErrorCode; readonly message: string } | undefined
}

/** The body as it came. What the door refuses is handed on with the reason, so that the refusal is evidence too. */
async function receiveXml(request: FastifyRequest, limit: number): Promise<Received> {
  const bytes = await readBody(request.raw, limit)
  const tooLarge = {
    code: 'MESSAGE_TOO_LARGE',
    message: `The message is longer than ${limit} bytes.`,
  } as const
  try {
    const mediaType = mediaTypeOf(request.raw, XML_TYPES)
    return { mediaType, bytes, refusal: bytes.length > limit ? tooLarge : undefined }
  } catch (thrown) {
    if (!(thrown instanceof KhorgosError)) throw thrown
    return {
      mediaType: 'application/octet-stream',
      bytes,
      refusal: { code: thrown.code, message: thrown.message },
    }
  }
}

function answer(request: FastifyRequest, reply: FastifyReply, outcome: Outcome, created: 200 | 201): unknown {
  const { exchange, state, messageId, receipt, duplicate, error } = outcome
  if (error !== undefined) {
    const refusal = new KhorgosError(error.code, error.message, { place: error.place })
    request.log.info({ code: error.code, exchange }, 'message refused')
    return sendProblem(reply, problemOf(refusal, request.id, { exchange, receipt }))
  }
  const self = `/v1/exchanges/${exchange}`
  reply
    .code(duplicate ? 200 : created)
    .header('location', self)
    .header('vary', 'accept')
  if (prefers(request.headers.accept, 'text/plain'))
    return reply.header('content-type', 'text/plain; charset=utf-8').send(receipt)
  const links = { self, receipt: `${self}/receipt`, bundle: `${self}/bundle` }
  return { exchange, state, messageId, receipt, duplicate, links }
}

/** A reader answers with what `read` resolves to: an object as JSON, text and bytes as they are. */
function reading(
  app: FastifyInstance,
  parts: ExchangeRouteParts,
  operation: Operation,
  read: (partner: Partner, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
): void {
  serve(
    app,
    operation,
    forPartner(parts, (partner, request, reply) => {
      // What a partner reads is its own and changes: no cache between us may keep it.
      reply.header('cache-control', 'no-store')
      return read(partner, request, reply)
    }),
  )
}
