import { compareDecimals, multiplyDecimals } from '../../../model/decimal.ts'
import type { Arrangement, Measure, ToleranceRule } from '../arrangement.ts'

/** How much a rule bears: of something, or in its unit. */
export type Tolerance = Pick<ToleranceRule, 'absolute' | 'percent' | 'whichever'>

/** Whether a difference is one that the arrangement bears, and by which rule. */
export interface Tolerated {
  readonly within: boolean
  /** The rule that is broken, else the one that leaves least; undefined where no rule applies: then nothing is borne. */
  readonly rule: string | undefined
  /** What that rule bears, in the unit of the measure. */
  readonly limit: string
}

/**
 * All rules that apply have to hold, so that a rule for some goods can only be stricter than the one for all.
 *
 * @param base what percentages are of
 * @param tariffs tariff numbers of the goods measured; goods without one fall under the rules for all goods only
 */
export function tolerated(
  { tolerances }: Pick<Arrangement, 'tolerances'>,
  measure: Measure,
  difference: string,
  base: string,
  tariffs: readonly string[],
): Tolerated {
  const limits = tolerances
    .filter((rule) => applies(rule, measure, tariffs))
    .map((rule) => ({ rule: rule.id, limit: limitOf(rule, base) }))
    .toSorted((a, b) => compareDecimals(a.limit, b.limit))
  const [strictest] = limits
  const limit = strictest?.limit ?? '0'
  return { within: compareDecimals(difference, limit) <= 0, rule: strictest?.rule, limit }
}

function applies(
  { measures, chapters }: ToleranceRule,
  measure: Measure,
  tariffs: readonly string[],
): boolean {
  if (!measures.includes(measure)) return false
  return chapters === undefined || tariffs.some((hs) => chapters.some((chapter) => hs.startsWith(chapter)))
}

/** What a tolerance bears of `base`, in its unit; nothing where it says nothing. */
export function limitOf({ absolute, percent, whichever }: Tolerance, base: string): string {
  const share = percent === undefined ? undefined : multiplyDecimals(multiplyDecimals(base, percent), '0.01')
  if (absolute === undefined || share === undefined) return absolute ?? share ?? '0'
  const isLess = compareDecimals(absolute, share) < 0
  return isLess === (whichever === 'less') ? absolute : share
}
