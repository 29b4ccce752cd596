import { encodeQR } from 'qr'
import { MAX_DIGITS } from './present.ts'
import { KhorgosError } from '../../../errors.ts'

/** White modules around the code (ISO/IEC 18004:2015 section 5.3.8). */
const QUIET_ZONE = 4

/**
 * The QR code of a presentation as SVG, of the smallest version that holds it, 25 at most: at 0.4 mm a module that is five
 * centimetres on paper.
 *
 * @param digits from `presentChecklist`
 * @throws KhorgosError PRESENTATION_INVALID for anything else
 */
export function qrSvg(digits: string): string {
  if (!/^\d+$/.test(digits) || digits.length > MAX_DIGITS)
    throw new KhorgosError('PRESENTATION_INVALID', `A code holds ${MAX_DIGITS} digits and nothing else`)
  return encodeQR(digits, 'svg', { ecc: 'medium', encoding: 'numeric', border: QUIET_ZONE })
}
