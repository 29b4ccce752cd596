import { canBeTrue } from '../expressions/can-be-true.ts'
import type { Activation, CompiledParameter } from './parameter.ts'
import type { ActivationPolicy } from './policy.ts'
import { reportHash, type SimulationReport } from './simulate.ts'

/** Why a parameter may not become active; each is a stable code. */
export type Obstacle =
  | 'NOT_A_DRAFT'
  | 'NEVER_TRUE'
  | 'NOT_SIMULATED'
  | 'SIMULATION_OLD'
  | 'SIMULATION_SMALL'
  | 'APPROVER_IS_AUTHOR'
  | 'VALIDITY_OVER'
  /** That version of it, or a newer one, is in force already and says something else. */
  | 'VERSION_TAKEN'

export type Verdict =
  | { readonly allowed: true; readonly activation: Activation }
  | { readonly allowed: false; readonly obstacles: readonly Obstacle[] }

const DAY = 86_400_000

/**
 * Whether a draft may become active: it was simulated as it stands (a report of its very hash, large and fresh enough),
 * it can be true at all, and somebody else than its author approves (four eyes). Pure: the caller checked who the
 * approver is, and keeps the activation with the parameter.
 *
 * @param day today at the border, for the validity
 */
export function mayActivate(asked: {
  readonly parameter: CompiledParameter
  readonly reports: readonly SimulationReport[]
  readonly approver: string
  readonly policy: ActivationPolicy
  readonly now: Date
  readonly day: string
}): Verdict {
  const { parameter, reports, approver, policy, now, day } = asked
  const own = reports
    .filter(({ candidate }) => candidate.hash === parameter.name.hash)
    .toSorted((one, other) => (one.simulatedAt < other.simulatedAt ? 1 : -1))
  const [newest] = own
  const obstacles: Obstacle[] = []
  if (parameter.parameter.status !== 'draft') obstacles.push('NOT_A_DRAFT')
  if (parameter.parameter.validTo !== undefined && parameter.parameter.validTo < day)
    obstacles.push('VALIDITY_OVER')
  if (canBeTrue(parameter.expression).verdict === 'never') obstacles.push('NEVER_TRUE')
  if (samePerson(approver, parameter.parameter.author)) obstacles.push('APPROVER_IS_AUTHOR')
  if (newest === undefined) return { allowed: false, obstacles: [...obstacles, 'NOT_SIMULATED'] }
  const age = now.getTime() - Date.parse(newest.simulatedAt)
  // A report from the future is none that anybody can have looked at.
  if (!(age >= 0 && age <= policy.days * DAY)) obstacles.push('SIMULATION_OLD')
  if (newest.history.inScope < policy.decisions) obstacles.push('SIMULATION_SMALL')
  if (obstacles.length > 0) return { allowed: false, obstacles }
  return {
    allowed: true,
    activation: { approver, report: reportHash(newest), activatedAt: now.toISOString() },
  }
}

/** Names of people are compared without case and outer spaces; an approver without a name is nobody. */
export function samePerson(approver: string, author: string): boolean {
  const name = approver.trim().toLowerCase()
  return name === '' || name === author.trim().toLowerCase()
}
