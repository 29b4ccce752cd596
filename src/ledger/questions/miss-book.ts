import { createHash } from 'node:crypto'
import { KhorgosError } from '../../errors.ts'
import { keyText } from '../../model/document-key.ts'
import { afterMiss } from '../../model/misses.ts'
import type { Partner } from '../../partners/partner.ts'
import type { Tx } from '../../store/database.ts'
import { type MissKey, type MissRow, missesOf } from '../../store/ledger/misses.ts'
import type { LedgerEntry } from '../entry.ts'
import type { DocumentKey } from '../facts/fact.ts'
import { closedUntil, delayOf, MISSES_PER_DOCUMENT } from './misses.ts'
import { questionKey } from './question.ts'

/** Misses of those who ask in a batch, as they stood when the log's head was locked, and those since. */
export interface MissBook {
  /** Why the asker is told nothing of a document now: VERIFICATION_LIMITED. Undefined when it may ask. */
  refusal(asker: Partner, key: DocumentKey, at: Date): KhorgosError | undefined
  /**
   * Counts a miss.
   * @returns how long the answer is held back, in ms
   */
  miss(asker: Partner, key: DocumentKey, at: Date): number
  /** Counts that are not those of the table any more. */
  changed(): readonly MissRow[]
}

/** The scope of all questions of an agency together. */
const ALL = Buffer.alloc(0)

/** Reads in the transaction of the batch: one statement, where anybody asks. */
export async function readMisses(tx: Tx, entries: readonly LedgerEntry[]): Promise<MissBook> {
  const keys = new Map(entries.flatMap(keysOf).map((key) => [textOf(key), key]))
  return createMissBook(keys.size === 0 ? [] : await missesOf(tx, [...keys.values()]))
}

export function createMissBook(rows: readonly MissRow[]): MissBook {
  const counted = new Map(rows.map((row) => [textOf(row), row]))
  const changed = new Map<string, MissRow>()
  const count = (key: MissKey, at: Date): MissRow => {
    const row = { ...key, ...afterMiss(counted.get(textOf(key)), at) }
    counted.set(textOf(key), row)
    changed.set(textOf(key), row)
    return row
  }
  return {
    refusal({ id: agency, agreement }, key, at) {
      const { missesPerDay } = agreement.asking
      const all = closedUntil(counted.get(textOf({ agency, scope: ALL })), missesPerDay, at)
      if (all !== undefined)
        return limited('Too many questions of today did not fit their documents', all, at)
      const document = counted.get(textOf({ agency, scope: scopeOf(key) }))
      const until = closedUntil(document, MISSES_PER_DOCUMENT, at)
      return until && limited('Too many questions about this document did not fit it', until, at)
    },
    miss({ id: agency }, key, at) {
      count({ agency, scope: ALL }, at)
      return delayOf(count({ agency, scope: scopeOf(key) }, at))
    },
    changed: () => [...changed.values()],
  }
}

function keysOf(entry: LedgerEntry): MissKey[] {
  const asked = askedBy(entry)
  if (asked === undefined) return []
  const agency = asked.asker.id
  return [
    { agency, scope: ALL },
    { agency, scope: scopeOf(questionKey(asked.about)) },
  ]
}

/** Who can be wrong, and about which document. */
function askedBy(
  entry: LedgerEntry,
): { readonly asker: Partner; readonly about: Parameters<typeof questionKey>[0] } | undefined {
  if (entry.entry === 'question') return { asker: entry.asker, about: entry.question }
  return entry.entry === 'write-off' && entry.refusal === undefined
    ? { asker: entry.asker, about: entry.request }
    : undefined
}

function scopeOf(key: DocumentKey): Buffer {
  return createHash('sha256').update(keyText(key)).digest()
}

function textOf({ agency, scope }: MissKey): string {
  return `${agency} ${scope.toString('hex')}`
}

const SECOND_MS = 1_000

function limited(why: string, until: Date, at: Date): KhorgosError {
  return new KhorgosError('VERIFICATION_LIMITED', `${why}; none is answered before ${until.toISOString()}.`, {
    retryAfter: Math.ceil((until.getTime() - at.getTime()) / SECOND_MS),
  })
}
