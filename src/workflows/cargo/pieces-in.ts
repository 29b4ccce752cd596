import { decodeCaseEvent } from '../../evidence/case-event-bytes.ts'
import { recordIn } from '../../evidence/record-reader.ts'
import type {
  AcceptedRecord,
  AcknowledgedRecord,
  ComposedRecord,
  EvidenceRecord,
} from '../../evidence/record.ts'
import { asObject, textAt } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import { decisionsAt } from '../../store/acknowledgements.ts'
import type { Tx } from '../../store/database.ts'
import {
  documentsOfExchanges,
  payloadsOfRecords,
  writeOffRequests,
} from '../../store/workflows/cargo-sources.ts'
import type { LoggedRecord } from '../../store/workflows/cursor.ts'
import type { Piece } from './piece.ts'
import { readPiece, type Source } from './read-piece.ts'
import type { CargoRules } from './rules.ts'
import { writeOffSource } from './write-off-source.ts'

export interface PiecesParts {
  readonly database: Tx
  readonly rules: CargoRules
  /** Country of a partner; undefined for one that states none. */
  readonly countryOf: (partner: string) => string | undefined
}

export interface PiecesIn {
  readonly pieces: readonly Piece[]
  /** Facts that entered the ledger: how documents stand may have changed. */
  readonly facts: readonly bigint[]
}

interface Numbered<R extends EvidenceRecord = EvidenceRecord> {
  readonly index: bigint
  readonly record: R
}

/** What records of the log tell of trips. What cannot be read, or was erased, tells nothing. */
export async function piecesIn(page: readonly LoggedRecord[], parts: PiecesParts): Promise<PiecesIn> {
  const records = page.flatMap(({ index, record: bytes }): Numbered[] => {
    const record = recordIn(bytes)
    return record === undefined ? [] : [{ index, record }]
  })
  const sources = await Promise.all([
    messages(records, parts),
    answers(records, parts),
    caseEvents(records, parts),
    writeOffs(records, parts),
  ])
  return {
    pieces: sources.flat().flatMap((source) => readPiece(source, parts.rules) ?? []),
    facts: records.flatMap(({ index, record }) => (record.kind === 'entered' ? [index] : [])),
  }
}

type Message = AcceptedRecord | ComposedRecord

/** Hub documents of messages that were accepted, and of our own. */
async function messages(records: readonly Numbered[], parts: PiecesParts): Promise<Source[]> {
  const said = records.flatMap(({ index, record }): Numbered<Message>[] =>
    record.kind === 'accepted' || record.kind === 'composed' ? [{ index, record }] : [],
  )
  const documents = await documentsByExchange(
    said.map(({ record }) => record.exchange),
    parts,
  )
  return said.flatMap(({ index, record }) =>
    Object.entries(documents.get(record.exchange) ?? {}).flatMap(([of, value]) => {
      const document = asObject(value)
      if (document === undefined) return []
      const head = { of, document, record: index, subject: record.exchange, recordedAt: record.at }
      return [{ ...head, ...saidBy(record, parts) }]
    }),
  )
}

function saidBy(
  record: Message,
  { countryOf, rules }: PiecesParts,
): Pick<Source, 'from' | 'country' | 'format' | 'keyId'> {
  if (record.kind === 'composed') return { country: rules.country }
  const country = countryOf(record.partner)
  const { partner: from, format, signature } = record
  return { from, format, keyId: signature.keyId, ...(country !== undefined && { country }) }
}

async function documentsByExchange(
  exchanges: readonly string[],
  { database }: PiecesParts,
): Promise<ReadonlyMap<string, JsonObject>> {
  if (exchanges.length === 0) return new Map()
  const rows = await documentsOfExchanges(database, exchanges)
  return new Map(rows.flatMap(({ exchange, bytes }) => [[exchange, objectIn(bytes)] as const]))
}

function objectIn(bytes: Uint8Array | null): JsonObject {
  if (bytes === null) return {}
  const value: JsonValue = JSON.parse(Buffer.from(bytes).toString('utf8'))
  return asObject(value) ?? {}
}

