import { KhorgosError } from '../../errors.ts'
import { decodeCaseEvent } from '../../evidence/case-event-bytes.ts'
import type { Actor, EventOnRecord } from '../../evidence/case-events.ts'
import { canonicalJson } from '../../evidence/canonical-json.ts'
import type { Tx } from '../../store/database.ts'
import { parameterChangesAfter } from '../../store/workflows/parameter-changes.ts'
import { prepareChannels, type Channels } from './decide.ts'
import { registerOf } from './in-force.ts'
import { compileParameter, hashOf, sha256, type CompiledParameter, type Parameter } from './parameter.ts'
import { compilePolicy, type CompiledPolicy, type Policy } from './policy.ts'
import type { SimulationReport } from './simulate.ts'
import { subCentresOf, type District, type SubCentres } from './sub-centres.ts'

/** Workflow by which risk parameters come into force, and what happens in it that changes which ones are. */
export const RISK_WORKFLOW = 'risk-parameters'
export const LOADED = 'parameters-loaded'
export const REPLACED = 'parameters-replaced'
export const ACTIVATED = 'parameters-activated'
export const WITHDRAWN = 'parameters-withdrawn'

/** What the files of a start say: all that a decision rests on. */
export interface Edition {
  readonly parameters: readonly Parameter[]
  readonly policy: Policy
  readonly districts: readonly District[]
}

/** One thing that changed what is in force: files of a start, or an act of a person. */
export interface ParameterChange {
  readonly kind: 'loaded' | 'activated' | 'withdrawn'
  /** Index in the log of its record. */
  readonly record: bigint
  /** It counts for what is decided after this moment. */
  readonly at: Date
  readonly case: string
  readonly key: string
  readonly by: Actor | undefined
  readonly reason: string | undefined
  /** What came into force by it; of a withdrawal what was in force. */
  readonly parameters: readonly Parameter[]
  /** Of an activation: the simulations that it rests on. */
  readonly reports: readonly SimulationReport[]
}

/** What was in force from one change to the next. */
export interface ParameterVersion {
  /** Counts from 1. */
  readonly number: number
  readonly change: ParameterChange
  /** SHA-256 over all that a decision rests on: hashes of the parameters in their order, of the policy and of the districts. */
  readonly hash: string
  readonly parameters: readonly Parameter[]
  /** Cases by which parameters came into force over the API, by the hash of each. */
  readonly cases: ReadonlyMap<string, ParameterChange>
  /** Made ready when first asked for. */
  ready(): ReadyVersion
}

export interface ReadyVersion {
  readonly parameters: readonly CompiledParameter[]
  readonly policy: CompiledPolicy
  readonly subCentres: SubCentres
  readonly channels: Channels
}

/**
 * Which risk parameters were in force when, from files and from people in one order: that of the log. It only grows, so that a
 * decision of any moment can be made again.
 */
export interface ParameterHistory {
  /** Reads what has changed since; of whoever decides under the lock of the log's head it misses nothing. */
  refresh(db: Tx): Promise<void>
  readonly versions: readonly ParameterVersion[]
  /** The one in force at a moment: by the newest change before it. */
  at(moment: Date): ParameterVersion | undefined
  /** Index of the record of the files that are in force, and the hash that they were loaded by. */
  readonly files: { readonly record: bigint; readonly case: string; readonly hash: string } | undefined
}

export function createParameterHistory(): ParameterHistory {
  const versions: ParameterVersion[] = []
  const compiled = new Map<string, CompiledParameter>()
  let newest = -1n
  let files: ParameterHistory['files']
  let edition: Edition | undefined
  let proposals: readonly ParameterChange[] = []
  const take = (record: bigint, event: EventOnRecord): void => {
    const change = changeOf(record, event, proposals)
    // An event that its case had no use for changed nothing.
    if (change === undefined) return
    if (change.kind === 'loaded') {
      edition = editionIn(event)
      files = { record, case: change.case, hash: 'files' in event.cause ? event.cause.files : '' }
    }
    if (change.kind === 'activated') proposals = [...proposals, change]
    if (change.kind === 'withdrawn') proposals = proposals.filter((each) => each.case !== change.case)
    if (edition !== undefined)
      versions.push(versionOf(versions.length + 1, change, edition, proposals, compiled))
  }
  return {
    versions,
    async refresh(db) {
      for (const { record, caseId, payload } of await parameterChangesAfter(db, newest)) {
        // Somebody else may have read the same meanwhile.
        if (record <= newest) continue
        if (payload === null)
          throw new KhorgosError('INTERNAL', `The parameters of case ${caseId} are not kept any more.`)
        take(record, decodeCaseEvent(payload))
        newest = record
      }
    },
    // Nothing was decided before the first.
    at: (moment) => versions.findLast(({ change }) => change.at < moment) ?? versions[0],
    get files() {
      return files
    },
  }
}

