import { withoutIndices } from '../mapping/coverage.ts'
import type { LossEntry, LossReport } from '../mapping/report.ts'
import type { AcceptedLoss } from '../partners/partner.ts'

/**
 * Marks the undeclared losses that the sender's agreement accepts, with its reason: the report then says on whose
 * leave a field was lost. A declared loss needs no leave and stays as it is.
 */
export function acceptLosses(report: LossReport, accepted: readonly AcceptedLoss[]): LossReport {
  if (accepted.length === 0) return report
  return { ...report, entries: report.entries.map((entry) => withLeave(entry, accepted)) }
}

function withLeave(entry: LossEntry, accepted: readonly AcceptedLoss[]): LossEntry {
  if (entry.declared) return entry
  const leave = accepted.find(({ path }) => (path.startsWith('/') ? coversSource : coversField)(path, entry))
  return leave === undefined ? entry : { ...entry, accepted: leave.reason }
}

function coversField(path: string, { document }: LossEntry): boolean {
  return document !== undefined && isAtOrBelow(withoutIndices(document), path)
}

/** Several fields of the message that make one hub field are lost together, so each of them must be covered. */
function coversSource(path: string, { source }: LossEntry): boolean {
  return (
    source !== undefined && source.split(' | ').every((each) => isAtOrBelow(withoutPositions(each), path))
  )
}

function isAtOrBelow(path: string, above: string): boolean {
  return path === above || (path.startsWith(above) && /^[./[]/.test(path.slice(above.length)))
}

/** `/Awmds/Bol_segment[2]/Note` is the field `/Awmds/Bol_segment/Note`. */
function withoutPositions(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '')
}
