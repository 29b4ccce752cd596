import { createHash } from 'node:crypto'
import type { Place } from '../../errors.ts'
import { canonicalJson } from '../../evidence/canonical-json.ts'
import { compileExpression, type Expression } from '../expressions/expression.ts'
import type { Effect } from './level.ts'
import { CHANNEL_VOCABULARY, type Dimension } from './vocabulary.ts'

/** A risk parameter as its file has it, and as it is stored: plain JSON. */
export interface Parameter {
  readonly id: string
  /** Counts from 1; a newer version in force takes the place of the older ones. */
  readonly version: number
  readonly dimension: Dimension
  /** Code of the office that answers for it. */
  readonly owner: string
  /** Who wrote it: nobody else's word than another person's makes it active. */
  readonly author: string
  readonly subCentre: string
  /** Districts of the sub-centre in which it counts; all of them where it does not say. */
  readonly districts?: readonly string[]
  /** Days at the border, both valid. */
  readonly validFrom: string
  readonly validTo?: string
  /** CEL over the facts of the channel; true where the parameter fires. */
  readonly when: string
  readonly effect: Effect
  /** Key of the reason in `reasons.csv`. */
  readonly reason: string
  readonly costs: Costs
  readonly status: 'draft' | 'active' | 'retired'
  /** Of an active parameter: what made it so. */
  readonly activation?: Activation
}

/** What one inspection that the parameter causes costs. */
export interface Costs {
  readonly minutes: number
  readonly amount?: { readonly amount: string; readonly currencyId: string }
}

export interface Activation {
  readonly approver: string
  /** Hash of the simulation report that it rests on. */
  readonly report: string
  readonly activatedAt: string
}

/** Id, version and hash: which parameter, to the letter. */
export interface ParameterName {
  readonly id: string
  readonly version: number
  /** Hex SHA-256 over the canonical JSON of everything but status and activation, which say nothing of what it does. */
  readonly hash: string
}

/** A parameter ready for decisions. */
export interface CompiledParameter {
  readonly parameter: Parameter
  readonly name: ParameterName
  readonly expression: Expression
}

export function hashOf(parameter: Parameter): string {
  const { status: _, activation: __, ...content } = parameter
  return sha256(canonicalJson(content))
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * @param place of the condition in its file
 * @throws KhorgosError EXPRESSION_INVALID with that place
 */
export function compileParameter(parameter: Parameter, place: Place): CompiledParameter {
  return {
    parameter,
    name: { id: parameter.id, version: parameter.version, hash: hashOf(parameter) },
    expression: compileExpression(parameter.when, CHANNEL_VOCABULARY, place),
  }
}

/** Two names in one order, so that what was decided does not depend on the order in which parameters were read. */
export function byName(
  one: { readonly name: ParameterName },
  other: { readonly name: ParameterName },
): number {
  if (one.name.id !== other.name.id) return one.name.id < other.name.id ? -1 : 1
  return one.name.version - other.name.version
}
