import type { LoadChecklist } from '../../model/generated/load-checklist.ts'
import type { Confirmation, Finding } from '../../model/generated/parts.ts'
import type { Response } from '../../model/generated/response.ts'
import type { ChecklistComparison } from '../checklist/compare/compare.ts'
import type { Discrepancy } from '../checklist/compare/discrepancy.ts'

/** UN 1225 */
const ORIGINAL = '9'
export const AMEND = '5'
const DELETE = '3'

/** The list with the word of one side put in, in place of what that side said before. */
export function withConfirmation(checklist: LoadChecklist, confirmation: Confirmation): LoadChecklist {
  const others = (checklist.confirmations ?? []).filter(
    ({ countryCode }) => countryCode !== confirmation.countryCode,
  )
  return { ...checklist, functionCode: AMEND, confirmations: [...others, confirmation] }
}

/** Of a list that an officer issues, what the office gives it. */
export interface Issue {
  readonly number: string
  /** ISO 8601. */
  readonly at: string
  readonly office: string
  /** Ours, and the one across the crossing. */
  readonly from: string
  readonly to: string
  /** Hub code, list `border-crossing`. */
  readonly crossing: string
}

export function issued(
  stated: Omit<LoadChecklist, 'id'>,
  { number, at, office, from, to, crossing }: Issue,
): LoadChecklist {
  return {
    ...stated,
    id: number,
    functionCode: ORIGINAL,
    borderCrossingId: crossing,
    office: { id: office, countryCode: from },
    issueDateTime: at,
    exitCountryCode: from,
    entryCountryCode: to,
  }
}

export function withdrawn(checklist: LoadChecklist): LoadChecklist {
  return { ...checklist, functionCode: DELETE }
}

export interface Decided {
  /** Of the list `status`: released, held, returned, not-arrived. */
  readonly decision: string
  /** ISO 8601. */
  readonly at: string
  /** Of the message that is answered. */
  readonly messageId?: string
  readonly comparison: ChecklistComparison | undefined
  /** Where a system decided: its findings and words, in place of ours. */
  readonly ruling?: Response
  /** In words. */
  readonly reason?: string
  readonly office?: Response['office']
  readonly officer?: Response['officer']
}

interface Meaning {
  readonly outcome: 'accepted' | 'review' | 'rejected'
  /** Where nobody found words of his own: receipts of the Mongolian family must have some. */
  readonly words: string
}

const MEANINGS: Readonly<Record<string, Meaning>> = {
  released: { outcome: 'accepted', words: '放行 / Released' },
  held: { outcome: 'review', words: '扣留待查 / Held' },
  returned: { outcome: 'rejected', words: '退运 / Sent back' },
  'not-arrived': { outcome: 'rejected', words: '未到达 / Did not arrive' },
}

/** UN 1225 codes that all standards share; for an original each has a code of its own, and a receipt says it by default. */
const SHARED_FUNCTIONS: readonly (string | undefined)[] = [AMEND, DELETE]

/** Hub document `response`: what the side that a truck enters has decided about it, with every difference. */
export function feedbackOf(checklist: LoadChecklist, decided: Decided): Response {
  const { decision, at, messageId, ruling, office, officer } = decided
  const { outcome, words } = MEANINGS[decision] ?? { outcome: 'review', words: decision }
  const findings = ruling?.findings ?? findingsOf(checklist, decided.comparison)
  const { functionCode } = checklist
  return {
    // A truck may be held twice, and each word about it has a number of its own.
    id: `${checklist.id}-${decision}-${at.replaceAll(/\D/g, '')}`,
    functionalReferenceId: messageId ?? checklist.id,
    issueDateTime: at,
    ...(SHARED_FUNCTIONS.includes(functionCode) && { functionCode }),
    ...(office && { office }),
    ...(officer && { officer }),
    declaration: { id: checklist.id },
    level: 'decision',
    outcome,
    status: {
      statusCode: decision,
      statusDescription: decided.reason ?? ruling?.status?.statusDescription ?? words,
      effectiveDateTime: at,
    },
    ...(findings.length > 0 && { findings: findings.slice(0, MAX_FINDINGS) }),
  }
}

const MAX_FINDINGS = 999
const LONGEST_TEXT = 512

function findingsOf(checklist: LoadChecklist, comparison: ChecklistComparison | undefined): Finding[] {
  return (comparison?.discrepancies ?? []).map((each) => findingOf(checklist, each))
}

function findingOf(
  { consignmentItems }: LoadChecklist,
  { kind, place, stated, confirmed, found, why }: Discrepancy,
): Finding {
  const declared = confirmed ?? stated
  const [, item] = /^\/consignmentItems\/(\d+)/.exec(place.pointer) ?? []
  const line = item === undefined ? undefined : consignmentItems[Number(item)]?.sequenceNumeric
  return {
    kindCode: kind,
    ...(line !== undefined && { goodsItemNumeric: line }),
    ...(place.pointer !== '' && { location: place.pointer }),
    ...(declared !== undefined && { declared: declared.slice(0, LONGEST_TEXT) }),
    ...(found !== undefined && { found: found.slice(0, LONGEST_TEXT) }),
    description: why,
  }
}

/** Statuses of the list `status` that say what becomes of the truck; goods that are secured go on like those that are released. */
const DECISIONS: Readonly<Record<string, string>> = {
  released: 'released',
  'guaranteed-release': 'released',
  held: 'held',
  returned: 'returned',
  'not-arrived': 'not-arrived',
}

/**
 * What a response decides about a load. The side that the truck enters decides, and nobody else: neither another neighbour nor
 * the side that it leaves.
 *
 * @param from country of whoever answered
 * @returns undefined where it decides nothing
 */
export function decisionOf(response: Response, checklist: LoadChecklist, from: string): string | undefined {
  if (from !== checklist.entryCountryCode || response.declaration?.id !== checklist.id) return undefined
  const code = response.status?.statusCode ?? ''
  return Object.hasOwn(DECISIONS, code) ? DECISIONS[code] : undefined
}
