import { dayAt } from '../../model/datetime.ts'
import type { CompiledParameter } from './parameter.ts'
import type { SubCentres } from './sub-centres.ts'

/** Days of parameters are days in China, whatever the time zone of the machine. */
export const ZONE = 'Asia/Shanghai'

/** Which parameters count at an office at a moment. */
export interface Register {
  readonly parameters: readonly CompiledParameter[]
  /** @returns undefined for an office of which no sub-centre is known: nothing is in force there */
  at(office: string, moment: Date): InForce
}

export interface InForce {
  readonly subCentre: string | undefined
  readonly district: string | undefined
  readonly day: string
  readonly parameters: ReadonlySet<CompiledParameter>
}

/** Days and districts at one time: more are only asked for by a simulation, which goes through them in order. */
const MAX_KNOWN = 200

/**
 * Active parameters of any age. A version is in force while it is valid and no newer one of the same id is; retired and
 * draft ones are left out.
 */
export function registerOf(parameters: readonly CompiledParameter[], subCentres: SubCentres): Register {
  const active = parameters.filter(({ parameter }) => parameter.status === 'active')
  const known = new Map<string, InForce>()
  return {
    parameters: active,
    at: (office, moment) => {
      const district = subCentres.districtOf(office)
      const day = dayAt(moment, ZONE)
      const key = `${district?.id ?? ''} ${day}`
      let found = known.get(key)
      if (found === undefined) {
        if (known.size >= MAX_KNOWN) known.clear()
        const newest = newestOf(
          active.filter(({ parameter }) => isValid(parameter, district?.subCentre, district?.id, day)),
        )
        found = {
          subCentre: district?.subCentre,
          district: district?.id,
          day,
          parameters: new Set(newest.values()),
        }
        known.set(key, found)
      }
      return found
    },
  }
}

function isValid(
  { subCentre, districts, validFrom, validTo }: CompiledParameter['parameter'],
  ofSubCentre: string | undefined,
  district: string | undefined,
  day: string,
): boolean {
  if (subCentre !== ofSubCentre || day < validFrom || (validTo !== undefined && day > validTo)) return false
  return districts === undefined || (district !== undefined && districts.includes(district))
}

function newestOf(parameters: readonly CompiledParameter[]): ReadonlyMap<string, CompiledParameter> {
  const newest = new Map<string, CompiledParameter>()
  for (const each of parameters) {
    const other = newest.get(each.name.id)
    if (other === undefined || other.name.version < each.name.version) newest.set(each.name.id, each)
  }
  return newest
}
