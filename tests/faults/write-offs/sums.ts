import { noStandings, post } from '../../../src/evidence/postings.ts'
import type { EvidenceRecord, PostedAmount } from '../../../src/evidence/record.ts'
import type { Entry } from '../public-log.ts'
import { agencyOf, isStep, type StepRecord } from './steps.ts'
import { millionths } from './naive-ledger.ts'

/**
 * What a stranger finds who has the records of the log and nothing else: whether any balance was ever below zero or above
 * its total, after any record, and whether every write-off went from step to step as one can. Empty: all is in order.
 */
export function sumProblems(entries: readonly Entry[]): string[] {
  const standings = noStandings()
  const sums = new Map<string, Sum>()
  const steps = new Map<string, StepRecord>()
  const problems = entries.flatMap(({ index, record }) =>
    [
      ...post(standings, record),
      ...('postings' in record ? record.postings.flatMap((posted) => add(sums, posted)) : []),
      ...(isStep(record) ? stepProblems(steps, record) : []),
    ].map((problem) => `record ${index}: ${problem}`),
  )
  // The product's fold and the one of this file, each of which finds what is wrong by itself, come to the same.
  for (const [balance, { reserved, used }] of sums) {
    const standing = standings.balances.get(balance)
    const same = standing && millionths(standing.reserved) === reserved && millionths(standing.used) === used
    if (same !== true) problems.push(`the two folds of balance ${balance} differ`)
  }
  if (sums.size !== standings.balances.size) problems.push('the two folds have other balances')
  return problems
}

interface Sum {
  readonly total: bigint
  readonly carried: bigint
  readonly reserved: bigint
  readonly used: bigint
}

function add(sums: Map<string, Sum>, posted: PostedAmount): string[] {
  const total = millionths(posted.total)
  const before = sums.get(posted.balance) ?? {
    total,
    carried: millionths(posted.carried ?? '0'),
    reserved: 0n,
    used: 0n,
  }
  const reserved = before.reserved + millionths(posted.reserved)
  const used = before.used + millionths(posted.used)
  sums.set(posted.balance, { ...before, reserved, used })
  const sound =
    total === before.total && reserved >= 0n && used >= 0n && before.carried + reserved + used <= total
  return sound
    ? []
    : [`after it ${reserved} are reserved and ${used} used of ${before.total} of ${posted.balance}`]
}

const AFTER: Readonly<Record<StepRecord['kind'] | 'nothing', readonly EvidenceRecord['kind'][]>> = {
  nothing: ['reserved', 'used', 'declined'],
  reserved: ['used', 'released', 'ended'],
  used: ['released'],
  released: [],
  ended: [],
  declined: [],
}

function stepProblems(steps: Map<string, StepRecord>, record: StepRecord): string[] {
  const before = steps.get(record.writeOff)
  steps.set(record.writeOff, record)
  return [
    ...(AFTER[before?.kind ?? 'nothing'].includes(record.kind)
      ? []
      : [`write-off ${record.writeOff} is ${record.kind} after ${before?.kind ?? 'nothing'}`]),
    ...(before === undefined || agencyOf(before) === agencyOf(record)
      ? []
      : [`write-off ${record.writeOff} changed from ${agencyOf(before)} to ${agencyOf(record)}`]),
  ]
}
