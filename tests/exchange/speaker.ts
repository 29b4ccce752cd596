import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseTrust, type BundleTrust } from '../../src/evidence/bundle-trust.ts'
import { writeBundle } from '../../src/evidence/bundle/write.ts'
import { loadLogSigner } from '../../src/evidence/log-key.ts'
import type { EvidenceLog } from '../../src/evidence/log.ts'
import type { EvidenceRecord } from '../../src/evidence/record.ts'
import { decodeRecord } from '../../src/evidence/record-reader.ts'
import { assembleExchanges, type Exchanges } from '../../src/exchange/assemble.ts'
import { gatherBundle } from '../../src/exchange/evidence-bundle.ts'
import type { Committer } from '../../src/exchange/commit.ts'
import type { OwnMessage } from '../../src/exchange/originate.ts'
import { loadParts } from '../../src/exchange/parts.ts'
import type { EntryOf, Participant } from '../../src/exchange/participant.ts'
import type { SwitchParts } from '../../src/exchange/switch-parts.ts'
import { createLocalSwitchboard } from '../../src/exchange/switchboard.ts'
import type { WorkLoop } from '../../src/exchange/work-loop.ts'
import { readMessage } from '../../src/formats/message.ts'
import type { Partner } from '../../src/partners/partner.ts'
import type { Trip } from '../../src/sandbox/samples.ts'
import { keepAgreement } from '../../src/store/agreements.ts'
import type { Database } from '../../src/store/database.ts'
import { keepGatewayKey } from '../../src/store/gateway-keys.ts'
import { migrate } from '../../src/store/migrate.ts'
import { exchangeStates, type ExchangeState } from '../../src/store/exchanges.ts'
import { leavesOf } from '../../src/store/views.ts'
import { createHttpTransport } from '../../src/transports/http.ts'
import { openXml } from '../../src/xml/parse.ts'
import type { DATABASES } from '../harness/databases.ts'
import { makeSite, type Site } from '../harness/site.ts'
import { openDatabase } from '../store/open-database.ts'
import { startNode } from './node.ts'

/** What there is before anything runs. */
export interface Grounds {
  readonly database: Database
  readonly parts: SwitchParts
  /** Origin of the log. */
  readonly log: string
  readonly clock: () => Date
}

/** What a run of the program is made of. */
export interface Run<E, R> {
  readonly log: EvidenceLog
  readonly committer: Committer<E, R>
  readonly exchanges: Exchanges<E, R>
}

/** What stands above the exchanges, made anew for each run. */
export interface Above<E, R> {
  readonly participant: Participant<E, R>
  readonly entryOf?: EntryOf<E>
  /** Background work of its own. */
  readonly work?: (run: Run<E, R>) => readonly WorkLoop[]
}

/** The part of a gateway that speaks to partners of its own accord, with counterparts to speak to. */
export interface Speaker<E, R> {
  readonly site: Site
  readonly database: Database
  readonly log: EvidenceLog
  readonly exchanges: Exchanges<E, R>
  readonly trust: BundleTrust
  readonly partners: ReadonlyMap<string, Partner>
  readonly clock: { advance(ms: number): void }
  /** What background work could not do. */
  readonly faults: unknown[]
  /** A manifest that nobody has sent before, for Kazakhstan. */
  manifest(trip: Trip): OwnMessage['documents']
  /** Waits until the exchange is in the state. */
  untilState(exchange: string, state: ExchangeState): Promise<void>
  story(exchange: string): Promise<EvidenceRecord[]>
  bundle(exchange: string): Promise<Uint8Array>
  /** Ends and begins again over the same database, as another run of the program. */
  restart(): Promise<void>
  close(): Promise<void>
}

const PATIENCE_MS = 60_000

/** Undefined when the database is not reachable. */
export async function openSpeaker<E, R>(
  kind: (typeof DATABASES)[number],
  above: (grounds: Grounds) => Promise<Above<E, R>>,
): Promise<Speaker<E, R> | undefined> {
  const opened = await openDatabase(kind)
  if (opened === undefined) return undefined
  const { database, folder } = opened
  const site = await makeSite()
  await migrate(database)
  const { schemasFolder: schemas, partnersFolder: partners, certificateFolder: certificates } = site.config
  const parts = loadParts({ schemas, partners, certificates })
  for (const { id: partner, file, keyFiles } of parts.partners.values())
    await keepAgreement(database, { partner, ...file, keyFiles })
  await keepGatewayKey(database, parts.signingKey)
  const signer = loadLogSigner(site.pem('log.key'))
  const tls = { certificatePem: site.pem('gateway.tls.crt'), privateKeyPem: site.pem('gateway.tls.key') }
  const faults: unknown[] = []
  let ahead = 0
  const clock = (): Date => new Date(Date.now() + ahead)

  const begin = async () => {
    const stateFolder = join(folder, 'state')
    const { participant, entryOf, work } = await above({ database, parts, log: signer.origin, clock })
    const { log, committer } = await startNode({
      database,
      signer,
      folder,
      stateFolder,
      clock,
      participant,
    })
    const transport = createHttpTransport({ tls })
    const exchanges = assembleExchanges({
      database,
      log,
      committer,
      transport,
      parts,
      clock,
      logVerifierKey: signer.vkey,
      ...(entryOf && { entryOf }),
      switchboard: createLocalSwitchboard(parts),
      node: 'speaker',
      onFault: (fault) => faults.push(fault),
    })
    const loops = [exchanges, ...(work?.({ log, committer, exchanges }) ?? [])]
    for (const loop of loops) loop.start()
    const end = async (): Promise<void> => {
      for (const loop of loops.toReversed()) await loop.stop()
      await committer.drain()
      await transport.close()
    }
    return { log, exchanges, end }
  }
  let run = await begin()

  return {
    site,
    database,
    faults,
    get log() {
      return run.log
    },
    get exchanges() {
      return run.exchanges
    },
    partners: parts.partners,
    trust: parseTrust(site.pem('trust.json')),
    clock: { advance: (ms) => (ahead += ms) },
    manifest: (trip) => {
      using message = openXml(Buffer.from(site.samples.awmds(trip)))
      return readMessage(parts.formats.byId('kz-awmds-r1'), message, clock()).documents
    },
    untilState: async (exchange, state) => {
      for (const limit = Date.now() + PATIENCE_MS; ; await sleep(25)) {
        const [row] = await exchangeStates(database, [exchange])
        if (row?.state === state) return
        if (Date.now() > limit) throw new Error(`${exchange} is still ${row?.state}`)
      }
    },
    story: async (exchange) =>
      (await leavesOf(database, [exchange])).map(({ record }) => decodeRecord(record)),
    bundle: async (exchange) => {
      const from = { database, log: run.log, signer: parts.signingKey, logVerifierKey: signer.vkey }
      return writeBundle(await gatherBundle(from, exchange, clock()))
    },
    restart: async () => {
      await run.end()
      run = await begin()
    },
    close: async () => {
      await run.end()
      await site.close()
      await opened.remove()
    },
  }
}
