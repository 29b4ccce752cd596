import { skeleton } from '../model/homoglyphs.ts'
import { asObject, textAt } from '../model/json-access.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'

/** What a document is found by. */
export interface DocumentKey {
  readonly kind: string
  readonly issuer: string
  readonly series: string
  /** Skeleton of the number. */
  readonly number: string
}

/**
 * The document that a question or a request for a write-off names.
 * @returns undefined for what names none
 */
export function documentKeyIn(asked: JsonObject | undefined): DocumentKey | undefined {
  const [kind, issuer, number] = ['kind', 'issuer', 'number'].map((name) => textAt(asked, name))
  if (kind === undefined || issuer === undefined || number === undefined) return undefined
  return { kind, issuer, series: textAt(asked, 'form') ?? '', number: skeleton(number) }
}

/** Undefined for what was erased, or is no JSON object any more. */
export function jsonIn(bytes: Uint8Array | null | undefined): JsonObject | undefined {
  if (bytes === null || bytes === undefined) return undefined
  try {
    const parsed: JsonValue = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return asObject(parsed)
  } catch {
    return undefined
  }
}
