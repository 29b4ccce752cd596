import type { Confirmation, Finding, Inspection } from '../../../model/generated/parts.ts'
import type { InspectionResult } from '../../../model/generated/inspection-result.ts'
import type { LoadChecklist } from '../../../model/generated/load-checklist.ts'
import { skeleton } from '../../../model/homoglyphs.ts'
import { keysOfLines, toldSeal } from './documents.ts'
import { containerKey, lineKey, type OwnFinding, type Place, type ToldSeal, totalKey } from './load.ts'

/** What a side said beside a document itself: values that it found, and differences that no value tells. */
export interface Words {
  readonly spoke: boolean
  /** Whether it looked at all: a side that only passes the list on has said nothing. */
  readonly checked: boolean
  /** Values by the key of a quantity; the last one said counts. */
  readonly quantities: ReadonlyMap<string, string>
  /** What stands in the document where other texts were found. */
  readonly texts: readonly FoundText[]
  /** Lines that were not there. */
  readonly missingLines: ReadonlySet<string>
  /** The seals it put on or found; undefined when it tells of none. */
  readonly seals: readonly ToldSeal[] | undefined
  /** Skeletons of seals found broken. */
  readonly broken: ReadonlyMap<string, Place>
  readonly weighing: Weighing | undefined
  /** Plates and containers it saw at an inspection. */
  readonly seen: { readonly plates: readonly string[]; readonly containers: readonly string[] }
  readonly findings: readonly OwnFinding[]
  /** Whether it says that something differs, and not what. */
  readonly isUnexplained: boolean
}

export interface FoundText {
  readonly place: Place
  readonly declared: string
  readonly found: string
}

/** Mass of the vehicle with its goods, and empty. */
export interface Weighing {
  readonly gross: string
  readonly tare: string | undefined
}

/** One statement of a side about the document. */
interface Word {
  readonly at: string
  readonly resultCode: string
  readonly inspections: readonly Inspection[]
  readonly seals: Confirmation['seals']
  readonly means?: InspectionResult['borderTransportMeans'] | undefined
  readonly equipment?: InspectionResult['transportEquipment'] | undefined
}

/**
 * What a side said of one document, in its confirmations and in results of its inspections, oldest first.
 *
 * @param results those about this document
 */
export function wordsOf(
  country: string,
  document: LoadChecklist,
  results: readonly InspectionResult[],
): Words {
  const said = [...confirmationsOf(country, document), ...results.map(wordOfResult)].toSorted(
    (a, b) => Date.parse(a.at) - Date.parse(b.at),
  )
  const words = {
    spoke: said.length > 0,
    checked: said.some(({ resultCode }) => resultCode === 'conforming' || resultCode === 'differing'),
    quantities: new Map<string, string>(),
    texts: new Array<FoundText>(),
    missingLines: new Set<string>(),
    seals: said
      .findLast(({ seals }) => seals !== undefined)
      ?.seals?.map((seal) => toldSeal(seal, CONFIRMED(document))),
    broken: new Map<string, Place>(),
    weighing: undefined as Weighing | undefined,
    seen: {
      plates: said.flatMap(({ means }) => means?.name ?? []),
      containers: said.flatMap(({ equipment = [] }) => equipment.map(({ id }) => id)),
    },
    findings: new Array<OwnFinding>(),
    isUnexplained: said.some(isUnexplained),
  }
  for (const { inspections } of said) for (const inspection of inspections) hear(document, inspection, words)
  return words
}

const CONFIRMED = ({ id }: LoadChecklist): Place => ({ checklist: id, pointer: '/confirmations' })

function confirmationsOf(country: string, { confirmations = [] }: LoadChecklist): Word[] {
  return confirmations
    .filter(({ countryCode }) => countryCode === country)
    .map(({ dateTime: at, resultCode, inspections = [], seals }) => ({ at, resultCode, inspections, seals }))
}

function wordOfResult(result: InspectionResult): Word {
  const { issueDateTime: at, resultCode, inspections, borderTransportMeans: means } = result
  return { at, resultCode, inspections, seals: undefined, means, equipment: result.transportEquipment }
}

/** A difference without a value, a finding or a seal says that something is wrong, and not what. */
function isUnexplained({ resultCode, inspections, seals }: Word): boolean {
  const silent = inspections.filter(
    ({ findings = [], packageQuantity, netMassMeasure, grossMassMeasure }) =>
      findings.length === 0 && (packageQuantity ?? netMassMeasure ?? grossMassMeasure) === undefined,
  )
  if (silent.some((inspection) => inspection.resultCode === 'differing')) return true
  return resultCode === 'differing' && seals === undefined && silent.length === inspections.length
}

type Hearing = {
  readonly quantities: Map<string, string>
  readonly texts: FoundText[]
  readonly missingLines: Set<string>
  readonly broken: Map<string, Place>
  weighing: Weighing | undefined
  readonly findings: OwnFinding[]
}

