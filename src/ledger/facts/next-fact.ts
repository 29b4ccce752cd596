import { isDeepStrictEqual } from 'node:util'
import type { IssueRule } from '../../partners/partner.ts'
import type { DocumentContent, Fact, FactContent, FactEvent, FactStatus, Provenance } from './fact.ts'
import { provenanceOf } from './provenance.ts'
import { ownStatus, withPapers, worse } from './status.ts'

/** How one fact follows another, whatever is said: whose it is, whether it says anything new, and how the document stands then. */

/** Who says it, and by which rule of its agreement. */
export interface Saying {
  /** Partner whose message it is. */
  readonly source: string
  readonly issue: IssueRule
  /** The message itself. */
  readonly message: Provenance
  /** 32 random hex digits, other ones with each call: for documents that the ledger did not know. */
  readonly newSeed: () => string
}

/** What another partner said first is not this one's to change. */
export function isOwn(before: Fact | undefined, { source }: Saying): boolean {
  return before === undefined || before.source === source
}

/** What is known, and by which messages: what stays of it stays theirs. */
export function told(fact: Fact): FactContent {
  return { ...fact.content, provenance: provenanceOf(fact) }
}

/** Of a document that nobody had heard of. */
export function first(
  event: FactEvent,
  status: FactStatus,
  { key, ...content }: DocumentContent & Pick<FactContent, 'key' | 'next' | 'amended' | 'answered' | 'bare'>,
  { newSeed }: Saying,
): FactContent {
  return { v: 1, key, event, status, seed: newSeed(), ...content }
}

/** @returns the document after the event; undefined when that changes nothing but the event. */
export function changed(
  before: FactContent,
  event: FactEvent,
  status: FactStatus,
  change: Partial<FactContent> = {},
): FactContent | undefined {
  return moved(before, event, worse(ownStatus(before), status), { ...before, ...change })
}

/** The same, where how it stands is not told by the event alone. */
export function moved(
  before: FactContent,
  event: FactEvent,
  own: FactStatus,
  content: FactContent,
): FactContent | undefined {
  const after = { ...content, status: withPapers(own, content), event }
  return isDeepStrictEqual(state(after), state(before)) ? undefined : after
}

/** Who says the same again, and with which event, makes no difference. */
function state({ event: _e, provenance: _p, ...rest }: FactContent): unknown {
  return rest
}
