import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { loadLogSigner } from '../../src/evidence/log-key.ts'
import { createLog } from '../../src/evidence/log.ts'
import { NOTHING } from '../../src/exchange/changes.ts'
import { createCommitter, type Changes } from '../../src/exchange/commit.ts'
import { loadAgreed } from '../../src/exchange/parts.ts'
import { JSON_TYPE, jsonBytes, keep, XML } from '../../src/exchange/payload.ts'
import { readMessage } from '../../src/formats/message.ts'
import type { LedgerEntry } from '../../src/ledger/entry.ts'
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts'
import { asObject } from '../../src/model/json-access.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import type { Partner } from '../../src/partners/partner.ts'
import { openPostgres } from '../../src/store/connection.ts'
import type { Database } from '../../src/store/database.ts'
import { openEmbedded } from '../../src/store/embedded/open.ts'
import { keepGatewayKey } from '../../src/store/gateway-keys.ts'
import { migrate } from '../../src/store/migrate.ts'
import type { Site } from '../harness/site.ts'

/**
 * Certificates as accepted exchanges leave them: through the reader of the ledger, its participant, the log and the
 * committer. Only their XML, its signature and the message made of it are left out.
 */

const ISSUER = 'la-customs'
const MAX_BATCH = 1_000
const SIGNATURE = {
  profile: 'xmldsig-enveloped',
  algorithm: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
}

/** The question of somebody who holds the certificate. */
export function questionAbout(serial: number): Question {
  return {
    kind: 'certificate-of-origin',
    issuer: 'LA',
    form: 'E',
    number: numberOf(serial),
    purpose: 'preferential-duty',
    case: `BENCH-${serial}`,
    held: { exporter: exporterOf(serial), consignee: consigneeOf(serial) },
  }
}

/**
 * Further certificates as rows of the ledger alone, each a copy of an entered one under a number and names of its own:
 * looking up and judging cost the same, and ten million are there in minutes. They have no records in the log.
 *
 * @param entered how many were entered; the copies are numbered from there
 */
export async function copyFacts(
  { config: { databaseUrl } }: Site,
  entered: number,
  total: number,
  progress: (done: number) => void,
): Promise<void> {
  if (databaseUrl === undefined) throw new Error('facts are copied on PostgreSQL only')
  const database = await openPostgres(databaseUrl)
  try {
    for (let from = entered; from < total; from += COPIED_AT_ONCE) {
      const until = Math.min(from + COPIED_AT_ONCE, total)
      await database.query(
        `insert into fact (position, document, kind, issuer, series, number, event, status, source, key_id, exchange_id,
           basis, known_at, content)
         select $4::bigint + s, $4::bigint + s, kind, issuer, series, 'E26LA' || lpad(s::text, 10, '0'), event, status, source,
                key_id, exchange_id, basis, known_at,
                replace(replace(replace(content::text, number, 'E26LA' || lpad(s::text, 10, '0')),
                  'Exporter ' || (s % $3) || ' ', 'Exporter ' || s || ' '),
                  'Importer ' || (s % $3) * 7 || ' ', 'Importer ' || s * 7 || ' ')::json
           from generate_series($1::bigint, $2::bigint - 1) s
           join fact on number = 'E26LA' || lpad((s % $3)::text, 10, '0')`,
        [from, until, entered, BEYOND_THE_LOG],
      )
      progress(until)
    }
  } finally {
    await database.close()
  }
  await vacuum(databaseUrl)
}

/** As the server itself would by and by; over millions of rows it takes longer than a statement of the gateway may. */
async function vacuum(databaseUrl: string): Promise<void> {
  const client = new Client(databaseUrl)
  await client.connect()
  await client.query('vacuum (analyze)')
  await client.end()
}

const COPIED_AT_ONCE = 100_000

/** Where copies stand: no record has such an index. */
const BEYOND_THE_LOG = 1_000_000_000_000n

const numberOf = (serial: number): string => `E26LA${String(serial).padStart(10, '0')}`
const exporterOf = (serial: number): string => `Exporter ${serial} Company Limited, Vientiane`
const consigneeOf = (serial: number): string => `Importer ${serial * 7} Company Limited, Kunming`

