import { KhorgosError, type ErrorCode } from '../../errors.ts'

/** Where in an interchange: segments are counted from UNB, which is 1 (UNA is no segment). All are 1-based. */
export interface Position {
  readonly segment: number
  readonly tag: string
  readonly element?: number
  readonly component?: number
}

/**
 * An error of an interchange. Its place is `/segment[12]/LOC/element[2]/component[1]`, its line the number of the
 * segment: an interchange need not have lines, and everybody who mends one counts segments.
 */
export function faultAt(code: ErrorCode, position: Position, sentence: string): KhorgosError {
  const { segment, tag, element, component } = position
  const path = [
    `/segment[${segment}]/${tag}`,
    ...(element === undefined ? [] : [`element[${element}]`]),
    ...(component === undefined ? [] : [`component[${component}]`]),
  ].join('/')
  const where = [
    `Segment ${segment} (${tag})`,
    ...(element === undefined ? [] : [`element ${element}`]),
    ...(component === undefined ? [] : [`component ${component}`]),
  ].join(', ')
  return new KhorgosError(code, `${where}: ${sentence}`, { place: { path, line: segment } })
}

/** An error of the tree that was to be written; nobody has the segments of it. */
export function outputFault(path: string, sentence: string): KhorgosError {
  return new KhorgosError('OUTPUT_INVALID', sentence, { place: { path } })
}
