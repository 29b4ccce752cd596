import { KhorgosError } from '../../errors.ts'
import { keyText } from '../../model/document-key.ts'
import type { Partner } from '../../partners/partner.ts'
import type { Tx } from '../../store/database.ts'
import {
  inquiriesFor,
  inquiriesOf,
  inquirersOf,
  type InquiryRow,
  type MadeInquiry,
} from '../../store/ledger/inquiries.ts'
import type { LedgerEntry } from '../entry.ts'
import { type DocumentKey, keyOf } from '../facts/fact.ts'
import { questionKey } from '../questions/question.ts'
import {
  type Inquirer,
  type Inquiry,
  inquiryOf,
  inquiryOfRequest,
  isOpen,
  statementsDigest,
} from './inquiry.ts'

/** Inquiries that a batch is about, as they stood when the log's head was locked, and what became of them since. */
export interface InquiryBook {
  find(id: string): Inquiry | undefined
  /** The open one of a document about which the same is stated. */
  openAbout(key: DocumentKey, statements: string): Inquiry | undefined
  set(inquiry: Inquiry): void
  inquirer(verification: string): Inquirer | undefined
  setInquirer(inquirer: Inquirer): void
  /** Why nobody is asked for that agency now: INQUIRY_LIMITED. Undefined when it may inquire. */
  refusal(asker: Partner, at: Date): KhorgosError | undefined
  /** What is not as it is in the tables any more. */
  changed(): { readonly inquiries: readonly Inquiry[]; readonly inquirers: readonly Inquirer[] }
}

const DAY_MS = 86_400_000
/** How far the log's time may be behind the time at which a question came, at most. */
const MARGIN_MS = 3_600_000

/** Reads in the transaction of the batch: up to three statements, where anybody inquires or an inquiry goes on. */
export async function readInquiries(tx: Tx, entries: readonly LedgerEntry[]): Promise<InquiryBook> {
  const wanting = entries.flatMap((entry) =>
    entry.entry === 'question' && entry.question.inquire !== undefined && entry.follows === undefined
      ? [entry]
      : [],
  )
  const following = entries.flatMap((entry) =>
    entry.entry === 'question' && entry.follows !== undefined ? [entry.follows] : [],
  )
  const ids = [...following.map(({ inquiry }) => inquiry), ...entries.flatMap(idsIn)]
  const about = wanting.map(({ question }) => ({
    ...questionKey(question),
    statements: Buffer.from(statementsDigest(question), 'hex'),
  }))
  const first = Math.min(...wanting.map(({ receivedAt }) => receivedAt.getTime()))
  const agencies = [...new Set(wanting.map(({ asker }) => asker.id))]
  const [rows, inquirers, made] = await Promise.all([
    ids.length + about.length === 0 ? [] : inquiriesOf(tx, { ids, about }),
    following.length === 0
      ? []
      : inquirersOf(tx, [...new Set(following.map(({ verification }) => verification))]),
    agencies.length === 0 ? [] : inquiriesFor(tx, agencies, new Date(first - DAY_MS - MARGIN_MS)),
  ])
  return createInquiryBook(rows, inquirers, made)
}

function idsIn(entry: LedgerEntry): string[] {
  if (entry.entry === 'inquiry') return [entry.inquiry]
  if (entry.entry !== 'facts') return []
  return entry.replies.flatMap(({ reply }) => inquiryOfRequest(reply.request)?.id ?? [])
}

export function createInquiryBook(
  rows: readonly InquiryRow[] = [],
  inquirers: readonly Inquirer[] = [],
  made: readonly MadeInquiry[] = [],
): InquiryBook {
  const byId = new Map(rows.map((row) => [row.id, inquiryOf(row)]))
  const byVerification = new Map(inquirers.map((each) => [each.verification, each]))
  const counted = [...made]
  const changed = { inquiries: new Set<string>(), inquirers: new Set<string>() }
  return {
    find: (id) => byId.get(id),
    openAbout: (key, statements) =>
      [...byId.values()].find(
        (each) =>
          isOpen(each) && each.statements === statements && keyText(keyOf(each.asked.key)) === keyText(key),
      ),
    set(inquiry) {
      byId.set(inquiry.id, inquiry)
      changed.inquiries.add(inquiry.id)
    },
    inquirer: (verification) => byVerification.get(verification),
    setInquirer(inquirer) {
      const { verification, agency, openedAt } = inquirer
      if (!byVerification.has(verification)) counted.push({ agency, openedAt, isOpen: true })
      byVerification.set(verification, inquirer)
      changed.inquirers.add(verification)
    },
    refusal: ({ id, agreement }, at) =>
      refusalOf(
        counted.filter(({ agency }) => agency === id),
        agreement.asking,
        at,
      ),
    changed: () => ({
      inquiries: [...byId.values()].filter(({ id }) => changed.inquiries.has(id)),
      inquirers: [...byVerification.values()].filter(({ verification }) =>
        changed.inquirers.has(verification),
      ),
    }),
  }
}

/** Nobody can say when one of the open ones will have ended. */
const RETRY_SECONDS = 3_600

function refusalOf(
  made: readonly MadeInquiry[],
  { inquiriesPerDay, openInquiries }: Partner['agreement']['asking'],
  at: Date,
): KhorgosError | undefined {
  const today = made.filter(({ openedAt }) => openedAt.getTime() > at.getTime() - DAY_MS)
  if (today.length >= inquiriesPerDay) {
    const oldest = Math.min(...today.map(({ openedAt }) => openedAt.getTime()))
    return limited(
      `${inquiriesPerDay} inquiries were made within a day`,
      Math.ceil((oldest + DAY_MS - at.getTime()) / 1_000),
    )
  }
  return made.filter((each) => each.isOpen).length >= openInquiries
    ? limited(`${openInquiries} inquiries wait for their replies`, RETRY_SECONDS)
    : undefined
}

function limited(why: string, retryAfter: number): KhorgosError {
  return new KhorgosError(
    'INQUIRY_LIMITED',
    `${why}, which is what the agreement allows. Without "inquire" the question is answered.`,
    { retryAfter },
  )
}