/** @returns seconds it took */
export async function seedLedger(
  site: Site,
  count: number,
  progress: (done: number) => void,
): Promise<number> {
  const { config, pem } = site
  const { partners, signingKey } = loadAgreed({
    schemas: config.schemasFolder,
    partners: config.partnersFolder,
    certificates: config.certificateFolder,
  })
  const signer = loadLogSigner(pem('log.key'))
  const database = await open(site)
  try {
    await migrate(database)
    await keepGatewayKey(database, signingKey)
    const log = createLog({ database, signer, stateFolder: config.dataFolder, clock: () => new Date() })
    await log.start()
    const ledger = createLedger({ partners, signingKey, log: signer.origin })
    const committer = createCommitter({
      database,
      log,
      participant: ledger.participant,
      maxBatch: MAX_BATCH,
      maxQueue: 4 * MAX_BATCH,
    })
    const issuer = partners.get(ISSUER)
    if (issuer === undefined) throw new Error(`there is no partner ${ISSUER}`)
    const sample = sampleOf(site)
    const start = performance.now()
    for (let from = 0; from < count; from += 2 * MAX_BATCH) {
      const serials = Array.from({ length: Math.min(2 * MAX_BATCH, count - from) }, (_, at) => from + at)
      await Promise.all(serials.map((serial) => committer.commit(taking(ledger, issuer, sample, serial))))
      progress(from + serials.length)
    }
    await committer.drain()
    const seconds = (performance.now() - start) / 1000
    if (site.config.databaseUrl !== undefined) await vacuum(site.config.databaseUrl)
    return seconds
  } finally {
    await database.close()
  }
}

function open({ config }: Site): Promise<Database> {
  return config.databaseUrl === undefined
    ? openEmbedded(join(config.dataFolder, 'database'))
    : openPostgres(config.databaseUrl)
}

function sampleOf({ formats }: Site): JsonObject {
  using message = formats.open(readFileSync('schemas/asean/samples/asean-form-e-laos.xml'))
  const { documents } = readMessage(formats.byId('asean-form-e-r1'), message, new Date())
  const { 'certificate-of-origin': certificate } = documents
  if (certificate === undefined) throw new Error('the sample is no certificate')
  return certificate
}

/** One accepted certificate, as `src/exchange` makes it. */
function taking(ledger: Ledger, partner: Partner, sample: JsonObject, serial: number): Changes<LedgerEntry> {
  const id = uuidv7()
  const certificate = {
    ...sample,
    id: numberOf(serial),
    exporter: { ...asObject(sample['exporter']), name: exporterOf(serial), latinName: exporterOf(serial) },
    consignee: {
      ...asObject(sample['consignee']),
      name: consigneeOf(serial),
      latinName: consigneeOf(serial),
    },
  }
  const raw = keep(Buffer.from(`<FormE>${numberOf(serial)}</FormE>`), XML)
  const documents = keep(jsonBytes({ 'certificate-of-origin': certificate }), JSON_TYPE)
  const messageId = `BENCH-${serial}`
  const keyId = partner.keys[0]?.keyId ?? ''
  const signature = { ...SIGNATURE, keyId }
  const digest = createHash('sha256').update(raw.bytes).digest()
  const receivedAt = new Date()
  const entry = ledger.entryOf([
    {
      exchange: id,
      partner,
      messageId,
      format: 'asean-form-e-r1',
      signature,
      documents: documents.bytes,
      receivedAt,
    },
  ])
  if (entry === undefined) throw new Error('the certificate is no fact')
  return {
    ...NOTHING,
    entry,
    exchange: {
      id,
      about: undefined,
      partner: partner.id,
      connection: partner.connections[0] ?? '',
      messageId,
      digest,
      format: 'asean-form-e-r1',
      state: 'completed',
      payloadId: raw.id,
      documentsPayloadId: documents.id,
      route: undefined,
      companionKey: undefined,
      waitsUntil: undefined,
      receivedAt,
      error: undefined,
    },
    payloads: [raw, documents],
    records: [
      {
        kind: 'accepted',
        exchange: id,
        partner: partner.id,
        messageId,
        format: 'asean-form-e-r1',
        payload: raw.commitment,
        digest: digest.toString('hex'),
        signature,
        agreement: partner.file.sha256,
        documents: documents.commitment,
      },
    ],
    receiptOf: { record: 0, salt: raw.salt },
  }
}
