import { asKhorgosError } from '../../errors.ts'
import { recordIn } from '../../evidence/record-reader.ts'
import type { AcceptedRecord, AcknowledgedRecord } from '../../evidence/record.ts'
import { type DocumentStatus, STATUSES } from '../../model/document-status.ts'
import { asObject } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import { decisionsAt } from '../../store/acknowledgements.ts'
import type { Database } from '../../store/database.ts'
import { payloadsById, sourcesOf } from '../../store/views.ts'
import { casesOnDocuments, type FactStep, factSteps } from '../../store/workflows/bases.ts'
import type { LoggedRecord } from '../../store/workflows/cursor.ts'
import { FALLEN } from '../definitions/fallen.ts'
import type { Basis, PassedOver } from './entry.ts'
import { type Heard, type Placed, type WakeParts, woken } from './woken.ts'

export interface HappeningParts extends WakeParts {
  readonly database: Database
  /** What is known beside a document when it is heard, with the records that say so. */
  readonly beside?: Beside
}

/** @returns undefined where nothing is known beside documents of that name */
export type Beside = (
  document: string,
  content: JsonObject,
) => Promise<{ readonly data: JsonObject; readonly basis: readonly Basis[] } | undefined>

/** What records of the log are to cases. */
export interface Happenings {
  /** In the order of their records. */
  readonly placed: readonly Placed[]
  /** Records of which nothing could be made. */
  readonly passedOver: readonly PassedOver[]
  /** The record behind those that were looked at: before the end of the page where a fall may concern what comes before it. */
  readonly end: bigint
}

/**
 * What a page of the log is to cases: messages that wake them, documents that fell. Who rests on a document is asked of the database,
 * so that what wakes cases must be committed before a fall behind it is looked at.
 *
 * @param page not empty
 */
export async function happeningsIn(
  page: readonly LoggedRecord[],
  parts: HappeningParts,
): Promise<Happenings> {
  const records = page.flatMap(({ index, record: bytes }) => {
    const record = recordIn(bytes)
    return record === undefined ? [] : [{ index, record }]
  })
  const accepted = records.flatMap(({ index, record }) =>
    record.kind === 'accepted' ? [{ index, record }] : [],
  )
  const decided = records.flatMap(({ index, record }) =>
    record.kind === 'acknowledged' && record.level === 'decision' ? [{ index, record }] : [],
  )
  const entered = records.flatMap(({ index, record }) => (record.kind === 'entered' ? [index] : []))
  const [documents, decisions, facts] = await Promise.all([
    documentsByExchange(
      parts.database,
      accepted.map(({ record }) => record.exchange),
    ),
    decided.length === 0
      ? []
      : decisionsAt(
          parts.database,
          decided.map(({ index }) => index),
        ),
    entered.length === 0 ? [] : factSteps(parts.database, entered),
  ])
  const woke = [
    ...accepted.map(({ index, record }) =>
      wokenOrNot(heard(index, record, record.partner), () => jsonIn(documents.get(record.exchange)), parts),
    ),
    ...decided.map(({ index, record }) => {
      const text = decisions.find(({ recordIndex }) => recordIndex === index)?.response
      const documentsOf = (): JsonValue => (text === undefined ? {} : { response: JSON.parse(text) })
      return wokenOrNot(heard(index, record, record.by), documentsOf, parts)
    }),
  ].toSorted((one, other) => (one.index < other.index ? -1 : 1))
  const said = await Promise.all(woke.map((each) => withBeside(each, parts)))
  const last = page.at(-1)?.index ?? -1n
  const first = said.flatMap(({ placed }) => placed)[0]?.at ?? last
  const falls = facts.filter(gotWorse)
  const end = falls.find(({ position }) => position > first)?.position ?? last + 1n
  const fell = await fallen(
    falls.filter(({ position }) => position < end),
    parts.database,
  )
  const placed = [...said.flatMap((each) => each.placed), ...fell]
  return {
    placed: placed
      .filter(({ at }) => at < end)
      .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)),
    passedOver: said.flatMap((each) => each.passedOver).filter(({ index }) => index < end),
    end,
  }
}

