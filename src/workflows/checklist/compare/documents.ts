import { sumDecimals } from '../../../model/decimal.ts'
import type { LoadChecklist } from '../../../model/generated/load-checklist.ts'
import type { Equipment, Seal, TransportMeans } from '../../../model/generated/parts.ts'
import { skeleton } from '../../../model/homoglyphs.ts'
import type { Measure } from '../arrangement.ts'
import {
  containerKey,
  lineKey,
  type Line,
  type Load,
  type Place,
  type Quantity,
  type Told,
  type ToldSeal,
  totalKey,
} from './load.ts'

/** The load that checklists tell of. */
export function loadOf(checklists: readonly LoadChecklist[]): Load {
  return joined(checklists.map((checklist) => partOf(checklist)))
}

/**
 * What several checklists tell, as one load. Those with one number are parts of it on several trucks, and what they measure is
 * added; several numbers are several lists, on one truck where the plate is one.
 */
export function joined(parts: readonly Load[]): Load {
  return {
    plates: distinct(parts.flatMap(({ plates }) => plates)),
    trailers: distinct(parts.flatMap(({ trailers }) => trailers)),
    containers: distinct(parts.flatMap(({ containers }) => containers)),
    seals: distinct(parts.flatMap(({ seals }) => seals)),
    lines: new Map(parts.flatMap(({ lines }) => [...lines])),
    quantities: added(parts),
  }
}

function partOf(checklist: LoadChecklist): Load {
  const { id, borderTransportMeans: means, transportEquipment = [] } = checklist
  const place = (pointer: string): Place => ({ checklist: id, pointer })
  const keys = keysOfLines(checklist)
  return {
    plates: means.name === undefined ? [] : platesOf(means.name, place('/borderTransportMeans/name')),
    trailers: (means.transportEquipment ?? []).map(({ id: value }, at) => ({
      value,
      place: place(`/borderTransportMeans/transportEquipment/${at}/id`),
    })),
    containers: transportEquipment.map(({ id: value }, at) => ({
      value,
      place: place(`/transportEquipment/${at}/id`),
    })),
    seals: sealsOf(means, transportEquipment, place),
    lines: linesOf(checklist, keys, place),
    quantities: quantitiesOf(checklist, keys, place),
  }
}

/** Some forms have the plates of truck and trailer in one box. */
function platesOf(name: string, place: Place): Told[] {
  return name.split('/').flatMap((part) => (part.trim() === '' ? [] : { value: part.trim(), place }))
}

function sealsOf(
  means: TransportMeans,
  equipment: readonly Equipment[],
  place: (pointer: string) => Place,
): ToldSeal[] {
  return [
    ...(means.seals ?? []).map((seal, at) => toldSeal(seal, place(`/borderTransportMeans/seals/${at}`))),
    ...equipment.flatMap(({ seals = [] }, which) =>
      seals.map((seal, at) => toldSeal(seal, place(`/transportEquipment/${which}/seals/${at}`))),
    ),
  ]
}

export function toldSeal({ id, sealingPartyCode, quantity = 1 }: Seal, place: Place): ToldSeal {
  return { value: id, party: sealingPartyCode, quantity, place }
}

function linesOf(
  checklist: LoadChecklist,
  keys: readonly string[],
  place: (pointer: string) => Place,
): Map<string, Line> {
  return new Map(
    checklist.consignmentItems.map(({ classification }, at) => [
      keys[at] ?? '',
      { place: place(`/consignmentItems/${at}`), hs: classification?.id },
    ]),
  )
}

/** The lines by their places. A number that stands twice must not hide a line: the second one is another line. */
export function keysOfLines({ id, consignmentItems }: LoadChecklist): readonly string[] {
  const times = new Map<number, number>()
  return consignmentItems.map(({ sequenceNumeric: number }) => {
    const before = times.get(number) ?? 0
    times.set(number, before + 1)
    return `${lineKey(id, number)}${' again'.repeat(before)}`
  })
}

