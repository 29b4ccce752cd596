/** One text for one key of a document, for maps and digests. No part but the last can hold a blank. */
export function keyText(key: {
  readonly kind: string
  readonly issuer: string
  readonly series: string
  readonly number: string
}): string {
  return `${key.kind} ${key.issuer} ${encodeURIComponent(key.series)} ${key.number}`
}
