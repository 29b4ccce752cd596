import type { Partner } from '../../partners/partner.ts'
import type { LostKey } from '../../store/ledger/key-losses.ts'

/** Keys that partners state as compromised, each since the first moment that is stated of it. */
export function lostKeysOf(partners: Iterable<Partner>): LostKey[] {
  const lost = new Map<string, LostKey>()
  for (const { keys } of partners)
    for (const { keyId, compromisedFrom: since } of keys) {
      const known = lost.get(keyId)
      if (since !== undefined && (known === undefined || since < known.since))
        lost.set(keyId, { keyId, since })
    }
  return [...lost.values()]
}
