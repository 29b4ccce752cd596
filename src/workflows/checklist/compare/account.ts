import type { InspectionResult } from '../../../model/generated/inspection-result.ts'
import type { LoadChecklist } from '../../../model/generated/load-checklist.ts'
import { skeleton } from '../../../model/homoglyphs.ts'
import { joined, loadOf } from './documents.ts'
import { editionOf } from './edition.ts'
import { type Line, type Load, type Quantity, type Told } from './load.ts'
import { type FoundText, type Words, wordsOf } from './words.ts'

/** One side of the border, with what it sent. */
export interface SideWord {
  readonly country: string
  /** The checklists as this side has them, with its confirmations; several of one number are parts on several trucks. */
  readonly documents: readonly LoadChecklist[]
  /** Results of its inspections of them, verified. */
  readonly results?: readonly InspectionResult[]
}

/** What one side holds to be true of the load. */
export interface Account {
  readonly country: string
  readonly load: Load
  readonly documents: readonly DocumentAccount[]
  readonly results: readonly InspectionResult[]
  /** What was not taken into account, and why. */
  readonly remarks: readonly string[]
}

/** What it holds to be true of one document. */
export interface DocumentAccount {
  readonly document: LoadChecklist
  readonly edition: string
  /** The current edition, one that has been amended since, or one that nobody else stated: an account of its own. */
  readonly standing: 'current' | 'outdated' | 'own'
  readonly words: Words
  readonly load: Load
}

/**
 * A document of the current edition, or of an earlier one, is the statement itself and no word of that side: then counts what
 * it said of it. Any other document is an account of its own.
 */
export function accountOf(
  { country, documents, results = [] }: SideWord,
  stated: readonly LoadChecklist[],
  earlier: readonly LoadChecklist[],
): Account {
  const current = new Set(stated.map(editionOf))
  const former = new Set(earlier.map(editionOf))
  const own = results.filter(
    ({ countryCode = country, subject }) =>
      countryCode === country && documents.some(({ id }) => id === subject.id),
  )
  const remarks = results
    .filter((result) => !own.includes(result))
    .map(({ id }) => `${country}: the result ${id} is not its own, or not about a list of this load`)
  const accounts = documents.map((document): DocumentAccount => {
    const edition = editionOf(document)
    const standing = current.has(edition) ? 'current' : former.has(edition) ? 'outdated' : 'own'
    const words = wordsOf(
      country,
      document,
      own.filter((result) => isOf(result, document, documents)),
    )
    const basis = standing === 'outdated' ? currentOf(document, stated) : document
    const load = loadOf([basis])
    const changed = basis === document ? NONE : changedKeys(loadOf([document]), load)
    const remark = (what: string) => remarks.push(`${country}: ${what}`)
    return {
      document,
      edition,
      standing,
      words,
      load: overlaid(document.id, load, words, changed, remark),
    }
  })
  return {
    country,
    load: joined(accounts.map(({ load }) => load)),
    documents: accounts,
    results: own,
    remarks,
  }
}

/** What the lists state that this side has: of the others it has not spoken. */
export function statedTo(stated: readonly LoadChecklist[], { documents }: Account): Load {
  return loadOf(stated.filter(({ id }) => documents.some(({ document }) => document.id === id)))
}

const plateOf = ({ borderTransportMeans }: LoadChecklist): string => skeleton(borderTransportMeans.name ?? '')

/** Of parts of one load the one whose vehicle was inspected, else the first. */
function isOf(
  { subject, borderTransportMeans }: InspectionResult,
  document: LoadChecklist,
  documents: readonly LoadChecklist[],
): boolean {
  const parts = documents.filter(({ id }) => id === subject.id)
  const plate = skeleton(borderTransportMeans?.name ?? '')
  return (parts.find((part) => plateOf(part) === plate) ?? parts[0]) === document
}

function currentOf(document: LoadChecklist, stated: readonly LoadChecklist[]): LoadChecklist {
  const parts = stated.filter(({ id }) => id === document.id)
  return parts.find((part) => plateOf(part) === plateOf(document)) ?? parts[0] ?? document
}

const NONE: ReadonlySet<string> = new Set()

