import type { BundleInput, BundlePayload, BundlePartner, PayloadRole } from '../evidence/bundle/input.ts'
import type { EvidenceLog } from '../evidence/log.ts'
import { KhorgosError } from '../errors.ts'
import { parseCheckpoint } from '../evidence/checkpoint.ts'
import { agreementsNamed } from '../evidence/bundle/story.ts'
import { decodeRecord } from '../evidence/record-reader.ts'
import type { EvidenceRecord } from '../evidence/record.ts'
import { agreementsBySha256 } from '../store/agreements.ts'
import type { Tx } from '../store/database.ts'
import {
  acknowledgementsOf,
  leavesOf,
  outgoingFrom,
  payloadsById,
  sourcesOf,
  type LeafView,
  type PayloadView,
  type SourceView,
} from '../store/views.ts'
import type { SigningKey } from '../trust/keys.ts'

export interface BundleParts {
  readonly database: Tx
  readonly log: Pick<EvidenceLog, 'receipt' | 'checkpoint'>
  readonly signer: SigningKey
  readonly logVerifierKey: string
}

/** One payload still to be loaded, and what it is in the story. */
interface Wanted {
  readonly payload: string
  readonly role: PayloadRole
  readonly recordIndex: bigint
}

interface LoggedLeaf {
  readonly leaf: LeafView
  readonly record: EvidenceRecord
}

/**
 * Gathers everything that proves exchange `id`: its messages and those of its companions, what was sent, what was
 * answered, every record with a receipt against one and the same newest checkpoint, agreements and keys.
 * @param id exists and belongs to the asker
 */
export async function gatherBundle(parts: BundleParts, id: string, signedAt: Date): Promise<BundleInput> {
  const { database } = parts
  const outgoing = await outgoingFrom(database, [id])
  const sent = outgoing.map((message) => message.id)
  const story = await exchangesOfStory(database, id, outgoing)
  const [sources, leaves, acknowledgements] = await Promise.all([
    sourcesOf(database, story),
    leavesOf(database, story),
    acknowledgementsOf(database, sent),
  ])
  const logged = leaves.map((leaf) => ({ leaf, record: decodeRecord(leaf.record) }))
  const wanted: Wanted[] = [
    ...sources.flatMap(begunWith),
    ...outgoing.flatMap((message) => {
      const recordIndex = convertedIndex(logged, message.message_id, message.partner)
      return [
        { payload: message.payload_id, role: 'sent' as const, recordIndex },
        { payload: message.loss_payload_id, role: 'loss-report' as const, recordIndex },
      ]
    }),
    ...acknowledgements.map((each) => ({
      payload: each.payload_id,
      role: 'acknowledgement' as const,
      recordIndex: each.record_index,
    })),
    ...logged.flatMap(entered),
  ]
  const payloads = await payloadsById(
    database,
    wanted.map(({ payload }) => payload),
  )
  const { size } = parseCheckpoint(await parts.log.checkpoint())
  return {
    exchange: id,
    signedAt,
    payloads: withNames(wanted, payloads),
    records: await Promise.all(
      leaves.map(async (leaf) => ({
        index: leaf.index,
        bytes: leaf.record,
        receipt: await parts.log.receipt(leaf.index, size),
      })),
    ),
    partners: await partnersOf(
      database,
      logged.map(({ record }) => record),
    ),
    gatewayCertificates: [],
    logVkey: parts.logVerifierKey,
    signer: parts.signer,
  }
}

/** The exchange, and those whose documents went into the same outgoing messages. */
async function exchangesOfStory(
  database: Tx,
  id: string,
  outgoing: Awaited<ReturnType<typeof outgoingFrom>>,
): Promise<string[]> {
  const leaves = await leavesOf(
    database,
    outgoing.map((message) => message.exchange_id),
  )
  const companions = leaves.flatMap((leaf) => {
    const record = decodeRecord(leaf.record)
    return record.kind === 'converted' ? record.companions : []
  })
  return [...new Set([id, ...outgoing.map((message) => message.exchange_id), ...companions])]
}

/** Of our own message there are the documents alone. */
function begunWith(source: SourceView): Wanted[] {
  const { payload_id: payload, documents_payload_id: documents, receipt_index: recordIndex } = source
  if (source.about !== null) return [{ payload, role: 'documents', recordIndex }]
  const message = { payload, role: 'received' as const, recordIndex }
  return documents === null ? [message] : [message, { payload: documents, role: 'documents', recordIndex }]
}

/** What the ledger took over from the message. */
function entered({ leaf, record }: LoggedLeaf): Wanted[] {
  return record.kind === 'entered' && leaf.payload_id !== null
    ? [{ payload: leaf.payload_id, role: 'fact', recordIndex: leaf.index }]
    : []
}

function convertedIndex(logged: readonly LoggedLeaf[], messageId: string, to: string): bigint {
  const found = logged.find(
    ({ record }) => record.kind === 'converted' && record.messageId === messageId && record.to === to,
  )
  if (found === undefined)
    throw new KhorgosError('LOG_CORRUPT', `The log has no record of making ${messageId}.`)
  return found.leaf.index
}

/** File names tell a reader the order and the role: `03-sent.xml`. */
function withNames(wanted: readonly Wanted[], payloads: readonly PayloadView[]): BundlePayload[] {
  const byId = new Map(payloads.map((payload) => [payload.id, payload]))
  return wanted.flatMap(({ payload, role, recordIndex }, place) => {
    const row = byId.get(payload)
    if (row === undefined) return [] // erased after its retention: the verifier says what is then not established
    const extension = row.media_type.endsWith('json') ? 'json' : 'xml'
    return {
      role,
      name: `${String(place + 1).padStart(2, '0')}-${role}.${extension}`,
      mediaType: row.media_type,
      bytes: row.bytes,
      salt: row.salt,
      recordIndex,
    }
  })
}

/** The agreements in force at the time, by the hashes in the records, and the keys they named. */
async function partnersOf(database: Tx, records: readonly EvidenceRecord[]): Promise<BundlePartner[]> {
  const rows = await agreementsBySha256(database, [...agreementsNamed(records)])
  const seen = new Set<string>()
  return rows.map((row) => ({
    id: row.partner,
    // Versions of one file stand side by side; a key file that two of them name is there once.
    agreement: { name: `${row.sha256.slice(0, 12)}-${row.name}`, text: row.text },
    keyFiles: Object.fromEntries(
      Object.entries(row.keyFiles).filter(([name]) => seen.size < seen.add(`${row.partner}/${name}`).size),
    ),
  }))
}
