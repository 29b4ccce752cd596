import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { asKhorgosError, KhorgosError, type Place } from '../../errors.ts'
import type { FileProblem } from '../../model/data-file.ts'
import { dataError, strictFileReader } from '../data-file.ts'
import { parameterProblems } from './check-parameter.ts'
import { reportHash, type SimulationReport } from './simulate.ts'
import { canBeTrue } from '../expressions/can-be-true.ts'
import { LEVELS } from './level.ts'
import { ORDINARY } from './mode.ts'
import { compileParameter, type CompiledParameter, type Parameter } from './parameter.ts'
import { compilePolicy, type CompiledPolicy, type Policy } from './policy.ts'
import { loadSubCentres, type SubCentres } from './sub-centres.ts'
import { OPERATOR_CLASSES } from './vocabulary.ts'

/** Everything that channels are decided by, as the files of a folder have it. */
export interface ChannelFiles {
  readonly subCentres: SubCentres
  readonly policy: CompiledPolicy
  readonly parameters: readonly CompiledParameter[]
  /** Text of a reason by its key. */
  readonly reasons: ReadonlyMap<string, string>
  /** Simulations that the active parameters rest on. */
  readonly reports: Reports
}

/** Simulation reports by their hashes. */
export type Reports = ReadonlyMap<string, SimulationReport>

/**
 * Reads `simulations.json`, `sub-centres.csv`, `reasons.csv`, `policy.yaml` and `parameters/*.yaml` of a folder.
 * @throws KhorgosError CONFIG_INVALID or PARAMETER_INVALID listing all that is wrong, each with file and line
 */
export function loadChannel(folder: string): ChannelFiles {
  const subCentres = loadSubCentres(join(folder, 'sub-centres.csv'))
  const reasons = loadReasons(join(folder, 'reasons.csv'))
  const policy = loadPolicy(folder)
  const reports = loadReports(join(folder, 'simulations.json'))
  const files = readdirSync(join(folder, 'parameters'))
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
  const parameters = loadParameters(
    folder,
    files.map((name) => join(folder, 'parameters', name)),
    { subCentres, reasons, reports },
  )
  return { subCentres, policy, parameters, reasons, reports }
}

/** What parameters are held against. */
export interface ParameterContext {
  readonly subCentres: SubCentres
  readonly reasons: ReadonlyMap<string, string>
  readonly reports: Reports
}

/**
 * Reads parameter files and checks them: form, places, days, reasons, expressions, and that each can be true.
 *
 * @param folder that holds `parameters.schema.json`
 * @throws KhorgosError PARAMETER_INVALID listing all that is wrong in all files, each with file and line
 */
export function loadParameters(
  folder: string,
  files: readonly string[],
  context: ParameterContext,
): readonly CompiledParameter[] {
  const read = strictFileReader<{ parameters: Parameter[] }>(
    join(folder, 'parameters.schema.json'),
    'PARAMETER_INVALID',
  )
  const problems: FileProblem[] = []
  const loaded: CompiledParameter[] = []
  const places = new Map<string, Place>()
  for (const file of files) {
    const data = collect(problems, () => read(file))
    data?.content.parameters.forEach((parameter, at) => {
      const place = data.place(['parameters', at])
      const name = `${parameter.id} version ${parameter.version}`
      const first = places.get(name)
      if (first !== undefined)
        problems.push({ place, text: `${name} stands already in ${first.path}:${first.line ?? 0}` })
      places.set(name, place)
      for (const { path, text } of parameterProblems(parameter, context))
        problems.push({ place: data.place(['parameters', at, ...path]), text })
      const compiled = collect(problems, () =>
        compileParameter(parameter, data.place(['parameters', at, 'when'])),
      )
      if (compiled === undefined) return
      problems.push(...activationProblems(compiled, data.place(['parameters', at, 'activation']), context))
      if (canBeTrue(compiled.expression).verdict === 'never')
        problems.push({ place: data.place(['parameters', at, 'when']), text: `${name} can never be true` })
      loaded.push(compiled)
    })
  }
  if (problems.length > 0) throw dataError('PARAMETER_INVALID', problems)
  return loaded
}

/** A parameter that was changed after its simulation has another hash: then nobody knows what it does. */
function* activationProblems(
  { parameter: { id, version, activation }, name: { hash } }: CompiledParameter,
  place: Place,
  { reports }: ParameterContext,
): Generator<FileProblem> {
  if (activation === undefined) return
  const report = reports.get(activation.report)
  if (report?.candidate.hash === hash) return
  const what = report === undefined ? 'is not there' : 'is of another content'
  yield { place, text: `the simulation that ${id} version ${version} rests on ${what}; simulate it again` }
}

/** @throws KhorgosError CONFIG_INVALID for what is no list of reports */
function loadReports(file: string): Reports {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (Array.isArray(content) && content.every(isReport))
    return new Map(content.map((report) => [reportHash(report), report]))
  throw new KhorgosError('CONFIG_INVALID', `${file}: it is no list of simulation reports.`)
}

/** What is read of a report here; all of it is under its hash. */
function isReport(value: unknown): value is SimulationReport {
  if (typeof value !== 'object' || value === null || !('candidate' in value)) return false
  const { candidate } = value
  return (
    typeof candidate === 'object' &&
    candidate !== null &&
    'hash' in candidate &&
    typeof candidate.hash === 'string'
  )
}

function loadPolicy(folder: string): CompiledPolicy {
  const read = strictFileReader<Policy>(join(folder, 'policy.schema.json'), 'CONFIG_INVALID')
  const { content, place } = read(join(folder, 'policy.yaml'))
  const problems: FileProblem[] = []
  if (content.thresholds.high <= content.thresholds.medium)
    problems.push({ place: place(['thresholds']), text: 'the threshold of high is not above that of medium' })
  for (const id of OPERATOR_CLASSES) {
    const { floor, ceiling, modes } = content.classes[id]
    if (LEVELS.indexOf(floor) > LEVELS.indexOf(ceiling))
      problems.push({ place: place(['classes', id]), text: `the floor of ${id} is above its ceiling` })
    const missing = modes.find((mode) => content.modes[mode] === undefined)
    if (missing !== undefined)
      problems.push({ place: place(['classes', id, 'modes']), text: `there is no mode ${missing}` })
    const last = content.modes[modes.at(-1) ?? ORDINARY]
    if (last !== undefined && (last.when !== undefined || last.channels.length < LEVELS.length))
      problems.push({
        place: place(['classes', id, 'modes']),
        text: `the last mode of ${id} is not for all channels without conditions`,
      })
  }
  if (problems.length > 0) throw dataError('CONFIG_INVALID', problems)
  return compilePolicy(content, (mode) => place(['modes', mode, 'when']))
}

/** @throws KhorgosError CONFIG_INVALID when the file cannot be read, or a key stands twice */
function loadReasons(file: string): ReadonlyMap<string, string> {
  const rows = parse<{ key: string; en: string }>(readFileSync(file), { columns: true, trim: true })
  const reasons = new Map(rows.map(({ key, en }) => [key, en]))
  if (reasons.size === rows.length && rows.every(({ key, en }) => key !== '' && en !== '')) return reasons
  throw new KhorgosError('CONFIG_INVALID', `${file}: a key stands twice, or has no text.`)
}

function collect<T>(problems: FileProblem[], work: () => T): T | undefined {
  try {
    return work()
  } catch (thrown) {
    for (const { place, message } of asKhorgosError(thrown).each)
      problems.push({ place: place ?? { path: '' }, text: message })
    return undefined
  }
}
