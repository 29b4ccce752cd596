import { asKhorgosError, KhorgosError } from '../../errors.ts'
import { nextAttempt } from '../../exchange/back-off.ts'
import type { Originator } from '../../exchange/originate.ts'
import { createUnclaimedLoop } from '../../exchange/unclaimed-loop.ts'
import type { WorkLoop } from '../../exchange/work-loop.ts'
import type { Partner, ReportRule } from '../../partners/partner.ts'
import type { Database } from '../../store/database.ts'
import { dueReports, type DueReport, postponeReport } from '../../store/ledger/reports.ts'
import type { LedgerEntry } from '../entry.ts'
import type { LedgerResult } from '../participant.ts'
import { responseOf, type Requested } from './report-document.ts'
import { reportRuleFor } from './report-due.ts'

export interface ReportParts {
  readonly database: Database
  readonly partners: Pick<ReadonlyMap<string, Partner>, 'get'>
  readonly originator: Originator<LedgerEntry, LedgerResult>
  readonly clock: () => Date
  /** Its message was made; it is delivered like every other. */
  readonly onTold: (report: DueReport) => void
  readonly onFault: (error: unknown) => void
}

const IDLE_MS = 1_000
const MAX_IN_FLIGHT = 8

/**
 * Tells issuers what became of their documents. Nothing is claimed: a step is told once because its exchange can be begun
 * once, so that of two nodes one wins and the other's message is dropped. What cannot be told (an agreement that is not in
 * force, a format that has no words for it) is tried again, ever more seldom, until it can.
 */
export function createReports(parts: ReportParts): WorkLoop {
  const { database, clock } = parts
  return createUnclaimedLoop<DueReport>({
    idleMs: IDLE_MS,
    maxInFlight: MAX_IN_FLIGHT,
    due: (limit) => dueReports(database, clock(), limit),
    keyOf: ({ position }) => position.toString(),
    work: async (due) => {
      try {
        await tell(parts, due)
      } catch (thrown) {
        await postpone(parts, due, asKhorgosError(thrown))
      }
    },
    // Its row says when it is due again.
    faultPauseMs: 0,
    onFault: parts.onFault,
  })
}

async function tell({ partners, originator, onTold }: ReportParts, due: DueReport): Promise<void> {
  const statement = statementOf(due)
  const { as, office } = ruleOf(partners, due, statement)
  const { exchange, changes } = await originator.prepare({
    to: due.partner,
    as,
    about: due.writeOff,
    once: `report ${statement.state}`,
    documents: { response: responseOf({ report: due, statement, office }) },
  })
  const report = { position: due.position, exchangeId: exchange }
  const { outcome } = await originator.commit({ ...changes, entry: { entry: 'reported', report } })
  // A duplicate: another node has told it, and said so in the same transaction.
  if (outcome !== 'done' && outcome !== 'duplicate')
    throw new KhorgosError('INTERNAL', `A report cannot end as ${outcome}.`)
  if (outcome === 'done') onTold(due)
}

function statementOf({ position, statement }: DueReport): Requested {
  if (statement === null)
    throw new KhorgosError('INTERNAL', `The statement of record ${position} is not kept any more.`)
  return JSON.parse(Buffer.from(statement).toString('utf8'))
}

/** The agreement may have changed since the step: what it says now is how the issuer is told. */
function ruleOf(
  partners: ReportParts['partners'],
  { partner: id, position }: DueReport,
  { request }: Requested,
): ReportRule {
  const partner = partners.get(id)
  const rule = partner && reportRuleFor(request, partner)
  if (rule === undefined)
    throw new KhorgosError(
      'CONFIG_INVALID',
      `No agreement says any more how ${id} is told of the write-off of record ${position}.`,
    )
  return rule
}

/** Told each time: an operator must see what waits, and why. */
async function postpone(
  { database, clock, onFault }: ReportParts,
  { position, attempts }: DueReport,
  error: KhorgosError,
): Promise<void> {
  onFault(error)
  await postponeReport(database, {
    position,
    dueAt: nextAttempt(attempts + 1, clock(), Math.random()),
    error: `${error.code}: ${error.message}`,
  })
}
