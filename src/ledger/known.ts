import type { Tx } from '../store/database.ts'
import { factsByNumber, findFacts, type KnownFact } from '../store/ledger/facts.ts'
import type { LedgerEntry } from './entry.ts'
import { type DocumentKey, type Fact, type FactContent, keyOf, keyText } from './fact.ts'
import { type MissBook, readMisses } from './miss-book.ts'
import { questionKey } from './question.ts'
import { predecessorOf, STATUSES } from './succession.ts'

/**
 * What the ledger knew of the documents of a batch when the log's head was locked, and what was entered since: an entry
 * sees those before it as done.
 */
export interface Known {
  /** The newest fact of the document, or the newest that was known at a moment. */
  find(key: DocumentKey, asOf?: Date): Fact | undefined
  /** Of certificates with that number, whoever issued them, the one that stands worst. */
  findBase(key: Pick<DocumentKey, 'kind' | 'series' | 'number'>): Fact | undefined
  enter(fact: Fact): void
  /** How often those who ask were wrong. */
  readonly misses: MissBook
}

interface Wanted extends DocumentKey {
  readonly asOf: Date | undefined
}

/**
 * Reads in the transaction of the batch: a statement for the facts and one for the misses, and one more where a document
 * is built on another.
 */
export async function readKnown(tx: Tx, entries: readonly LedgerEntry[]): Promise<Known> {
  const wanted = [
    ...new Map(entries.flatMap(keysOf).map((each) => [placeOf(each, each.asOf), each])).values(),
  ]
  const [rows, misses] = await Promise.all([
    wanted.length === 0 ? [] : findFacts(tx, wanted),
    readMisses(tx, entries),
  ])
  const facts = new Map<string, Fact>()
  for (const [at, each] of wanted.entries()) {
    const row = rows[at]
    if (row !== undefined) facts.set(placeOf(each, each.asOf), factOf(row))
  }
  const bases = [...facts.values()].flatMap(({ content: { key, base } }) =>
    base === undefined ? [] : keyOf({ ...key, number: base }),
  )
  const found = bases.length === 0 ? [] : (await factsByNumber(tx, bases)).map(factOf)
  return {
    find: (key, asOf) => facts.get(placeOf(key, asOf)),
    findBase: (key) => worst(found.filter(({ content }) => isNumbered(content, key))),
    enter: (fact) => facts.set(placeOf(keyOf(fact.content.key), undefined), fact),
    misses,
  }
}

function keysOf(entry: LedgerEntry): Wanted[] {
  if (entry.entry === 'question')
    return [{ ...questionKey(entry.question), asOf: asOfOf(entry.question.asOf) }]
  return entry.facts.flatMap(({ reading }) =>
    [reading.key, predecessorOf(reading)].flatMap((name) =>
      name === undefined ? [] : { ...keyOf(name), asOf: undefined },
    ),
  )
}

export function asOfOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text)
}

function placeOf(key: DocumentKey, asOf: Date | undefined): string {
  return `${asOf?.toISOString() ?? 'now'} ${keyText(key)}`
}

function factOf({ content, keyId, exchangeId: exchange, ...row }: KnownFact): Fact {
  const parsed: FactContent = JSON.parse(content)
  return { ...row, exchange, keyId: keyId?.toString('hex') ?? '', content: parsed }
}

function isNumbered(
  { key }: FactContent,
  { kind, series, number }: Pick<DocumentKey, 'kind' | 'series' | 'number'>,
): boolean {
  return key.kind === kind && key.series === series && keyOf(key).number === number
}

function worst(facts: readonly Fact[]): Fact | undefined {
  const rank = ({ content }: Fact): number => STATUSES.indexOf(content.status)
  return facts.toSorted((one, other) => rank(other) - rank(one))[0]
}
