import type { Partner } from '../partners/partner.ts'
import type { Database } from '../store/database.ts'
import { documentsKept } from './accepted.ts'
import type { Answered } from './answer.ts'
import type { EntryOfAcknowledgement } from './participant.ts'
import type { Sent } from './progress.ts'
import type { Changes } from './unit.ts'

export interface AcknowledgedParts<E = never> {
  readonly database: Database
  /** What the committer's participant is handed of an acknowledgement; absent: nothing. */
  readonly entryOfAcknowledgement?: EntryOfAcknowledgement<E>
}

/** What the unit that records an acknowledgement hands to the participant. */
export async function acknowledgedEntry<E>(
  parts: AcknowledgedParts<E>,
  { exchangeId: exchange, sources }: Sent,
  partner: Partner,
  { signature, response }: Answered,
): Promise<Pick<Changes<E>, 'entry'>> {
  const entry = await parts.entryOfAcknowledgement?.({ exchange, partner, signature, response }, () =>
    documentsKept(parts.database, sources),
  )
  return entry === undefined ? {} : { entry }
}
