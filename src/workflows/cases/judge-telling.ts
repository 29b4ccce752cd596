import { causeText } from '../../evidence/case-events.ts'
import type { EntryPlace } from '../../exchange/participant.ts'
import type { EffectName } from '../../store/workflows/case-effects.ts'
import type { Definitions } from '../definitions/definitions.ts'
import type { Happening } from './entry.ts'
import { judgeHappening } from './judge-happening.ts'
import type { KnownCases } from './known.ts'
import type { Taken } from './take.ts'

/** The event of a case that told something to another one, which there is not. Workflows may say what becomes of it. */
export const UNHEARD = 'unheard'

/** What became of something that a case told another one. */
export interface JudgedTelling {
  readonly taken: readonly Taken[]
  /** Nobody has heard it: the case that told it knows that now. */
  readonly unheard: boolean
}

/**
 * One case tells others. Where there is none of a name, and none opens by it, the one that told it hears that, so that whoever reads its
 * story sees who has not been told of what: of several, the first.
 *
 * @param by the effect that the tellings are
 */
export function judgeTellings(
  happenings: readonly Happening[],
  by: EffectName,
  known: KnownCases,
  place: EntryPlace,
  definitions: Definitions,
): JudgedTelling {
  const isOver = happenings.some(({ cause }) =>
    known.caused(by.caseId, causeText(cause)).some((each) => each.event === UNHEARD),
  )
  if (isOver) return { taken: [], unheard: false }
  return happenings.reduce<JudgedTelling>(
    ({ taken, unheard }, happening) => {
      const there = { ...place, index: place.index + BigInt(taken.length) }
      const told = judgeTelling(happening, by, known, there, definitions)
      return { taken: [...taken, ...told.taken], unheard: unheard || told.unheard }
    },
    { taken: [], unheard: false },
  )
}

function judgeTelling(
  happening: Happening,
  by: EffectName,
  known: KnownCases,
  place: EntryPlace,
  definitions: Definitions,
): JudgedTelling {
  const { target, event, cause, basis } = happening
  const taken = judgeHappening(happening, known, place, definitions)
  if (taken.length > 0 || known.find(target) !== undefined) return { taken, unheard: false }
  const { workflow, key } = { workflow: '', key: '', ...target }
  const told: Happening = {
    target: { case: by.caseId },
    event: UNHEARD,
    cause,
    basis,
    data: { workflow, key, event },
  }
  return { taken: judgeHappening(told, known, place, definitions), unheard: true }
}
