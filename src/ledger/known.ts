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
  /** Of certificates with that number, whoever issued them, the one that stands worst, or stood worst at a moment. */
  findBase(key: NumberKey, asOf?: Date): Fact | undefined
  enter(fact: Fact): void
  /** How often those who ask were wrong. */
  readonly misses: MissBook
}

type NumberKey = Pick<DocumentKey, 'kind' | 'series' | 'number'>

interface Wanted<Key> {
  readonly key: Key
  readonly asOf: Date | undefined
}

/**
 * Reads in the transaction of the batch: a statement for the facts and one for the misses, and one more where a document
 * is built on another.
 */
export async function readKnown(tx: Tx, entries: readonly LedgerEntry[]): Promise<Known> {
  const views = createViews()
  const wanted = distinct(entries.flatMap(keysOf))
  const [rows, misses] = await Promise.all([
    wanted.length === 0 ? [] : findFacts(tx, wanted.map(asked)),
    readMisses(tx, entries),
  ])
  const found = wanted.flatMap(({ asOf }, at) => {
    const row = rows[at]
    return row === undefined ? [] : { fact: factOf(row), asOf }
  })
  const bases = [
    ...entries.flatMap(basesOf),
    ...found.flatMap(({ fact, asOf }) => baseOf(fact.content, asOf)),
  ]
  const numbered = bases.length === 0 ? [] : await factsByNumber(tx, bases.map(asked))
  for (const { place, ...row } of numbered) views.at(bases[place]?.asOf).set(...underKey(factOf(row)))
  for (const { fact, asOf } of found) views.at(asOf).set(...underKey(fact))
  return {
    find: (key, asOf) => views.at(asOf).get(keyText(key)),
    findBase: (key, asOf) => worst([...views.at(asOf).values()].filter((fact) => isNumbered(fact, key))),
    // A past moment is past: nothing that is entered now was known then.
    enter: (fact) => views.at(undefined).set(...underKey(fact)),
    misses,
  }
}

/** Newest facts by the text of their key, as of now or of a moment. */
function createViews(): { at(asOf: Date | undefined): Map<string, Fact> } {
  const views = new Map<number | undefined, Map<string, Fact>>()
  return {
    at(asOf) {
      const view = views.get(asOf?.getTime()) ?? new Map<string, Fact>()
      views.set(asOf?.getTime(), view)
      return view
    },
  }
}

function underKey(fact: Fact): [string, Fact] {
  return [keyText(keyOf(fact.content.key)), fact]
}

function distinct(wanted: readonly Wanted<DocumentKey>[]): Wanted<DocumentKey>[] {
  const place = ({ key, asOf }: Wanted<DocumentKey>): string => `${asOf?.toISOString()} ${keyText(key)}`
  return [...new Map(wanted.map((each) => [place(each), each])).values()]
}

function asked<Key>({ key, asOf }: Wanted<Key>): Key & { readonly asOf: Date | undefined } {
  return { ...key, asOf }
}

function keysOf(entry: LedgerEntry): Wanted<DocumentKey>[] {
  if (entry.entry === 'question')
    return [{ key: questionKey(entry.question), asOf: asOfOf(entry.question.asOf) }]
  return entry.facts.flatMap(({ reading }) =>
    [reading.key, predecessorOf(reading)].flatMap((name) =>
      name === undefined ? [] : { key: keyOf(name), asOf: undefined },
    ),
  )
}

/** Of certificates that are only being entered, for questions about them in the same batch. */
function basesOf(entry: LedgerEntry): Wanted<NumberKey>[] {
  return entry.entry === 'facts'
    ? entry.facts.flatMap(({ reading: { key, content } }) => baseOf({ ...content, key }, undefined))
    : []
}

function baseOf(
  { key, base }: Pick<FactContent, 'key' | 'base'>,
  asOf: Date | undefined,
): Wanted<NumberKey>[] {
  return base === undefined ? [] : [{ key: keyOf({ ...key, number: base }), asOf }]
}

export function asOfOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text)
}

function factOf({ content, keyId, exchangeId: exchange, ...row }: KnownFact): Fact {
  const parsed: FactContent = JSON.parse(content)
  return { ...row, exchange, keyId: keyId?.toString('hex') ?? '', content: parsed }
}

function isNumbered({ content: { key } }: Fact, { kind, series, number }: NumberKey): boolean {
  return key.kind === kind && key.series === series && keyOf(key).number === number
}

function worst(facts: readonly Fact[]): Fact | undefined {
  const rank = ({ content }: Fact): number => STATUSES.indexOf(content.status)
  return facts.toSorted((one, other) => rank(other) - rank(one))[0]
}
