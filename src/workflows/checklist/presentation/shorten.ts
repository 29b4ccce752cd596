import type { LoadChecklist } from '../../../model/generated/load-checklist.ts'
import { truncate } from '../../../model/truncate.ts'
import { editionOf } from '../compare/edition.ts'
import type { Presentation, PresentedLine } from './content.ts'

/** What is left out of a presentation until it fits a code: the further down, the more. */
interface Shortening {
  readonly lines: number
  /** Code points of a description. */
  readonly goods: number
  readonly lists: boolean
}

const SHORTENINGS: readonly Shortening[] = [
  ...[24, 12, 8, 6, 4, 2, 0].map((goods) => ({ lines: 20, goods, lists: true })),
  { lines: 10, goods: 0, lists: true },
  { lines: 0, goods: 0, lists: true },
  { lines: 0, goods: 0, lists: false },
]

export interface Validity {
  readonly issued: Date
  readonly validUntil: Date
}

/** The presentation of a checklist, the longest form first; of the last one only number, totals and digest are sure. */
export function* presentationsOf(
  checklist: LoadChecklist,
  { issued, validUntil }: Validity,
): Generator<Presentation> {
  const { borderTransportMeans: means, transportEquipment = [], consignmentItems, office } = checklist
  const containers = transportEquipment.map(({ id }) => clean(id))
  const seals = [means, ...transportEquipment].flatMap((holder) =>
    (holder.seals ?? []).map(({ id }) => clean(id)),
  )
  const whole = {
    number: checklist.id,
    edition: editionOf(checklist),
    exitOffice: {
      country: office?.countryCode ?? checklist.exitCountryCode ?? 'ZZ',
      office: office?.id ?? checklist.id.slice(3, 7),
    },
    issued,
    validUntil,
    plate: clean(means.name ?? ''),
    trailers: (means.transportEquipment ?? []).map(({ id }) => clean(id)),
    counts: { containers: containers.length, seals: seals.length, lines: consignmentItems.length },
    totals: {
      packages: checklist.totalPackageQuantity,
      gross: checklist.totalGrossMassMeasure,
      net: checklist.totalNetMassMeasure,
    },
  }
  for (const { lines, goods, lists } of SHORTENINGS)
    yield {
      ...whole,
      containers: lists ? containers : undefined,
      seals: lists ? seals : undefined,
      lines: consignmentItems.slice(0, lines).map((item) => lineOf(item, goods)),
    }
}

function lineOf(item: LoadChecklist['consignmentItems'][number], goods: number): PresentedLine {
  return {
    line: item.sequenceNumeric,
    packages: item.packageQuantity,
    gross: item.grossMassMeasure,
    hs: item.classification?.id.slice(0, 6),
    goods: truncate(clean(item.description), goods),
  }
}

/** What cannot be seen could hide or turn what can. */
function clean(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim()
}
