import type { Place } from '../../errors.ts'
import { canonicalJson } from '../../evidence/canonical-json.ts'
import { compileExpression, type Expression } from '../expressions/expression.ts'
import type { Channel, Level } from './level.ts'
import { sha256 } from './parameter.ts'
import { CHANNEL_VOCABULARY, type OperatorClass } from './vocabulary.ts'

/** How scores and demands make a channel, and what each class of operators may have: plain JSON, of a file. */
export interface Policy {
  readonly id: string
  readonly version: number
  readonly validFrom: string
  /** Scores from which on the level is medium, high; a dimension counts with its highest score. */
  readonly thresholds: { readonly medium: number; readonly high: number }
  /** Level that a parameter demands which would demand `high`, where its facts are not established. */
  readonly open: Level
  readonly activation: ActivationPolicy
  /** Class of an operator of whom none is established. */
  readonly unclassified: OperatorClass
  readonly classes: Readonly<Record<OperatorClass, ClassPolicy>>
  readonly modes: Readonly<Record<string, ModePolicy>>
}

export interface ActivationPolicy {
  /** Decisions that a simulation must have looked at. */
  readonly decisions: number
  /** Days after which a simulation is too old. */
  readonly days: number
}

export interface ClassPolicy {
  /** No decision for the class is below; like a firm demand. */
  readonly floor: Level
  /** Enough for the class, unless a demand is firm. */
  readonly ceiling: Level
  /** Modes that the class may have, the best first. */
  readonly modes: readonly string[]
}

/** How a declaration of that channel goes on: release first and documents later, one declaration for a month, … */
export interface ModePolicy {
  readonly channels: readonly Channel[]
  /** Facts without which the mode is not given. */
  readonly when?: string
  readonly guarantee: 'none' | 'general' | 'each'
  /** Days after the release within which the documents are handed in. */
  readonly documentsWithinDays?: number
  /** One declaration for what crossed within it. */
  readonly consolidatedBy?: 'day' | 'week' | 'month'
}

export interface CompiledPolicy {
  readonly policy: Policy
  readonly hash: string
  readonly conditions: ReadonlyMap<string, Expression>
}

/**
 * @param place of a mode's condition in the file
 * @throws KhorgosError EXPRESSION_INVALID with that place
 */
export function compilePolicy(policy: Policy, place: (mode: string) => Place): CompiledPolicy {
  const conditions = Object.entries(policy.modes).flatMap(([mode, { when }]) =>
    when === undefined ? [] : [[mode, compileExpression(when, CHANNEL_VOCABULARY, place(mode))] as const],
  )
  return { policy, hash: sha256(canonicalJson(policy)), conditions: new Map(conditions) }
}
