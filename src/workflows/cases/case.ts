import type { CaseStanding, Cause } from '../../evidence/case-events.ts'
import type { JsonObject } from '../../model/json.ts'
import type { Definition } from '../definitions/definition.ts'

export type { Actor, CaseStanding as Case, Cause } from '../../evidence/case-events.ts'

/** Something that happened, before the case has taken it up. */
export interface CaseEvent {
  readonly name: string
  /** Time of its record; of a deadline the moment at which it was over, whenever somebody came by. */
  readonly at: Date
  readonly cause: Cause
  /** Indexes in the log of the records that justify it. */
  readonly basis: readonly string[]
  readonly data: JsonObject
  /** Of an act that states a signed code: hex SHA-256 of the key. */
  readonly signer?: string
}

/** A case before its first event. */
export function unopened(
  definition: Definition,
  { id, key, office }: Pick<CaseStanding, 'id' | 'key' | 'office'>,
  at: Date,
): CaseStanding {
  return {
    id,
    workflow: definition.workflow,
    version: definition.version,
    definition: definition.hash,
    key,
    office,
    state: definition.initial,
    revision: 0,
    entered: 0,
    since: at,
    data: {},
    dueAt: undefined,
    outcome: undefined,
  }
}
