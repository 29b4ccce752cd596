import type { Partner, Route } from '../partners/partner.ts'

/**
 * What the agreements supply to a message that is made and to its envelope: the sender's values, over them the
 * receiver's, then the route's (a message of our own has neither sender nor route); the message id, which is the route's prefix and the digits of `uuid`; `uuid` itself for
 * formats whose ids are UUIDs (RFC 9562); and the encoding the receiver gets.
 */
export function agreedValues(
  sender: Partner | undefined,
  route: Route | undefined,
  receiver: Partner | undefined,
  uuid: string,
): Readonly<Record<string, string>> {
  return {
    encoding: receiver?.agreement.outgoingEncoding ?? 'UTF-8',
    ...sender?.agreement.context,
    ...receiver?.agreement.context,
    ...route?.context,
    uuid,
    messageId: (route?.messageIdPrefix ?? '') + uuid.replaceAll('-', ''),
  }
}
