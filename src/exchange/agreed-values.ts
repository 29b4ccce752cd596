import type { Partner, Route } from '../partners/partner.ts'

/**
 * What the agreements supply to the message that a route makes: the sender's values, over them the receiver's, and
 * the message id, which is the route's prefix and `id`.
 */
export function agreedValues(
  sender: Partner,
  route: Route,
  receiver: Partner | undefined,
  id: string,
): Readonly<Record<string, string>> {
  return {
    ...sender.agreement.context,
    ...receiver?.agreement.context,
    messageId: route.messageIdPrefix + id,
  }
}
