import type { FastifyInstance } from 'fastify'
import type { LedgerService, NoticeService, WriteOffService } from '../ledger/service.ts'
import { conversionRoutes } from './conversion-routes.ts'
import type { StreamTimes } from './event-stream.ts'
import { exchangeRoutes, type ExchangeRouteParts } from './exchange-routes.ts'
import { noticeRoutes } from './notice-routes.ts'
import { verificationRoutes } from './verification-routes.ts'
import { writeOffRoutes } from './write-off-routes.ts'

export interface PartnerRouteParts extends ExchangeRouteParts {
  readonly ledger: LedgerService & WriteOffService & NoticeService
  readonly streamTimes: StreamTimes | undefined
}

/** Everything that partners can do, however they have shown who they are. */
export function partnerRoutes(app: FastifyInstance, parts: PartnerRouteParts): void {
  conversionRoutes(app, parts)
  exchangeRoutes(app, parts)
  verificationRoutes(app, parts)
  writeOffRoutes(app, parts)
  noticeRoutes(app, parts)
}
