import { subtractDecimals } from '../../model/decimal.ts'
import { skeleton } from '../../model/homoglyphs.ts'
import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import { present } from '../../ledger/present.ts'
import type { Figure, OfficerFinding, Piece, PieceKey, Step } from './piece.ts'
import type { CargoMeasure, Direction, FiguresContent, PaperContent } from './rules-file.ts'
import type { CargoRules } from './rules.ts'
import { decimalOf, numberAt, select, type TextAt, textAtPath, textsAt } from './select.ts'

/** A document, or what the log itself says in the form of one. */
export interface Source {
  /** Name of the hub document, or one of the papers of the log. */
  readonly of: string
  readonly document: JsonObject
  /** Index in the log of its record. */
  readonly record: bigint
  readonly subject: string
  /** Time of the record. */
  readonly recordedAt: string
  readonly from?: string
  /** Country of who said it. */
  readonly country?: string
  readonly format?: string
  readonly keyId?: string
}

/** What a key can be. */
const IS_KEY = /^[^\p{Cc}\p{Surrogate}]{1,128}$/u

/** UN 1225 */
const STEP_OF: Readonly<Record<string, Step>> = {
  '1': 'withdrawn',
  '2': 'changed',
  '3': 'withdrawn',
  '4': 'changed',
  '5': 'amended',
}
const REPLACE = '5'

/** @returns undefined for what no paper of the rules is */
export function readPiece(source: Source, rules: CargoRules): Piece | undefined {
  const paper = rules.papers.find((each) => each.of === source.of && fits(each, source.document))
  if (paper === undefined) return undefined
  const { document, record, subject, recordedAt, from, format, keyId } = source
  const number = textAtPath(document, paper.number)
  const { keys, cut } = keysOf(paper, document, rules)
  const issued = instantOf(textAtPath(document, paper.issued))
  const replaced =
    textAt(document, 'functionCode') === REPLACE ? textAtPath(document, paper.replaces) : undefined
  return {
    record: record.toString(),
    paper: paper.paper,
    subject,
    recordedAt,
    identity: identityOf(paper, source, number),
    step: stepOf(paper, document, keys),
    at: momentOf(paper, document) ?? recordedAt,
    keys,
    figures: figuresOf(paper, document),
    findings: paper.findings === undefined ? [] : findingsOf(document, paper.findings),
    ...present({
      from,
      format,
      keyId,
      number,
      issued,
      replaces: replaced === undefined ? undefined : identityOf(paper, source, replaced),
      crossing: textAtPath(document, paper.crossing),
      office: textAtPath(document, paper.office),
      direction: directionOf(paper, source, rules.country),
      status: textAtPath(document, paper.status),
    }),
    ...(cut && { cut }),
  }
}

function fits({ where = {} }: PaperContent, document: JsonObject): boolean {
  return Object.entries(where).every(([path, allowed]) =>
    allowed.includes(textAtPath(document, path) ?? null),
  )
}

/** Without a number it is a document of its own. */
function identityOf(
  { paper, numbered }: PaperContent,
  { from, record }: Source,
  number: string | undefined,
): string {
  if (number === undefined) return `${paper} record ${record}`
  return [paper, numbered === 'sender' ? (from ?? '') : '*', skeleton(number)].join(' ')
}

/** What tells of some bills only changes or strikes these; of a document that is always told whole it is the whole. */
function stepOf({ partial }: PaperContent, document: JsonObject, keys: readonly PieceKey[]): Step {
  const step = STEP_OF[textAt(document, 'functionCode') ?? ''] ?? 'original'
  if (partial === undefined) return step === 'changed' ? 'amended' : step
  return step === 'withdrawn' && keys.some(({ key }) => key === 'bill') ? 'struck' : step
}

function keysOf(
  { keys: paths = {} }: PaperContent,
  document: JsonObject,
  { limits }: CargoRules,
): { readonly keys: readonly PieceKey[]; readonly cut?: true } {
  const found = Object.entries(paths).map(([key, at]) => [...distinct(key, textsAt(document, at)).values()])
  const keys = found.flatMap((each) => each.slice(0, limits.values))
  return { keys, ...(found.some((each) => each.length > limits.values) && { cut: true }) }
}

