import type { HubCodes } from '../model/hub-codes.ts'
import type { ShapeElement } from '../model/message-shape.ts'
import { checkCodes } from './check-codes.ts'
import { checkHub } from './check-hub.ts'
import { checkMessage } from './check-message.ts'
import { CHECKS, finding, type Check, type CheckFinding } from './finding.ts'
import type { MappingSource } from './load.ts'
import { outlineOf, placeOf } from './outline.ts'

export interface CheckAgainst {
  /** The format's own schema; absent where it cannot be told: places in the message are then not checked. */
  readonly shape: ShapeElement | undefined
  readonly hubCodes: HubCodes
  /** Hub fields that are completed after reading, from what rules cannot say: nobody misses a rule for them. */
  readonly completed: readonly string[]
  /** Rows of code lists must be valid on this day, `2026-11-21`. */
  readonly day: string
}

/**
 * Everything that loading a mapping file does not refuse and a reader of it should know, in the order of the checks.
 * What the file's `accepts` names stays in the list, with the reason.
 */
export function checkMapping(
  source: MappingSource,
  { shape, hubCodes, completed, day }: CheckAgainst,
): CheckFinding[] {
  const outline = outlineOf(source)
  const found = [
    ...(shape === undefined ? [] : checkMessage(source, outline, shape)),
    ...checkHub(source, outline, completed),
    ...checkCodes(source, outline, hubCodes, day),
  ]
  return accept(source, found)
}

interface Acceptance {
  readonly check: string
  readonly subject: string
  readonly reason: string
  readonly line: number
}

function accept(source: MappingSource, found: readonly CheckFinding[]): CheckFinding[] {
  const acceptances = acceptancesOf(source)
  const used = new Set<Acceptance>()
  const judged = found.map((each) => {
    const leave = acceptances.find(
      ({ check, subject, reason }) => reason !== '' && check === each.check && covers(subject, each.subject),
    )
    if (leave === undefined) return each
    used.add(leave)
    return { ...each, accepted: leave.reason }
  })
  const stale = acceptances.filter((each) => !used.has(each)).map((each) => staleness(source, each))
  return [...judged, ...stale]
}

function staleness(source: MappingSource, { check, subject, reason, line }: Acceptance): CheckFinding {
  const idle = reason === '' ? 'it needs a reason' : `${check} finds nothing there; take it out`
  const why = isCheck(check) ? idle : `there is no check ${check}`
  return finding('acceptance-stale', placeOf(source, line), `${check} ${subject}`, why)
}

const isCheck = (name: string): name is Check => Object.hasOwn(CHECKS, name)

function acceptancesOf({ head }: MappingSource): Acceptance[] {
  return [...(head.accepts?.entries ?? [])].flatMap(([check, subjects]) =>
    subjects.kind !== 'map'
      ? [{ check, subject: '', reason: '', line: subjects.line }]
      : [...subjects.entries].map(([subject, reason]) => ({
          check,
          subject,
          reason: reason.kind === 'text' ? reason.text : '',
          line: reason.line,
        })),
  )
}

/** A path covers what is below it. */
function covers(accepted: string, subject: string): boolean {
  return (
    subject === accepted || (subject.startsWith(accepted) && /^[./[ ]/.test(subject.slice(accepted.length)))
  )
}
