/** What `khorgos mapping check` looks for, and how grave it is when it is found. */
export const CHECKS = {
  unreachable: { severity: 'error', about: 'a rule for a place that the schema does not allow' },
  'required-unwritten': { severity: 'error', about: 'a field that the schema demands and no rule writes' },
  'required-unread': { severity: 'error', about: 'a field that the hub demands and no rule reads' },
  'code-unknown': { severity: 'error', about: "a code that the hub's own list does not have" },
  'acceptance-stale': { severity: 'error', about: 'an acceptance of something that is not found' },
  'no-way-back': { severity: 'warning', about: 'a hub field that is read and neither written nor omitted' },
  'write-only': { severity: 'warning', about: 'a hub field that is written and never read' },
  unmapped: { severity: 'warning', about: 'a field of the schema that no rule names' },
  'list-unused': { severity: 'warning', about: 'a code list that no rule uses' },
  'code-missing': { severity: 'note', about: 'hub codes that the list cannot write' },
  'code-one-way': { severity: 'note', about: 'codes whose way back leads elsewhere' },
} as const satisfies Record<string, { severity: 'error' | 'warning' | 'note'; about: string }>

export type Check = keyof typeof CHECKS

export interface CheckFinding {
  readonly severity: 'error' | 'warning' | 'note'
  readonly check: Check
  /** `mt1401.mapping.yaml:41` */
  readonly place: string
  /** The path or list that it is about: what an acceptance names. */
  readonly subject: string
  readonly text: string
  /** Why the mapping file says that it must be so. */
  readonly accepted?: string
}

export function finding(check: Check, place: string, subject: string, text: string): CheckFinding {
  return { severity: CHECKS[check].severity, check, place, subject, text }
}
