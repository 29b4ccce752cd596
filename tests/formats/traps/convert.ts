import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses, type LossEntry } from '../../../src/mapping/report.ts'
import { asObject, objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

export type Documents = Readonly<Record<string, JsonObject>>

export interface Conversion {
  readonly text: string
  readonly messageId: string | undefined
  readonly entries: readonly LossEntry[]
  /** Hub fields that are lost without a declared reason: with one, the exchange stops. */
  readonly lost: readonly (string | undefined)[]
}

/** Messages of one trip as a message of another format. */
export function convert(to: string, ...texts: readonly string[]): Conversion {
  const reads = texts.map(readText)
  const written = writeMessage(formats.byId(to), documentsOf(...texts), contextFor(to))
  const report = lossReport(
    reads.map((read) => read.report),
    written.report,
  )
  return {
    text: written.text,
    messageId: written.messageId,
    entries: report.entries,
    lost: undeclaredLosses(report).map(({ document, source }) => document ?? source),
  }
}

/** A document of the hub as a message. */
export function write(to: string, documents: Documents): Conversion {
  const written = writeMessage(formats.byId(to), documents, contextFor(to))
  const report = lossReport([], written.report)
  return {
    text: written.text,
    messageId: written.messageId,
    entries: report.entries,
    lost: undeclaredLosses(report).map(({ document }) => document),
  }
}

export function documentsOf(...texts: readonly string[]): Documents {
  return Object.fromEntries(texts.flatMap((text) => Object.entries(readText(text).documents)))
}

/** The document of this name in a message. */
export function documentOf(name: string, text: string): JsonObject {
  const document = readText(text).documents[name]
  if (document === undefined) throw new Error(`the message makes no ${name}`)
  return document
}

/** A sample with texts exchanged; each must be there. */
export function changed(name: string, ...changes: readonly (readonly [string | RegExp, string])[]): string {
  return changes.reduce((text, [from, to]) => replaced(text, from, to), sample(name))
}

/** A text with every match exchanged; where there is none, the test is mistaken. */
export function replaced(text: string, from: string | RegExp, to: string): string {
  if (typeof from === 'string' ? !text.includes(from) : !from.test(text))
    throw new Error(`the text has no ${String(from)}`)
  return text.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'g'), () => to)
}

/** A sample with another text in every element of this name. */
export function withText(name: string, element: string, value: string): string {
  const text = sample(name)
  const elements = new RegExp(`(<((?:\\w+:)?${element})(?:\\s[^>]*)?>)[^<]*(?=</\\2>)`, 'g')
  if (!elements.test(text)) throw new Error(`${name} has no ${element}`)
  return text.replaceAll(elements, (_match, start: string) => start + value)
}

/** What stands in an element, each time it stands there, whatever its prefix. */
export function valuesOf(text: string, element: string): string[] {
  return [...text.matchAll(new RegExp(`<(?:\\w+:)?${element}(?:\\s[^>]*)?>([^<]*)<`, 'g'))].map(
    ([, value = '']) => value,
  )
}

/** The same for an attribute, on whatever element. */
export function attributesOf(text: string, attribute: string): string[] {
  return [...text.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, 'g'))].map(([, value = '']) => value)
}

/** The lines of the report about a place in the message that was written. */
export function toldOf({ entries }: Conversion, target: string): readonly LossEntry[] {
  return entries.filter((entry) => entry.target?.endsWith(target) === true && entry.outcome !== 'kept')
}

export function codePoints(text: string): (number | undefined)[] {
  return Array.from(text, (letter) => letter.codePointAt(0))
}

export const DECLARATION = 'goods-declaration'

export function itemsOf(declaration: JsonObject): readonly JsonObject[] {
  return objectsAt(asObject(declaration['goodsShipment']), 'goodsItems')
}

/** A goods declaration with other items. */
export function withItems(declaration: JsonObject, goodsItems: readonly JsonObject[]): JsonObject {
  return { ...declaration, goodsShipment: { ...asObject(declaration['goodsShipment']), goodsItems } }
}

/** A goods declaration whose first item is changed and stands alone. */
export function withItem(declaration: JsonObject, change: JsonObject): JsonObject {
  return withItems(declaration, [{ ...itemsOf(declaration)[0], ...change }])
}

/** China's declaration in full, with another item: the one message towards China that asks for a tariff number. */
export function chineseWith(change: JsonObject): Documents {
  return { [DECLARATION]: withItem(documentOf(DECLARATION, sample('decmessage-import-minimal')), change) }
}

/** The two messages of a Chinese export. */
export const EXPORT_OF_CHINA = [sample('mt2401'), sample('mt4402')] as const
