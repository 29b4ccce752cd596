import type { Presentation } from '../workflows/checklist/presentation/content.ts'
import type { PresentationVerdict } from '../workflows/checklist/presentation/verify.ts'

const MARKS = { pass: 'ok  ', fail: 'FAIL', 'not-established': '?   ' } as const

/** What an officer reads: the load first, then what was checked, the verdict last. */
export function presentationText({ verdict, presentation, checks }: PresentationVerdict): string {
  const told = checks.map(({ check, result, detail }) => `${MARKS[result]} ${check}: ${detail}`)
  const words = verdict === 'valid' ? 'VALID' : 'NOT VALID: do not rely on it'
  return `${[...(presentation ? load(presentation) : []), ...told, words].join('\n')}\n`
}

function load({ number, edition, exitOffice, validUntil, ...told }: Presentation): string[] {
  const { plate, trailers, containers, seals, counts, totals, lines } = told
  return [
    `load checklist ${number} of ${exitOffice.country} ${exitOffice.office}, valid until ${validUntil.toISOString()}`,
    `  vehicle     ${[plate, ...trailers].join(' / ')}`,
    `  containers  ${containers?.join(', ') ?? `${counts.containers}, not told here`}`,
    `  seals       ${seals?.join(', ') ?? `${counts.seals}, not told here`}`,
    `  total       ${totals.packages ?? '?'} packages, ${totals.gross ?? '?'} kg gross, ${totals.net ?? '?'} kg net`,
    ...lines.map(
      ({ line, packages, gross, hs, goods }) =>
        `  line ${line}: ${packages ?? '?'} packages, ${gross ?? '?'} kg${hs === undefined ? '' : `, HS ${hs}`} ${goods}`,
    ),
    ...(lines.length < counts.lines ? [`  ${counts.lines - lines.length} more lines are not told here`] : []),
    `  edition     ${edition}`,
  ].map((line) => line.trimEnd())
}
