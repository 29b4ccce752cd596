import { asKhorgosError, CODES, KhorgosError } from '../errors.ts'
import type { Endpoint, Partner } from '../partners/partner.ts'
import { claimDue, releaseStale, type DueDelivery } from '../store/outbox.ts'
import type { Transport } from '../transports/transport.ts'
import { acknowledgedEntry, type AcknowledgedParts } from './acknowledged-entry.ts'
import { nextAttempt } from './back-off.ts'
import type { Committer } from './commit.ts'
import { crashPoint } from './crash-points.ts'
import { XML } from './payload.ts'
import { NOTHING } from './changes.ts'
import { acknowledged, handedOver, parked } from './progress.ts'
import type { Changes } from './unit.ts'
import type { Switchboard } from './switchboard.ts'
import { createWorkLoop, type WorkLoop } from './work-loop.ts'

export interface DeliveryParts<E = never> extends AcknowledgedParts<E> {
  readonly committer: Committer<E>
  readonly switchboard: Switchboard
  readonly transport: Transport
  readonly partners: ReadonlyMap<string, Partner>
  readonly node: string
  readonly clock: () => Date
  readonly onFault: (error: unknown) => void
}

/** Deliveries under way at once per receiver. There is room for as many of every receiver: a slow one takes none of it. */
const MAX_IN_FLIGHT_PER_PARTNER = 32
/** A claim older than this belongs to a node that died: longer than any endpoint's timeout. */
const LEASE_MS = 120_000
/** How often we look for such claims. */
const LEASE_CHECK_MS = 10_000
const IDLE_MS = 1_000

/**
 * From the outbox to the receiver's verified acknowledgement, again and again until it has come. The receiver may
 * see a message twice (the delivery id is the same) and never none.
 */
export function createDelivery<E = never>(parts: DeliveryParts<E>): WorkLoop {
  const receivers = [...parts.partners.values()].filter(({ endpoint }) => endpoint !== undefined)
  let leasesChecked = -Infinity
  return createWorkLoop({
    idleMs: IDLE_MS,
    maxInFlight: MAX_IN_FLIGHT_PER_PARTNER * Math.max(1, receivers.length),
    claim: async (free) => {
      if (performance.now() - leasesChecked >= LEASE_CHECK_MS) {
        await releaseStale(parts.database, LEASE_MS)
        leasesChecked = performance.now()
      }
      return claimDue(parts.database, {
        worker: parts.node,
        limit: free,
        perPartner: MAX_IN_FLIGHT_PER_PARTNER,
        now: parts.clock(),
      })
    },
    work: (due) => deliver(parts, due),
    onFault: parts.onFault,
  })
}

async function deliver<E>(parts: DeliveryParts<E>, due: DueDelivery): Promise<void> {
  try {
    const { receiver, endpoint } = receiverOf(parts, due)
    if (due.attempts > receiver.agreement.maxAttempts) throw silence(due, receiver)
    crashPoint('before-send')
    const message = { id: due.id, messageId: due.messageId, mediaType: XML, bytes: due.bytes }
    const reply = await parts.transport.send(message, endpoint)
    crashPoint('after-send')
    await takeReply(parts, due, receiver, reply)
  } catch (thrown) {
    await postpone(parts, due, asKhorgosError(thrown))
  }
}

function receiverOf(
  parts: Pick<DeliveryParts, 'partners'>,
  due: DueDelivery,
): { receiver: Partner; endpoint: Endpoint } {
  const receiver = parts.partners.get(due.partner)
  if (receiver?.endpoint === undefined)
    throw new KhorgosError('PARTNER_UNREACHABLE', `No partner file gives an endpoint for ${due.partner}.`)
  return { receiver, endpoint: receiver.endpoint }
}

/** Every attempt the agreement allows was taken, and the time for an answer to the last one has passed too. */
function silence(due: DueDelivery, receiver: Partner): KhorgosError {
  return new KhorgosError(
    'ACKNOWLEDGEMENT_MISSING',
    `${receiver.id} took "${due.messageId}" and did not acknowledge it in time.`,
  )
}

async function takeReply<E>(
  parts: DeliveryParts<E>,
  due: DueDelivery,
  receiver: Partner,
  reply: Uint8Array,
): Promise<void> {
  const now = parts.clock()
  const claim = { outgoingId: due.id, worker: parts.node }
  if (!receiver.agreement.acknowledgements.some(({ channel }) => channel === 'reply')) {
    await parts.committer.commit({ ...handedOver(due, receiver, now), claim })
    return
  }
  if (reply.length === 0)
    throw new KhorgosError('ACKNOWLEDGEMENT_MISSING', 'The reply holds no acknowledgement.')
  const answer = await parts.switchboard.answer({
    partner: receiver.id,
    bytes: reply,
    receivedAt: now,
    channel: 'reply',
  })
  if (answer.kind === 'refused')
    throw new KhorgosError('ACKNOWLEDGEMENT_INVALID', `${answer.code}: ${answer.message}`)
  if (answer.answers !== due.messageId)
    throw new KhorgosError(
      'ACKNOWLEDGEMENT_INVALID',
      `The reply answers "${answer.answers}", not "${due.messageId}".`,
    )
  crashPoint('before-ack-commit')
  const changes = {
    ...acknowledged(due, receiver, reply, answer, now),
    ...(await acknowledgedEntry(parts, due, receiver, answer)),
  }
  const { outbox: _, ...evidenceOnly } = changes
  const committed = await parts.committer.commit({ ...changes, claim })
  // A pushed acknowledgement ended the delivery while the reply was under way: the reply is still worth keeping.
  if (committed.outcome === 'claim-lost') await parts.committer.commit(evidenceOnly)
  crashPoint('after-ack-commit')
}

async function postpone<E>(parts: DeliveryParts<E>, due: DueDelivery, error: KhorgosError): Promise<void> {
  if (error.code === 'INTERNAL') parts.onFault(error)
  const maxAttempts = parts.partners.get(due.partner)?.agreement.maxAttempts ?? 1
  const exhausted = due.attempts >= maxAttempts || CODES[error.code].retry === 'never'
  const claim = { outgoingId: due.id, worker: parts.node }
  await parts.committer.commit(
    exhausted ? { ...parked(due, error), claim } : { ...postponed(due, error, parts.clock()), claim },
  )
}

function postponed(due: DueDelivery, error: KhorgosError, now: Date): Changes {
  return {
    ...NOTHING,
    outbox: {
      outgoingId: due.id,
      next: {
        retryAt: nextAttempt(due.attempts, now, Math.random()),
        error: `${error.code}: ${error.message}`,
      },
    },
  }
}
