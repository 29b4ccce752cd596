import { KhorgosError } from '../../errors.ts'
import { canonicalJson } from '../../evidence/canonical-json.ts'
import type { JsonObject } from '../../model/json.ts'
import { bindFacts, type BoundFacts } from '../expressions/facts.ts'
import type { InForce, Register } from './in-force.ts'
import { channelOf, type Channel, type Effect, type Level } from './level.ts'
import { modeOf, type GivenMode } from './mode.ts'
import { byName, sha256, type CompiledParameter, type ParameterName } from './parameter.ts'
import { indexParameters } from './parameter-index.ts'
import type { CompiledPolicy } from './policy.ts'
import {
  CHANNEL_VOCABULARY,
  OPERATOR_CLASSES,
  type ChannelFacts,
  type Dimension,
  type OperatorClass,
} from './vocabulary.ts'
import { weigh, type Step } from './weigh.ts'

/** What became of one consignment, and why: plain JSON that is kept, and from which the decision can be made again. */
export interface Decision {
  readonly channel: Channel
  readonly level: Level
  readonly mode: GivenMode
  readonly operatorClass: OperatorClass
  readonly score: number
  readonly steps: readonly Step[]
  /** Parameters whose condition was true, in the order of their ids. */
  readonly fired: readonly Fired[]
  /** Parameters of which nobody can tell, for want of facts. */
  readonly notEstablished: readonly Open[]
  /** Parameters in force at the office and moment; all but those above came to false. */
  readonly considered: number
  readonly office: string
  readonly subCentre: string | undefined
  readonly moment: string
  readonly policy: { readonly id: string; readonly version: number; readonly hash: string }
  /** SHA-256 of the canonical JSON of all facts: what the decision was made of, to the letter. */
  readonly factsHash: string
}

export interface Fired extends ParameterName {
  readonly dimension: Dimension
  readonly effect: Effect
  readonly reason: string
  /** What its condition read, with the values: from these alone it comes to true again. */
  readonly facts: JsonObject
}

export interface Open extends ParameterName {
  readonly dimension: Dimension
  readonly effect: Effect
  /** Paths of the facts that are absent. */
  readonly missing: readonly string[]
  readonly faults: readonly string[]
  readonly facts: JsonObject
}

export interface Channels {
  /**
   * Decides about one consignment. Pure, and the same whatever the order of the parameters.
   * @param facts in the form of the vocabulary; `office` and `moment` are required
   * @throws KhorgosError FIELD_INVALID with the path of a fact that is wrong
   */
  decide(facts: ChannelFacts): Decision
}

/** What a decision is made of before it is explained; a simulation asks for this alone. */
export interface Found {
  readonly facts: BoundFacts
  readonly inForce: InForce
  readonly at: { readonly office: string; readonly moment: Date }
  readonly fired: readonly CompiledParameter[]
  readonly open: readonly CompiledParameter[]
}

/** @returns finds what fires, by an index over all parameters of the register */
export function finderOf(register: Register): (facts: ChannelFacts) => Found {
  const index = indexParameters(register.parameters)
  return (given) => {
    const facts = bindFacts(CHANNEL_VOCABULARY, given)
    const at = whereAndWhen(facts)
    const inForce = register.at(at.office, at.moment)
    const fired: CompiledParameter[] = []
    const open: CompiledParameter[] = []
    for (const candidate of index.candidates(facts, inForce.parameters)) {
      const holds = candidate.expression.holds(facts)
      if (holds === true) fired.push(candidate)
      else if (holds === undefined) open.push(candidate)
    }
    return { facts, inForce, at, fired: fired.toSorted(byName), open: open.toSorted(byName) }
  }
}

export function prepareChannels(register: Register, policy: CompiledPolicy): Channels {
  const find = finderOf(register)
  return {
    decide: (given) => {
      const found = find(given)
      const { facts, at, inForce } = found
      const operatorClass = classOf(facts, policy)
      const { level, score, steps } = weigh(contributionsOf(found), operatorClass, policy.policy)
      const channel = channelOf(level)
      return {
        channel,
        level,
        mode: modeOf(operatorClass, channel, facts, policy),
        operatorClass,
        score,
        steps,
        fired: found.fired.map((each) => ({
          ...saidBy(each),
          reason: each.parameter.reason,
          facts: each.expression.factsRead(facts),
        })),
        notEstablished: found.open.map((each) => ({ ...saidBy(each), ...openOf(each, facts) })),
        considered: inForce.parameters.size,
        office: at.office,
        subCentre: inForce.subCentre,
        moment: at.moment.toISOString(),
        policy: { id: policy.policy.id, version: policy.policy.version, hash: policy.hash },
        factsHash: sha256(canonicalJson(given)),
      }
    },
  }
}

export function contributionsOf({ fired, open }: Pick<Found, 'fired' | 'open'>) {
  const contribution = ({ name, parameter }: CompiledParameter, established: boolean) => ({
    name,
    dimension: parameter.dimension,
    effect: parameter.effect,
    established,
  })
  return [...fired.map((each) => contribution(each, true)), ...open.map((each) => contribution(each, false))]
}

/** The class that counts for the operator: his own where it is established. */
export function classOf({ facts }: BoundFacts, { policy }: CompiledPolicy): OperatorClass {
  const { operator } = facts
  const stated =
    typeof operator === 'object' && operator !== null && 'class' in operator ? operator['class'] : undefined
  return OPERATOR_CLASSES.find((each) => each === stated) ?? policy.unclassified
}

const saidBy = ({ name, parameter }: CompiledParameter) => ({
  ...name,
  dimension: parameter.dimension,
  effect: parameter.effect,
})

function openOf({ expression }: CompiledParameter, facts: BoundFacts) {
  const outcome = expression.outcome(facts)
  const { missing, faults } = outcome.result === 'not-established' ? outcome : { missing: [], faults: [] }
  return { missing, faults, facts: expression.factsRead(facts) }
}

function whereAndWhen({ context }: BoundFacts): Found['at'] {
  const { office, moment } = context
  if (typeof office === 'string' && moment instanceof Date) return { office, moment }
  const path = typeof office === 'string' ? 'moment' : 'office'
  throw new KhorgosError(
    'FIELD_INVALID',
    `A channel is decided for an office and a moment: ${path} is missing.`,
    {
      place: { path },
    },
  )
}
