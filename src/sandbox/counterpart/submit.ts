import { createHash } from 'node:crypto'
import { KhorgosError } from '../../errors.ts'
import { commit } from '../../evidence/commitment.ts'
import { verifyReceipt, type VerifiedReceipt } from '../../evidence/receipt.ts'
import { textAt } from '../../model/json-access.ts'
import type { SigningKey } from '../../trust/keys.ts'
import { signEnveloped } from '../../trust/xmldsig-sign.ts'
import type { GatewayClient } from './gateway-client.ts'

/** What a sender knows after sending: what it was told, and what it proved of that by itself. */
export interface Submitted {
  readonly status: number
  readonly exchange: string
  readonly state: string
  readonly messageId: string | undefined
  readonly duplicate: boolean
  /** Text of the receipt as it came. */
  readonly receipt: string
  /** The receipt after its offline check against the log key that was agreed beforehand. */
  readonly proved: VerifiedReceipt
  /** Stable code of a refusal. */
  readonly code: string | undefined
  readonly bytes: Uint8Array
}

/**
 * Signs a message and sends it to the gateway. An answer without a receipt that verifies is no answer.
 * @throws KhorgosError EVIDENCE_INVALID; TypeError when the reply has no receipt, with what it had.
 */
export async function submitMessage(
  client: GatewayClient,
  canonical: string,
  key: SigningKey,
  vkeys: readonly string[],
): Promise<Submitted> {
  const { bytes, digest } = signEnveloped(canonical, key)
  const { status, body } = await client.post('/v1/exchanges', bytes)
  const receipt = textAt(body, 'receipt')
  if (receipt === undefined) throw new TypeError(`no receipt in the reply ${status}: ${JSON.stringify(body)}`)
  const proved = verifyReceipt(receipt, { vkeys })
  requireAboutUs(proved, bytes, digest)
  return {
    status,
    exchange: textAt(body, 'exchange') ?? '',
    state: textAt(body, 'state') ?? 'rejected',
    messageId: textAt(body, 'messageId'),
    duplicate: body['duplicate'] === true,
    receipt,
    proved,
    code: textAt(body, 'code'),
    bytes,
  }
}

/** A true receipt for another message proves nothing to us: the record must commit to what we sent. */
function requireAboutUs({ record, salt }: VerifiedReceipt, bytes: Uint8Array, digest: Uint8Array): void {
  const sent = createHash('sha256').update(bytes).digest()
  const sameBytes = 'payload' in record && record.payload === commit(salt, sent)
  // A repetition is answered with the receipt of the first time, when the signature had other bytes.
  const sameContent = record.kind === 'accepted' && record.digest === Buffer.from(digest).toString('hex')
  if (!sameBytes && !sameContent)
    throw new KhorgosError(
      'EVIDENCE_INVALID',
      'The receipt is for another message than the one that was sent.',
    )
}
