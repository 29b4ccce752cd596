import type { ReadMessage } from '../formats/message.ts'
import type { Partner, Route } from '../partners/partner.ts'
import { agreedValues } from './agreed-values.ts'
import { make, type Made } from './make.ts'
import type { SwitchInput, SwitchParts } from './switch-parts.ts'

export interface Conversion {
  readonly partner: Partner
  readonly route: Route
  /** The exchange that leads: its time and id are those of the message made. */
  readonly lead: Pick<SwitchInput, 'exchange' | 'receivedAt'>
  /** The leading message first, then its companion. */
  readonly read: readonly ReadMessage[]
}

/**
 * What was read from a partner's messages → the message that its route makes of them.
 * @throws KhorgosError as `make`
 */
export function convert(parts: SwitchParts, { partner, route, lead, read }: Conversion): Made {
  const receiver = parts.partners.get(route.to)
  return make(parts, {
    to: route.to,
    as: route.as,
    documents: Object.assign({}, ...read.map((message) => message.documents).toReversed()),
    read: read.map((message) => message.report),
    context: { now: lead.receivedAt, values: agreedValues(partner, route, receiver, lead.exchange) },
    acceptedLosses: partner.agreement.acceptedLosses,
  })
}
