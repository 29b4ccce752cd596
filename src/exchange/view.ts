import { CODES, KhorgosError } from '../errors.ts'
import { decodeRecord } from '../evidence/record-reader.ts'
import type { Partner } from '../partners/partner.ts'
import type { Tx } from '../store/database.ts'
import {
  exchangeOf,
  exchangesOf,
  leavesOf,
  outgoingFrom,
  payloadsById,
  type ExchangeRecordRow,
  type OutgoingView,
} from '../store/views.ts'
import type { LossReport } from '../mapping/report.ts'
import { summarise } from './loss-summary.ts'
import type { ExchangeQuery, ExchangeState, ExchangeView, LossReportView } from './service.ts'

/** Reading side: the status and the timeline of exchanges, only to the partner that sent them. */

/** @throws KhorgosError NOT_FOUND: also for another partner's exchange, which must look like none */
export async function viewExchange(db: Tx, id: string, partner: Partner): Promise<ExchangeView> {
  const row = await findOwn(db, id, partner)
  const [view] = await viewsOf(db, [row])
  if (view === undefined) throw new KhorgosError('INTERNAL', 'A view was asked of a row and not given.')
  const reports = await reportsOf(db, await outgoingFrom(db, [id]))
  return {
    ...view,
    outgoing: view.outgoing.map((sent) => {
      const found = reports.find(({ messageId, to }) => messageId === sent.messageId && to === sent.to)
      return { ...sent, ...(found && { losses: summarise(found.lossReport) }) }
    }),
  }
}

/** @throws KhorgosError NOT_FOUND, as for the view */
export async function viewLossReports(db: Tx, id: string, partner: Partner): Promise<LossReportView[]> {
  await findOwn(db, id, partner)
  return reportsOf(db, await outgoingFrom(db, [id]))
}

/** Reports whose bytes are still kept: evidence outlives content. */
async function reportsOf(db: Tx, outgoing: readonly OutgoingView[]): Promise<LossReportView[]> {
  const kept = new Map(
    (
      await payloadsById(
        db,
        outgoing.map((sent) => sent.loss_payload_id),
      )
    ).map((payload) => [payload.id, payload.bytes]),
  )
  return outgoing.flatMap(({ partner: to, format, message_id: messageId, loss_payload_id: payload }) => {
    const bytes = kept.get(payload)
    return bytes === undefined ? [] : [{ to, format, messageId, lossReport: parseReport(bytes) }]
  })
}

/** Our own bytes: `jsonBytes` of a report, never anybody else's. */
function parseReport(bytes: Uint8Array): LossReport {
  return JSON.parse(Buffer.from(bytes).toString('utf8'))
}

export async function findOwn(db: Tx, id: string, partner: Partner): Promise<ExchangeRecordRow> {
  const row = UUID.test(id) ? await exchangeOf(db, id, partner.id) : undefined
  if (row === undefined) throw new KhorgosError('NOT_FOUND', CODES.NOT_FOUND.title)
  return row
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export async function listExchanges(db: Tx, partner: Partner, query: ExchangeQuery): Promise<ExchangeView[]> {
  return viewsOf(
    db,
    await exchangesOf(db, partner.id, { messageId: query.messageId, state: query.state, limit: query.limit }),
  )
}

async function viewsOf(db: Tx, rows: readonly ExchangeRecordRow[]): Promise<ExchangeView[]> {
  const ids = rows.map((row) => row.id)
  const outgoing = await outgoingFrom(db, ids)
  // What a companion's exchange led to is told by the leading exchange's records.
  const leading = outgoing.map((sent) => sent.exchange_id)
  const leaves = await leavesOf(db, [...new Set([...ids, ...leading])])
  return rows.map((row) => {
    const sent = outgoing.filter((each) => each.source_id === row.id)
    const story = new Set([row.id, ...sent.map((each) => each.exchange_id)])
    return {
      exchange: row.id,
      state: row.state,
      partner: row.partner,
      messageId: row.message_id ?? undefined,
      format: row.format ?? undefined,
      receivedAt: row.received_at.toISOString(),
      waitsUntil: row.waits_until?.toISOString(),
      error: errorOf(row),
      outgoing: sent.map((each) => ({
        to: each.partner,
        format: each.format,
        messageId: each.message_id,
        state: each.state,
        attempts: each.attempts ?? 0,
        lastError: each.last_error ?? undefined,
      })),
      timeline: leaves
        .filter((leaf) => story.has(leaf.subject_id))
        .map((leaf) => ({ index: String(leaf.index), record: decodeRecord(leaf.record) })),
    }
  })
}

/** States in which the reason kept with the exchange is why it stands where it stands; one that went on has none. */
const STOPPED: readonly string[] = ['rejected', 'expired', 'failed', 'parked'] satisfies ExchangeState[]

function errorOf({ state, error_code: code, error_path: path }: ExchangeRecordRow): ExchangeView['error'] {
  return code === null || !STOPPED.includes(state) ? undefined : { code, place: path ?? undefined }
}
