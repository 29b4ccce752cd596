import { createPublicKey } from 'node:crypto'
import type { LogSigner } from '../../src/evidence/log-key.ts'
import { NOTHING } from '../../src/exchange/changes.ts'
import { createDesk } from '../../src/ledger/desk.ts'
import type { LedgerEntry } from '../../src/ledger/entry.ts'
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts'
import type { LedgerResult } from '../../src/ledger/participant.ts'
import type { Reading } from '../../src/ledger/facts/fact.ts'
import type { Asking, InquiryRule, Partner } from '../../src/partners/partner.ts'
import type { LostKey } from '../../src/store/ledger/key-losses.ts'
import type { Database } from '../../src/store/database.ts'
import { keepGatewayKey } from '../../src/store/gateway-keys.ts'
import type { SigningKey } from '../../src/trust/keys.ts'
import { startNode, type Node } from '../exchange/node.ts'
import { partnerWith } from '../exchange/partner.ts'
import { taking } from '../exchange/units.ts'
import { NUMBER, readingOf, RULE } from './facts.ts'

/** A node of which only the ledger is asked: certificates go in as the group commit hands them over, without messages. */

/** How it is asked about them; nobody does here. */
const INQUIRY: InquiryRule = {
  kind: RULE.kind,
  issuer: 'LA',
  forms: ['E'],
  as: 'asean-verification-request-r1',
  reply: 'asean-verification-reply-r1',
  withinDays: 60,
  reminderDays: [30],
  timeZone: 'Asia/Vientiane',
  requester: { name: 'China Customs', countryCode: 'CN' },
}

/** Vouches for Lao certificates. In units of exchanges without their story every sender is kz. */
export const LA: Partner = { ...partnerWith({ issues: [RULE], inquiries: [INQUIRY] }), id: 'kz' }

/** An agency that may ask about Lao certificates, see all of them and write off from them. */
export function agency(id: string, asking: Partial<Asking> = {}): Partner {
  const asks = [
    {
      kind: 'certificate-of-origin',
      issuers: ['LA'],
      purposes: ['preferential-duty'],
      shows: ['validity', 'lines', 'parties'] as const,
      writesOff: ['quantity'] as const,
      inquires: true,
    },
  ]
  return {
    ...partnerWith({
      asks,
      asking: {
        missesPerDay: 200,
        inquiriesPerDay: 20,
        openInquiries: 200,
        longestReservationMs: 2_592_000_000,
        ...asking,
      },
    }),
    id,
  }
}

export interface DeskOptions {
  readonly database: Database
  readonly signer: LogSigner
  readonly signingKey: SigningKey
  readonly folder: string
  readonly clock: () => Date
  /** Keys that the Lao customs states as compromised. */
  readonly lostKeys?: readonly LostKey[]
  readonly stateFolder?: string
}

export interface Desk {
  readonly node: Node<LedgerEntry, LedgerResult>
  readonly ledger: Ledger
  readonly database: Database
  readonly service: ReturnType<typeof createDesk>
  /** How long answers were held back, in ms. Nobody waits for it. */
  readonly waits: number[]
}

export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { database, signer, signingKey, clock, lostKeys = [] } = options
  const publicKey = createPublicKey(signingKey.certificatePem)
  const keys = lostKeys.map(({ keyId, since }) => ({ keyId, publicKey, compromisedFrom: since }))
  const partners = new Map([[LA.id, { ...LA, keys }]])
  const ledger = createLedger({ partners, signingKey, log: signer.origin })
  await keepGatewayKey(database, signingKey)
  const node = await startNode({ ...options, participant: ledger.participant, maxQueue: 4_096 })
  const waits: number[] = []
  const wait = (ms: number): Promise<void> => {
    waits.push(ms)
    return Promise.resolve()
  }
  const { committer, log } = node
  return {
    node,
    ledger,
    database,
    service: createDesk({ ledger, committer, database, log, clock, wait }),
    waits,
  }
}

/** A message of the Lao customs that issues a certificate. */
export function issue(desk: Desk, number = NUMBER): Promise<void> {
  return say(desk, readingOf(number))
}

export const KEY_ID = 'ab'.repeat(32)

/** A message of the Lao customs that says something of certificates, signed with a key. */
export async function say({ node }: Desk, reading: Reading, keyId = KEY_ID): Promise<void> {
  const { exchange, ...rest } = taking()
  await node.committer.commit({
    ...NOTHING,
    ...rest,
    exchange,
    entry: {
      entry: 'facts',
      replies: [],
      facts: [
        {
          reading,
          source: LA.id,
          keyId,
          exchange: exchange.id,
          acceptance: undefined,
          issue: RULE,
        },
      ],
    },
  })
}
