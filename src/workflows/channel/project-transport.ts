import type { Equipment, TransportMeans } from '../../model/generated/parts.ts'

/** What a vehicle establishes as `transport`. */
export function transportFacts(means: TransportMeans | undefined): object {
  return {
    mode: means?.typeCode,
    plate: means?.name,
    nationality: means?.registrationNationalityCode,
    // That no trailer is declared establishes that there is none, once there is a vehicle.
    trailer: means === undefined ? undefined : (means.transportEquipment ?? []).length > 0,
    seals: means?.seals?.length,
  }
}

export function containerFacts({ id, seals, fullnessCode }: Equipment): object {
  return { id, seals: (seals ?? []).length, fullness: fullnessCode }
}
