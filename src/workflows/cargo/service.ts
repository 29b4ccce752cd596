import type { CargoAccount } from './account.ts'
import type { CargoEvent } from './event.ts'
import type { CargoFinding } from './finding.ts'

/** What the doors ask of cargo accounts. */
export interface CargoService {
  /** Trips over crossings of his offices that bear the key, the newest first. */
  find(by: AtOffices, query: CargoQuery): Promise<readonly CargoView[]>
  /** @throws KhorgosError TRIP_UNKNOWN, also for a trip over another office's crossing */
  view(id: string, by: AtOffices): Promise<CargoView>
  /** How what is found of it has changed, in order. @throws KhorgosError TRIP_UNKNOWN */
  events(
    id: string,
    by: AtOffices,
    query: { readonly after: number; readonly limit: number },
  ): Promise<readonly CargoEventView[]>
}

export interface AtOffices {
  readonly offices: ReadonlySet<string>
}

export interface CargoQuery {
  /** As it is written somewhere. */
  readonly value: string
  /** Kind of key; undefined: of any. */
  readonly key: string | undefined
  readonly limit: number
}

/** A trip as its papers tell it now. */
export interface CargoView {
  readonly trip: string
  readonly revision: number
  readonly at: Date
  /** Undefined for one that has too many papers. */
  readonly account: CargoAccount | undefined
  readonly findings: readonly CargoFinding[]
}

export interface CargoEventView {
  readonly revision: number
  /** Index in the log of its record. */
  readonly record: bigint
  /** Undefined once its payload was erased. */
  readonly told: CargoEvent | undefined
}
