import { join } from 'node:path'
import { asKhorgosError } from '../../errors.ts'
import { dayAt } from '../../model/datetime.ts'
import { dataChecker, type DataProblem } from '../../model/data-file.ts'
import { asObject } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import { canBeTrue } from '../expressions/can-be-true.ts'
import type { Operations } from '../definitions/term.ts'
import { plain } from '../definitions/arguments.ts'
import { mayActivate, type Obstacle } from './activation.ts'
import { parameterProblems, type ParameterPlaces } from './check-parameter.ts'
import { isParameters, isReports, type ParameterHistory, type ParameterVersion } from './history.ts'
import { ZONE } from './in-force.ts'
import { compileParameter, hashOf, type Parameter } from './parameter.ts'
import type { SimulationReport } from './simulate.ts'

/** Stands in for what the proposal gets when it is opened, so that the form of files can be asked for. */
const UNSIGNED = { owner: '0000', author: 'author', status: 'draft' } as const

/**
 * @param folder that holds `parameters.schema.json`
 * @returns finds what is wrong with the parameters that somebody proposes: what would be wrong with them in a file, and that each
 *   can be true
 */
export function proposalCheck(
  folder: string,
  places: ParameterPlaces,
): (data: JsonObject) => DataProblem | undefined {
  const check = dataChecker(join(folder, 'parameters.schema.json'))
  return ({ parameters: given }) => {
    const list: readonly JsonValue[] = isList(given) ? given : []
    for (const [at, each] of list.entries())
      for (const name of ['owner', 'author', 'status', 'activation'])
        if (asObject(each)?.[name] !== undefined)
          return { path: `/parameters/${at}/${name}`, message: 'who proposes does not say this himself' }
    const parameters: unknown = list.map((each) => ({ ...asObject(each), ...UNSIGNED }))
    const wrong = check({ parameters })
    if (wrong !== undefined || !isParameters(parameters)) return wrong
    return parameters.map((each, at) => problemOf(each, at, places)).find(Boolean)
  }
}

function problemOf(parameter: Parameter, at: number, places: ParameterPlaces): DataProblem | undefined {
  const above = `/parameters/${at}`
  for (const { path, text } of parameterProblems(parameter, places))
    return { path: [above, ...path].join('/'), message: text }
  try {
    const { expression } = compileParameter(parameter, { path: parameter.id })
    if (canBeTrue(expression).verdict !== 'never') return undefined
    return { path: `${above}/when`, message: 'it can never be true' }
  } catch (thrown) {
    return { path: `${above}/when`, message: asKhorgosError(thrown).message.replace(/\.$/, '') }
  }
}

/** What the definition of risk parameters can have done. */
export function proposalOperations(history: ParameterHistory): Operations {
  return {
    /** The parameters as drafts, where the office may propose them: it is of their sub-centre. */
    riskDrafts: {
      required: ['parameters', 'by', 'office', 'at'],
      call: ({ parameters, by, office, at }) => {
        const version = versionAt(history, at)
        const author = asObject(by)?.['person']
        if (version === undefined || typeof author !== 'string' || typeof office !== 'string')
          return undefined
        const ours = version.ready().subCentres.districtOf(office)?.subCentre
        const drafts: unknown = (isList(parameters) ? parameters : []).map((each) => ({
          ...asObject(each),
          owner: office,
          author,
          status: 'draft',
        }))
        if (!isParameters(drafts) || !drafts.every(({ subCentre }) => subCentre === ours)) return undefined
        return plain({ parameters: drafts, fits: true })
      },
    },
    /** Whether all of them may come into force now, by whom, and what stands against each. */
    riskActivation: {
      required: ['drafts', 'reports', 'at'],
      optional: ['by'],
      call: ({ drafts, reports, by, at }) => {
        const version = versionAt(history, at)
        if (version === undefined || !isParameters(drafts) || !isReports(reports) || typeof at !== 'string')
          return undefined
        const approver = asObject(by)?.['person']
        const verdicts = drafts.map((draft) =>
          verdictOn(
            draft,
            reports,
            version,
            new Date(at),
            typeof approver === 'string' ? approver : undefined,
          ),
        )
        const allowed = verdicts.every(({ obstacles }) => obstacles.length === 0)
        return plain({
          allowed,
          obstacles: verdicts
            .filter(({ obstacles }) => obstacles.length > 0)
            .map(({ id, version: number, obstacles }) => ({ id, version: number, obstacles })),
          parameters: allowed ? verdicts.map(({ parameter }) => parameter) : [],
          reports: allowed ? reports : [],
        })
      },
    },
  }
}

function verdictOn(
  draft: Parameter,
  reports: readonly SimulationReport[],
  version: ParameterVersion,
  now: Date,
  approver: string | undefined,
) {
  const { id } = draft
  const verdict = mayActivate({
    parameter: compileParameter(draft, { path: id }),
    reports,
    // Before somebody approves, everything but that is looked at.
    approver: approver ?? `not ${draft.author}`,
    policy: version.ready().policy.policy.activation,
    now,
    day: dayAt(now, ZONE),
  })
  const taken = version.parameters.some(
    (each) => each.id === id && each.version >= draft.version && hashOf(each) !== hashOf(draft),
  )
  const obstacles: Obstacle[] = [
    ...(verdict.allowed ? [] : verdict.obstacles),
    ...(taken ? ['VERSION_TAKEN' as const] : []),
  ]
  const parameter: Parameter = {
    ...draft,
    status: 'active',
    ...(verdict.allowed && { activation: verdict.activation }),
  }
  return { id, version: draft.version, obstacles, parameter }
}

function versionAt(history: ParameterHistory, at: JsonValue | undefined): ParameterVersion | undefined {
  return typeof at === 'string' ? history.at(new Date(at)) : undefined
}

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value)
