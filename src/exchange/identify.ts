import { KhorgosError } from '../errors.ts'
import type { Format } from '../formats/catalogue.ts'
import { validateMessage } from '../formats/message.ts'
import type { OpenMessage } from '../formats/syntax.ts'
import type { Partner } from '../partners/partner.ts'

/** By what a message is known: to its sender, and to the other message of its trip. */
export interface Identified {
  readonly messageId: string
  readonly companionKey: string | undefined
}

/** These go into the log, where a record is small, and are read before the schema of the message is asked. */
const MAX_ID = 256
/** So much of a field that no schema has seen yet is repeated to its sender. */
const MAX_EXCERPT = 80

/**
 * Who the message says it is, and whether its sender may send it.
 * @param known is told the message id as soon as it may be believed, for the record of a refusal
 * @throws KhorgosError SCHEMA_INVALID, FIELD_INVALID, SENDER_MISMATCH
 */
export function identify(
  format: Format,
  partner: Partner,
  message: OpenMessage,
  known: { messageId?: string },
): Identified {
  const { messageId, sender, companionKey } = format.mapping.identity(message.root)
  if (messageId === undefined) throw withoutId(format, message)
  if (messageId.length > MAX_ID)
    throw new KhorgosError('FIELD_INVALID', `The message id is longer than ${MAX_ID} characters.`)
  known.messageId = messageId
  if (sender !== undefined && !maySendFor(partner, sender))
    throw new KhorgosError(
      'SENDER_MISMATCH',
      `The message says it is from "${excerpt(sender)}", which ${partner.id} may not send for.`,
    )
  return { messageId, companionKey }
}

/** The schema says where the parts of the id are missing; where it asks for none, we do. */
function withoutId(format: Format, message: OpenMessage): KhorgosError {
  validateMessage(format, message)
  return new KhorgosError('SCHEMA_INVALID', `The message has no message id (${format.id}).`)
}

function maySendFor({ agreement: { senders } }: Partner, sender: string): boolean {
  return senders === undefined || (sender.length <= MAX_ID && senders.some((pattern) => pattern.test(sender)))
}

function excerpt(text: string): string {
  return text.length > MAX_EXCERPT ? `${text.slice(0, MAX_EXCERPT)}…` : text
}

/** @throws KhorgosError SCHEMA_INVALID: a message that waits for a companion must say for which */
export function requireKey({ companionKey }: Identified, format: Format): string {
  if (companionKey === undefined)
    throw new KhorgosError('SCHEMA_INVALID', `The message has no companion key (${format.id}).`)
  return companionKey
}
