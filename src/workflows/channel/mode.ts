import type { JsonObject } from '../../model/json.ts'
import type { BoundFacts } from '../expressions/facts.ts'
import { pathOf } from '../expressions/path.ts'
import { pick } from '../expressions/reads.ts'
import type { Channel } from './level.ts'
import type { CompiledPolicy, ModePolicy } from './policy.ts'
import type { OperatorClass } from './vocabulary.ts'

/** How the declaration goes on: a mode of the policy with what it asks for. */
export type GivenMode = Omit<ModePolicy, 'channels' | 'when'> & {
  readonly id: string
  /** What the conditions of the modes read that the class may have. */
  readonly facts: JsonObject
}

/** Every class ends its list with it (checked when the policy is loaded), so that there always is a mode. */
export const ORDINARY = 'ordinary'

/** The first mode of the class that the channel allows and whose facts are established. */
export function modeOf(
  operator: OperatorClass,
  channel: Channel,
  facts: BoundFacts,
  { policy, conditions }: CompiledPolicy,
): GivenMode {
  const { modes } = policy.classes[operator]
  const id =
    modes.find(
      (each) =>
        policy.modes[each]?.channels.includes(channel) === true &&
        (conditions.get(each)?.holds(facts) ?? !conditions.has(each)),
    ) ?? ORDINARY
  const { channels: _, when: __, ...asked } = policy.modes[id] ?? { channels: [], guarantee: 'each' as const }
  const read = modes.flatMap((each) => conditions.get(each)?.reads ?? [])
  return { id, ...asked, facts: pick(facts.facts, read.map(pathOf)) }
}
