import { KhorgosError } from '../../errors.ts'
import type { Partner } from '../../partners/partner.ts'
import type { Addressee } from '../cases/effects.ts'

/**
 * Who stands across each crossing, and in which format he is told of what: the agreements say it. A rule for what is answered counts
 * before one for any answer.
 */
export function addresseesOf(
  partners: Iterable<Partner>,
): (crossing: string, document: string, about?: string) => Addressee {
  const known = new Map<string, Addressee>()
  for (const { id: to, agreement } of partners)
    for (const { crossings, document, about = '', as } of agreement.jointControl)
      for (const crossing of crossings) known.set(`${crossing} ${document} ${about}`, { to, as })
  return (crossing, document, about = '') => {
    const found = known.get(`${crossing} ${document} ${about}`) ?? known.get(`${crossing} ${document} `)
    if (found !== undefined) return found
    throw new KhorgosError(
      'CONFIG_INVALID',
      `No agreement says who is told of a ${document} about the crossing ${crossing}.`,
    )
  }
}
