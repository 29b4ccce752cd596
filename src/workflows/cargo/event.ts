import type { CargoFinding } from './finding.ts'

/** A change of what is found of a trip, as the log commits to it. */
export interface CargoEvent {
  readonly v: 1
  readonly trip: string
  /** Number of the event in its trip, from 1. */
  readonly revision: number
  /** As of when: ISO 8601, UTC. */
  readonly at: string
  /** Hex SHA-256 of the rules. */
  readonly rules: string
  /** Kind of the trip by the rules. */
  readonly kind?: string
  /** All that is found now. */
  readonly findings: readonly CargoFinding[]
  /** What of that was not found before, and what was and is not any more. */
  readonly began: readonly CargoFinding[]
  readonly ended: readonly CargoFinding[]
  /** Papers that it was made of, with the indexes in the log of their records. */
  readonly pieces: readonly { readonly record: string; readonly paper: string }[]
}
