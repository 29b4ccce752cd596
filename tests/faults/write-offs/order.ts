import { nameOf, type Statement, type Told } from './history.ts'

/**
 * Linearizability, with the log as the order: whoever began after another had his reply stands behind him in the log, and
 * whoever looks sees what anybody had been told before he looked. Empty: the log is an order in which all this happened one
 * after the other.
 */
export function orderProblems(told: readonly Told[]): string[] {
  const heard = firstHeard(told)
  return [...realTimeProblems(heard, lastBegun(told)), ...staleProblems(heard, told)]
}

/** By index: from then on somebody knew of the record. */
function firstHeard(told: readonly Told[]): Map<number, number> {
  const first = new Map<number, number>()
  for (const { index, heard } of told) first.set(index, Math.min(heard, first.get(index) ?? Infinity))
  return first
}

/** By index: the record was not made before. */
function lastBegun(told: readonly Told[]): Map<number, number> {
  const firstWish = new Map<string, number>()
  for (const { asked, begun } of told) {
    const name = nameOf(asked)
    firstWish.set(name, Math.min(begun, firstWish.get(name) ?? Infinity))
  }
  const begun = new Map<number, number>()
  for (const { index, asked, said, sent } of told) {
    // A refusal and an answer are always made by the attempt that was replied to; a statement may be of an earlier
    // attempt, or of another client that had the same wish.
    const made =
      said.is !== 'statement' || said.isNew
        ? sent
        : asked.what === 'look' || !isOf(asked, said.statement)
          ? -Infinity
          : (firstWish.get(nameOf(asked)) ?? -Infinity)
    begun.set(index, Math.max(made, begun.get(index) ?? -Infinity))
  }
  return begun
}

/** A repetition is told of the newest step, which somebody else may have made since. */
function isOf(asked: Told['asked'], { instruction, state, reason }: Statement['statement']): boolean {
  // Nobody asked for it.
  if (reason !== undefined) return false
  if (asked.what === 'write-off') return instruction === undefined
  return asked.what === 'step' && asked.to === state
}

function realTimeProblems(heard: ReadonlyMap<number, number>, begun: ReadonlyMap<number, number>): string[] {
  const problems: string[] = []
  let [earliest, of] = [Infinity, -1]
  for (const index of [...heard.keys()].sort((one, other) => other - one)) {
    if (earliest < (begun.get(index) ?? -Infinity))
      problems.push(`record ${index} was begun after record ${of} had been told, and stands before it`)
    const told = heard.get(index) ?? Infinity
    if (told < earliest) [earliest, of] = [told, index]
  }
  return problems
}

/** A statement is the newest of its write-off: what comes after it was not known when it was asked for. */
function staleProblems(heard: ReadonlyMap<number, number>, told: readonly Told[]): string[] {
  const steps = new Map<string, Set<number>>()
  for (const { index, said } of told)
    if (said.is === 'statement') {
      const { writeOff } = said.statement
      steps.set(writeOff, (steps.get(writeOff) ?? new Set()).add(index))
    }
  return told.flatMap(({ index, said, sent }) => {
    if (said.is !== 'statement') return []
    return [...(steps.get(said.statement.writeOff) ?? [])]
      .filter((later) => later > index && (heard.get(later) ?? Infinity) < sent)
      .map((later) => `record ${index} was told to somebody who asked when record ${later} was known`)
  })
}
