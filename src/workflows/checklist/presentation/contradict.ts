import { compareDecimals } from '../../../model/decimal.ts'
import type { LoadChecklist } from '../../../model/generated/load-checklist.ts'
import { skeleton } from '../../../model/homoglyphs.ts'
import type { ChecklistComparison } from '../compare/compare.ts'
import { type Discrepancy, type FindingKind, values } from '../compare/discrepancy.ts'
import type { Presentation } from './content.ts'
import { presentationsOf } from './shorten.ts'

/**
 * What the code that a driver showed says otherwise than the list that came. Nothing of it is borne: one of the two papers is not what
 * the other side signed, or was amended since. Where all that a code has room for agrees, its edition still names the list whole.
 */
export function contradictions(presented: Presentation, checklist: LoadChecklist): readonly Discrepancy[] {
  const { issued, validUntil } = presented
  // The first form is the longest one, and tells all that any code tells.
  const [told] = presentationsOf(checklist, { issued, validUntil })
  if (told === undefined) return []
  const at = differenceAt(checklist.id)
  const found = [
    ...at.texts('vehicle', '/borderTransportMeans/name', [told.plate], [presented.plate]),
    ...at.texts('vehicle', '/borderTransportMeans/transportEquipment', told.trailers, presented.trailers),
    ...at.texts('container-number', '/transportEquipment', told.containers, presented.containers),
    ...at.texts('seal-number', '', told.seals, presented.seals),
    ...at.count(
      'container-number',
      '/transportEquipment',
      told.counts.containers,
      presented.counts.containers,
    ),
    ...at.count('seal-number', '', told.counts.seals, presented.counts.seals),
    ...at.count('other', '/consignmentItems', told.counts.lines, presented.counts.lines),
    ...at.count('package-quantity', '/totalPackageQuantity', told.totals.packages, presented.totals.packages),
    ...at.mass('/totalGrossMassMeasure', told.totals.gross, presented.totals.gross),
    ...at.mass('/totalNetMassMeasure', told.totals.net, presented.totals.net),
    ...linesOf(checklist, presented, at),
  ]
  if (found.length > 0 || told.edition === presented.edition) return found
  return [at.of('other', '', told.edition, presented.edition, 'the code is of another edition of the list')]
}

/** A comparison that knows of them: they stand first, for nothing bears them. */
export function withContradictions(
  comparison: ChecklistComparison,
  found: readonly Discrepancy[],
): ChecklistComparison {
  if (found.length === 0) return comparison
  return {
    ...comparison,
    verdict: 'differing',
    discrepancies: [...found, ...comparison.discrepancies],
    explanation: [...found.map(({ why }) => `not borne: ${why}`), ...comparison.explanation],
  }
}

function linesOf(
  { consignmentItems }: LoadChecklist,
  { lines }: Presentation,
  at: ReturnType<typeof differenceAt>,
): Discrepancy[] {
  return lines.flatMap(({ line, packages, gross, hs }) => {
    const place = consignmentItems.findIndex(({ sequenceNumeric }) => sequenceNumeric === line)
    const item = consignmentItems[place]
    const pointer = `/consignmentItems/${place}`
    if (item === undefined)
      return [
        at.of(
          'goods-excess',
          '',
          undefined,
          String(line),
          `the code tells of a line ${line}, the list has none`,
        ),
      ]
    return [
      ...at.count('package-quantity', `${pointer}/packageQuantity`, item.packageQuantity, packages),
      ...at.mass(`${pointer}/grossMassMeasure`, item.grossMassMeasure, gross),
      ...at.texts(
        'tariff-classification',
        `${pointer}/classification/id`,
        textsIn(item.classification?.id.slice(0, 6)),
        textsIn(hs),
      ),
    ]
  })
}

const textsIn = (text: string | undefined): readonly string[] => (text === undefined ? [] : [text])

/** Differences at places of one list. Of what did not fit the code, nothing is said. */
function differenceAt(checklist: string) {
  const of = (
    kind: FindingKind,
    pointer: string,
    stated: string | undefined,
    found: string | undefined,
    why: string,
  ): Discrepancy => ({
    kind,
    place: { checklist, pointer },
    ...values(stated, undefined, found),
    within: false,
    why,
  })
  const other = (kind: FindingKind, pointer: string, stated: string, found: string): Discrepancy =>
    of(
      kind,
      pointer,
      stated === '' ? undefined : stated,
      found === '' ? undefined : found,
      `the code says ${found || 'nothing'} where the list says ${stated || 'nothing'}`,
    )
  const numbers = (
    kind: FindingKind,
    pointer: string,
    stated: string | undefined,
    found: string | undefined,
  ): Discrepancy[] =>
    stated === undefined || found === undefined || compareDecimals(stated, found) === 0
      ? []
      : [other(kind, pointer, stated, found)]
  return {
    of,
    texts(
      kind: FindingKind,
      pointer: string,
      stated: readonly string[] | undefined,
      found: readonly string[] | undefined,
    ): Discrepancy[] {
      if (stated === undefined || found === undefined || alike(stated) === alike(found)) return []
      return [other(kind, pointer, stated.join(', '), found.join(', '))]
    },
    count: (kind: FindingKind, pointer: string, stated: number | undefined, found: number | undefined) =>
      numbers(kind, pointer, stated?.toString(), found?.toString()),
    mass: (pointer: string, stated: string | undefined, found: string | undefined) =>
      numbers('mass', pointer, stated, found),
  }
}

const alike = (texts: readonly string[]): string => texts.map(skeleton).toSorted().join('\n')
