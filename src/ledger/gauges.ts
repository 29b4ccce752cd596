import type { Partner } from '../partners/partner.ts'
import type { Database } from '../store/database.ts'
import { countPushes } from '../store/ledger/notice-pushes.ts'
import { countRecalls } from '../store/ledger/recalls.ts'
import { countReports } from '../store/ledger/reports.ts'
import { countAnswersDue, tallyInquiries, tallyReportsUnderWay } from '../store/ledger/tallies.ts'
import { countDueReservations } from '../store/ledger/write-offs.ts'

/** What operators see of the ledger's own work, for the metrics; the same on every node. */
export function ledgerGauges(database: Database, partners: Iterable<Partner>, clock: () => Date) {
  const all = [...partners]
  const authorities = all.filter(({ agreement }) => agreement.inquiries.length > 0).map(({ id }) => id)
  const issuers = all.filter(({ agreement }) => agreement.reports.length > 0).map(({ id }) => id)
  return {
    inquiries: {
      help: 'Inquiries, by authority and state: wanted and asked are open, answered, expired and failed have ended',
      labelNames: ['authority', 'state'],
      read: async () => {
        const tallies = await tallyInquiries(database)
        const told = tallies.map(({ partner, ...rest }) => ({ authority: partner, ...rest }))
        return [...startOf(authorities), ...told].map(({ authority, state, count }) => ({
          labels: { authority, state },
          value: count,
        }))
      },
    },
    reports_due: {
      help: 'Uses of documents that issuers are not told of yet',
      read: () => countReports(database),
    },
    reports_under_way: {
      help: 'Reports to issuers that are not acknowledged yet, by issuer',
      labelNames: ['issuer'],
      read: async () => {
        const start = issuers.map((partner) => ({ partner, count: 0 }))
        return [...start, ...(await tallyReportsUnderWay(database))].map(({ partner, count }) => ({
          labels: { issuer: partner },
          value: count,
        }))
      },
    },
    answers_due: {
      help: 'Questions whose inquiry has ended and whose agency has no notice of that yet',
      // Who has no agreement any more is told nothing more.
      read: () =>
        countAnswersDue(
          database,
          all.map(({ id }) => id),
        ),
    },
    notice_pushes: { help: 'Notices that are still to be sent', read: () => countPushes(database) },
    recalls: {
      help: 'Documents that fell or were amended whose askers are not all told',
      read: () => countRecalls(database),
    },
    reservations_over: {
      help: 'Reservations whose time is over and that are not ended yet',
      read: () => countDueReservations(database, clock()),
    },
  } as const
}

/** A series that is not there raises no alert and draws no line: of whom may be asked there is one from the start. */
function startOf(authorities: readonly string[]) {
  return authorities.flatMap((authority) => STATES.map((state) => ({ authority, state, count: 0 })))
}

const STATES = ['wanted', 'asked', 'answered', 'expired', 'failed'] as const
