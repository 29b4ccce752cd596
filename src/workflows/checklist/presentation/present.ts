import { deflateRawSync } from 'node:zlib'
import { KhorgosError } from '../../../errors.ts'
import type { LoadChecklist } from '../../../model/generated/load-checklist.ts'
import { algorithmByName } from '../../../trust/algorithms.ts'
import { writeBase64Url } from '../../../trust/base64.ts'
import { PRESENTATION_TYPE, protectedHeaderOf, signJws } from '../../../trust/jws.ts'
import type { SigningKey } from '../../../trust/keys.ts'
import { pack, type Presentation } from './content.ts'
import { digitsOf } from './digits.ts'
import { presentationsOf, type Validity } from './shorten.ts'

/** The one algorithm of presentations: others make longer signatures, and a reader need not choose. */
export const PRESENTATION_ALGORITHM = 'ES256'

/** Digits that a QR code of version 25 holds at error correction level M (ISO/IEC 18004:2015 table 7). */
export const MAX_DIGITS = 2395

export interface PresentedChecklist {
  /** The digits that the QR code holds. */
  readonly text: string
  /** What they say, after shortening. */
  readonly presentation: Presentation
}

/**
 * Signs what a driver can show of a checklist where there is no network: a compact JWS (RFC 7515 section 7.1) whose payload is
 * JSON compressed with DEFLATE (RFC 1951), written as digits. As much of it as a code holds that a telephone reads off paper.
 *
 * @throws KhorgosError CONFIG_INVALID for a key that does not sign with ES256; FIELD_INVALID when it is to be valid for no
 *   time or longer than any trip; PRESENTATION_INVALID when not even number, totals and digest fit
 */
export function presentChecklist(
  checklist: LoadChecklist,
  signer: SigningKey,
  validity: Validity,
): PresentedChecklist {
  if (algorithmByName(signer.algorithm).jws !== PRESENTATION_ALGORITHM)
    throw new KhorgosError(
      'CONFIG_INVALID',
      `Presentations are signed with ${PRESENTATION_ALGORITHM} only: use a key of P-256`,
    )
  checkValidity(validity)
  for (const presentation of presentationsOf(checklist, validity)) {
    const text = digitsOf(signed(presentation, signer))
    if (text.length <= MAX_DIGITS) return { text, presentation }
  }
  throw new KhorgosError(
    'PRESENTATION_INVALID',
    `The checklist ${checklist.id} does not fit a code, however short`,
  )
}

/** A truck that waits longer gets a new code. */
export const LONGEST_VALIDITY_MS = 31 * 86_400_000

function checkValidity({ issued, validUntil }: Validity): void {
  const length = validUntil.getTime() - issued.getTime()
  if (!(length > 0 && length <= LONGEST_VALIDITY_MS))
    throw new KhorgosError('FIELD_INVALID', 'A presentation is valid for some time, and for 31 days at most')
}

function signed(presentation: Presentation, signer: SigningKey): string {
  const payload = deflateRawSync(JSON.stringify(pack(presentation)), { level: 9 })
  const header = protectedHeaderOf(signer, PRESENTATION_TYPE)
  return [header, payload, signJws(payload, header, signer)].map(writeBase64Url).join('.')
}
