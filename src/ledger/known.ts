import type { AgencyReference } from '../store/ledger/write-offs.ts'
import type { Balance } from './balances.ts'
import { type DocumentKey, type Fact, type FactContent, keyOf, keyText } from './fact.ts'
import { STATUSES } from './succession.ts'
import type { WriteOffNow } from './write-off-now.ts'

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
  /** What was taken of the document, or had been at a moment, by its first fact. Nothing yet where there is no balance. */
  balancesOf(document: bigint, asOf?: Date): readonly Balance[]
  /** In place of the balance of that name, if there was one. */
  post(document: bigint, balance: Balance): void
  /** By its id, or by its agency's name for it. */
  writeOff(by: string | AgencyReference): WriteOffNow | undefined
  setWriteOff(writeOff: WriteOffNow): void
}

/** What was read before anything of the batch was decided. */
export interface Read {
  readonly documents: readonly ReadDocument[]
  /** Whatever may be a first certificate that one of them is built on. */
  readonly bases: readonly Fact[]
  readonly writeOffs: readonly WriteOffNow[]
}

/** A document as it stood, at a moment or now. */
export interface ReadDocument {
  readonly asOf: Date | undefined
  readonly fact: Fact
  readonly balances: readonly Balance[]
}

export function createKnown({ documents, bases, writeOffs }: Read): Known {
  const facts = new Map<string, Fact>()
  const balances = new Map<string, readonly Balance[]>()
  const byName = new Map<string, WriteOffNow>()
  const setWriteOff = (writeOff: WriteOffNow): void => {
    byName.set(writeOff.id, writeOff)
    byName.set(referenceText(writeOff), writeOff)
  }
  for (const { asOf, fact, balances: taken } of documents) {
    facts.set(placeOf(keyText(keyOf(fact.content.key)), asOf), fact)
    balances.set(placeOf(fact.document, asOf), taken)
  }
  for (const writeOff of writeOffs) setWriteOff(writeOff)
  const balancesOf: Known['balancesOf'] = (document, asOf) => balances.get(placeOf(document, asOf)) ?? []
  return {
    find: (key, asOf) => facts.get(placeOf(keyText(key), asOf)),
    findBase: (key) => worst(bases.filter(({ content }) => isNumbered(content, key))),
    enter: (fact) => facts.set(placeOf(keyText(keyOf(fact.content.key)), undefined), fact),
    balancesOf,
    post(document, balance) {
      const others = balancesOf(document).filter(({ id }) => id !== balance.id)
      balances.set(placeOf(document, undefined), [...others, balance])
    },
    writeOff: (by) => byName.get(typeof by === 'string' ? by : referenceText(by)),
    setWriteOff,
  }
}

/** One text for what is looked at as of one moment. */
export function placeOf(of: string | bigint, asOf: Date | undefined): string {
  return `${asOf?.toISOString() ?? 'now'} ${of}`
}

/** No id of a write-off has a blank in it, nor has an agency's. */
function referenceText({ agency, reference }: AgencyReference): string {
  return `${agency} ${reference}`
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
