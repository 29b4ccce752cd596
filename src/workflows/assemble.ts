import { join } from 'node:path'
import type { Committer } from '../exchange/commit.ts'
import type { Originator } from '../exchange/originate.ts'
import type { Participant } from '../exchange/participant.ts'
import { type Either, forOne, forOther, joinParticipants } from '../exchange/participants.ts'
import type { WorkLoop } from '../exchange/work-loop.ts'
import { documentNames, loadDocumentRules } from '../model/documents.ts'
import type { HubCodes } from '../model/hub-codes.ts'
import type { Partner } from '../partners/partner.ts'
import type { Database } from '../store/database.ts'
import type { LostKey } from '../store/ledger/key-losses.ts'
import { ALWAYS_OPEN } from './calendar/always-open.ts'
import { dueAt } from './calendar/due.ts'
import { type Calendars, loadCalendars } from './calendar/load.ts'
import { createCargoDesk } from './cargo/desk.ts'
import type { CargoService } from './cargo/service.ts'
import { createCargoFollower, keepCargoRules } from './cargo/follow.ts'
import type { CargoEntry, CargoResult } from './cargo/entry.ts'
import { loadCargoRules } from './cargo/load-rules.ts'
import { createCargoParticipant } from './cargo/participant.ts'
import type { CargoRules } from './cargo/rules.ts'
import { CONSOLIDATION_OPERATIONS } from './channel/consolidation.ts'
import { createParameterHistory, historyOfFiles, type ParameterHistory } from './channel/history.ts'
import { editionOf, keepEdition } from './channel/keep-edition.ts'
import { type ChannelFiles, loadChannel } from './channel/load.ts'
import { channelOperations, isDeclaration } from './channel/operations.ts'
import { papersKnown } from './channel/papers.ts'
import { proposalCheck, proposalOperations } from './channel/proposal.ts'
import { RATING_OPERATIONS } from './channel/ratings.ts'
import { tryProposal } from './channel/try-proposal.ts'
import { createDeadlines } from './cases/deadlines.ts'
import { createCaseDesk } from './cases/desk.ts'
import { createEffects, EFFECTS } from './cases/effects.ts'
import type { CaseEntry } from './cases/entry.ts'
import { createFollower } from './cases/follow.ts'
import type { Beside } from './cases/happenings-in.ts'
import { keepDefinitions } from './cases/keep-definitions.ts'
import { tellOfLostKeys } from './cases/lost-keys.ts'
import { type CaseResult, createCaseParticipant } from './cases/participant.ts'
import type { Numbering } from './cases/numbering.ts'
import { tryPassedOver } from './cases/passed-over.ts'
import { rehearse } from './cases/rehearse.ts'
import type { CaseService } from './cases/service.ts'
import type { Arrangement } from './checklist/arrangement.ts'
import { checklistNumbering, issuingOffices } from './checklist/issue-number.ts'
import { loadArrangements } from './checklist/load-arrangements.ts'
import type { CompileParts } from './definitions/compile.ts'
import type { Definitions } from './definitions/definitions.ts'
import { loadDefinitions } from './definitions/load.ts'
import { loadProgrammes } from './operators/load-programmes.ts'
import { operatorOperations } from './operators/operations.ts'
import type { Programme } from './operators/programme.ts'
import { standingOf } from './operators/standing.ts'
import { recognitionOperations } from './recognition/operations.ts'
import { addresseesOf } from './supervision/addressees.ts'
import { presentedChecker } from './supervision/presented.ts'
import { supervisionOperations } from './supervision/operations.ts'

export interface WorkflowFiles {
  /** Folder that holds `workflows` and `canonical`. */
  readonly schemas: string
  /** The hub's code lists. */
  readonly codes: HubCodes
  /** Ours, ISO 3166 alpha-2. */
  readonly country: string
}

