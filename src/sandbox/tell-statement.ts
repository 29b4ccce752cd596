import type { Check } from '../model/generated/verification/answer.ts'
import type { PostedLine } from '../model/generated/verification/write-off.ts'

/** What signed statements say, in lines for people. */

const MARKS = { pass: 'ok  ', fail: 'FAIL', 'not-established': '?   ' } as const

/** One line for each check; those that compare several fields share theirs as long as they came out alike. */
export function checkLines(checks: readonly Check[]): string[] {
  const lines = new Map<string, string[]>()
  for (const check of checks) {
    const { name, what } = partsOf(check)
    lines.set(name, [...(lines.get(name) ?? []), ...what])
  }
  return [...lines].map(([name, what]) => (what.length === 0 ? name : `${name}: ${what.join(', ')}`))
}

function partsOf({ check, result, reason, field, line, detail }: Check): {
  readonly name: string
  readonly what: readonly string[]
} {
  const place = [field, line === undefined ? undefined : `line ${line}`].filter((part) => part !== undefined)
  return {
    name: [MARKS[result], check, ...(reason === undefined ? [] : [reason])].join(' '),
    what: place.length > 0 ? [place.join(' of ')] : detail === undefined ? [] : [detail],
  }
}

/** What is left of each line of a document that something was taken from. */
export function leftLines(lines: readonly PostedLine[]): string[] {
  return lines.flatMap(({ line, unit, balance }) =>
    balance === undefined ? [] : [`line ${line}: ${balance.available} ${unit} left`],
  )
}
