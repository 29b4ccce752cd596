import { KhorgosError } from '../errors.ts'
import { canonicalJsonBytes } from '../evidence/canonical-json.ts'
import { newId } from '../model/new-id.ts'
import { NOTHING, outgoing } from './changes.ts'
import type { Committer } from './commit.ts'
import type { ComposeInput } from './compose.ts'
import type { Made } from './make.ts'
import { JSON_TYPE, keep } from './payload.ts'
import type { Switchboard } from './switchboard.ts'
import type { Changes, Committed } from './unit.ts'

/** What we tell a partner of our own accord. */
export interface OwnMessage extends Pick<ComposeInput, 'to' | 'as' | 'documents'> {
  /** Subject of the log that it is about: its record says so. */
  readonly about: string
  /** What of that subject it tells, where it must be told once: the second one is a duplicate and has no effect. */
  readonly once?: string
}

/** An own message as data for the committer. A caller may join it with its own `entry` in one unit of work. */
export interface Prepared {
  readonly exchange: string
  readonly changes: Originated
}

/** A unit of work that begins an exchange. */
export type Originated = Changes & { readonly exchange: NonNullable<Changes['exchange']> }

export interface Originator<E = never, R = unknown> {
  /**
   * Composes the message; nothing is true yet.
   * @throws KhorgosError with the code and the place of what is wrong with it, as `composeMessage` tells it
   */
  prepare(own: OwnMessage): Promise<Prepared>
  /** Commits what was prepared, with whatever the caller has joined to it, and wakes the delivery. */
  commit(changes: Changes<E>): Promise<Committed<R>>
}

export interface OriginatorParts<E, R> {
  readonly committer: Committer<E, R>
  readonly switchboard: Pick<Switchboard, 'compose'>
  readonly clock: () => Date
  /** Told after the commit, so that delivery looks at once. */
  readonly onMade: () => void
}

/**
 * Begins exchanges of our own. From the commit on such an exchange is like every other: it is delivered, repeated,
 * parked and acknowledged by the same code. A crash before the commit leaves nothing.
 */
export function createOriginator<E = never, R = unknown>(parts: OriginatorParts<E, R>): Originator<E, R> {
  return {
    async prepare(own) {
      const { to, as, documents } = own
      const exchange = newId()
      const at = parts.clock()
      const composed = await parts.switchboard.compose({ exchange, to, as, documents, at })
      if (composed.kind === 'refused') {
        const { code, message, place } = composed
        throw new KhorgosError(code, message, place && { place })
      }
      return { exchange, changes: originated(exchange, own, composed.made, at) }
    },
    async commit(changes) {
      const committed = await parts.committer.commit(changes)
      if (committed.outcome === 'done') parts.onMade()
      return committed
    },
  }
}

/** An exchange of our own: its documents are kept, and the message made of them is on its way. */
export function originated(
  exchange: string,
  { about, once, documents }: Pick<OwnMessage, 'about' | 'once' | 'documents'>,
  made: Made,
  at: Date,
): Originated {
  const kept = keep(canonicalJsonBytes(documents), JSON_TYPE)
  const sent = outgoing(exchange, [exchange], made)
  return {
    ...NOTHING,
    exchange: {
      id: exchange,
      about,
      ...(once !== undefined && { once }),
      partner: undefined,
      connection: undefined,
      messageId: undefined,
      digest: undefined,
      format: undefined,
      state: 'accepted',
      payloadId: kept.id,
      documentsPayloadId: undefined,
      route: undefined,
      companionKey: undefined,
      waitsUntil: undefined,
      receivedAt: at,
      error: undefined,
    },
    payloads: [kept, ...sent.payloads],
    outgoing: [sent.row],
    records: [{ kind: 'composed', exchange, about, documents: kept.commitment }, sent.record],
    receiptOf: { record: 0, salt: kept.salt },
  }
}
