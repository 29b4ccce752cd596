import { keyText } from '../model/document-key.ts'
import type { Tx } from '../store/database.ts'
import { findFacts, type KnownFact } from '../store/ledger/facts.ts'
import { findNotices, type KnownNotice } from '../store/ledger/notices.ts'
import { findWriteOffs } from '../store/ledger/write-offs.ts'
import { MAX_PREDECESSORS, replacedBy } from './write-offs/balances.ts'
import type { LedgerEntry } from './entry.ts'
import { type DocumentKey, type DocumentName, type Fact, type FactContent, keyOf } from './facts/fact.ts'
import { type InquiryBook, readInquiries } from './inquiry/book.ts'
import { inquiryOfRequest } from './inquiry/inquiry.ts'
import { createKnown, type Known, placeOf, type ReadDocument } from './known.ts'
import { baseKeyOf } from './facts/base.ts'
import type { JudgeParts } from './judge-parts.ts'
import { readMisses } from './questions/miss-book.ts'
import { causeOf } from './notices/notices.ts'
import { asOfOf, questionKey } from './questions/question.ts'
import { predecessorOf, rivalOf } from './facts/succession.ts'
import { type WriteOffNow, writeOffOf } from './write-offs/write-off-now.ts'

type Partners = JudgeParts['partners']

interface Wanted extends DocumentKey {
  readonly asOf: Date | undefined
}

/**
 * Reads in the transaction of the batch: a statement for the documents and one for the misses, one more where something is
 * written off or told to somebody, and more only where a document is built on another or takes the place of another.
 */
export async function readKnown(tx: Tx, entries: readonly LedgerEntry[], partners: Partners): Promise<Known> {
  const [[documents, inquiries], writeOffs, notices, misses] = await Promise.all([
    readDocumentsAndInquiries(tx, entries),
    readWriteOffs(tx, entries),
    readNotices(tx, entries),
    readMisses(tx, entries),
  ])
  const bases = await readRound(tx, basesOf(entries, documents, partners))
  return createKnown({
    documents: [...documents, ...bases],
    writeOffs,
    notices,
    misses,
    inquiries,
  })
}

/** Of certificates that are read, and of those that are only being entered, for questions about them in the same batch. */
function basesOf(
  entries: readonly LedgerEntry[],
  documents: readonly ReadDocument[],
  partners: Partners,
): Wanted[] {
  const entered = entries.flatMap((entry) =>
    entry.entry === 'facts'
      ? entry.facts.map(({ reading: { key, content } }) => ({
          content: { ...content, key },
          asOf: undefined,
        }))
      : [],
  )
  const read = documents.map(({ fact, asOf }) => ({ content: fact.content, asOf }))
  return [...entered, ...read].flatMap(({ content, asOf }) => {
    const base = baseKeyOf(content, partners)
    return base === undefined ? [] : [{ ...base, asOf }]
  })
}

/** A reply names its request, and only the inquiry says about which document that was. */
async function readDocumentsAndInquiries(
  tx: Tx,
  entries: readonly LedgerEntry[],
): Promise<readonly [ReadDocument[], InquiryBook]> {
  const replied = entries.flatMap((entry) => (entry.entry === 'facts' ? entry.replies : []))
  if (replied.length === 0) return Promise.all([readDocuments(tx, entries), readInquiries(tx, entries)])
  const inquiries = await readInquiries(tx, entries)
  const names = replied.flatMap(({ reply }) => {
    const id = inquiryOfRequest(reply.request)?.id
    return (id === undefined ? undefined : inquiries.find(id)?.asked.key) ?? []
  })
  return [await readDocuments(tx, entries, names), inquiries]
}

