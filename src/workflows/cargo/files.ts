import { loadPartners } from '../../partners/load.ts'
import { loadCalendars } from '../calendar/load.ts'
import { loadCargoRules } from './load-rules.ts'
import type { CargoRules } from './rules.ts'

/** What cargo accounts need of the folders of an installation. */

/** @throws KhorgosError CONFIG_INVALID */
export function readCargoRules(schemas: string, country: string): CargoRules {
  return loadCargoRules(schemas, country, loadCalendars(schemas))
}

/** @throws KhorgosError CONFIG_INVALID */
export function partnerCountries(folders: {
  readonly schemasFolder: string
  readonly partnersFolder: string
  readonly certificateFolder: string
}): (partner: string) => string | undefined {
  const { schemasFolder: schemas, partnersFolder: partners, certificateFolder: certificates } = folders
  const countries = new Map(
    loadPartners({ schemas, partners, certificates }).map(({ id, country }) => [id, country]),
  )
  return (partner) => countries.get(partner)
}
