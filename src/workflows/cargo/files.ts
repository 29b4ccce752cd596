import { lostKeysOf } from '../../ledger/notices/lost-keys.ts'
import { loadPartners } from '../../partners/load.ts'
import type { LostKey } from '../../store/ledger/key-losses.ts'
import { loadCalendars } from '../calendar/load.ts'
import { loadCargoRules } from './load-rules.ts'
import type { CargoRules } from './rules.ts'

/** What cargo accounts need of the folders of an installation. */

/** @throws KhorgosError CONFIG_INVALID */
export function readCargoRules(schemas: string, country: string): CargoRules {
  return loadCargoRules(schemas, country, loadCalendars(schemas))
}

/** @throws KhorgosError CONFIG_INVALID */
export function readCargoPartners(folders: {
  readonly schemasFolder: string
  readonly partnersFolder: string
  readonly certificateFolder: string
}): {
  readonly countryOf: (partner: string) => string | undefined
  readonly lostKeys: readonly LostKey[]
} {
  const { schemasFolder: schemas, partnersFolder: partners, certificateFolder: certificates } = folders
  const all = loadPartners({ schemas, partners, certificates })
  const countries = new Map(all.map(({ id, country }) => [id, country]))
  return { countryOf: (partner) => countries.get(partner), lostKeys: lostKeysOf(all) }
}