/** The documents that the entries name, then those whose places these take, and so on. */
async function readDocuments(
  tx: Tx,
  entries: readonly LedgerEntry[],
  named: readonly DocumentName[] = [],
): Promise<ReadDocument[]> {
  // One more than is looked at, so that it shows when there are too many.
  const rounds = entries.some(counts) ? MAX_PREDECESSORS + 2 : 1
  const documents: ReadDocument[] = []
  const looked = new Set<string>()
  let wanted = [...entries.flatMap(keysOf), ...named.map((name) => ({ ...keyOf(name), asOf: undefined }))]
  for (let round = 0; round < rounds && wanted.length > 0; round += 1) {
    const found = await readRound(
      tx,
      wanted.filter((each) => looked.size < looked.add(placeOf(keyText(each), each.asOf)).size),
    )
    documents.push(...found)
    wanted = found.flatMap(({ fact, asOf }) => {
      const name = replacedBy(fact.content)
      return name === undefined ? [] : [{ ...keyOf(name), asOf }]
    })
  }
  const rivals = rivalsOf(entries, documents).filter((each) => !looked.has(placeOf(keyText(each), undefined)))
  return [...documents, ...(await readRound(tx, rivals))]
}

/** Documents that have taken the place before that a message says another one takes. */
function rivalsOf(entries: readonly LedgerEntry[], documents: readonly ReadDocument[]): Wanted[] {
  const readings = entries.flatMap((entry) =>
    entry.entry === 'facts' ? entry.facts.map(({ reading }) => reading) : [],
  )
  return readings.flatMap((reading) => {
    const predecessor = predecessorOf(reading)
    const named = predecessor && keyText(keyOf(predecessor))
    const known = documents.find(
      ({ fact, asOf }) => asOf === undefined && keyText(keyOf(fact.content.key)) === named,
    )
    const rival = rivalOf(reading, known?.fact)
    return rival === undefined ? [] : [{ ...keyOf(rival), asOf: undefined }]
  })
}

/** Whether it matters what is left of documents, and so what was used of those whose place they take. */
function counts(entry: LedgerEntry): boolean {
  if (entry.entry === 'question') return entry.question.salt === undefined
  return entry.entry === 'write-off' || entry.entry === 'step'
}

async function readRound(tx: Tx, wanted: readonly Wanted[]): Promise<ReadDocument[]> {
  const rows = wanted.length === 0 ? [] : await findFacts(tx, wanted)
  return wanted.flatMap(({ asOf }, place) => {
    const row = rows[place]
    return row === undefined ? [] : [{ asOf, fact: factOf(row), balances: row.balances }]
  })
}

function keysOf(entry: LedgerEntry): Wanted[] {
  switch (entry.entry) {
    case 'facts':
      return entry.facts.flatMap(({ reading }) =>
        [reading.key, predecessorOf(reading)].flatMap((name) =>
          name === undefined ? [] : { ...keyOf(name), asOf: undefined },
        ),
      )
    case 'question':
      return [{ ...questionKey(entry.question), asOf: asOfOf(entry.question.asOf) }]
    case 'write-off':
      return entry.refusal === undefined ? [{ ...questionKey(entry.request), asOf: undefined }] : []
    case 'step': {
      const { request } = entry.stated
      return request === undefined ? [] : [{ ...questionKey(request), asOf: undefined }]
    }
    case 'end':
      return [{ ...entry.document, asOf: undefined }]
    case 'reported':
    case 'inquiry':
    case 'notice':
      return []
  }
}

async function readWriteOffs(tx: Tx, entries: readonly LedgerEntry[]): Promise<WriteOffNow[]> {
  const ids = entries.flatMap((entry) =>
    entry.entry === 'step' || entry.entry === 'end' ? [entry.writeOff] : [],
  )
  const references = entries.flatMap((entry) =>
    entry.entry === 'write-off' ? [{ agency: entry.asker.id, reference: entry.request.reference }] : [],
  )
  if (ids.length + references.length === 0) return []
  return (await findWriteOffs(tx, { references, ids })).map(writeOffOf)
}

async function readNotices(tx: Tx, entries: readonly LedgerEntry[]): Promise<KnownNotice[]> {
  const causes = entries.flatMap((entry) => (entry.entry === 'notice' ? [causeOf(entry)] : []))
  return causes.length === 0 ? [] : findNotices(tx, causes)
}

/** A row as a fact. */
export function factOf({ content, keyId, exchangeId: exchange, ...row }: KnownFact): Fact {
  const parsed: FactContent = JSON.parse(content)
  return { ...row, exchange, keyId: keyId?.toString('hex') ?? '', content: parsed }
}
