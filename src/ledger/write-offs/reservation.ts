import { KhorgosError } from '../../errors.ts'
import type { WriteOffRequest } from '../../model/generated/verification/write-off-request.ts'
import type { Partner } from '../../partners/partner.ts'
import type { WriteOffNow } from './write-off-now.ts'

/** How long something stays reserved: until its agency says, and no longer than its agreement allows. */

/**
 * @param at time of the batch
 * @returns when it ends by itself: as late as the agreement allows where the request does not say
 * @throws KhorgosError RESERVATION_PAST, RESERVATION_TOO_LONG
 */
export function reservedUntilOf(
  { reservedUntil }: Pick<WriteOffRequest, 'reservedUntil'>,
  { agreement }: Partner,
  at: Date,
): Date {
  const latest = new Date(at.getTime() + agreement.asking.longestReservationMs)
  const until = reservedUntil === undefined ? latest : new Date(reservedUntil)
  if (until <= at)
    throw new KhorgosError('RESERVATION_PAST', `At ${at.toISOString()} that moment is past.`, PLACE)
  if (until > latest)
    throw new KhorgosError(
      'RESERVATION_TOO_LONG',
      `The agreement ${agreement.id} lets it be reserved until ${latest.toISOString()} at the latest.`,
      PLACE,
    )
  return until
}

const PLACE = { place: { path: '/reservedUntil' } } as const

/**
 * From its last moment on a reservation is nobody's any more, whether it was given back by then or not.
 * @throws KhorgosError RESERVATION_ENDED
 */
export function requireNotEnded({ reservedUntil }: WriteOffNow, at: Date): void {
  if (reservedUntil !== undefined && at >= reservedUntil)
    throw new KhorgosError(
      'RESERVATION_ENDED',
      `It was reserved until ${reservedUntil.toISOString()}, and has gone back.`,
    )
}
