import { completedFields } from '../formats/completed-fields.ts'
import { checkMapping } from '../mapping/check.ts'
import type { CheckFinding } from '../mapping/finding.ts'
import { mappingFiles } from './mapping-sources.ts'
import type { Result, Shell } from './shell.ts'

const SEVERITIES = ['error', 'warning', 'note'] as const

export async function checkFormats(shell: Shell, ids: readonly string[], all: boolean): Promise<Result> {
  const files = mappingFiles(shell)
  const chosen = ids.length === 0 ? files.formats.ids : ids
  const day = new Date().toISOString().slice(0, 10)
  const formats = chosen.map((id) => {
    const { format, source, shape } = files.open(id)
    return {
      format: id,
      findings: checkMapping(source, {
        shape,
        hubCodes: format.hub.codes,
        completed: completedFields(format),
        day,
      }),
    }
  })
  const open = formats.flatMap(({ findings }) => findings).filter(({ accepted }) => accepted === undefined)
  const totals = Object.fromEntries(
    SEVERITIES.map((severity) => [severity, open.filter((each) => each.severity === severity).length]),
  )
  const accepted = formats.flatMap(({ findings }) => findings).length - open.length
  const counts = SEVERITIES.map(
    (severity) => `${totals[severity]} ${severity}${totals[severity] === 1 ? '' : 's'}`,
  )
  const lines = formats.flatMap(({ format, findings }) => tell(format, findings, all))
  return {
    exit: totals['error'] === 0 ? 'OK' : 'NOT_VALID',
    json: { totals: { ...totals, accepted }, formats },
    text: [...lines, `${counts.join(', ')}, ${accepted} accepted`, ''].join('\n'),
  }
}

function tell(format: string, findings: readonly CheckFinding[], all: boolean): string[] {
  const shown = findings.filter(({ accepted }) => all || accepted === undefined)
  if (shown.length === 0) return []
  const sorted = SEVERITIES.flatMap((severity) => shown.filter((each) => each.severity === severity))
  return [
    format,
    ...sorted.map(({ severity, check, place, subject, text, accepted }) => {
      const leave = accepted === undefined ? '' : ` (accepted: ${accepted})`
      return `  ${severity.padEnd(7)}  ${place}  ${check}  ${subject}: ${text}${leave}`
    }),
    '',
  ]
}
