import type { Accepted, EntryOf, EntryOfAcknowledgement } from '../../exchange/participant.ts'
import { skeleton } from '../../model/homoglyphs.ts'
import { asObject } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import type { IssueRule, Partner } from '../../partners/partner.ts'
import type { Entering, LedgerEntry, Replying, Source } from '../entry.ts'
import type { DocumentName, KindName, Reading } from './fact.ts'
import { isKindName, KINDS } from '../kinds.ts'

/**
 * What accepted messages say of documents that their senders vouch for. Whatever else they say is exchanged like
 * everything, and is no fact.
 *
 * @returns undefined when there is nothing to enter: at once for the many partners that vouch for nothing
 */
export const entryOf: EntryOf<LedgerEntry> = (accepted) => {
  // Documents of who vouches for nothing are not even read again.
  const said = accepted
    .filter(({ partner }) => partner.agreement.issues.length > 0)
    .flatMap((message) => documentsIn(message.documents).map((each) => ({ message, ...each })))
  const facts = said.flatMap(entering)
  const replies = said.flatMap(replying)
  return facts.length + replies.length === 0 ? undefined : { entry: 'facts', facts, replies }
}

/**
 * What those who vouch for documents answer to documents that they were sent: which they have registered, released, refused.
 *
 * @returns undefined when there is nothing to enter: at once for the many partners that vouch for nothing
 */
export const entryOfAcknowledgement: EntryOfAcknowledgement<LedgerEntry> = async (
  acknowledged,
  documents,
) => {
  const { partner, response } = acknowledged
  if (partner.agreement.issues.length === 0) return undefined
  const facts = (await documents()).flatMap(documentsIn).flatMap(({ name, document }) => {
    if (!isKindName(name)) return []
    const reading = KINDS[name].readAnswer?.(response, document, issuerOf(name, partner))
    return entered(reading, acknowledged)
  })
  return facts.length === 0 ? undefined : { entry: 'facts', facts, replies: [] }
}

/** A hub document of an accepted message. */
interface Said extends HubDocument {
  readonly message: Accepted
}

interface HubDocument {
  readonly name: string
  readonly document: JsonObject
}

function entering({ message, name, document }: Said): Entering[] {
  return isKindName(name) ? entered(KINDS[name].read(document, issuerOf(name, message.partner)), message) : []
}

/** Whether it replies to a request of ours is known only when it is entered. */
function replying({ message, name, document }: Said): Replying[] {
  const kind = Object.values(KINDS).find(({ inquiring }) => inquiring?.reply === name)
  const reply = kind?.inquiring?.read(document)
  return reply === undefined
    ? []
    : [{ ...sourceOf(message), reply, issues: message.partner.agreement.issues }]
}

/** Whose message or acknowledgement it is. */
type Saying = Pick<Accepted, 'partner' | 'exchange' | 'signature' | 'acceptance'>

function entered(reading: Reading | undefined, saying: Saying): Entering[] {
  const issue = reading && ruleFor(reading.key, saying.partner.agreement.issues)
  return reading === undefined || issue === undefined ? [] : [{ ...sourceOf(saying), reading, issue }]
}

function sourceOf({ partner, signature, exchange, acceptance }: Saying): Source {
  return { source: partner.id, keyId: signature.keyId, exchange, acceptance }
}

/** Whose documents a partner's are that do not say it themselves: those of the one country for which it vouches. */
function issuerOf(kind: KindName, { agreement }: Partner): string | undefined {
  const issuers = new Set(agreement.issues.filter((rule) => rule.kind === kind).map(({ issuer }) => issuer))
  return issuers.size === 1 ? [...issuers][0] : undefined
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

function documentsIn(bytes: Uint8Array): HubDocument[] {
  const value: JsonValue = JSON.parse(Buffer.from(bytes).toString('utf8'))
  return Object.entries(asObject(value) ?? {}).flatMap(([name, each]) => {
    const document = asObject(each)
    return document === undefined ? [] : [{ name, document }]
  })
}
