import { asKhorgosError, CODES, KhorgosError } from '../../errors.ts'
import { NOTHING } from '../../exchange/changes.ts'
import type { Committer } from '../../exchange/commit.ts'
import type { Originator } from '../../exchange/originate.ts'
import { createUnclaimedLoop } from '../../exchange/unclaimed-loop.ts'
import type { WorkLoop } from '../../exchange/work-loop.ts'
import { newId } from '../../model/new-id.ts'
import { parseAnswer } from '../../model/statements.ts'
import type { Partner } from '../../partners/partner.ts'
import type { Database } from '../../store/database.ts'
import {
  type DueInquirer,
  dueInquirers,
  dueInquiries,
  type InquiryRow,
} from '../../store/ledger/inquiries.ts'
import type { InquiryEntry, LedgerEntry } from '../entry.ts'
import { KINDS } from '../kinds.ts'
import type { LedgerResult } from '../participant.ts'
import { type Inquiry, inquiryOf, inquiryRuleFor } from './inquiry.ts'

export interface InquiryWorkParts {
  readonly database: Database
  readonly committer: Committer<LedgerEntry, LedgerResult>
  readonly originator: Originator<LedgerEntry, LedgerResult>
  readonly partners: ReadonlyMap<string, Partner>
  readonly clock: () => Date
  /** A request was made, the first one of an inquiry where it has none yet, else a reminder. */
  readonly onAsked: (inquiry: Inquiry) => void
  readonly onFault: (error: unknown) => void
}

type Item = { readonly inquiry: InquiryRow } | { readonly inquirer: DueInquirer }

const IDLE_MS = 1_000
const MAX_IN_FLIGHT = 8

/**
 * What goes on after a question could not be answered: the authority is asked and reminded, its time runs out, and whoever
 * waits is answered again. Nothing is claimed: under the lock of the log head each step is taken once,
 * whichever node was first.
 */
export function createInquiryWork(parts: InquiryWorkParts): WorkLoop {
  return createUnclaimedLoop<Item>({
    idleMs: IDLE_MS,
    maxInFlight: MAX_IN_FLIGHT,
    due: (limit) => due(parts, limit),
    keyOf,
    work: (item) =>
      'inquiry' in item ? proceed(parts, inquiryOf(item.inquiry)) : askAgain(parts, item.inquirer),
    onFault: parts.onFault,
  })
}

const keyOf = (item: Item): string => ('inquiry' in item ? item.inquiry.id : item.inquirer.verification)

async function due({ database, partners, clock }: InquiryWorkParts, limit: number): Promise<Item[]> {
  const now = clock()
  const [inquiries, inquirers] = await Promise.all([
    dueInquiries(database, now, limit),
    // Who has no agreement any more is told nothing more.
    dueInquirers(database, { now, agencies: [...partners.keys()], limit }),
  ])
  return [...inquiries.map((inquiry) => ({ inquiry })), ...inquirers.map((inquirer) => ({ inquirer }))]
}

/** Asks, reminds or gives up, whichever is due. */
async function proceed(parts: InquiryWorkParts, inquiry: Inquiry): Promise<void> {
  const round = inquiry.rounds
  if (parts.clock() >= inquiry.due.at) return step(parts, inquiry, { to: 'expire', round })
  try {
    await ask(parts, inquiry)
  } catch (thrown) {
    const error = asKhorgosError(thrown)
    if (CODES[error.code].retry !== 'never') throw error
    parts.onFault(error)
    await step(parts, inquiry, { to: 'fail', round })
  }
}

async function ask(
  { originator, partners, clock, onAsked }: InquiryWorkParts,
  inquiry: Inquiry,
): Promise<void> {
  const { id, openedBy, partner, rounds: round, asked } = inquiry
  const rule = inquiryRuleFor(asked.key, partners.values())?.rule
  const inquiring = KINDS[asked.key.kind].inquiring
  if (rule === undefined || inquiring === undefined)
    throw new KhorgosError('INQUIRY_NOT_AGREED', `${partner} has not agreed any more to be asked about it.`)
  const documents = { [inquiring.request]: inquiring.write(inquiry, rule, clock()) }
  // Of two nodes the second finds the round told already.
  const own = { to: partner, as: rule.as, documents, about: openedBy, once: `inquiry ${id} ${round}` }
  const { exchange, changes } = await originator.prepare(own)
  const entry: LedgerEntry = { entry: 'inquiry', inquiry: id, step: { to: 'ask', round, exchange } }
  const { outcome } = await originator.commit({ ...changes, entry })
  if (outcome === 'done') onAsked(inquiry)
}

async function step(
  { committer }: InquiryWorkParts,
  { id }: Inquiry,
  next: InquiryEntry['step'],
): Promise<void> {
  await committer.commit({ ...NOTHING, entry: { entry: 'inquiry', inquiry: id, step: next } })
}

/** Asks the question again for its asker. What is answered is decided under the lock, and so is the notice of it. */
async function askAgain(parts: InquiryWorkParts, inquirer: DueInquirer): Promise<void> {
  const { verification, inquiry, agency, payload } = inquirer
  const asker = parts.partners.get(agency)
  if (asker === undefined) return
  const { question } = parseAnswer(payload)
  const follows = { verification, inquiry }
  const receivedAt = parts.clock()
  const entry: LedgerEntry = { entry: 'question', id: newId(), asker, question, receivedAt, follows }
  await parts.committer.commit({ ...NOTHING, entry })
}
