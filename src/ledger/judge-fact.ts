import { randomBytes } from 'node:crypto'
import type { EntryPlace, Judged } from '../exchange/participant.ts'
import { jsonBytes, JSON_TYPE, keep } from '../exchange/payload.ts'
import type { NewFact } from '../store/ledger/facts.ts'
import type { Entering } from './entry.ts'
import { type Fact, type FactContent, keyOf } from './fact.ts'
import type { Known } from './known.ts'
import { predecessorOf, succession } from './succession.ts'

/** Facts that one entry adds, and their rows. */
export interface JudgedFacts extends Judged {
  readonly rows: readonly NewFact[]
}

const SEED_BYTES = 16

/** What accepted messages say becomes facts, one after the other: the second may be about the document of the first. */
export function judgeFacts(entering: readonly Entering[], known: Known, place: EntryPlace): JudgedFacts {
  const all: JudgedFacts = { payloads: [], records: [], rows: [] }
  return entering.reduce((so, each) => {
    const next = judgeOne(each, known, { ...place, index: place.index + BigInt(so.records.length) })
    return {
      payloads: [...so.payloads, ...next.payloads],
      records: [...so.records, ...next.records],
      rows: [...so.rows, ...next.rows],
    }
  }, all)
}

function judgeOne(entering: Entering, known: Known, { index, first, at }: EntryPlace): JudgedFacts {
  const { reading, source, issue, exchange, keyId } = entering
  const predecessor = predecessorOf(reading)
  const before = {
    document: known.find(keyOf(reading.key)),
    predecessor: predecessor && known.find(keyOf(predecessor)),
  }
  const newSeed = (): string => randomBytes(SEED_BYTES).toString('hex')
  const basis = entering.acceptance ?? first
  const made = succession(reading, before, { source, issue, newSeed }).map((content, place) => {
    const bytes = jsonBytes(content)
    const position = index + BigInt(place)
    const document = known.find(keyOf(content.key))?.document ?? position
    const fact: Fact = { position, document, source, keyId, exchange, basis, knownAt: at, content }
    known.enter(fact)
    return { payload: keep(bytes, JSON_TYPE), row: rowOf(fact, bytes), content }
  })
  return {
    payloads: made.map(({ payload }) => payload),
    records: made.map(({ payload, content }) => ({
      kind: 'entered',
      exchange,
      of: content.key.kind,
      event: content.event,
      basis: basis.toString(),
      payload: payload.commitment,
    })),
    rows: made.map(({ row }) => row),
  }
}

function rowOf(fact: Fact, bytes: Uint8Array): NewFact {
  const { content, keyId, exchange, ...rest } = fact
  const { event, status }: FactContent = content
  return {
    ...rest,
    ...keyOf(content.key),
    event,
    status,
    keyId: Buffer.from(keyId, 'hex'),
    exchangeId: exchange,
    content: Buffer.from(bytes).toString('utf8'),
  }
}