/** Bytes by exchange. */
async function documentsByExchange(
  db: Database,
  exchanges: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (exchanges.length === 0) return new Map()
  const sources = await sourcesOf(db, exchanges)
  const ids = sources.flatMap((row) => row.documents_payload_id ?? [])
  const bytes = new Map((await payloadsById(db, ids)).map((row) => [row.id, row.bytes]))
  return new Map(
    sources.flatMap((row) => {
      const kept = row.documents_payload_id === null ? undefined : bytes.get(row.documents_payload_id)
      return kept === undefined ? [] : [[row.id, kept] as const]
    }),
  )
}

function heard(
  index: bigint,
  { format, messageId, signature }: AcceptedRecord | AcknowledgedRecord,
  partner: string,
): Heard {
  return { index, partner, format, messageId, keyId: signature.keyId }
}

function jsonIn(bytes: Uint8Array | undefined): JsonValue {
  return bytes === undefined ? {} : JSON.parse(Buffer.from(bytes).toString('utf8'))
}

type Said = Pick<Happenings, 'placed' | 'passedOver'> & { readonly index: bigint }

/** What workflows cannot read must not keep them from reading on. */
function wokenOrNot(message: Heard, documents: () => JsonValue, parts: HappeningParts): Said {
  const { index } = message
  try {
    return { index, placed: woken(message, asObject(documents()) ?? {}, parts), passedOver: [] }
  } catch (thrown) {
    return { index, placed: [], passedOver: [{ index, error: sentenceOf(thrown) }] }
  }
}

/** A fault of ours here must not keep anybody from reading on either. */
async function withBeside(said: Said, { beside }: HappeningParts): Promise<Said> {
  if (beside === undefined) return said
  try {
    const placed = await Promise.all(
      said.placed.map(async ({ at, happening }): Promise<Placed> => {
        const { cause, data, basis } = happening
        const content = asObject(data['document'])
        const name = 'document' in cause ? cause.document : undefined
        const known = name === undefined || content === undefined ? undefined : await beside(name, content)
        return known === undefined
          ? { at, happening }
          : {
              at,
              happening: {
                ...happening,
                data: { ...data, ...known.data },
                basis: [...basis, ...known.basis],
              },
            }
      }),
    )
    return { ...said, placed }
  } catch (thrown) {
    return { index: said.index, placed: [], passedOver: [{ index: said.index, error: sentenceOf(thrown) }] }
  }
}

/** The code, and of what we did not foresee what it was. */
export function sentenceOf(thrown: unknown): string {
  const { code, cause, message } = asKhorgosError(thrown)
  const known = cause instanceof Error ? sentenceOfCause(cause) : message
  return `${code}: ${known}`.slice(0, 500)
}

function sentenceOfCause(cause: Error): string {
  return cause.cause instanceof Error ? sentenceOfCause(cause.cause) : cause.message
}

function gotWorse({ status, before }: FactStep): boolean {
  const rank = (name: string): number => STATUSES.findIndex((each: DocumentStatus) => each === name)
  return before !== null && rank(status) > rank(before)
}

/** Every case that rests on what a document said before it fell. */
async function fallen(facts: readonly FactStep[], db: Database): Promise<Placed[]> {
  if (facts.length === 0) return []
  const resting = await casesOnDocuments(
    db,
    facts.map(({ document, position }) => ({ document, before: position })),
  )
  return resting.map(({ caseId, recordIndex, before }) => {
    const fact = facts.find(({ position }) => position === before)
    return {
      at: before,
      happening: {
        target: { case: caseId },
        event: FALLEN,
        cause: { record: before.toString() },
        basis: [{ index: before, keyId: undefined }],
        data: {
          reason: 'document',
          kind: fact?.kind ?? '',
          status: fact?.status ?? '',
          rested: recordIndex.toString(),
        },
      },
    }
  })
}