/** Quantities that the list stated otherwise when the side looked at it. */
function changedKeys(then: Load, now: Load): ReadonlySet<string> {
  const keys = [...then.quantities].filter(([key, { value }]) => now.quantities.get(key)?.value !== value)
  return new Set(keys.map(([key]) => key))
}

function overlaid(
  checklist: string,
  basis: Load,
  words: Words,
  changed: ReadonlySet<string>,
  remark: (what: string) => void,
): Load {
  const isThere = (line: string): boolean => !words.missingLines.has(line)
  const quantities = new Map<string, Quantity>(
    [...basis.quantities].filter(
      ([, { measure, lines }]) => !measure.startsWith('line-') || lines.every(isThere),
    ),
  )
  for (const [key, value] of words.quantities) {
    const quantity = quantities.get(key) ?? untold(key, basis)
    if (changed.has(key)) remark(`${key} was amended after it had found ${value}`)
    else if (quantity === undefined) remark(`it tells of ${key}, which is not on the list`)
    else quantities.set(key, { ...quantity, value })
  }
  return {
    plates: withSeen(found(basis.plates, words.texts), words.seen.plates, 'instead', checklist),
    trailers: found(basis.trailers, words.texts),
    containers: withSeen(found(basis.containers, words.texts), words.seen.containers, 'besides', checklist),
    seals: words.seals ?? basis.seals,
    lines: new Map(
      [...basis.lines]
        .filter(([key]) => isThere(key))
        .map(([key, line]): [string, Line] => [key, withTariff(line, words.texts)]),
    ),
    quantities,
  }
}

const MEASURES = {
  packages: ['line-packages', 'total-packages'],
  gross: ['line-gross', 'total-gross'],
  net: ['line-net', 'total-net'],
} as const

/** A value of a line or list that the list itself does not tell. */
function untold(key: string, basis: Load): Quantity | undefined {
  const [, subject = '', name] = /^(.*) (packages|gross|net)$/.exec(key) ?? []
  if (name !== 'packages' && name !== 'gross' && name !== 'net') return undefined
  const [ofLine, ofTotal] = MEASURES[name]
  const line = basis.lines.get(subject)
  if (line !== undefined) return { measure: ofLine, value: '0', place: line.place, lines: [subject] }
  const checklist = subject.replace(/ total$/, '')
  const lines = [...basis.lines]
    .filter(([, { place }]) => place.checklist === checklist)
    .map(([each]) => each)
  return lines.length === 0 || !subject.endsWith(' total')
    ? undefined
    : { measure: ofTotal, value: '0', place: { checklist, pointer: '' }, lines }
}

/** Texts with what was found in their place. A plate and a trailer may have been written into one text. */
function found(told: readonly Told[], texts: readonly FoundText[]): Told[] {
  return told.flatMap((each) => {
    const text = texts.findLast((other) => isAbout(other, each))
    if (text === undefined) return each
    return text.found.split('/').map((value) => ({ value: value.trim(), place: each.place }))
  })
}

function isAbout({ place, declared }: FoundText, told: Told): boolean {
  return (
    place.checklist === told.place.checklist &&
    place.pointer === told.place.pointer &&
    skeleton(declared).includes(skeleton(told.value))
  )
}

/** Plates seen are all there are on the vehicle inspected; containers inspected need not be all on it. */
function withSeen(
  told: readonly Told[],
  seen: readonly string[],
  how: 'instead' | 'besides',
  checklist: string,
): readonly Told[] {
  const known = new Set(told.map(({ value }) => skeleton(value)))
  const place = told[0]?.place ?? { checklist, pointer: '' }
  const added = seen.filter((value) => !known.has(skeleton(value))).map((value) => ({ value, place }))
  return how === 'instead' && told.length === 1 && added.length > 0 ? added : [...told, ...added]
}

function withTariff(line: Line, texts: readonly FoundText[]): Line {
  const text = texts.findLast(
    ({ place }) =>
      place.checklist === line.place.checklist && place.pointer === `${line.place.pointer}/classification/id`,
  )
  return text === undefined ? line : { ...line, hs: text.found }
}
