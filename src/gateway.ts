import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { loadPeople } from './access/people-file.ts'
import { officeEventBody } from './api/case-body.ts'
import { caseRooms } from './api/case-rooms.ts'
import { urlOf } from './api/listening-url.ts'
import { createMetrics } from './api/metrics.ts'
import { openPeopleDoor } from './api/open-people-door.ts'
import { createPartnerServer } from './api/partner-server.ts'
import { createPublicServer } from './api/public-server.ts'
import type { Config } from './config.ts'
import { loadLogSigner } from './evidence/log-key.ts'
import { createLog, type EvidenceLog } from './evidence/log.ts'
import { assembleExchanges } from './exchange/assemble.ts'
import { createCommitter } from './exchange/commit.ts'
import { createOriginator } from './exchange/originate.ts'
import { openSwitchboard } from './exchange/open-switchboard.ts'
import { forOne, forOther, joinParticipants } from './exchange/participants.ts'
import { loadAgreed, readPem } from './exchange/parts.ts'
import type { ExchangeService } from './exchange/service.ts'
import type { Formats } from './formats/catalogue.ts'
import { schemaDescriber } from './model/documents.ts'
import { loadHubCodes } from './model/hub-codes.ts'
import { keepAgreement } from './store/agreements.ts'
import { keepGatewayKey } from './store/gateway-keys.ts'
import { timed } from './exchange/timing.ts'
import { createLedgerWork } from './ledger/assemble.ts'
import { ledgerGauges } from './ledger/gauges.ts'
import { createLedger } from './ledger/ledger.ts'
import { spendAssertion } from './store/client-assertions.ts'
import type { Database } from './store/database.ts'
import { openDatabase } from './store/open.ts'
import { migrate } from './store/migrate.ts'
import { countOutbox, releaseClaimsOf } from './store/outbox-upkeep.ts'
import { countUnannounced } from './store/workflows/announcements.ts'
import { createWorkflowWork, openWorkflows } from './workflows/assemble.ts'
import { createAnnouncing } from './workflows/announcing.ts'
import type { CargoService } from './workflows/cargo/service.ts'
import type { CaseService } from './workflows/cases/service.ts'
import { createRiskService } from './workflows/channel/risk-service.ts'
import { createHttpTransport } from './transports/http.ts'

/** A running gateway: the whole of it, seen from outside. */
export interface Gateway {
  readonly partnerUrl: string
  readonly publicUrl: string
  /** Undefined when no people file is configured. */
  readonly peopleUrl: string | undefined
  /** The log's key as a C2SP verifier key. */
  readonly logVerifierKey: string
  readonly database: Database['kind']
  readonly service: ExchangeService
  readonly cases: CaseService
  readonly cargo: CargoService
  readonly log: EvidenceLog
  /** Answers what is under way, finishes deliveries that have begun, closes everything. */
  close(): Promise<void>
}

export interface GatewayOptions {
  readonly clock?: () => Date
  /** Where log lines go; standard output when absent. */
  readonly logStream?: { write(line: string): void }
  /** The formats of the schema folder, where who starts the gateway has loaded them. */
  readonly formats?: Formats
  /** Whether token issuers may be of the kind that gives tokens to anybody. Never set but by the sandbox. */
  readonly sandbox?: boolean
}

/** Units of work that share one commit at most, and those that may wait for it before callers are told to wait. */
const MAX_BATCH = 128
const MAX_QUEUE = 4096

/**
 * The wiring, the only place that knows all parts. Everything is checked before the first port opens.
 * @throws KhorgosError CONFIG_INVALID, MAPPING_INVALID, STORE_UNAVAILABLE, LOG_ROLLED_BACK, LOG_CORRUPT
 */
export async function startGateway(config: Config, options: GatewayOptions = {}): Promise<Gateway> {
  const releasers: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    // Last opened, first closed: doors before work, work before the database. What fails to close keeps nothing open.
    const failures: unknown[] = []
    for (const release of releasers.splice(0).toReversed())
      await release().catch((failure: unknown) => failures.push(failure))
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed')
  }
  try {
    return { ...(await open(config, options, releasers)), close }
  } catch (error) {
    // Why it did not start matters more than what could not be closed again.
    await close().catch(() => undefined)
    throw error
  }
}

