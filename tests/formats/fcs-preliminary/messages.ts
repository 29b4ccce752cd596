import { expect } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { objectsAt } from '../../../src/model/json-access.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

export const PRELIMINARY = 'ru-autopreliminary-v5.23.0'

type Documents = Readonly<Record<string, JsonObject>>

/** A sample with texts exchanged; each must be there. */
export function changed(name: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    expect(text).toContain(from)
    return text.replace(from, () => to)
  }, sample(name))
}

export function cargoOf(text: string): JsonObject {
  return readText(text).documents['cargo-report'] ?? {}
}

export function conveyanceOf(text: string): JsonObject {
  return readText(text).documents['conveyance-report'] ?? {}
}

export function billsOf(text: string): readonly JsonObject[] {
  return objectsAt(cargoOf(text), 'consignments')
}

export function itemsOf(text: string): readonly JsonObject[] {
  return billsOf(text).flatMap((bill) => objectsAt(bill, 'consignmentItems'))
}

export function write(format: string, documents: Documents): string {
  return writeMessage(formats.byId(format), documents, contextFor(format)).text
}

/** Messages of one trip as a message of another format, with what was lost without declaration. */
export function convert(texts: readonly string[], format: string): { text: string; lost: string[] } {
  const reads = texts.map(readText)
  const documents: Documents = Object.fromEntries(reads.flatMap((read) => Object.entries(read.documents)))
  const written = writeMessage(formats.byId(format), documents, contextFor(format))
  const report = lossReport(
    reads.map((read) => read.report),
    written.report,
  )
  return { text: written.text, lost: undeclaredLosses(report).map((entry) => entry.document ?? '') }
}

/** The text without the prefixes and declarations of namespaces, which say nothing about goods. */
export function plain(text: string): string {
  return text.replaceAll(/ xmlns:\w+="[^"]+"/g, '').replaceAll(/(<\/?)\w+:/g, '$1')
}

/** @param path where the first problem is */
export function refused(code: string, path?: string): unknown {
  return expect.objectContaining({
    code,
    ...(path !== undefined && { place: expect.objectContaining({ path }) }),
  })
}

/** Fields of the documents that a format loses without declaration. */
export function unwritten(documents: Documents, format: string): string[] {
  const { report } = writeMessage(formats.byId(format), documents, contextFor(format))
  return undeclaredLosses(lossReport([], report)).map(({ document }) => document ?? '')
}

/** What the report says of the loss of a field. */
export function reasonsOf(text: string, field: string, format = PRELIMINARY): (string | undefined)[] {
  const { documents, report } = readText(text)
  const written = writeMessage(formats.byId(format), documents, contextFor(format))
  const { entries } = lossReport([report], written.report)
  return entries
    .filter(({ outcome, document }) => outcome === 'dropped' && document === field)
    .map(({ reason }) => reason)
}
