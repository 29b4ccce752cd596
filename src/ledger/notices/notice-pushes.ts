import { asKhorgosError, KhorgosError } from '../../errors.ts'
import { nextAttempt } from '../../exchange/back-off.ts'
import { createWorkLoop, type WorkLoop } from '../../exchange/work-loop.ts'
import type { Endpoint, Partner } from '../../partners/partner.ts'
import type { Database } from '../../store/database.ts'
import {
  claimPushes,
  endPush,
  giveUpPush,
  postponePush,
  type Push,
} from '../../store/ledger/notice-pushes.ts'
import type { Transport } from '../../transports/transport.ts'
import type { NoticeService } from '../service.ts'

/** What became of one attempt to send a notice. */
export type PushOutcome = 'taken' | 'failed' | 'given-up'

export interface PushParts {
  readonly database: Database
  readonly partners: ReadonlyMap<string, Partner>
  readonly notices: Pick<NoticeService, 'notice'>
  readonly transport: Transport
  /** Name of this run in claims. */
  readonly worker: string
  readonly clock: () => Date
  readonly onPush: (push: Push, outcome: PushOutcome, error?: KhorgosError) => void
  readonly onFault: (error: unknown) => void
}

/** Notices under way at once to one agency. */
const PER_AGENCY = 4
/** A claim older than this belongs to a node that died: longer than any endpoint's timeout. */
const LEASE_MS = 120_000
const IDLE_MS = 1_000
const MEDIA_TYPE = 'application/jose+json'

/**
 * Sends notices to the addresses of their agencies, again and again until they are taken or the agreement's attempts are used up.
 * The agency may see one twice (its id is the same), and those of one time in any order; all of them stand in its list.
 */
export function createNoticePushes(parts: PushParts): WorkLoop {
  const addresses = [...parts.partners.values()].filter(({ notices }) => notices !== undefined)
  return createWorkLoop({
    idleMs: IDLE_MS,
    maxInFlight: PER_AGENCY * Math.max(1, addresses.length),
    claim: (limit) =>
      claimPushes(parts.database, {
        worker: parts.worker,
        limit,
        perAgency: PER_AGENCY,
        now: parts.clock(),
        leaseMs: LEASE_MS,
      }),
    work: (push) => send(parts, push),
    onFault: parts.onFault,
  })
}

async function send(parts: PushParts, push: Push): Promise<void> {
  const { database, partners, worker } = parts
  const agency = partners.get(push.agency)
  // It gives no address any more: the list has to do.
  if (agency?.notices === undefined) return endPush(database, push.notice, worker)
  try {
    await post(parts, push, agency.notices)
  } catch (thrown) {
    return postpone(parts, push, agency, asKhorgosError(thrown))
  }
  await endPush(database, push.notice, worker)
  parts.onPush(push, 'taken')
}

/** @throws KhorgosError when the agency did not say that it has it */
async function post({ notices, transport }: PushParts, push: Push, to: Endpoint): Promise<void> {
  const { signed } = await notices.notice(push.notice, { id: push.agency })
  const bytes = Buffer.from(JSON.stringify(signed))
  try {
    await transport.send({ id: push.notice, messageId: push.notice, mediaType: MEDIA_TYPE, bytes }, to)
  } catch (thrown) {
    // Taken, with a reply that nobody reads and that could not be read: what counts is the status.
    if (!(thrown instanceof KhorgosError) || thrown.code !== 'ACKNOWLEDGEMENT_INVALID') throw thrown
  }
}

/** Whatever it answered: an address that refuses today may be set right tomorrow. */
async function postpone(parts: PushParts, push: Push, agency: Partner, error: KhorgosError): Promise<void> {
  const { database, worker, clock } = parts
  if (error.code === 'INTERNAL') parts.onFault(error)
  const said = `${error.code}: ${error.message}`
  if (push.attempts >= agency.agreement.maxAttempts) {
    await giveUpPush(database, push.notice, worker, said)
    parts.onPush(push, 'given-up', error)
    return
  }
  const dueAt = nextAttempt(push.attempts, clock(), Math.random())
  await postponePush(database, push.notice, worker, { dueAt, error: said })
  parts.onPush(push, 'failed', error)
}