async function open(
  config: Config,
  { clock = () => new Date(), logStream, formats, sandbox = false }: GatewayOptions,
  releasers: (() => Promise<unknown>)[],
): Promise<Omit<Gateway, 'close'>> {
  const folders = {
    schemas: config.schemasFolder,
    partners: config.partnersFolder,
    certificates: config.certificateFolder,
  }
  const parts = loadAgreed(folders)
  const { peopleFile } = config
  const people = peopleFile === undefined ? undefined : loadPeople({ file: peopleFile, ...folders, sandbox })
  const switchboard = await openSwitchboard(folders, config.xmlWorkers, formats)
  releasers.push(() => switchboard.close())
  const pem = (name: string): string => readPem(folders, name)
  const signer = loadLogSigner(pem('log.key'))
  const tls = { certificatePem: pem('gateway.tls.crt'), privateKeyPem: pem('gateway.tls.key') }
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })

  const database = await openDatabase(config)
  releasers.push(() => database.close())
  await migrate(database)
  for (const { id: partner, file, keyFiles } of parts.partners.values())
    await keepAgreement(database, { partner, ...file, keyFiles })
  await keepGatewayKey(database, parts.signingKey)
  const log = createLog({ database, signer, stateFolder: config.dataFolder, clock })
  await log.start()
  const ledger = createLedger({
    partners: parts.partners,
    signingKey: parts.signingKey,
    log: signer.origin,
  })
  const canonical = join(config.schemasFolder, 'canonical')
  const codes = loadHubCodes(join(canonical, 'codes'))
  const workflowFiles = { schemas: config.schemasFolder, codes, country: config.country }
  const workflows = await openWorkflows(workflowFiles, database, ledger.lostKeys, clock)
  const everything = createCommitter({
    database,
    log,
    participant: joinParticipants(ledger.participant, workflows.participant),
    maxBatch: MAX_BATCH,
    maxQueue: MAX_QUEUE,
  })
  releasers.push(() => everything.drain())
  // What each part hands in, and is told, is its own.
  const committer = forOne(everything)

  const transport = createHttpTransport({ tls })
  releasers.push(() => transport.close())

  const metrics = createMetrics(new Registry(), {
    partners: [...parts.partners.keys()],
    gauges: {
      outbox_deliveries: { help: 'Deliveries that are not finished', read: () => countOutbox(database) },
      ...ledgerGauges(database, parts.partners.values(), clock),
      events_unannounced: {
        help: 'Events of cases that the broker has not been told of yet',
        read: () => countUnannounced(database),
      },
      commit_queue: { help: 'Units of work that wait for the next commit', read: () => committer.queued() },
    },
  })
  const lines = { level: config.logLevel, ...(logStream && { stream: logStream }) }
  const publicServer = createPublicServer({
    evidence: log,
    verifierKey: signer.vkey,
    checks: {
      database: async () => void (await database.query('select 1')),
      log: async () => void (await log.checkpoint()),
    },
    log: lines,
    metrics,
  })
  const onFault = (error: unknown): void =>
    publicServer.log.error({ err: error }, 'background work met a fault')
  const exchanges = assembleExchanges({
    database,
    log,
    logVerifierKey: signer.vkey,
    entryOf: ledger.entryOf,
    entryOfAcknowledgement: ledger.entryOfAcknowledgement,
    ...timed({ committer, switchboard, transport }, (step, seconds) => metrics.stage(step, seconds)),
    parts,
    node: config.node,
    clock,
    onFault,
  })
  await releaseClaimsOf(database, config.node)
  exchanges.start()
  releasers.push(() => exchanges.stop())
  const ledgerWork = createLedgerWork({
    ledger,
    database,
    log,
    committer,
    originator: exchanges.originator,
    transport,
    partners: parts.partners,
    node: config.node,
    clock,
    onTold: ({ partner, status }) => metrics.report(partner, status),
    onAsked: ({ partner, rounds }) => metrics.inquiryRequest(partner, rounds === 0 ? 'first' : 'reminder'),
    onPush: ({ agency, notice }, outcome, error) => {
      metrics.noticePush(agency, outcome)
      if (outcome === 'given-up')
        publicServer.log.warn({ agency, notice, code: error?.code }, 'a notice is not sent any more')
    },
    onFault,
  })
  await ledgerWork.start()
  releasers.push(() => ledgerWork.stop())

  const workflowWork = createWorkflowWork({
    database,
    workflows,
    committer: forOther(everything),
    originatorOver: (each) =>
      createOriginator({ committer: each, switchboard, clock, onMade: exchanges.onMade }),
    partners: parts.partners,
    lostKeys: ledger.lostKeys,
    receiptOf: log.receipt,
    clock,
    onFault,
    onUnheard: (workflow) => metrics.unheard(workflow),
  })
  await workflowWork.start()
  releasers.push(() => workflowWork.stop())
  if (config.broker !== undefined) {
    const announcing = createAnnouncing({
      database,
      broker: config.broker,
      node: config.node,
      bodyOf: officeEventBody,
      onAnnounced: metrics.announced,
      onFault,
    })
    announcing.start()
    releasers.push(() => announcing.stop())
  }

  const byConnection = new Map(
    [...parts.partners.values()].flatMap((each) => each.connections.map((key) => [key, each])),
  )
  const partnerServer = createPartnerServer({
    service: exchanges.service,
    ledger: ledgerWork.desk,
    findPartner: (spki) => byConnection.get(spki),
    tls: { ...tls, clientAuthorities: pem('clients-ca.crt') },
    log: lines,
    metrics,
    clock,
  })
  releasers.push(
    () => publicServer.close(),
    () => partnerServer.close(),
  )
  const peopleServer =
    people &&
    openPeopleDoor(
      {
        people,
        sandbox,
        pem,
        partners: {
          service: exchanges.service,
          ledger: ledgerWork.desk,
          streamTimes: undefined,
          partners: parts.partners,
          spend: (assertion, now) => spendAssertion(database, assertion, now),
        },
        rooms: caseRooms({
          cases: workflowWork.desk,
          cargo: workflowWork.cargo,
          ...workflows,
          risk: createRiskService({ ...workflows, database, reports: workflows.channel.reports }),
          describe: schemaDescriber(canonical, codes),
          clock,
        }),
        committer,
        clock,
        tls,
        log: lines,
        metrics,
      },
      releasers,
    )
  await publicServer.listen({ host: config.publicListen.host, port: config.publicListen.port })
  await partnerServer.listen({ host: config.partnerListen.host, port: config.partnerListen.port })
  await peopleServer?.listen({ host: config.peopleListen.host, port: config.peopleListen.port })

  return {
    peopleUrl: peopleServer && urlOf('https', peopleServer.server.address()),
    partnerUrl: urlOf('https', partnerServer.server.address()),
    publicUrl: urlOf('http', publicServer.server.address()),
    logVerifierKey: signer.vkey,
    database: database.kind,
    service: exchanges.service,
    cases: workflowWork.desk,
    cargo: workflowWork.cargo,
    log,
  }
}