/** Decisions about goods, and the numbers under which declarations were registered. */
async function answers(records: readonly Numbered[], parts: PiecesParts): Promise<Source[]> {
  const told = records.flatMap(({ index, record }): Numbered<AcknowledgedRecord>[] =>
    record.kind === 'acknowledged' ? [{ index, record }] : [],
  )
  const decided = told.filter(({ record }) => record.level === 'decision').map(({ index }) => index)
  const registered = told.filter(({ record }) => record.registration !== undefined)
  const [decisions, documents] = await Promise.all([
    decided.length === 0 ? [] : decisionsAt(parts.database, decided),
    documentsByExchange(
      registered.map(({ record }) => record.exchange),
      parts,
    ),
  ])
  const responses = new Map(decisions.map(({ recordIndex, response }) => [recordIndex, response]))
  return told.flatMap(({ index, record }) => {
    const { exchange: subject, at: recordedAt, by: from, format, registration } = record
    const { keyId } = record.signature
    const country = parts.countryOf(from)
    const head = {
      record: index,
      subject,
      recordedAt,
      from,
      format,
      keyId,
      ...(country !== undefined && { country }),
    }
    const response = responses.get(index)
    const number = registration === undefined ? [] : Object.keys(documents.get(subject) ?? {})
    return [
      ...(response === undefined ? [] : [{ ...head, of: 'decision', document: objectOf(response) }]),
      ...number.map((document) => ({
        ...head,
        of: 'registration',
        document: { document, number: registration ?? '', at: recordedAt },
      })),
    ]
  })
}

function objectOf(text: string): JsonObject {
  const value: JsonValue = JSON.parse(text)
  return asObject(value) ?? {}
}

async function caseEvents(records: readonly Numbered[], { database, rules }: PiecesParts): Promise<Source[]> {
  if (!rules.papers.some(({ of }) => of === 'case-event')) return []
  const moved = records.flatMap(({ index, record }) => (record.kind === 'moved' ? [{ index, record }] : []))
  if (moved.length === 0) return []
  const payloads = await bytesByRecord(
    database,
    moved.map(({ index }) => index),
  )
  return moved.flatMap(({ index, record }) => {
    const bytes = payloads.get(index)
    if (bytes === undefined) return []
    const { workflow, key, event, office, at, data } = decodeCaseEvent(bytes)
    return [
      {
        of: 'case-event',
        document: { workflow, event, key, office, at, data },
        record: index,
        subject: record.case,
        recordedAt: record.at,
        country: rules.country,
      },
    ]
  })
}

async function bytesByRecord(
  database: Tx,
  records: readonly bigint[],
): Promise<ReadonlyMap<bigint, Uint8Array>> {
  return new Map((await payloadsOfRecords(database, records)).map(({ index, bytes }) => [index, bytes]))
}

/** Each step tells what the write-off holds then; what it is of stands in its request. */
async function writeOffs(records: readonly Numbered[], { database, rules }: PiecesParts): Promise<Source[]> {
  if (!rules.papers.some(({ of }) => of === 'write-off')) return []
  const steps = records.flatMap(({ index, record }) =>
    'writeOff' in record && record.kind !== 'notified' ? [{ index, record }] : [],
  )
  if (steps.length === 0) return []
  const [statements, requests] = await Promise.all([
    bytesByRecord(
      database,
      steps.map(({ index }) => index),
    ),
    writeOffRequests(database, [...new Set(steps.map(({ record }) => record.writeOff))]),
  ])
  const firsts = new Map(requests.map(({ writeOff, bytes }) => [writeOff, objectIn(bytes)]))
  return steps.flatMap(({ index, record }) => {
    const statement = objectIn(statements.get(index) ?? null)
    const request = asObject(firsts.get(record.writeOff)?.['request'])
    const from = textAt(statement, 'by')
    return request === undefined
      ? []
      : [
          {
            of: 'write-off',
            document: writeOffSource(record.writeOff, statement, request),
            record: index,
            subject: record.writeOff,
            recordedAt: record.at,
            ...(from !== undefined && { from }),
          },
        ]
  })
}
