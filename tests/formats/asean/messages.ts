import { readMessage, writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { AT, contextFor, formats, readText, sample } from '../sample-files.ts'

export const CERTIFICATE = 'certificate-of-origin'

/** The one document of a sample. */
export function documentOf(name: string): JsonObject {
  return onlyOne(readText(sample(name)).documents)
}

/** Reads a certificate that came on a certain day: the lists of Form E change with the day. */
export function readOn(day: Date, text: string): JsonObject {
  using message = openXml(Buffer.from(text))
  return onlyOne(readMessage(formats.recognise(message.root), message, day).documents)
}

function onlyOne(documents: Readonly<Record<string, JsonObject>>): JsonObject {
  const [document, second] = Object.values(documents)
  if (document === undefined || second !== undefined) throw new Error('not one document')
  return document
}

export interface Written {
  readonly text: string
  /** Hub fields that are lost without a declared reason. */
  readonly lost: readonly (string | undefined)[]
  /** Hub fields that the mapping file says are left out. */
  readonly omitted: readonly string[]
}

export function writeAs(format: string, name: string, document: JsonObject, now: Date = AT): Written {
  const context = { ...contextFor(format), now }
  const { text, report } = writeMessage(formats.byId(format), { [name]: document }, context)
  const account = lossReport([], report)
  const omitted = account.entries.filter(({ outcome, declared }) => outcome === 'dropped' && declared)
  return {
    text,
    lost: undeclaredLosses(account).map((entry) => entry.document),
    omitted: omitted.flatMap((entry) => entry.document ?? []),
  }
}

/** A certificate whose first item has another criterion, as the hub holds it. */
export function withCriterion(document: JsonObject, criterion: JsonObject): JsonObject {
  return withItem(document, { origin: { countryCode: 'LA', criterion } })
}

/** A certificate whose first item is changed and whose others are gone. */
export function withItem(document: JsonObject, change: JsonObject): JsonObject {
  const [first] = objectsAt(document, 'goodsItems')
  return { ...document, goodsItems: [{ ...first, ...change }] }
}

/** What stands in an element of a message, each time it stands there. */
export function textsOf(text: string, element: string): string[] {
  return [...text.matchAll(new RegExp(`<${element}(?: [^>]*)?>([^<]*)<`, 'g'))].map((match) => match[1] ?? '')
}
