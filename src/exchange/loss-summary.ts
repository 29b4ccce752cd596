import { undeclaredLosses, type LossEntry, type LossReport } from '../mapping/report.ts'

/** A loss report in a few numbers: how many fields were kept, and on whose leave the others were not. */
export interface LossSummary {
  /** Leaves by outcome. */
  readonly totals: LossReport['totals']
  /** Leaves lost without declaration: those an agreement accepts, and the others, which stop an exchange. */
  readonly undeclared: { readonly accepted: number; readonly notAccepted: number }
}

export function summarise(report: LossReport): LossSummary {
  const leaves = (entries: readonly LossEntry[]): number => entries.reduce((sum, { count }) => sum + count, 0)
  return {
    totals: report.totals,
    undeclared: {
      accepted: leaves(report.entries.filter(({ accepted }) => accepted !== undefined)),
      notAccepted: leaves(undeclaredLosses(report)),
    },
  }
}
