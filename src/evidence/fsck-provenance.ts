import { asObject, objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { Database } from '../store/database.ts'
import type { ProvableFact } from '../store/ledger/facts.ts'
import { groundsOf, type NamedMessage } from '../store/ledger/provable-facts.ts'
import { falseNames, type Report } from './fsck-report.ts'
import { recordIn } from './record-reader.ts'
import type { EvidenceRecord } from './record.ts'

/**
 * What a fact says may come from other messages than its own: it names them, and answers, recalls and reports go by them.
 * Each must have been accepted as it is named, and have been taken over by then.
 */

/** Every message that facts of a page name as one that they come from is in the log, as it is named. */
export async function checkProvenance(
  database: Database,
  facts: readonly ProvableFact[],
  report: Report,
): Promise<void> {
  const named = facts.flatMap(messagesIn)
  if (named.length === 0) return
  const grounds = await groundsOf(database, named)
  for (const [place, { position, exchange, keyId }] of named.entries()) {
    const ground = grounds[place]
    const said = ground?.record && saidIn(recordIn(ground.record))
    const same = {
      exchange: said?.exchange === exchange,
      'signing key': said?.keyId === keyId,
      time: ground?.isEntered === true,
    }
    for (const name of falseNames(same))
      report(`fact ${position}`, `the ${name} of what it comes from is not that of its record`)
  }
}

function messagesIn({ position, content }: ProvableFact): NamedMessage[] {
  const parsed: JsonValue = JSON.parse(content)
  const fact = asObject(parsed)
  const ofPapers = objectsAt(fact, 'papers').map((paper) => asObject(paper['provenance']))
  return [...objectsAt(fact, 'provenance'), ...ofPapers].flatMap((each) =>
    each === undefined ? [] : [{ position, ...nameIn(each) }],
  )
}

/** What is not there is named by nothing that is. */
function nameIn(message: JsonObject): Omit<NamedMessage, 'position'> {
  const [exchange, keyId, basis, knownAt] = ['exchange', 'keyId', 'basis', 'knownAt'].map(
    (member) => textAt(message, member) ?? '',
  )
  return {
    exchange: exchange ?? '',
    keyId: keyId ?? '',
    basis: /^\d{1,18}$/.test(basis ?? '') ? BigInt(basis ?? '') : -1n,
    knownAt: knownAt ?? '',
  }
}

/** Who said what a fact can rest on, and by which key: in a message, or in an answer to one of ours. */
export function saidIn(
  basis: EvidenceRecord | undefined,
): { exchange: string; by: string; keyId: string } | undefined {
  if (basis?.kind === 'accepted')
    return { exchange: basis.exchange, by: basis.partner, keyId: basis.signature.keyId }
  if (basis?.kind === 'acknowledged')
    return { exchange: basis.exchange, by: basis.by, keyId: basis.signature.keyId }
  return undefined
}