/** What files say, as if nothing else had ever been in force: for whoever has no database. */
export function historyOfFiles(edition: Edition): ParameterHistory {
  const change: ParameterChange = {
    kind: 'loaded',
    record: 0n,
    at: new Date(0),
    case: '',
    key: '',
    by: undefined,
    reason: undefined,
    parameters: edition.parameters,
    reports: [],
  }
  const only = versionOf(1, change, edition, [], new Map())
  return { refresh: () => Promise.resolve(), versions: [only], at: () => only, files: undefined }
}

const KINDS: Readonly<Record<string, ParameterChange['kind']>> = {
  [LOADED]: 'loaded',
  [ACTIVATED]: 'activated',
  [WITHDRAWN]: 'withdrawn',
}

function changeOf(
  record: bigint,
  event: EventOnRecord,
  proposals: readonly ParameterChange[],
): ParameterChange | undefined {
  const kind = KINDS[event.event]
  const own = proposals.find((each) => each.case === event.case)
  // A proposal that is withdrawn before anybody activated it was never in force.
  if (event.workflow !== RISK_WORKFLOW || event.transition === undefined) return undefined
  if (kind === undefined || (kind === 'withdrawn' && own === undefined)) return undefined
  const { reason } = event.data
  return {
    kind,
    record,
    at: new Date(event.at),
    case: event.case,
    key: event.key,
    by: 'by' in event.cause ? event.cause.by : undefined,
    reason: typeof reason === 'string' ? reason : undefined,
    parameters:
      kind === 'loaded'
        ? editionIn(event).parameters
        : kind === 'activated'
          ? parametersIn(event.set['inForce'])
          : (own?.parameters ?? []),
    reports: isReports(event.set['grounds']) ? event.set['grounds'] : (own?.reports ?? []),
  }
}

/** The record was written by this program, from data that was checked then. */
function editionIn({ data }: EventOnRecord): Edition {
  const { edition } = data
  if (isEdition(edition)) return edition
  throw new KhorgosError('INTERNAL', 'The record of loaded parameters holds none.')
}

const isEdition = (value: unknown): value is Edition =>
  typeof value === 'object' && value !== null && 'parameters' in value && 'policy' in value

function parametersIn(value: unknown): readonly Parameter[] {
  return isParameters(value) ? value : []
}

export const isParameters = (value: unknown): value is readonly Parameter[] =>
  Array.isArray(value) &&
  value.every((each) => typeof each === 'object' && each !== null && 'when' in each && 'effect' in each)

export const isReports = (value: unknown): value is readonly SimulationReport[] =>
  Array.isArray(value) &&
  value.every((each) => typeof each === 'object' && each !== null && 'candidate' in each)

function versionOf(
  number: number,
  change: ParameterChange,
  { parameters: ofFiles, policy, districts }: Edition,
  proposals: readonly ParameterChange[],
  compiled: Map<string, CompiledParameter>,
): ParameterVersion {
  const byName = new Map(
    [...proposals.flatMap((each) => each.parameters), ...ofFiles].map((each) => [
      `${each.id} ${each.version}`,
      each,
    ]),
  )
  const parameters = [...byName.values()]
  const cases = new Map(
    proposals.flatMap((each) => each.parameters.map((own) => [hashOf(own), each] as const)),
  )
  let ready: ReadyVersion | undefined
  return {
    number,
    change,
    hash: sha256(canonicalJson([parameters.map(hashOf).toSorted(), policy, districts])),
    parameters,
    cases,
    ready: () => (ready ??= made(parameters, policy, districts, compiled)),
  }
}

function made(
  parameters: readonly Parameter[],
  policy: Policy,
  districts: readonly District[],
  compiled: Map<string, CompiledParameter>,
): ReadyVersion {
  const all = parameters.map((each) => {
    const key = canonicalJson(each)
    const known = compiled.get(key) ?? compileParameter(each, { path: each.id })
    compiled.set(key, known)
    return known
  })
  const subCentres = subCentresOf(districts)
  const ready = compilePolicy(policy, (mode) => ({ path: `policy ${mode}` }))
  return {
    parameters: all,
    policy: ready,
    subCentres,
    channels: prepareChannels(registerOf(all, subCentres), ready),
  }
}

/** The name of what files say. */
export const editionHash = (edition: Edition): string => sha256(canonicalJson(edition))
