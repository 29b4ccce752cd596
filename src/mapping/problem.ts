import { KhorgosError } from '../errors.ts'
import { documentInstance } from './leaf.ts'
import type { Leaf, Problem, Run, Slot } from './plan.ts'
import { Places } from './place.ts'

/** Enough for any honest message; a hostile one must not make a list as long as itself. */
const MAX_PROBLEMS = 100

/** Notes what is wrong with a field, so that a sender learns all of it at once. */
export function problemAt(run: Run, thrown: unknown, slot: Slot | undefined, leaf: Leaf | undefined): void {
  if (!(thrown instanceof KhorgosError)) throw thrown
  if (run.problems.length >= MAX_PROBLEMS) return
  run.problems.push({
    code: thrown.code,
    message: thrown.message,
    slot,
    element: leaf?.element,
    attribute: leaf?.attribute,
    document: slot === undefined ? undefined : documentInstance(slot, run.indices),
  })
}

/** @returns the first problem as an error that carries all of them; places are looked up only now. */
export function problemsError(
  problems: readonly Problem[],
  places: Places | undefined,
): KhorgosError | undefined {
  const all = problems.map((problem) => asError(problem, places))
  const [first] = all
  if (first === undefined || all.length === 1) return first
  return new KhorgosError(first.code, first.message, { place: first.place, problems: all })
}

function asError(
  { code, message, slot, element, attribute, document }: Problem,
  places: Places | undefined,
): KhorgosError {
  const inMessage = element === undefined ? undefined : places?.path(element, attribute)
  const line = element === undefined || element.line === 0 ? {} : { line: element.line }
  const wcoId = slot?.wcoId === undefined ? {} : { wcoId: slot.wcoId }
  return new KhorgosError(code, message, {
    place: { path: inMessage ?? document ?? slot?.message ?? '/', ...line, ...wcoId },
  })
}