/** By skeleton: what looks the same is the same. */
function distinct(key: string, texts: readonly TextAt[]): Map<string, PieceKey> {
  const found = new Map<string, PieceKey>()
  for (const { text, path } of key === 'plate' ? texts.flatMap(platesIn) : texts) {
    const value = skeleton(text)
    if (IS_KEY.test(value) && !found.has(value)) found.set(value, { key, value, text, path })
  }
  return found
}

/** A truck and its trailer; some forms have both plates in one box. */
function platesIn({ text, path }: TextAt): TextAt[] {
  return text.split('/').map((part) => ({ text: part.trim(), path }))
}

function momentOf({ moments = [] }: PaperContent, document: JsonObject): string | undefined {
  return textsAt(document, moments).flatMap(({ text }) => instantOf(text) ?? [])[0]
}

/** A moment of the hub, or the first one of a day. */
function instantOf(moment: string | undefined): string | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})(T[\d:.]+)?(Z|[+-]\d{2}:\d{2})?$/.exec(moment ?? '')
  if (parts === null) return undefined
  const at = new Date(`${parts[1] ?? ''}${parts[2] ?? 'T00:00:00'}${parts[3] ?? 'Z'}`)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

function directionOf(
  { direction }: PaperContent,
  { document, format = '', country }: Source,
  ours: string,
): Direction | undefined {
  const told = direction?.formats?.[format]
  if (told !== undefined || direction === undefined) return told
  const { sender } = direction
  const [from, to] = [textAtPath(document, direction.from), textAtPath(document, direction.to)]
  if (to !== undefined || from !== undefined)
    return from === ours || (to ?? ours) !== ours ? 'leaves' : 'enters'
  if (sender === undefined || country === undefined) return undefined
  return (country === ours) === (sender === 'enters') ? 'enters' : 'leaves'
}

function figuresOf(paper: PaperContent, document: JsonObject): Figure[] {
  const { bills, figures = {}, weighings } = paper
  const ofBills =
    bills === undefined
      ? []
      : select(document, `${bills.list}[]`).flatMap(({ value, path }) => {
          const bill = skeleton(textAtPath(value, bills.number) ?? '')
          const told = bill === '' ? [] : numbersOf(value, bills.figures, path)
          return told.map((each: Figure): Figure => ({ ...each, bill }))
        })
  return [
    ...numbersOf(document, figures),
    ...ofBills,
    ...(weighings === undefined ? [] : weighedIn(document, weighings)),
  ]
}

function numbersOf(value: Parameters<typeof numberAt>[0], figures: FiguresContent, at = ''): Figure[] {
  const measures: readonly CargoMeasure[] = ['packages', 'gross', 'net']
  return measures.flatMap((measure) => {
    const found = numberAt(value, figures[measure] ?? [], at)
    return found === undefined ? [] : [{ measure, ...found }]
  })
}

/** The last weighing counts: what each side found stands in the order in which it was found. */
function weighedIn(document: JsonObject, list: string): Figure[] {
  const weighings = select(document, `${list}[]`).flatMap(({ value, path }): Figure[] => {
    const inspection = asObject(value)
    if (textAt(inspection, 'kindCode') !== 'weighing') return []
    const [gross, tare] = ['grossMassMeasure', 'tareWeightMeasure'].map((name) =>
      decimalOf(inspection?.[name]),
    )
    if (gross === undefined || tare === undefined) return []
    const goods = subtractDecimals(gross, tare)
    return [{ measure: 'gross', value: goods, path: `${path}/grossMassMeasure`, weighed: true }]
  })
  return weighings.slice(-1)
}

function findingsOf(document: JsonObject, list: string): OfficerFinding[] {
  return objectsAt(document, list).map((finding, place) => ({
    kind: textAt(finding, 'kindCode') ?? 'other',
    path: `/${list}/${place}`,
    ...present({ declared: textAt(finding, 'declared'), found: textAt(finding, 'found') }),
  }))
}
