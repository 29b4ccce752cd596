import type { EntryPlace, Judged } from '../../exchange/participant.ts'
import { jsonBytes, JSON_TYPE, keep } from '../../exchange/payload.ts'
import { freshBytes } from '../../model/random.ts'
import type { NewFact, NewRepeat } from '../../store/ledger/facts.ts'
import type { NewRecall } from '../../store/ledger/recalls.ts'
import type { Entering, Source } from '../entry.ts'
import { type Fact, type FactContent, keyOf } from './fact.ts'
import type { Known } from '../known.ts'
import { amendmentOf } from '../notices/newer-edition.ts'
import { recallOf } from '../notices/recall.ts'
import type { Saying } from './next-fact.ts'
import { predecessorOf, rivalOf, succession } from './succession.ts'

/** Facts that one entry adds, and their rows. */
export interface JudgedFacts extends Judged {
  readonly rows: readonly NewFact[]
  /** Documents that got worse by them, or say something else: who relied on these is told later, and not while everybody waits. */
  readonly recalls: readonly NewRecall[]
  /** Facts that messages repeat without adding any. */
  readonly repeats: readonly NewRepeat[]
}

const SEED_BYTES = 16

/** What an accepted message says of a document becomes the next fact of it, and of the one that it replaces. */
export function judgeEntering(entering: Entering, known: Known, place: EntryPlace): JudgedFacts {
  const { reading } = entering
  const predecessor = predecessorOf(reading)
  const replaced = predecessor && known.find(keyOf(predecessor))
  const rival = rivalOf(reading, replaced)
  const before = {
    document: known.find(keyOf(reading.key)),
    predecessor: replaced,
    rival: rival && known.find(keyOf(rival)),
  }
  const judged = judgeFacts(entering, known, place, (saying) => succession(reading, before, saying))
  if (judged.rows.length > 0 || before.document === undefined) return judged
  const { position } = before.document
  return { ...judged, repeats: [{ basis: entering.acceptance ?? place.first, position }] }
}

/** @param tell what a source that says it makes of what was known */
export function judgeFacts(
  { source, issue, exchange, keyId, acceptance }: Source & Pick<Entering, 'issue'>,
  known: Known,
  { index, first, at }: EntryPlace,
  tell: (saying: Saying) => readonly FactContent[],
): JudgedFacts {
  const newSeed = (): string => Buffer.from(freshBytes(SEED_BYTES)).toString('hex')
  const basis = acceptance ?? first
  const message = { exchange, keyId, basis: basis.toString(), knownAt: at.toISOString() }
  const made = tell({ source, issue, message, newSeed }).map((content, place) => {
    const bytes = jsonBytes(content)
    const position = index + BigInt(place)
    const earlier = known.find(keyOf(content.key))
    const document = earlier?.document ?? position
    const fact: Fact = { position, document, source, keyId, exchange, basis, knownAt: at, content }
    known.enter(fact)
    return {
      payload: keep(bytes, JSON_TYPE),
      row: rowOf(fact, bytes),
      content,
      recall: recallOf(fact, earlier) ?? amendmentOf(fact, earlier),
    }
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
    recalls: made.flatMap(({ recall }) => recall ?? []),
    repeats: [],
  }
}

function rowOf(fact: Fact, bytes: Uint8Array): NewFact {
  const { content, keyId, exchange, ...rest } = fact
  const { key, base, event, status }: FactContent = content
  return {
    ...rest,
    ...keyOf(key),
    base: base === undefined ? undefined : keyOf({ ...key, number: base }).number,
    event,
    status,
    keyId: Buffer.from(keyId, 'hex'),
    exchangeId: exchange,
    content: Buffer.from(bytes).toString('utf8'),
  }
}
