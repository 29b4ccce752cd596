import type { Answer, Basis, ShownDocument } from '../model/generated/verification/answer.ts'
import type { Shown } from '../partners/partner.ts'
import type { Fact, FactContent, PartyFact } from './fact.ts'
import { present } from './present.ts'

/** An answer names no more invoices than this; a certificate may have twenty for each line. */
const MAX_INVOICES = 999

/** What an answer tells beside its checks: as much of the document as the agreement shows, and what it rests on. */
export function shownOf(fact: Fact, shows: readonly Shown[]): Pick<Answer, 'document' | 'basis' | 'heardAt'> {
  const at = fact.knownAt.toISOString()
  const document = documentOf(fact.content, shows)
  return {
    ...(Object.keys(document).length > 0 && { document }),
    basis: basisOf(fact),
    heardAt: at,
  }
}

/** The message that it rests on, and where that stands in the log. */
export function basisOf({ basis, position, knownAt, source }: Fact): Basis[] {
  return [{ acceptance: basis.toString(), fact: position.toString(), at: knownAt.toISOString(), source }]
}

function documentOf(content: FactContent, shows: readonly Shown[]): ShownDocument {
  return Object.assign({}, ...shows.map((part) => (part === 'balance' ? {} : PARTS[part](content))))
}

/** What is left is no part of what the document says. */
const PARTS: Readonly<Record<Exclude<Shown, 'balance'>, (content: FactContent) => ShownDocument>> = {
  validity: ({ issueDay, lastDay, authority, agreementCode, indicators, previous, base, next }) =>
    present({
      issueDay,
      lastDay,
      authority: authority?.names[0],
      agreementCode,
      indicators: indicators && [...indicators],
      previous: previous ?? base,
      next,
    }),
  parties: ({ exporter, consignee, importer, invoices }) =>
    present({
      exporter: partyOf(exporter),
      consignee: partyOf(consignee),
      importer: partyOf(importer),
      invoices: invoices?.slice(0, MAX_INVOICES),
    }),
  lines: ({ lines }) => (lines.length === 0 ? {} : { lines: [...lines] }),
}

function partyOf(party: PartyFact | undefined): ShownDocument['exporter'] {
  return party && { names: [...party.names], ids: [...party.ids] }
}
