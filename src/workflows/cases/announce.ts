import { createWorkLoop, type WorkLoop } from '../../exchange/work-loop.ts'
import type { Database } from '../../store/database.ts'
import {
  announcedUpTo,
  holdAnnouncements,
  releaseAnnouncements,
} from '../../store/workflows/announcements.ts'
import { eventsBehind, type OfficeEventRow } from '../../store/workflows/case-events.ts'
import type { Broker, BrokerMessage } from '../../transports/broker.ts'

export interface AnnouncerParts {
  readonly database: Database
  readonly broker: Pick<Broker, 'publish'>
  /** Name of this node, its own for each process. */
  readonly node: string
  /** What is told of an event. */
  readonly bodyOf: (event: OfficeEventRow) => object
  /** Told how many events the broker took, and how many of them no queue wanted. */
  readonly onAnnounced: (told: { readonly taken: number; readonly unwanted: number }) => void
  readonly onFault: (error: unknown) => void
}

const IDLE_MS = 500
const BATCH = 200
/** A node that has not been heard of for so long is gone. */
const HOLD_MS = 30_000
/** A broker that is away is not asked more often. */
const PAUSE_MS = 5_000

/**
 * Announces the events of cases to a broker, in the order of the log, at least once each; one node does it for all. Cases do
 * not wait for it: what a broker that was away has missed it is told later.
 */
export function createAnnouncer(parts: AnnouncerParts): WorkLoop {
  const { database, broker, node, onAnnounced } = parts
  let pausedUntil = 0
  const loop = createWorkLoop<readonly OfficeEventRow[]>({
    idleMs: IDLE_MS,
    maxInFlight: 1,
    claim: async () => {
      if (performance.now() < pausedUntil) return []
      const reached = await holdAnnouncements(database, node, HOLD_MS)
      if (reached === undefined) return []
      const events = await eventsBehind(database, reached, BATCH)
      return events.length === 0 ? [] : [events]
    },
    work: async (events) => {
      const unwanted = await broker.publish(events.map((event) => messageOf(event, parts)))
      const last = events.at(-1)
      if (last !== undefined) await announcedUpTo(database, node, last.record)
      onAnnounced({ taken: events.length, unwanted: unwanted.size })
    },
    onFault: (error) => {
      pausedUntil = performance.now() + PAUSE_MS
      parts.onFault(error)
    },
  })
  return {
    ...loop,
    stop: async () => {
      await loop.stop()
      await releaseAnnouncements(database, node)
    },
  }
}

/** Chosen by office, workflow and event, e.g. `0705.joint-supervision-exit.confirmed`. */
function messageOf(event: OfficeEventRow, { bodyOf }: AnnouncerParts): BrokerMessage {
  const { record, office, workflow, event: name } = event
  return {
    id: record.toString(),
    routingKey: [office, workflow, name].map((word) => word.replaceAll('.', '_')).join('.'),
    type: 'case',
    body: bodyOf(event),
  }
}
