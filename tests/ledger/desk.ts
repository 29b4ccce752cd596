import type { LogSigner } from '../../src/evidence/log-key.ts'
import { NOTHING } from '../../src/exchange/changes.ts'
import { createDesk } from '../../src/ledger/desk.ts'
import type { LedgerEntry } from '../../src/ledger/entry.ts'
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts'
import type { LedgerResult } from '../../src/ledger/participant.ts'
import type { LedgerService } from '../../src/ledger/service.ts'
import type { Asking, Partner } from '../../src/partners/partner.ts'
import type { Database } from '../../src/store/database.ts'
import type { SigningKey } from '../../src/trust/keys.ts'
import { startNode, type Node } from '../exchange/node.ts'
import { partnerWith } from '../exchange/partner.ts'
import { taking } from '../exchange/units.ts'
import { NUMBER, readingOf, RULE } from './facts.ts'

/** A node of which only the ledger is asked: certificates go in as the group commit hands them over, without messages. */

/** Vouches for Lao certificates. In units of exchanges without their story every sender is kz. */
const LA: Partner = { ...partnerWith({ issues: [RULE] }), id: 'kz' }

/** An agency that may ask about Lao certificates and see all of them. */
export function agency(id: string, asking: Partial<Asking> = {}): Partner {
  const asks = [
    {
      kind: 'certificate-of-origin',
      issuers: ['LA'],
      purposes: ['preferential-duty'],
      shows: ['validity', 'lines', 'parties'] as const,
      writesOff: [],
    },
  ]
  return { ...partnerWith({ asks, asking: { missesPerDay: 200, ...asking } }), id }
}

export interface DeskOptions {
  readonly database: Database
  readonly signer: LogSigner
  readonly signingKey: SigningKey
  readonly folder: string
  readonly clock: () => Date
}

export interface Desk {
  readonly node: Node<LedgerEntry, LedgerResult>
  readonly ledger: Ledger
  readonly service: LedgerService
  /** How long answers were held back, in ms. Nobody waits for it. */
  readonly waits: number[]
}

export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { database, signer, signingKey, clock } = options
  const ledger = createLedger({ partners: new Map([[LA.id, LA]]), signingKey, log: signer.origin })
  const node = await startNode({ ...options, participant: ledger.participant, maxQueue: 4_096 })
  const waits: number[] = []
  const wait = (ms: number): Promise<void> => {
    waits.push(ms)
    return Promise.resolve()
  }
  const { committer, log } = node
  return { node, ledger, service: createDesk({ ledger, committer, database, log, clock, wait }), waits }
}

/** A message of the Lao customs that issues a certificate. */
export async function issue({ node }: Desk, number = NUMBER): Promise<void> {
  const { exchange, ...rest } = taking()
  await node.committer.commit({
    ...NOTHING,
    ...rest,
    exchange,
    entry: {
      entry: 'facts',
      facts: [
        {
          reading: readingOf(number),
          source: LA.id,
          keyId: 'ab'.repeat(32),
          exchange: exchange.id,
          acceptance: undefined,
          issue: RULE,
        },
      ],
    },
  })
}
