import type { KhorgosError } from '../errors.ts'

/** `CODE_UNKNOWN: "ZZ" is not in the list CN001 (at /Awmds/…/Nationality, line 14)` */
export function sentence(error: KhorgosError): string {
  const { place } = error
  if (place === undefined) return `${error.code}: ${error.message}`
  const line = place.line === undefined ? '' : `, line ${place.line}`
  const wco = place.wcoId === undefined ? '' : `, WCO ${place.wcoId}`
  return `${error.code}: ${error.message} (at ${place.path}${line}${wco})`
}

/** The same as a member of a JSON document. */
export function errorJson(error: KhorgosError): Record<string, unknown> {
  return { code: error.code, message: error.message, ...(error.place && { place: error.place }) }
}
