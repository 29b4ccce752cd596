import { canonicalJson } from '../../evidence/canonical-json.ts'
import { hitRate, type Outcome } from './feedback.ts'
import { classOf, contributionsOf, finderOf, type Found } from './decide.ts'
import { registerOf, type Register } from './in-force.ts'
import { channelOf, type Channel } from './level.ts'
import { sha256, type CompiledParameter, type ParameterName } from './parameter.ts'
import type { CompiledPolicy } from './policy.ts'
import type { SubCentres } from './sub-centres.ts'
import type { ChannelFacts } from './vocabulary.ts'
import { weigh } from './weigh.ts'

/** One decision of the past: its facts, and what an inspection gave, where there was one. */
export interface Past {
  readonly facts: ChannelFacts
  readonly outcome?: Outcome
}

/** What one candidate would have changed, had it been in force: plain JSON, kept, and named by its hash. */
export interface SimulationReport {
  readonly candidate: ParameterName
  /** SHA-256 over the hashes of the parameters that it was added to, in their order, and of the policy. */
  readonly baseline: string
  readonly history: {
    readonly decisions: number
    /** Of these the ones at offices where the candidate counts. */
    readonly inScope: number
    /** Moments of the first and the last. */
    readonly from?: string
    readonly to?: string
  }
  readonly fired: number
  readonly notEstablished: number
  /** Decisions that would have come out otherwise, by channel before and after: `fast-release>document-check`. */
  readonly changes: Readonly<Record<string, number>>
  readonly changed: number
  /** Of the decisions on which it fires and whose inspection is on record: those that differed, and all others. */
  readonly hits: number
  readonly misses: number
  /** hits ÷ (hits + misses) in thousandths, rounded down; nothing where no inspection is on record. */
  readonly hitRate?: number
  /** Differences that inspections found in decisions it would have released without one. */
  readonly released: number
  /** Minutes of the inspections that it would add, less those that it would save. */
  readonly minutes: number
  readonly simulatedAt: string
}

/** What candidates are tried against. */
export interface Against {
  readonly parameters: readonly CompiledParameter[]
  readonly subCentres: SubCentres
  readonly policy: CompiledPolicy
  readonly candidates: readonly CompiledParameter[]
  readonly now: Date
}

/**
 * Plays the past again with each candidate by itself. A candidate counts as if it had always been valid, in the offices
 * of its districts, and takes the place of other versions of its id.
 *
 * @returns a report for each candidate, in their order
 */
export function simulate({
  history,
  ...against
}: Against & { readonly history: Iterable<Past> }): readonly SimulationReport[] {
  const run = beginSimulation(against)
  for (const past of history) run.add(past)
  return run.reports()
}

/** A simulation whose past comes piece by piece. */
export interface SimulationRun {
  add(past: Past): void
  /** Of what was added, in the order of the candidates. */
  reports(): readonly SimulationReport[]
}

export function beginSimulation({ parameters, subCentres, policy, candidates, now }: Against): SimulationRun {
  const register = registerOf(parameters, subCentres)
  const find = finderOf(register)
  const baseline = baselineHash(register, policy)
  const tallies = candidates.map((candidate) => ({
    candidate,
    // Only its place counts; its days are those to come.
    scope: registerOf([asIfActive(candidate)], subCentres),
    tally: emptyTally(),
  }))
  let decisions = 0
  let from: string | undefined
  let to: string | undefined
  return {
    add(past) {
      const found = find(past.facts)
      const moment = found.at.moment.toISOString()
      decisions += 1
      if (from === undefined || moment < from) from = moment
      if (to === undefined || moment > to) to = moment
      const before = levelWith(found, policy)
      for (const { candidate, scope, tally } of tallies)
        if (scope.at(found.at.office, found.at.moment).parameters.size > 0)
          count(tally, { past, found, before, candidate, policy })
    },
    reports() {
      const history = { decisions, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
      return tallies.map(({ candidate, tally: { inScope, ...rest } }) => {
        const rate = hitRate(rest)
        return {
          candidate: candidate.name,
          baseline,
          history: { ...history, inScope },
          ...rest,
          ...(rate !== undefined && { hitRate: rate }),
          simulatedAt: now.toISOString(),
        }
      })
    },
  }
}

/** The name under which a report is kept and an activation rests on it. */
export const reportHash = (report: SimulationReport): string => sha256(canonicalJson(report))

type Tally = {
  -readonly [
    key in 'inScope' | 'fired' | 'notEstablished' | 'changed' | 'hits' | 'misses' | 'released' | 'minutes'
  ]: number
} & {
  readonly changes: Record<string, number>
}

const emptyTally = (): Tally => ({
  inScope: 0,
  fired: 0,
  notEstablished: 0,
  changes: {},
  changed: 0,
  hits: 0,
  misses: 0,
  released: 0,
  minutes: 0,
})

interface Counted {
  readonly past: Past
  readonly found: Found
  readonly before: Channel
  readonly candidate: CompiledParameter
  readonly policy: CompiledPolicy
}

function count(tally: Tally, { past, found, before, candidate, policy }: Counted): void {
  tally.inScope += 1
  const holds = candidate.expression.holds(found.facts)
  const others = (list: readonly CompiledParameter[]) =>
    list.filter(({ name }) => name.id !== candidate.name.id)
  const fired = holds === true ? [...others(found.fired), candidate] : others(found.fired)
  const open = holds === undefined ? [...others(found.open), candidate] : others(found.open)
  const after = levelWith({ facts: found.facts, fired, open }, policy)
  const result = past.outcome?.result
  if (holds === undefined) tally.notEstablished += 1
  if (holds === true) {
    tally.fired += 1
    if (result === 'differing') tally.hits += 1
    if (result === 'conforming') tally.misses += 1
  }
  if (after === before) return
  tally.changed += 1
  tally.changes[`${before}>${after}`] = (tally.changes[`${before}>${after}`] ?? 0) + 1
  if (before === 'physical-inspection') {
    tally.minutes -= past.outcome?.minutes ?? candidate.parameter.costs.minutes
    if (result === 'differing') tally.released += 1
  }
  if (after === 'physical-inspection') tally.minutes += candidate.parameter.costs.minutes
}

function levelWith(found: Pick<Found, 'facts' | 'fired' | 'open'>, policy: CompiledPolicy): Channel {
  return channelOf(weigh(contributionsOf(found), classOf(found.facts, policy), policy.policy).level)
}

function asIfActive(candidate: CompiledParameter): CompiledParameter {
  const { validTo: _, ...parameter } = candidate.parameter
  return { ...candidate, parameter: { ...parameter, validFrom: '0000-01-01', status: 'active' } }
}

function baselineHash({ parameters }: Register, policy: CompiledPolicy): string {
  return sha256([...parameters.map(({ name }) => name.hash).toSorted(), policy.hash].join('\n'))
}
