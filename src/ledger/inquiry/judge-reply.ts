import type { EntryPlace } from '../../exchange/participant.ts'
import { keyText } from '../../model/document-key.ts'
import { keyOf, type PaperReading } from '../facts/fact.ts'
import type { Replying } from '../entry.ts'
import { ruleFor } from '../facts/feed.ts'
import { type JudgedFacts, judgeFacts } from '../facts/judge-fact.ts'
import type { Known } from '../known.ts'
import { paperSuccession, takenBack } from '../facts/paper-succession.ts'
import { type Inquiry, inquiryOfRequest, isOpen, isResult, type Result } from './inquiry.ts'
import { ended } from './judge-step.ts'
import type { Reply } from './reply.ts'

const NOTHING: JudgedFacts = { payloads: [], records: [], rows: [], recalls: [], repeats: [] }

/**
 * What an authority replies ends its inquiry, also one that was given up, and others that state the same. A reply to a
 * question that we never asked it, or about another document, is kept like every message and says nothing to the ledger.
 */
export function judgeReply(replying: Replying, known: Known, place: EntryPlace): JudgedFacts {
  const { reply, source, issues } = replying
  const asked = inquiryOfRequest(reply.request)
  const inquiry = asked && known.inquiries.find(asked.id)
  if (asked === undefined || inquiry === undefined || asked.round >= inquiry.rounds) return NOTHING
  const { key } = inquiry.asked
  const issue = ruleFor(key, issues)
  if (inquiry.partner !== source || issue === undefined || !isAbout(reply, inquiry)) return NOTHING
  const result = resultOf(reply, inquiry)
  // No result yet: the time of the agreement runs on.
  if (result === undefined) return NOTHING
  for (const each of [inquiry, known.inquiries.openAbout(keyOf(key), inquiry.statements)])
    if (each !== undefined && (isOpen(each) || each.result !== result))
      known.inquiries.set(ended(each, { state: 'answered', result, reply: reply.text }))
  const reading = readingOf(reply, result, inquiry)
  const document = known.find(keyOf(key))
  return judgeFacts({ ...replying, issue }, known, place, (saying) =>
    reading === undefined
      ? takenBack(inquiry.asked.held, document, saying)
      : paperSuccession(reading, document, saying),
  )
}

function isAbout({ number, series, issuer }: Reply, { asked: { key } }: Inquiry): boolean {
  const named = { ...key, number, series: series ?? key.series, issuer: issuer ?? key.issuer }
  return keyText(keyOf(named)) === keyText(keyOf(key))
}

/** What is confirmed with another day of issue, or not for all lines, is not confirmed as it was stated. */
function resultOf({ result, issueDay, lines }: Reply, { asked: { held } }: Inquiry): Result | undefined {
  if (!isResult(result)) return undefined
  const otherDay = issueDay !== undefined && held.issueDate !== undefined && held.issueDate !== issueDay
  return result === 'confirmed' && (otherDay || lines.some((line) => line !== 'confirmed'))
    ? 'corrected'
    : result
}

/** Results that say something of the document. The others confirm nothing, and take back what was confirmed before. */
const SAYS: Partial<
  Readonly<Record<Result, Pick<PaperReading, 'event'> & Pick<PaperReading['paper'], 'said'>>>
> = {
  confirmed: { event: 'confirmed', said: 'confirmed' },
  'not-authentic': { event: 'disowned', said: 'disowned' },
  'not-originating': { event: 'unfounded', said: 'not-originating' },
  revoked: { event: 'revoked', said: 'withdrawn' },
}

function readingOf(
  { issueDay, authority }: Reply,
  result: Result,
  { asked: { key, held } }: Inquiry,
): PaperReading | undefined {
  const says = SAYS[result]
  if (says === undefined) return undefined
  const paper = {
    said: says.said,
    held,
    ...(issueDay !== undefined && { issueDay }),
    ...(authority !== undefined && { authority }),
  }
  return { key, event: says.event, paper }
}
