import type { Database } from '../../store/database.ts'
import { listed, type Rating } from './feedback.ts'
import type { ParameterChange, ParameterHistory, ParameterVersion } from './history.ts'
import type { Reports } from './load.ts'
import { hashOf, type Parameter } from './parameter.ts'
import { readRatings } from './ratings.ts'
import type { SimulationReport } from './simulate.ts'

/** What risk officers see of parameters: those of the sub-centres of their offices. */
export interface RiskService {
  /** What is in force now. */
  inForce(offices: ReadonlySet<string>): Promise<{
    readonly version: ParameterVersion | undefined
    readonly parameters: readonly ShownParameter[]
  }>
  /** Changes of what is in force, the newest first. */
  versions(
    offices: ReadonlySet<string>,
    query: { readonly before: number | undefined; readonly limit: number },
  ): Promise<readonly ParameterVersion[]>
  /** Ratings, the worst first. */
  ratings(
    offices: ReadonlySet<string>,
    query: { readonly subCentre: string | undefined; readonly parameter: string | undefined },
  ): Promise<readonly Rating[]>
}

export interface ShownParameter {
  readonly parameter: Parameter
  readonly hash: string
  /** By which it came into force over the API; undefined where it came with files. */
  readonly change: ParameterChange | undefined
  /** The simulation that it rests on. */
  readonly report: SimulationReport | undefined
}

export function createRiskService({
  database,
  history,
  reports,
}: {
  readonly database: Database
  readonly history: ParameterHistory
  /** Of the parameters of files. */
  readonly reports: Reports
}): RiskService {
  const now = async (): Promise<ParameterVersion | undefined> => {
    await history.refresh(database)
    return history.versions.at(-1)
  }
  const subCentresOf = (offices: ReadonlySet<string>, version: ParameterVersion | undefined) =>
    new Set([...offices].flatMap((each) => version?.ready().subCentres.districtOf(each)?.subCentre ?? []))
  return {
    async inForce(offices) {
      const version = await now()
      const own = subCentresOf(offices, version)
      const shown = (version?.parameters ?? [])
        .filter(({ subCentre }) => own.has(subCentre))
        .map((parameter): ShownParameter => {
          const hash = hashOf(parameter)
          const change = version?.cases.get(hash)
          const report =
            change?.reports.find(({ candidate }) => candidate.hash === hash) ??
            reports.get(parameter.activation?.report ?? '')
          return { parameter, hash, change, report }
        })
      return { version, parameters: shown }
    },
    async versions(offices, { before, limit }) {
      const own = subCentresOf(offices, await now())
      return history.versions
        .filter(({ number, change }) => {
          const isBefore = before === undefined || number < before
          return (
            isBefore &&
            (change.kind === 'loaded' || change.parameters.some(({ subCentre }) => own.has(subCentre)))
          )
        })
        .toReversed()
        .slice(0, limit)
    },
    async ratings(offices, { subCentre, parameter }) {
      const own = [...subCentresOf(offices, await now())]
      const subCentres = own.filter((each) => subCentre === undefined || each === subCentre)
      return listed(
        await readRatings(database, { subCentres, ...(parameter !== undefined && { parameter }) }),
      )
    },
  }
}
