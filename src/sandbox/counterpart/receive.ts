import type { Formats } from '../../formats/catalogue.ts'
import { readMessage } from '../../formats/message.ts'
import { KhorgosError } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import type { VerificationKey } from '../../trust/keys.ts'
import { verifyEnveloped } from '../../trust/xmldsig-verify.ts'
import { openXml } from '../../xml/parse.ts'

/** A message of the gateway's that its receiver has checked in its own right. */
export interface Received {
  readonly messageId: string
  readonly format: string
  /** Who the message itself says it is from, where its format has that. */
  readonly sender: string | undefined
  /** Hex SHA-256 over the canonical message without its signature. */
  readonly digest: string
  readonly documents: Readonly<Record<string, JsonObject>>
}

/**
 * verify → validate → read, as a receiver does it: the signature must be of the pinned key, the message valid
 * under the receiver's schema, its documents readable.
 * @throws KhorgosError with the code of what is wrong.
 */
export function receive(
  bytes: Uint8Array,
  {
    formats,
    accepts,
    gatewayKey,
  }: { formats: Formats; accepts: readonly string[]; gatewayKey: VerificationKey },
  at: Date,
): Received {
  using message = openXml(bytes)
  const { digest } = verifyEnveloped(message, [gatewayKey], at)
  const format = formats.recognise(message.root, accepts)
  const { documents } = readMessage(format, message, at)
  const { messageId, sender } = format.mapping.identity(message.root)
  if (messageId === undefined) throw new KhorgosError('SCHEMA_INVALID', `The ${format.id} has no message id.`)
  return { messageId, format: format.id, sender, digest: Buffer.from(digest).toString('hex'), documents }
}
