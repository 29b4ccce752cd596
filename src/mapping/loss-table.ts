import type { LossEntry, LossReport } from './report.ts'

interface Column {
  readonly title: string
  /** Longest text shown, in characters; of a path the end says most, of anything else the beginning. */
  readonly most: number
  readonly cut: 'start' | 'end'
  readonly of: (entry: LossEntry) => string
}

const COLUMNS: readonly Column[] = [
  { title: 'outcome', most: 24, cut: 'end', of: outcome },
  { title: 'source', most: 48, cut: 'start', of: ({ source = '' }) => source },
  { title: 'hub field', most: 56, cut: 'start', of: ({ document = '' }) => document },
  { title: 'target', most: 48, cut: 'start', of: ({ target = '' }) => target },
  { title: 'times', most: 8, cut: 'end', of: ({ count }) => String(count) },
  { title: 'from → to', most: 48, cut: 'end', of: change },
  { title: 'reason', most: 160, cut: 'end', of: ({ reason = '', accepted }) => accepted ?? reason },
]

/**
 * The loss report for people: a line for each field that was changed, filled in or dropped, from source through hub
 * to target, the gravest first; what was kept as a count. Fields are as wide as the widest of their column.
 */
export function lossTable({ totals, entries }: LossReport): string {
  const rows = entries
    .filter((entry) => entry.outcome !== 'kept')
    .map((entry) => COLUMNS.map((each) => cell(each, entry)))
  const counts = Object.entries(totals).map(([name, count]) => `${count} ${name}`)
  if (rows.length === 0) return counts.join(', ')
  const lines = [COLUMNS.map(({ title }) => title), ...rows]
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))))
  return [...lines.map((line) => padded(line, widths)), '', counts.join(', ')].join('\n')
}

function padded(line: readonly string[], widths: readonly number[]): string {
  return line
    .map((text, column) => text + ' '.repeat((widths[column] ?? 0) - widthOf(text)))
    .join('  ')
    .trimEnd()
}

/** Characters, as `cut` counts them; a terminal may show some of them twice as wide. */
const widthOf = (text: string): number => Array.from(text).length

function cell({ most, cut, of }: Column, entry: LossEntry): string {
  const characters = Array.from(printable(of(entry)))
  if (characters.length <= most) return characters.join('')
  return cut === 'start'
    ? `…${characters.slice(1 - most).join('')}`
    : `${characters.slice(0, most - 1).join('')}…`
}

function outcome({ outcome: what, declared, accepted }: LossEntry): string {
  if (declared) return what
  return accepted === undefined ? `${what}, not declared` : `${what}, accepted`
}

function change({ from, to }: LossEntry): string {
  return from === undefined && to === undefined ? '' : `"${from ?? ''}" → "${to ?? ''}"`
}

/** Values are the sender's: what steers a terminal must not reach one. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '�')
}
