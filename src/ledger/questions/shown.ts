import type { Answer, Basis, ShownDocument } from '../../model/generated/verification/answer.ts'
import type { Shown } from '../../partners/partner.ts'
import type { Fact, FactContent, InspectionFact, PartyFact } from '../facts/fact.ts'
import { present } from '../present.ts'

/** An answer names no more of anything than this; a certificate may have twenty invoices for each line. */
const MAX_SHOWN = 999
/** Number plates of one vehicle and its trailers. */
const MAX_PLATES = 99
const MAX_SUSPENSIONS = 99
/** Kinds of differences that one check found. */
const MAX_CHECK_FINDINGS = 99

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
export function basisOf({
  basis,
  position,
  knownAt,
  source,
}: Pick<Fact, 'basis' | 'position' | 'knownAt' | 'source'>): Basis[] {
  return [{ acceptance: basis.toString(), fact: position.toString(), at: knownAt.toISOString(), source }]
}

/** What a document says, as much of it as is shown; what is left of it is told elsewhere. */
export function documentOf(content: FactContent, shows: readonly Shown[]): ShownDocument {
  return Object.assign({}, ...shows.map((part) => (part === 'balance' ? {} : PARTS[part](content))))
}

/** What is left is no part of what the document says. */
const PARTS: Readonly<Record<Exclude<Shown, 'balance'>, (content: FactContent) => ShownDocument>> = {
  validity: ({ authority, indicators, suspensions, ...content }) =>
    present({
      issueDay: content.issueDay,
      firstDay: content.firstDay,
      lastDay: content.lastDay,
      authority: authority?.names[0],
      agreementCode: content.agreementCode,
      indicators: indicators && [...indicators],
      previous: content.previous ?? content.base,
      next: content.next,
      releaseDay: content.releaseDay,
      suspensions: suspensions?.slice(0, MAX_SUSPENSIONS),
      revocation: content.revocation,
    }),
  parties: ({ declarant, carrier, exporter, consignee, importer, holder, invoices, contracts }) =>
    present({
      declarant: partyOf(declarant),
      carrier: partyOf(carrier),
      exporter: partyOf(exporter),
      consignee: partyOf(consignee),
      importer: partyOf(importer),
      holder: partyOf(holder),
      invoices: invoices?.slice(0, MAX_SHOWN),
      contracts: contracts?.slice(0, MAX_SHOWN),
    }),
  lines: ({ lines, plates, containers, seals, inspection, confirmations }) =>
    present({
      lines: lines.length === 0 ? undefined : lines.slice(0, MAX_SHOWN),
      plates: plates?.slice(0, MAX_PLATES),
      containers: containers?.slice(0, MAX_SHOWN),
      seals: seals?.slice(0, MAX_SHOWN),
      inspection: inspection && inspectionOf(inspection),
      confirmations: confirmations && [...confirmations],
    }),
}

function inspectionOf({ checks, ...inspection }: InspectionFact): ShownDocument['inspection'] {
  return {
    ...inspection,
    checks: checks.map(({ findings, ...check }) => ({
      ...check,
      ...(findings !== undefined && { findings: findings.slice(0, MAX_CHECK_FINDINGS) }),
    })),
  }
}

function partyOf(party: PartyFact | undefined): ShownDocument['exporter'] {
  return party && { names: [...party.names], ids: [...party.ids] }
}