function hear(document: LoadChecklist, inspection: Inspection, words: Hearing): void {
  const { goodsItemNumeric, transportEquipmentId, packageQuantity, netMassMeasure, grossMassMeasure } =
    inspection
  const { id } = document
  if (packageQuantity !== undefined) {
    const key =
      goodsItemNumeric === undefined
        ? transportEquipmentId === undefined
          ? totalKey(id, 'packages')
          : containerKey(id, skeleton(transportEquipmentId))
        : `${lineKey(id, goodsItemNumeric)} packages`
    words.quantities.set(key, String(packageQuantity))
  }
  // The goods on the scales are weighed as they are packed: what customs calls their gross mass (WCO 126).
  if (netMassMeasure !== undefined && (goodsItemNumeric !== undefined || transportEquipmentId === undefined))
    words.quantities.set(
      goodsItemNumeric === undefined ? totalKey(id, 'gross') : `${lineKey(id, goodsItemNumeric)} gross`,
      netMassMeasure,
    )
  if (grossMassMeasure !== undefined && goodsItemNumeric === undefined)
    words.weighing = { gross: grossMassMeasure, tare: inspection.tareWeightMeasure }
  for (const finding of inspection.findings ?? []) hearFinding(document, finding, words)
}

const DECIMAL = /^(?:0|[1-9]\d{0,17})(?:\.\d{1,6})?$/

const QUANTITY_FIELDS: Readonly<Record<string, string>> = {
  packageQuantity: 'packages',
  grossMassMeasure: 'gross',
  netMassMeasure: 'net',
  totalPackageQuantity: 'packages',
  totalGrossMassMeasure: 'gross',
  totalNetMassMeasure: 'net',
}

const SEAL = /^(?:\/borderTransportMeans|\/transportEquipment\/\d+)\/seals\/\d+(?:\/id)?$/
const TEXT =
  /^(?:\/borderTransportMeans(?:\/transportEquipment\/\d+\/id|\/name)|\/transportEquipment\/\d+\/id|\/consignmentItems\/\d+\/classification\/id)$/

/** A finding that points at a value is what was found there; the others speak for themselves. */
function hearFinding(document: LoadChecklist, finding: Finding, words: Hearing): void {
  const { location = '', found = '', kindCode } = finding
  const place: Place = { checklist: document.id, pointer: location }
  const key = quantityAt(document, location)
  const line = lineAt(document, /^\/consignmentItems\/(?<at>\d+)$/.exec(location)?.groups?.['at'])
  if (key !== undefined && DECIMAL.test(found)) words.quantities.set(key, found)
  else if (TEXT.test(location) && found !== '')
    words.texts.push({ place, declared: textAt(document, location), found })
  else if (kindCode === 'goods-missing' && line !== undefined) words.missingLines.add(line)
  else if (SEAL.test(location) && kindCode === 'seal-broken')
    words.broken.set(sealAt(document, location), place)
  else if (!isLookAlike(document, finding)) words.findings.push({ place, finding })
}

/** A seal whose number was typed on another keyboard is the same seal. */
function isLookAlike(document: LoadChecklist, { kindCode, location = '', found }: Finding): boolean {
  return (
    kindCode === 'seal-number' &&
    SEAL.test(location) &&
    found !== undefined &&
    skeleton(found) === sealAt(document, location)
  )
}

function lineAt(document: LoadChecklist, at: string | undefined): string | undefined {
  return at === undefined ? undefined : keysOfLines(document)[Number(at)]
}

function quantityAt(document: LoadChecklist, location: string): string | undefined {
  const {
    at,
    field = '',
    total = '',
  } = /^\/(?:consignmentItems\/(?<at>\d+)\/(?<field>\w+)|(?<total>total\w+))$/.exec(location)?.groups ?? {}
  const name = QUANTITY_FIELDS[at === undefined ? total : field]
  if (name === undefined) return undefined
  if (at === undefined) return totalKey(document.id, name)
  const line = lineAt(document, at)
  return line && `${line} ${name}`
}

/** The text at a pointer into a document; empty where there is none. */
function textAt(document: LoadChecklist, location: string): string {
  let value: unknown = document
  for (const step of location.split('/').slice(1))
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined
  return typeof value === 'string' ? value : ''
}

/** Skeleton of the seal that a pointer names; of one that is not there the pointer, which then stands for it. */
function sealAt(document: LoadChecklist, location: string): string {
  const [, first = '', ...rest] = location.split('/')
  const at = Number(rest[rest[0] === 'seals' ? 1 : 2])
  const seals =
    first === 'borderTransportMeans'
      ? document.borderTransportMeans.seals
      : document.transportEquipment?.[Number(rest[0])]?.seals
  const seal = seals?.[at]
  return seal === undefined ? location : skeleton(seal.id)
}
