import type { IncomingMessage } from 'node:http'
import { KhorgosError } from '../errors.ts'

/** What an address takes: the exact forms of the header, and how people are told of them. */
export interface AcceptedTypes {
  readonly form: RegExp
  readonly names: string
}

/** Exactly what XML may be declared as. RFC 7303 3: the charset parameter would overrule the XML declaration. */
export const XML_TYPES: AcceptedTypes = {
  form: /^(application\/xml|text\/xml)(?:; ?charset=(?:utf-8|UTF-8|"utf-8"|"UTF-8"))?$/,
  names: 'application/xml or text/xml',
}
/** RFC 1767 2: what is said in the interchange itself (its character set) is not said here again. */
export const MESSAGE_TYPES: AcceptedTypes = {
  form: /^(application\/xml|text\/xml|application\/(?:EDIFACT|edifact))(?:(?<=xml); ?charset=(?:utf-8|UTF-8|"utf-8"|"UTF-8"))?$/,
  names: 'application/xml, text/xml or application/EDIFACT',
}
/** RFC 8259 11: JSON has no charset parameter; the one everybody sends is tolerated. */
export const JSON_TYPES: AcceptedTypes = {
  form: /^(application\/json)(?:; ?charset=(?:utf-8|UTF-8|"utf-8"|"UTF-8"))?$/,
  names: 'application/json',
}
/** RFC 6749 appendix B. */
export const FORM_TYPES: AcceptedTypes = {
  form: /^(application\/x-www-form-urlencoded)(?:; ?charset=(?:utf-8|UTF-8|"utf-8"|"UTF-8"))?$/,
  names: 'application/x-www-form-urlencoded',
}
/** One question as JSON, or many as lines of JSON. */
export const QUESTION_TYPES: AcceptedTypes = {
  form: /^(application\/(?:json|x-ndjson))(?:; ?charset=(?:utf-8|UTF-8|"utf-8"|"UTF-8"))?$/,
  names: 'application/json, or application/x-ndjson for many questions',
}

/**
 * Reads Content-Type as it was sent. Exact forms only: framework parsers were bypassed by tabs, spaces, case and
 * comma lists (CVE-2025-32442, CVE-2026-25223, GHSA-247c-9743-5963), so no parser of theirs decides here.
 * @returns the media type without parameters
 * @throws KhorgosError MEDIA_TYPE_UNSUPPORTED for any other form, a repeated header, or any content coding
 */
export function mediaTypeOf(request: IncomingMessage, accepted: AcceptedTypes): string {
  const types = rawHeader(request, 'content-type')
  const type = types.length === 1 ? accepted.form.exec(types[0] ?? '')?.[1] : undefined
  if (type === undefined)
    throw new KhorgosError('MEDIA_TYPE_UNSUPPORTED', `This address takes the Content-Type ${accepted.names}.`)
  if (rawHeader(request, 'content-encoding').length > 0)
    throw new KhorgosError('MEDIA_TYPE_UNSUPPORTED', 'Messages are not accepted with a Content-Encoding.')
  // Node's parser lets `gzip, chunked` through and undoes only the chunks (RFC 9112 7.1).
  if (rawHeader(request, 'transfer-encoding').some((coding) => coding.toLowerCase() !== 'chunked'))
    throw new KhorgosError('MEDIA_TYPE_UNSUPPORTED', 'The only accepted Transfer-Encoding is chunked.')
  return type
}

/** All values of a header as they came; Node's `headers` keeps only the first of some and joins others. */
export function rawHeader(request: IncomingMessage, name: string): string[] {
  const found: string[] = []
  const raw = request.rawHeaders
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const key = raw[at]
    const value = raw[at + 1]
    if (key?.length === name.length && key.toLowerCase() === name && value !== undefined) found.push(value)
  }
  return found
}

/** RFC 9110 12.5.1: whether `Accept` puts this type above JSON. Only exact types are weighed, not wildcards. */
export function prefers(accept: string | undefined, type: string): boolean {
  if (accept === undefined) return false
  const quality = (wanted: string): number => {
    const range = accept.split(',').find((part) => part.split(';')[0]?.trim().toLowerCase() === wanted)
    const q = range === undefined ? undefined : /;\s*q=([0-9.]+)/i.exec(range)?.[1]
    return range === undefined ? 0 : Number(q ?? 1)
  }
  return quality(type) > quality('application/json')
}
