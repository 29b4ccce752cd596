import type { LossEntry, LossReport } from '../mapping/report.ts'

/** Longest path shown; the tail says most. */
const MAX_PATH = 60

/** The loss report for people: what was changed, defaulted or dropped, one line each; what was kept as a count. */
export function lossTable({ totals, entries }: LossReport): string {
  const rows = entries.filter(({ outcome }) => outcome !== 'kept').map(row)
  const counts = Object.entries(totals).map(([outcome, count]) => `${count} ${outcome}`)
  return [...rows, counts.join(', ')].join('\n')
}

function row({ outcome, source, document, target, from, to, reason, declared, count }: LossEntry): string {
  const what = from === undefined && to === undefined ? '' : ` "${from ?? ''}" → "${to ?? ''}"`
  const times = count > 1 ? ` ×${count}` : ''
  const undeclared = declared ? '' : ' NOT DECLARED'
  const path = shorten(source ?? document ?? target ?? '?')
  return `${outcome.padEnd(9)} ${path.padEnd(MAX_PATH)}${times}${what}${undeclared}  ${reason ?? ''}`.trimEnd()
}

const shorten = (path: string): string => (path.length <= MAX_PATH ? path : `…${path.slice(1 - MAX_PATH)}`)
