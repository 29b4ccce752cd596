import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { KhorgosError } from '../errors.ts'
import type { NoticeService } from '../ledger/service.ts'
import { EVENT_STREAM } from '../model/media-types.ts'
import type { Partner } from '../partners/partner.ts'
import { createEventStreams, type StreamTimes } from './event-stream.ts'
import { textIn } from './exchange-request.ts'
import { forPartner, type PartnerDoorParts } from './for-partner.ts'
import { sendStatement } from './ledger-replies.ts'
import { prefers } from './media-type.ts'
import { noticeBody } from './notice-body.ts'
import { listNotices, NOTICE_LIMITS, viewNotice } from './notice-operations.ts'
import { serve } from './operation.ts'
import { lastSeen, placeOf } from './stream-place.ts'

export interface NoticeRouteParts extends PartnerDoorParts {
  readonly ledger: NoticeService
  readonly streamTimes?: StreamTimes | undefined
}

/** Agencies read what was told of their answers and write-offs later: page by page, or as it comes. */
export function noticeRoutes(app: FastifyInstance, parts: NoticeRouteParts): void {
  const { ledger, identity } = parts
  const streams = createEventStreams(app, NOTICE_LIMITS.streams, parts.streamTimes)
  const list = forPartner(parts, async (asker, request, reply) => {
    const after = textIn(request.query, 'after')
    const limit = Number(textIn(request.query, 'limit') ?? NOTICE_LIMITS.page)
    const notices = await ledger.notices(asker, { after: placeOf(after), limit })
    const next = notices.at(-1)?.index.toString() ?? after
    reply.header('cache-control', 'no-store').header('vary', 'accept')
    return { notices: notices.map(noticeBody), ...(next !== undefined && { next }) }
  })

  serve(app, listNotices, function (request, reply) {
    // A stream has a bound of its own: it would hold the place of a request for ever.
    return isStream(request)
      ? stream(identity.partnerOf(request), request, reply)
      : list.call(this, request, reply)
  })
  serve(
    app,
    viewNotice,
    forPartner(parts, async (asker, request, reply) =>
      sendStatement(request, reply, noticeBody(await ledger.notice(noticeIn(request), asker))),
    ),
  )

  function stream(asker: Partner, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const from = lastSeen(request) ?? textIn(request.query, 'after')
    reply.header('cache-control', 'no-store').header('vary', 'accept')
    return streams.send(reply, asker.id, from, async (after) => {
      const notices = await ledger.notices(asker, { after: placeOf(after), limit: NOTICE_LIMITS.page })
      return notices.map((each) => ({ id: each.index.toString(), event: 'notice', data: noticeBody(each) }))
    })
  }
}

/** Nobody reads what a HEAD would be sent. */
function isStream({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && prefers(headers.accept, EVENT_STREAM)
}

/** The id in the path; the route's schema has checked its form. */
function noticeIn(request: FastifyRequest): string {
  const id = textIn(request.params, 'notice')
  if (id === undefined) throw new KhorgosError('NOT_FOUND', 'The address names no notice.')
  return id
}