/** Definitions and rules by which workflows run, and what decides about their entries. */
export interface Workflows {
  readonly definitions: Definitions
  readonly cargoRules: CargoRules
  readonly arrangements: readonly Arrangement[]
  readonly numbering: Numbering
  /** Ours, ISO 3166 alpha-2. */
  readonly country: string
  /** The files of the clearance channel; what is in force of them, and of what people let in, says the history. */
  readonly channel: ChannelFiles
  readonly history: ParameterHistory
  /** For the follower: how the operator of a declaration stands. */
  readonly beside: Beside
  readonly participant: Participant<Either<CaseEntry, CargoEntry>, Either<CaseResult, CargoResult>>
}

/**
 * Reads definitions, rules, calendars and arrangements, and keeps the definitions in the database: a case runs to its end by the one
 * that it began with, also when the file has a newer version. Where cargo accounts were made by other rules, the log is read again.
 *
 * @throws KhorgosError WORKFLOW_INVALID, CONFIG_INVALID
 */
export async function openWorkflows(
  files: WorkflowFiles,
  database: Database,
  lostKeys: readonly LostKey[],
  clock: () => Date,
): Promise<Workflows> {
  const { schemas, country } = files
  const calendars = loadCalendars(schemas)
  const arrangements = loadArrangements(schemas, calendars)
  const clearing = { ...readClearing(schemas), history: createParameterHistory() }
  const parts = compileParts(files, { calendars, arrangements, clearing })
  const definitions = await keepDefinitions(database, loadDefinitions(schemas, parts), schemas, parts)
  const cargoRules = loadCargoRules(schemas, country, calendars)
  await keepCargoRules(database, cargoRules, lostKeys)
  const { channel, history, programmes } = clearing
  const zoneOf = (of: string, office: string) => calendars.of(of, office)?.timeZone
  const numbering = checklistNumbering(issuingOffices(country, arrangements, zoneOf), clock)
  const cases = createCaseParticipant(definitions, { numbering, lookUp: (tx) => history.refresh(tx) })
  const participant = joinParticipants(cases, createCargoParticipant())
  const beside: Beside = async (document, content) => {
    if (document !== 'goods-declaration') return undefined
    const [standing, known] = await Promise.all([
      standingOf(database, content, { programmes, country }),
      isDeclaration(content) ? papersKnown(database, content, { at: clock(), lostKeys }) : undefined,
    ])
    if (standing === undefined && known === undefined) return undefined
    return {
      data: { ...(standing && { operator: standing.operator }), ...(known && { papers: known.papers }) },
      basis: [...(standing?.basis ?? []), ...(known?.basis ?? [])],
    }
  }
  return { definitions, cargoRules, arrangements, numbering, country, channel, history, beside, participant }
}

/** What clearance goes by. */
interface Clearing {
  readonly channel: ChannelFiles
  readonly history: ParameterHistory
  readonly programmes: readonly Programme[]
}

/** With the parameters of the files in force, as they are without a database. */
function readClearing(schemas: string): Clearing {
  const channel = loadChannel(join(schemas, 'workflows', 'channel'))
  return { channel, history: historyOfFiles(editionOf(channel)), programmes: loadProgrammes(schemas) }
}

/** What is read before definitions are. */
interface ReadParts {
  readonly calendars: Calendars
  readonly arrangements: readonly Arrangement[]
  readonly clearing: Clearing
}

/** All of it, as the files have it. */
function readParts(schemas: string): ReadParts {
  const calendars = loadCalendars(schemas)
  return { calendars, arrangements: loadArrangements(schemas, calendars), clearing: readClearing(schemas) }
}

