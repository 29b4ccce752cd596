import type { Actor, EventOnRecord, Unfit } from '../../evidence/case-events.ts'
import type { JsonObject } from '../../model/json.ts'
import type { Case, CaseEvent } from './case.ts'
import type { Step } from './step.ts'

export function eventOnRecord(
  before: Case,
  event: CaseEvent,
  { after, transition, set, effects, unfit }: Step & { readonly unfit?: Unfit },
): EventOnRecord {
  return {
    v: 1,
    case: after.id,
    workflow: after.workflow,
    version: after.version,
    key: after.key,
    office: after.office,
    revision: after.revision,
    at: event.at.toISOString(),
    event: event.name,
    cause: event.cause,
    basis: event.basis,
    data: event.data,
    ...(event.signer !== undefined && { signer: event.signer }),
    from: before.state,
    to: after.state,
    ...(transition !== undefined && { transition: transition.id }),
    ...(unfit !== undefined && { unfit }),
    set,
    effects,
    entered: after.entered,
    ...(after.dueAt !== undefined && { dueAt: after.dueAt.toISOString() }),
    ...(after.outcome !== undefined && { outcome: after.outcome }),
  }
}

/** What an act looks like to those who compare one with another: who, what, with what. */
export interface ActOnRecord {
  readonly v: 1
  /** The case that there was … */
  readonly case?: string
  /** … or the one that it was to open. */
  readonly opening?: { readonly workflow: string; readonly office: string; readonly key?: string }
  readonly at: string
  readonly act: string
  readonly event: string
  readonly revision?: number
  readonly data: JsonObject
  readonly by: Actor | { readonly person: string; readonly issuer: string } | { readonly partner: string }
  readonly code: string
}
