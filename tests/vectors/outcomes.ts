import { KhorgosError } from '../../src/errors.ts'

/** The code with which something was refused, or `passed`. Anything but a `KhorgosError` is a fault and is thrown on. */
export function outcomeOf(run: () => void, passed: string): string {
  try {
    run()
    return passed
  } catch (error) {
    if (error instanceof KhorgosError) return error.code
    throw error
  }
}

/** File names by outcome, each list in order, so that a table of verdicts can be written down and compared. */
export function byOutcome(files: readonly string[], outcome: (file: string) => string): Record<string, string[]> {
  const groups: Record<string, string[]> = {}
  for (const file of files) (groups[outcome(file)] ??= []).push(file)
  for (const names of Object.values(groups)) names.sort()
  return groups
}
