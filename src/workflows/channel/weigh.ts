import { higher, lower, type Effect, type Level } from './level.ts'
import type { ParameterName } from './parameter.ts'
import type { Policy } from './policy.ts'
import type { Dimension, OperatorClass } from './vocabulary.ts'

/** What a parameter contributes to a decision: its effect, where it fired, or that it could not be told whether it does. */
export interface Contribution {
  readonly name: ParameterName
  readonly dimension: Dimension
  readonly effect: Effect
  readonly established: boolean
}

/** How the level came about: each rule in its order, with the level after it and the parameters that it rests on. */
export interface Step {
  readonly rule: 'score' | 'demand' | 'open' | 'ceiling' | 'class-ceiling' | 'class-floor' | 'firm'
  readonly level: Level
  readonly by: readonly string[]
}

export interface Weighed {
  readonly level: Level
  readonly score: number
  readonly steps: readonly Step[]
}

/**
 * Makes one level of all contributions. The rules, in their order:
 *
 * 1. score: of each dimension the highest score counts, and their sum is held against the thresholds;
 * 2. demand: the highest demand raises the level;
 * 3. open: a parameter that would demand `high` and is not established demands the policy's level for that;
 * 4. ceiling, class-ceiling: the lowest ceiling of a parameter, then that of the operator's class, lower it;
 * 5. class-floor, firm: the class's floor and the highest firm demand raise it, whatever the ceilings say.
 *
 * Highest and lowest do not depend on the order of the contributions; and nothing but a ceiling lowers anything.
 */
export function weigh(
  contributions: readonly Contribution[],
  operator: OperatorClass,
  policy: Policy,
): Weighed {
  const { floor, ceiling } = policy.classes[operator]
  const scores = highestScores(contributions)
  const score = [...scores.values()].reduce((sum, one) => sum + one.score, 0)
  const demands = contributions.flatMap(demandOf)
  const ceilings = contributions.flatMap(ceilingOf)
  const steps: Step[] = []
  let level: Level = levelOf(score, policy)
  steps.push({ rule: 'score', level, by: [...scores.values()].map(({ by }) => by).toSorted() })
  const apply = (rule: Step['rule'], next: Level, by: readonly string[]): void => {
    if (next === level) return
    level = next
    steps.push({ rule, level, by: by.toSorted() })
  }
  const raise = (rule: Step['rule'], by: readonly Wanted[]): void => {
    const wanted = by.reduce<Level>((most, one) => higher(most, one.level), level)
    apply(
      rule,
      wanted,
      by.filter((one) => one.level === wanted).map(({ id }) => id),
    )
  }
  raise('demand', demands)
  raise(
    'open',
    contributions.flatMap((each) => openDemandOf(each, policy)),
  )
  const lowest = ceilings.reduce<Level>((least, one) => lower(least, one.level), level)
  apply(
    'ceiling',
    lowest,
    ceilings.filter((one) => one.level === lowest).map(({ id }) => id),
  )
  apply('class-ceiling', lower(level, ceiling), [operator])
  apply('class-floor', higher(level, floor), [operator])
  raise(
    'firm',
    demands.filter(({ firm }) => firm),
  )
  return { level, score, steps }
}

interface Wanted {
  readonly id: string
  readonly level: Level
}

function highestScores(contributions: readonly Contribution[]) {
  const highest = new Map<Dimension, { readonly score: number; readonly by: string }>()
  for (const { effect, established, dimension, name } of contributions) {
    if (!('score' in effect) || !established) continue
    const other = highest.get(dimension)
    // Of two that are equally high the first by its id is named.
    if (
      other === undefined ||
      other.score < effect.score ||
      (other.score === effect.score && name.id < other.by)
    )
      highest.set(dimension, { score: effect.score, by: name.id })
  }
  return highest
}

function demandOf({
  effect,
  established,
  name,
}: Contribution): readonly (Wanted & { readonly firm: boolean })[] {
  return 'atLeast' in effect && established
    ? [{ id: name.id, level: effect.atLeast, firm: effect.firm === true }]
    : []
}

function ceilingOf({ effect, established, name }: Contribution): readonly Wanted[] {
  return 'atMost' in effect && established ? [{ id: name.id, level: effect.atMost }] : []
}

function openDemandOf({ effect, established, name }: Contribution, { open }: Policy): readonly Wanted[] {
  return 'atLeast' in effect && !established && effect.atLeast === 'high'
    ? [{ id: name.id, level: open }]
    : []
}

function levelOf(score: number, { thresholds }: Policy): Level {
  if (score >= thresholds.high) return 'high'
  return score >= thresholds.medium ? 'medium' : 'low'
}
