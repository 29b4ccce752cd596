import type { DocumentContent, Fact, FactContent, Provenance } from './fact.ts'

/** From whose message a fact has what it says. What a later message leaves as it was keeps the message that it came from. */

/** That which the document itself came with first; of a fact that names none, its own message. */
export function provenanceOf({
  exchange,
  keyId,
  basis,
  knownAt,
  content,
}: Omit<Fact, 'position' | 'document' | 'source'>): readonly Provenance[] {
  return content.provenance ?? [{ exchange, keyId, basis: basis.toString(), knownAt: knownAt.toISOString() }]
}

/** Of contents that stay, to which a message has added something. */
export function joined(before: FactContent, message: Provenance): readonly Provenance[] {
  return [...(before.provenance ?? []), message]
}

/** Of contents that stay, of goods that a message says are released. */
export function releasedBy(before: FactContent, message: Provenance): readonly Provenance[] {
  return [...(before.provenance ?? []).filter(({ of }) => of === undefined), { ...message, of: 'release' }]
}

/**
 * Of contents that a message states anew: it alone, and whoever said of the document before that its goods are released.
 *
 * @returns nothing where that is the message alone
 */
export function statedAnew(
  before: FactContent,
  content: Pick<DocumentContent, 'releaseDay'>,
  message: Provenance,
): Pick<FactContent, 'provenance'> {
  if (before.releaseDay === undefined || content.releaseDay !== undefined) return {}
  const known = before.provenance ?? []
  const released = known.filter(({ of }) => of === 'release')
  const kept = released.length > 0 ? released : known.map((each) => ({ ...each, of: 'release' as const }))
  return { provenance: [message, ...kept] }
}
