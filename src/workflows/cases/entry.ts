import type { KhorgosError } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import type { EffectName } from '../../store/workflows/case-effects.ts'
import type { RatingRow } from '../../store/workflows/ratings.ts'
import type { Cause } from './case.ts'

/** What a unit of work hands to the cases, to be decided under the lock of the log's head. */
export type CaseEntry = HappenedEntry | ActEntry | DueEntry

/** Things that have happened and cannot be refused. */
export interface HappenedEntry {
  readonly entry: 'happened'
  readonly happenings: readonly Happening[]
  /** They are what the log says from the record `from` up to `to`, that one not included: nobody may have followed it before. */
  readonly follows?: { readonly from: bigint; readonly to: bigint }
  /** Records of which nothing could be made. */
  readonly passedOver?: readonly PassedOver[]
  /** An effect that is done with them: a message without any, what a case tells others, what it has counted. */
  readonly settles?: {
    readonly effect: EffectName
    readonly exchange: string | undefined
    /** What it was to count. */
    readonly ratings?: readonly RatingRow[]
  }
}

/** A record of which nothing could be made, for a fault of ours. */
export interface PassedOver {
  readonly index: bigint
  readonly error: string
}

/** The deadline of the state that a case entered by that revision is over. */
export interface DueEntry {
  readonly entry: 'due'
  readonly case: string
  readonly entered: number
}

/** Something that happened and concerns a case, which may have to be opened for it. */
export interface Happening {
  readonly target: { readonly case: string } | Opening
  readonly event: string
  /** Hex SHA-256 of the definition that says that this is what happened: other cases hear nothing of it. */
  readonly by?: string
  readonly cause: Cause
  readonly basis: readonly Basis[]
  readonly data: JsonObject
}

/** Names a case that there may be, and what it needs to be opened. */
export interface Opening {
  readonly workflow: string
  readonly key: string
  /** Undefined: who tells of it does not know, so that it cannot be opened. */
  readonly office: string | undefined
}

/** Names a case that an act is to open. */
export interface ActOpening {
  readonly workflow: string
  /** Undefined: the office numbers it. */
  readonly key: string | undefined
  readonly office: string
}

/** A record that a case rests on, with what may fall. */
export interface Basis {
  readonly index: bigint
  /** Hex SHA-256 of the key that signed it. */
  readonly keyId: string | undefined
}

/** Somebody wants something to happen in a case. */
export interface ActEntry {
  readonly entry: 'act'
  /** The caller's id of the act, a UUID: the same one is the same act. */
  readonly id: string
  readonly target: { readonly case: string } | ActOpening
  readonly event: string
  /** Revision that he saw; undefined where the case is to be opened. */
  readonly revision: number | undefined
  readonly data: JsonObject
  readonly by: Acting
  /** Hex SHA-256 of the key that signed a code which it states. */
  readonly signer?: string
  /** What was found wrong before the lock with what it states: a repetition is answered all the same. */
  readonly refusal?: KhorgosError
}

/** Who acts, with all that he may act as. */
export type Acting =
  | {
      readonly subject: string
      readonly issuer: string
      readonly name?: string
      readonly roles: ReadonlySet<string>
      readonly offices: ReadonlySet<string>
    }
  | {
      readonly partner: string
      readonly roles: ReadonlySet<string>
      readonly offices: ReadonlySet<string>
    }
