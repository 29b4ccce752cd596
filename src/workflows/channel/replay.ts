import { bindFacts } from '../expressions/facts.ts'
import type { Decision, Fired, Open } from './decide.ts'
import { channelOf } from './level.ts'
import { modeOf } from './mode.ts'
import type { CompiledParameter, ParameterName } from './parameter.ts'
import type { CompiledPolicy } from './policy.ts'
import { CHANNEL_VOCABULARY } from './vocabulary.ts'
import { weigh } from './weigh.ts'

/** What is wrong with a decision that was kept: nothing, when it follows from its own explanation. */
export interface Replayed {
  readonly problems: readonly string[]
}

/**
 * Makes a kept decision again from its explanation alone: each parameter that fired fires again on the facts it read,
 * each that was not established is still not, and together, under the policy, they come to the same level, channel and
 * mode. That no other parameter fired cannot be seen from the explanation; `factsHash` names the facts to ask that of.
 *
 * @param parameterOf the parameter of that very hash, from wherever parameters are kept
 */
export function replay(
  decision: Decision,
  parameterOf: (name: ParameterName) => CompiledParameter | undefined,
  policy: CompiledPolicy,
): Replayed {
  const problems: string[] = []
  if (policy.hash !== decision.policy.hash)
    return { problems: ['the policy is not the one that was decided by'] }
  const again = (said: Fired | Open, wanted: true | undefined): void => {
    const text = `${said.id} version ${said.version}`
    const parameter = parameterOf(said)
    if (parameter?.name.hash !== said.hash) problems.push(`${text}: there is no parameter of that hash`)
    else if (parameter.expression.holds(bindFacts(CHANNEL_VOCABULARY, said.facts)) !== wanted)
      problems.push(`${text}: its facts do not make it ${wanted === true ? 'fire' : 'open'}`)
    else if (JSON.stringify(parameter.parameter.effect) !== JSON.stringify(said.effect))
      problems.push(`${text}: it has another effect`)
  }
  for (const fired of decision.fired) again(fired, true)
  for (const open of decision.notEstablished) again(open, undefined)
  const contributions = [
    ...decision.fired.map((each) => ({ ...contributionOf(each), established: true })),
    ...decision.notEstablished.map((each) => ({ ...contributionOf(each), established: false })),
  ]
  const weighed = weigh(contributions, decision.operatorClass, policy.policy)
  const mode = modeOf(
    decision.operatorClass,
    channelOf(weighed.level),
    bindFacts(CHANNEL_VOCABULARY, decision.mode.facts),
    policy,
  )
  const made = { ...weighed, channel: channelOf(weighed.level), mode }
  const { level, score, steps, channel } = decision
  if (JSON.stringify(made) !== JSON.stringify({ level, score, steps, channel, mode: decision.mode }))
    problems.push(
      `the parameters come to ${made.channel} in mode ${made.mode.id}, by ${JSON.stringify(made.steps)}`,
    )
  return { problems }
}

const contributionOf = ({ id, version, hash, dimension, effect }: Fired | Open) => ({
  name: { id, version, hash },
  dimension,
  effect,
})
