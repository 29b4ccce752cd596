import type { CompileParts } from './compile.ts'
import type { EventType } from './definition.ts'
import type { EventContent } from './definition-file.ts'

const nothingWrong = (): undefined => undefined

/** What may be wrong with what an act states: its schema is asked first, then the check of the product that the definition names. */
export function dataCheck(
  { data, check }: EventContent,
  { checker, checks }: Pick<CompileParts, 'checker' | 'checks'>,
  complain: (member: 'check' | 'data', problem: string) => void,
): EventType['check'] {
  const further = check === undefined ? nothingWrong : checks[check]
  if (further === undefined) complain('check', `there is no check ${check ?? ''}`)
  if (data === undefined) return further ?? nothingWrong
  try {
    const follows = checker(data)
    return (stated) => follows(stated) ?? further?.(stated)
  } catch (thrown) {
    complain('data', `this is no schema of data: ${String(thrown)}`)
    return nothingWrong
  }
}
