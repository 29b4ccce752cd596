import { KhorgosError } from '../../errors.ts'
import { characterSet } from './character-sets.ts'
import { faultAt } from './fault.ts'
import type { EdifactLimits } from './limits.ts'
import { takeApart, type Segment } from './segments.ts'
import {
  defaultCharacters,
  parseCharacters,
  UNA_LENGTH,
  type ServiceCharacters,
} from './service-characters.ts'

/** An interchange of one message, its envelope checked. */
export interface Interchange {
  /** Syntax version, 0002 of UNB. */
  readonly version: number
  readonly characters: ServiceCharacters
  readonly interchangeHeader: Segment
  readonly messageHeader: Segment
  /** S009 of UNH: type, version, release, agency. */
  readonly says: readonly [type: string, version: string, release: string, agency: string]
  /** Between UNH and UNT. */
  readonly segments: readonly Segment[]
}

/** Whether bytes are an interchange and not of another syntax; nothing else begins like this. */
export function looksLikeInterchange(bytes: Uint8Array): boolean {
  const tag = ascii(bytes, 0, 3)
  return tag === 'UNA' || tag === 'UNB'
}

/** Element separator, `UNO`, letter of the level, component separator, digit of the version. */
const SYNTAX_ID_LENGTH = 10

/**
 * Bytes → segments, with counts and references of the envelope checked (ISO 9735-1 sections 7 and 9).
 *
 * @throws KhorgosError MESSAGE_EMPTY, MESSAGE_TOO_LARGE, SCHEMA_INVALID or FIELD_INVALID (a byte that the level of the
 *   interchange does not have), with the number of the segment
 */
export function openInterchange(bytes: Uint8Array, limits: EdifactLimits): Interchange {
  if (bytes.length === 0) throw new KhorgosError('MESSAGE_EMPTY', 'The message has no bytes')
  if (bytes.length > limits.maxBytes)
    throw new KhorgosError(
      'MESSAGE_TOO_LARGE',
      `The message has ${bytes.length} bytes, ${limits.maxBytes} are allowed`,
    )
  const advised = ascii(bytes, 0, 3) === 'UNA'
  const start = advised ? skipLineEnds(bytes, UNA_LENGTH) : 0
  const { level, version } = syntaxIdentifier(ascii(bytes, start, SYNTAX_ID_LENGTH))
  const set = characterSet(level)
  if (set === undefined) throw faultAt('SCHEMA_INVALID', UNB, `the syntax level ${level} is not supported`)
  const characters = advised
    ? parseCharacters(ascii(bytes, 3, UNA_LENGTH - 3), version)
    : defaultCharacters(version)
  const segments = takeApart(set.decode(bytes.subarray(start)), characters, limits)
  return { version, characters, ...envelope(segments, version) }
}

const UNB = { segment: 1, tag: 'UNB', element: 1 }

function syntaxIdentifier(header: string): { level: string; version: number } {
  const level = header.slice(4, 8)
  const version = header.slice(9, 10)
  if (!header.startsWith('UNB'))
    throw faultAt('SCHEMA_INVALID', { segment: 1, tag: '?' }, 'an interchange begins with UNB')
  if (!/^UNO[A-Z]$/.test(level))
    throw faultAt('SCHEMA_INVALID', UNB, 'the syntax level is one of UNOA to UNOY')
  if (!/^[1-4]$/.test(version)) throw faultAt('SCHEMA_INVALID', UNB, 'the syntax version is one of 1 to 4')
  return { level, version: Number(version) }
}

function envelope(
  segments: readonly Segment[],
  version: number,
): Omit<Interchange, 'version' | 'characters'> {
  const [interchangeHeader, messageHeader] = segments
  const interchangeTrailer = segments.at(-1)
  const messageTrailer = segments.at(-2)
  refuseOthers(segments)
  const first = demand(interchangeHeader, 'UNB', 1)
  const last = demand(interchangeTrailer, 'UNZ', segments.length)
  const header = demand(messageHeader, 'UNH', 2)
  const trailer = demand(messageTrailer, 'UNT', segments.length - 1)
  checkEncoding(first, version)
  checkCount(trailer, segments.length - 2, 'segments from UNH to UNT')
  checkCount(last, 1, 'messages')
  checkReference(trailer, header, 0)
  checkReference(last, first, 4)
  const says = [0, 1, 2, 3].map((index) => header.elements[1]?.[0]?.[index] ?? '')
  const [type = '', release = '', directory = '', agency = ''] = says
  return {
    interchangeHeader: first,
    messageHeader: header,
    says: [type, release, directory, agency],
    segments: segments.slice(2, -2),
  }
}

/** One message is one exchange: what holds several is taken apart before it comes here. */
function refuseOthers(segments: readonly Segment[]): void {
  const group = segments.find(({ tag }) => tag === 'UNG' || tag === 'UNE')
  if (group !== undefined) throw at(group, 'functional groups are not supported')
  const second = segments.find(({ tag, number }) => tag === 'UNH' && number > 2)
  if (second !== undefined)
    throw at(second, 'the interchange holds more than one message; send them one by one')
  const early = segments.find(({ tag, number }) => service(tag) && number < segments.length - 1 && number > 2)
  if (early !== undefined) throw at(early, 'it stands before the end of the interchange')
}

const service = (tag: string): boolean => tag === 'UNT' || tag === 'UNZ' || tag === 'UNB'

function demand(segment: Segment | undefined, tag: string, number: number): Segment {
  if (segment?.tag === tag) return segment
  throw faultAt(
    'SCHEMA_INVALID',
    { segment: number, tag },
    `${tag} must stand here${segment === undefined ? '' : `, but ${segment.tag} does`}`,
  )
}

/** 0133 of syntax 4 says the encoding once more; one that contradicts the level is refused. */
function checkEncoding(header: Segment, version: number): void {
  const encoding = header.elements[0]?.[0]?.[3] ?? ''
  if (version === 4 && encoding !== '' && encoding !== UTF8_ENCODING)
    throw faultAt(
      'SCHEMA_INVALID',
      { ...UNB, component: 4 },
      `the character encoding ${encoding} is not supported`,
    )
}

/** Code 7 of data element 0133. */
const UTF8_ENCODING = '7'

function checkCount(trailer: Segment, counted: number, what: string): void {
  const said = valueAt(trailer, 0)
  if (!/^\d{1,6}$/.test(said) || Number(said) !== counted)
    throw faultAt(
      'TOTAL_MISMATCH',
      { segment: trailer.number, tag: trailer.tag, element: 1 },
      `it counts ${said || 'no'} ${what}, there are ${counted}`,
    )
}

function checkReference(trailer: Segment, header: Segment, element: number): void {
  const [first, last] = [valueAt(header, element), valueAt(trailer, 1)]
  if (first === last) return
  throw faultAt(
    'SCHEMA_INVALID',
    { segment: trailer.number, tag: trailer.tag, element: 2 },
    `its reference is "${last}", but ${header.tag} says "${first}"`,
  )
}

const valueAt = (segment: Segment, element: number): string => segment.elements[element]?.[0]?.[0] ?? ''

const at = ({ number, tag }: Segment, sentence: string): KhorgosError =>
  faultAt('SCHEMA_INVALID', { segment: number, tag }, sentence)

function skipLineEnds(bytes: Uint8Array, from: number): number {
  let start = from
  while (bytes[start] === 0x0a || bytes[start] === 0x0d) start += 1
  return start
}

const ascii = (bytes: Uint8Array, from: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + length))
