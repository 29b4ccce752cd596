import type { Definition } from './definition.ts'

/** All workflows there are: those of the files, and those by which older cases still run. */
export interface Definitions {
  readonly all: readonly Definition[]
  /** The one by which a case runs. */
  byHash(hash: string): Definition | undefined
  /** The one by which a case would open: the newest version in force then. */
  inForce(workflow: string, at: Date): Definition | undefined
}

/** @param opening those by which cases may open; older cases run by the others */
export function createDefinitions(
  all: readonly Definition[],
  opening: readonly Definition[] = all,
): Definitions {
  const byHash = new Map(all.map((each) => [each.hash, each]))
  const newestFirst = opening.toSorted((one, other) => other.version - one.version)
  return {
    all,
    byHash: (hash) => byHash.get(hash),
    inForce: (workflow, at) =>
      newestFirst.find(
        (each) =>
          each.workflow === workflow &&
          each.validFrom <= at &&
          (each.validTo === undefined || at < each.validTo),
      ),
  }
}
