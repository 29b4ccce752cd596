import { KhorgosError } from '../../errors.ts'
import { NOTHING } from '../../exchange/changes.ts'
import type { Committer } from '../../exchange/commit.ts'
import type { JsonObject } from '../../model/json.ts'
import type { Database } from '../../store/database.ts'
import type { CaseEntry, Happening } from '../cases/entry.ts'
import { plain } from '../definitions/arguments.ts'
import {
  type Edition,
  editionHash,
  LOADED,
  type ParameterHistory,
  REPLACED,
  RISK_WORKFLOW,
} from './history.ts'
import type { ChannelFiles } from './load.ts'
import { hashOf } from './parameter.ts'

/** What files belong to: no officer works there. */
const NO_OFFICE = 'files'
/** Nodes that start with other files at the same moment: each finds the other's first. */
const MAX_TRIES = 10

/**
 * What the files say becomes part of the history of parameters, where it is not in force already. Run before anything is decided.
 *
 * @throws KhorgosError PARAMETER_INVALID when a parameter of the files says something else than one that came into force over the API
 */
export async function keepEdition(
  files: Pick<ChannelFiles, 'parameters' | 'policy' | 'subCentres'>,
  {
    database,
    history,
    committer,
  }: {
    readonly database: Database
    readonly history: ParameterHistory
    readonly committer: Pick<Committer<CaseEntry>, 'commit'>
  },
): Promise<void> {
  const edition = editionOf(files)
  const hash = editionHash(edition)
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    await history.refresh(database)
    if (history.files?.hash === hash) return
    requireSame(edition, history)
    const happenings = happeningsOf(edition, hash, history)
    await committer.commit({ ...NOTHING, entry: { entry: 'happened', happenings } })
  }
  throw new KhorgosError('PARAMETER_INVALID', 'Other nodes start with other parameter files all the time.')
}

/** What counts of the files. */
export function editionOf({
  parameters,
  policy,
  subCentres,
}: Pick<ChannelFiles, 'parameters' | 'policy' | 'subCentres'>): Edition {
  return {
    parameters: parameters.map(({ parameter }) => parameter).filter(({ status }) => status === 'active'),
    policy: policy.policy,
    districts: subCentres.districts,
  }
}

function requireSame({ parameters }: Edition, history: ParameterHistory): void {
  const now = history.versions.at(-1)
  for (const each of now?.parameters ?? []) {
    const own = parameters.find(({ id, version }) => id === each.id && version === each.version)
    const isOfApi = now?.cases.has(hashOf(each)) === true
    if (own !== undefined && isOfApi && hashOf(own) !== hashOf(each))
      throw new KhorgosError(
        'PARAMETER_INVALID',
        `${each.id} version ${each.version} came into force over the API and says something else than the file: give the file a newer version.`,
      )
  }
}

function happeningsOf(edition: Edition, hash: string, { files }: ParameterHistory): Happening[] {
  const cause = { files: hash }
  // Named by what it takes the place of, so that nodes which start together with the same files load them once.
  const key = `files ${files === undefined ? 'first' : `after ${files.record}`}`
  const data: JsonObject = plain({ edition })
  const loaded: Happening = {
    target: { workflow: RISK_WORKFLOW, key, office: NO_OFFICE },
    event: LOADED,
    cause,
    basis: [],
    data,
  }
  if (files === undefined) return [loaded]
  return [{ target: { case: files.case }, event: REPLACED, cause, basis: [], data: {} }, loaded]
}
