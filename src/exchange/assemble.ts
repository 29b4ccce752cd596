import { writeBundle } from '../evidence/bundle/write.ts'
import type { EvidenceLog } from '../evidence/log.ts'
import { newId } from '../model/new-id.ts'
import type { Database } from '../store/database.ts'
import { findTaken } from '../store/exchanges.ts'
import type { Transport } from '../transports/transport.ts'
import { acknowledgeMessage } from './acknowledge.ts'
import type { Committer } from './commit.ts'
import { createCompanions } from './companions.ts'
import { createDelivery } from './delivery.ts'
import { gatherBundle } from './evidence-bundle.ts'
import { submitMessage } from './exchange.ts'
import { createOriginator, type Originator } from './originate.ts'
import type { ExchangeService } from './service.ts'
import type { EntryOf, EntryOfAcknowledgement } from './participant.ts'
import type { AgreedParts } from './parts.ts'
import type { Switchboard } from './switchboard.ts'
import { findOwn, listExchanges, viewExchange, viewLossReports } from './view.ts'

export interface ExchangesParts<E = never, R = unknown> {
  readonly database: Database
  readonly log: EvidenceLog
  readonly logVerifierKey: string
  readonly committer: Committer<E, R>
  readonly switchboard: Switchboard
  readonly transport: Transport
  readonly parts: AgreedParts
  /** Name of this node in outbox claims. */
  readonly node: string
  readonly clock: () => Date
  /** What the committer's participant is handed of accepted messages; absent: nothing. */
  readonly entryOf?: EntryOf<E>
  /** The same of acknowledgements of what we sent. */
  readonly entryOfAcknowledgement?: EntryOfAcknowledgement<E>
  /** Told of faults in background work; the work itself goes on. */
  readonly onFault: (error: unknown) => void
}

export interface Exchanges<E = never, R = unknown> {
  readonly service: ExchangeService
  /** For those above who have something to tell a partner. */
  readonly originator: Originator<E, R>
  /** A message of somebody's own was made: its delivery looks at once. */
  onMade(): void
  /** Begins the background work: deliveries and companions, also those left by an earlier run. */
  start(): void
  /** Ends it when what is under way has ended. */
  stop(): Promise<void>
}

/** The exchange part as one: what the doors ask, and what goes on behind them. */
export function assembleExchanges<E = never, R = unknown>(parts: ExchangesParts<E, R>): Exchanges<E, R> {
  const { database, log, clock } = parts
  // A name per run: what an earlier run had claimed can be told from what this one holds.
  const node = `${parts.node}#${newId()}`
  const delivery = createDelivery({ ...parts, partners: parts.parts.partners, node })
  const companions = createCompanions({ ...parts, partners: parts.parts.partners, onMade: delivery.kick })
  const receipt = log.receipt.bind(log)
  const taken = async (partner: string, messageId: string) =>
    (await findTaken(database, [{ partner, messageId }]))[0]
  return {
    originator: createOriginator({ ...parts, onMade: delivery.kick }),
    onMade: delivery.kick,
    service: {
      submit: (message) =>
        submitMessage(
          {
            ...parts,
            receipt,
            taken,
            onTaken: (state) => {
              if (state === 'accepted') delivery.kick()
              if (state === 'waiting') companions.kick()
            },
          },
          message,
        ),
      acknowledge: (message) => acknowledgeMessage({ ...parts, receipt }, message),
      dryRun: (bytes, partner, { from, to }) =>
        parts.switchboard.dryRun({
          partner: partner.id,
          messages: [bytes],
          from,
          to,
          at: clock(),
          values: {},
        }),
      view: (id, partner) => viewExchange(database, id, partner),
      lossReports: (id, partner) => viewLossReports(database, id, partner),
      list: (partner, query) =>
        listExchanges(database, partner, { messageId: undefined, state: undefined, ...query }),
      receipt: async (id, partner) => {
        const row = await findOwn(database, id, partner)
        return log.receipt(row.receipt_index, row.receipt_size)
      },
      bundle: async (id, partner) => {
        await findOwn(database, id, partner)
        return writeBundle(await gatherBundle({ ...parts, signer: parts.parts.signingKey }, id, clock()))
      },
    },
    start: () => {
      delivery.start()
      companions.start()
    },
    stop: async () => {
      await Promise.all([delivery.stop(), companions.stop()])
    },
  }
}