function quantitiesOf(
  checklist: LoadChecklist,
  keys: readonly string[],
  place: (pointer: string) => Place,
): ReadonlyMap<string, Quantity> {
  const { id, consignmentItems: items, transportEquipment = [] } = checklist
  const found = new Map<string, Quantity>()
  const tell = (
    key: string,
    measure: Measure,
    value: string | number | undefined,
    pointer: string,
    lines: readonly string[],
  ) => {
    if (value !== undefined) found.set(key, { measure, value: String(value), place: place(pointer), lines })
  }
  for (const [at, item] of items.entries()) {
    const line = keys[at] ?? ''
    const pointer = `/consignmentItems/${at}`
    tell(`${line} packages`, 'line-packages', item.packageQuantity, `${pointer}/packageQuantity`, [line])
    tell(`${line} gross`, 'line-gross', item.grossMassMeasure, `${pointer}/grossMassMeasure`, [line])
    tell(`${line} net`, 'line-net', item.netMassMeasure, `${pointer}/netMassMeasure`, [line])
  }
  for (const [name, what] of [
    ['packages', 'PackageQuantity'],
    ['gross', 'GrossMassMeasure'],
    ['net', 'NetMassMeasure'],
  ] as const) {
    const value = checklist[`total${what}`] ?? sumOf([...found], ` ${name}`, items.length)
    tell(totalKey(id, name), `total-${name}`, value, `/total${what}`, keys)
  }
  const containers = items.map(({ transportEquipmentId = '' }) => skeleton(transportEquipmentId))
  for (const [at, { id: container, packageQuantity }] of transportEquipment.entries()) {
    const wanted = skeleton(container)
    const inside = items.flatMap((item, which) =>
      containers[which] === wanted ? { item, line: keys[which] ?? '' } : [],
    )
    const lines = inside.map(({ line }) => line)
    const counted = inside.flatMap(({ item }) => item.packageQuantity ?? [])
    const sum =
      inside.length > 0 && counted.length === inside.length ? sumDecimals(counted.map(String)) : undefined
    const pointer = `/transportEquipment/${at}/packageQuantity`
    tell(containerKey(id, wanted), 'container-packages', packageQuantity ?? sum, pointer, lines)
  }
  return found
}

/** What all lines come to, where each of them tells it. */
function sumOf(
  quantities: readonly (readonly [string, Quantity])[],
  suffix: string,
  lines: number,
): string | undefined {
  const values = quantities.filter(([key]) => key.endsWith(suffix)).map(([, { value }]) => value)
  return values.length === lines ? sumDecimals(values) : undefined
}

/** Parts of one load are added. What one part that has the line does not tell is not known of the whole. */
function added(parts: readonly Load[]): ReadonlyMap<string, Quantity> {
  const [only, ...others] = parts
  if (only !== undefined && others.length === 0) return only.quantities
  const sums = new Map<string, Quantity>()
  for (const key of new Set(parts.flatMap(({ quantities }) => [...quantities.keys()]))) {
    const told = parts.flatMap(({ quantities }) => quantities.get(key) ?? [])
    const [first] = told
    const expected = parts.filter((part) => isConcerned(part, key, first)).length
    if (first === undefined || told.length < expected) continue
    const lines = [...new Set(told.flatMap((quantity) => quantity.lines))]
    sums.set(key, { ...first, value: sumDecimals(told.map(({ value }) => value)), lines })
  }
  return sums
}

function isConcerned(part: Load, key: string, quantity: Quantity | undefined): boolean {
  if (part.quantities.has(key)) return true
  return quantity?.measure === 'container-packages'
    ? false
    : (quantity?.lines.some((line) => part.lines.has(line)) ?? false)
}

function distinct<T extends Told>(told: readonly T[]): T[] {
  const seen = new Map<string, T>()
  for (const each of told) if (!seen.has(skeleton(each.value))) seen.set(skeleton(each.value), each)
  return [...seen.values()]
}
