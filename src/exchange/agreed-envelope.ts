import { KhorgosError } from '../errors.ts'
import type { Carried, TakingOut } from '../formats/envelope.ts'
import type { Partner } from '../partners/partner.ts'

/** How a message of this partner may be in an envelope, and what may be in that. */
export function takingFrom({ agreement, limits }: Partner, at: Date): TakingOut {
  const { envelope, encodings } = agreement
  return { agreed: envelope ?? null, maxBytes: limits.maxMessageBytes, encodings, at }
}

/** @throws KhorgosError FORMAT_NOT_AGREED for a message without the envelope that was agreed on */
export function requireEnvelope({ agreement: { envelope, id } }: Partner, carried: Carried): void {
  if (envelope === undefined || carried.envelope !== undefined) return
  throw new KhorgosError(
    'FORMAT_NOT_AGREED',
    `The agreement ${id} wants messages in the envelope ${envelope}.`,
  )
}