/** What definitions of a country's gateway may make use of. */
export function compileParts(
  { schemas, codes, country }: WorkflowFiles,
  { calendars, arrangements, clearing }: ReadParts = readParts(schemas),
): CompileParts {
  const { channel, history, programmes } = clearing
  const canonical = join(schemas, 'canonical')
  return {
    operations: {
      ...supervisionOperations({ country, arrangements }),
      ...recognitionOperations({ country, arrangements }),
      ...channelOperations(history),
      ...proposalOperations(history),
      ...RATING_OPERATIONS,
      ...CONSOLIDATION_OPERATIONS,
      ...operatorOperations({ country, programmes }),
    },
    checks: { riskParameters: proposalCheck(join(schemas, 'workflows', 'channel'), channel) },
    effects: EFFECTS,
    // An office without a calendar is taken as one that never closes: a deadline that is too early is seen.
    dueAt: (office, from, within) => dueAt(calendars.of(country, office) ?? ALWAYS_OPEN, from, within),
    checkSpan: (within) => void dueAt(ALWAYS_OPEN, new Date(0), within),
    checker: loadDocumentRules(canonical, codes).checker,
    documents: new Set(documentNames(canonical)),
  }
}

export interface WorkflowWorkParts {
  readonly database: Database
  readonly workflows: Workflows
  readonly committer: Committer<Either<CaseEntry, CargoEntry>, Either<CaseResult, CargoResult>>
  readonly originatorOver: (committer: Committer<CaseEntry, CaseResult>) => Originator<CaseEntry, CaseResult>
  readonly partners: ReadonlyMap<string, Partner>
  readonly lostKeys: readonly LostKey[]
  /** The receipt of a record in the log of that size. */
  readonly receiptOf: (record: bigint, size: bigint) => Promise<string>
  readonly clock: () => Date
  readonly onFault: (error: unknown) => void
  /** Told after what a case of the workflow told another has reached none. */
  readonly onUnheard: (workflow: string) => void
}

export interface WorkflowWork extends Pick<WorkLoop, 'kick' | 'stop'> {
  /** Where officers act in cases; what follows begins at once. */
  readonly desk: CaseService
  /** Where they look at cargo accounts. */
  readonly cargo: CargoService
  /**
   * Begins: also to tell cases of the keys that were lost, and to try again what they could make nothing of. Parameters of files
   * that are not in force yet come into force first.
   * @throws KhorgosError PARAMETER_INVALID
   */
  start(): Promise<void>
}

/** All that cases do by themselves: follow the log, hear that their time is over, have done what follows. Cargo accounts follow it too. */
export function createWorkflowWork({ workflows, ...all }: WorkflowWorkParts): WorkflowWork {
  const { database, partners, lostKeys, onFault } = all
  const committer = forOne(all.committer)
  const originator = all.originatorOver(committer)
  const { channel } = workflows
  const addressee = addresseesOf(partners.values())
  const parts = { ...all, ...workflows, committer, originator, addressee }
  const cargo = { ...all, rules: workflows.cargoRules, committer: forOther(all.committer) }
  const following = { ...parts, countryOf: (id: string) => partners.get(id)?.country }
  const loops = [
    createFollower(following),
    createDeadlines(parts),
    createEffects({ ...parts, simulate: (parameters) => tryProposal(parts, parameters) }),
    createCargoFollower({ ...cargo, countryOf: following.countryOf }),
  ]
  const stopping = new AbortController()
  let once: Promise<unknown> = Promise.resolve()
  const kick = (): void => {
    for (const loop of loops) loop.kick()
  }
  return {
    desk: createCaseDesk({
      ...parts,
      checkCode: presentedChecker({ ...workflows, partners: [...partners.values()] }),
      rehearse: (act, by, before, definition) => rehearse(act, by, before, definition, parts),
      onMoved: kick,
    }),
    cargo: createCargoDesk(cargo),
    kick,
    async start() {
      await keepEdition(channel, parts)
      for (const loop of loops) loop.start()
      once = Promise.all([
        tryPassedOver(following).catch(onFault),
        tellOfLostKeys(database, committer, lostKeys, stopping.signal).catch(onFault),
      ])
    },
    async stop() {
      stopping.abort()
      await Promise.all([once, ...loops.map((loop) => loop.stop())])
    },
  }
}
