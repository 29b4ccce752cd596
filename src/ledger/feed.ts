import type { Accepted, EntryOf } from '../exchange/participant.ts'
import { skeleton } from '../model/homoglyphs.ts'
import { asObject } from '../model/json-access.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { IssueRule } from '../partners/partner.ts'
import type { Entering, LedgerEntry } from './entry.ts'
import type { DocumentName } from './fact.ts'
import { isKindName, KINDS } from './kinds.ts'

/**
 * What accepted messages say of documents that their senders vouch for. Whatever else they say is exchanged like
 * everything, and is no fact.
 *
 * @returns undefined when there is nothing to enter: at once for the many partners that vouch for nothing
 */
export const entryOf: EntryOf<LedgerEntry> = (accepted) => {
  const facts = accepted.flatMap(enteringOf)
  return facts.length === 0 ? undefined : { entry: 'facts', facts }
}

function enteringOf(message: Accepted): Entering[] {
  // Its documents are not even read again.
  if (message.partner.agreement.issues.length === 0) return []
  return Object.entries(documentsIn(message.documents)).flatMap(([name, value]) => {
    const document = asObject(value)
    return document === undefined ? [] : entering(message, name, document)
  })
}

function entering(message: Accepted, name: string, document: JsonObject): Entering[] {
  const reading = isKindName(name) ? KINDS[name].read(document) : undefined
  if (reading === undefined) return []
  const { partner, exchange, signature, acceptance } = message
  const issue = ruleFor(reading.key, partner.agreement.issues)
  if (issue === undefined) return []
  return [{ reading, source: partner.id, keyId: signature.keyId, exchange, acceptance, issue }]
}

/** The rule that vouches for a document of this name, its number included: one that nobody can ask for is no fact. */
export function ruleFor(
  { kind, issuer, series, number }: DocumentName,
  rules: readonly IssueRule[],
): IssueRule | undefined {
  return rules.find(
    (rule) =>
      rule.kind === kind &&
      rule.issuer === issuer &&
      rule.forms.includes(series) &&
      rule.number?.test(skeleton(number)) !== false,
  )
}

function documentsIn(bytes: Uint8Array): JsonObject {
  const value: JsonValue = JSON.parse(Buffer.from(bytes).toString('utf8'))
  return asObject(value) ?? {}
}
