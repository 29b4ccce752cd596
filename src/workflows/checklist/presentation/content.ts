import { type Check, isShaped, listOf, type Shape } from '../../../evidence/shape.ts'
import { KhorgosError } from '../../../errors.ts'
import type { JsonValue } from '../../../model/json.ts'

/**
 * What a presentation tells of a checklist. The whole list is named by its edition; what follows is for a reader without
 * network, shortened where it would not fit a code.
 */
export interface Presentation {
  readonly number: string
  /** Hex SHA-256, see `editionOf`: the list that arrives later is this one or not. */
  readonly edition: string
  readonly exitOffice: { readonly country: string; readonly office: string }
  readonly issued: Date
  readonly validUntil: Date
  readonly plate: string
  readonly trailers: readonly string[]
  /** Undefined where they did not fit; their number is told all the same. */
  readonly containers: readonly string[] | undefined
  readonly seals: readonly string[] | undefined
  readonly counts: { readonly containers: number; readonly seals: number; readonly lines: number }
  readonly totals: Totals
  /** The first lines, as many as fit. */
  readonly lines: readonly PresentedLine[]
}

export interface Totals {
  readonly packages: number | undefined
  /** In kilograms. */
  readonly gross: string | undefined
  readonly net: string | undefined
}

export interface PresentedLine {
  readonly line: number
  readonly packages: number | undefined
  readonly gross: string | undefined
  /** Tariff number; its first six digits at most. */
  readonly hs: string | undefined
  /** Beginning of the description, empty where it did not fit. */
  readonly goods: string
}

/** The names are single letters: they are in every code. */
interface Packed {
  readonly v: 1
  readonly n: string
  readonly d: string
  readonly o: readonly [country: string, office: string]
  readonly i: number
  readonly x: number
  readonly p: string
  readonly t: readonly string[]
  readonly k?: readonly string[]
  readonly s?: readonly string[]
  readonly c: readonly [containers: number, seals: number, lines: number]
  readonly g: readonly [packages: number | null, gross: string | null, net: string | null]
  readonly l: readonly (readonly [
    line: number,
    packages: number | null,
    gross: string | null,
    hs: string | null,
    goods: string,
  ])[]
}

export function pack(presentation: Presentation): JsonValue & Packed {
  const { exitOffice, containers, seals, counts, totals, lines } = presentation
  return {
    v: 1,
    n: presentation.number,
    d: Buffer.from(presentation.edition, 'hex').toString('base64url'),
    o: [exitOffice.country, exitOffice.office],
    i: seconds(presentation.issued),
    x: seconds(presentation.validUntil),
    p: presentation.plate,
    t: [...presentation.trailers],
    ...(containers && { k: [...containers] }),
    ...(seals && { s: [...seals] }),
    c: [counts.containers, counts.seals, counts.lines],
    g: [totals.packages ?? null, totals.gross ?? null, totals.net ?? null],
    l: lines.map(({ line, packages, gross, hs, goods }) => [
      line,
      packages ?? null,
      gross ?? null,
      hs ?? null,
      goods,
    ]),
  }
}

const seconds = (moment: Date): number => Math.floor(moment.getTime() / 1000)

/** @throws KhorgosError PRESENTATION_INVALID for anything that is not exactly what `pack` writes */
export function unpack(value: JsonValue): Presentation {
  if (!isPacked(value))
    throw new KhorgosError('PRESENTATION_INVALID', 'The content is not that of a load checklist')
  const { o, c, g, l, k, s } = value
  return {
    number: value.n,
    edition: Buffer.from(value.d, 'base64url').toString('hex'),
    exitOffice: { country: o[0], office: o[1] },
    issued: new Date(value.i * 1000),
    validUntil: new Date(value.x * 1000),
    plate: value.p,
    trailers: value.t,
    containers: k,
    seals: s,
    counts: { containers: c[0], seals: c[1], lines: c[2] },
    totals: { packages: g[0] ?? undefined, gross: g[1] ?? undefined, net: g[2] ?? undefined },
    lines: l.map(([line, packages, gross, hs, goods]) => ({
      line,
      packages: packages ?? undefined,
      gross: gross ?? undefined,
      hs: hs ?? undefined,
      goods,
    })),
  }
}

const matching =
  (form: RegExp): Check =>
  (value) =>
    typeof value === 'string' && form.test(value)
const count: Check = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e9
/** Until the year 9999: what `Date` and its readers can hold. */
const moment: Check = (value) =>
  count(value) || (Number.isInteger(value) && Number(value) > 0 && Number(value) < 253_402_300_800)
const plain = (longest: number): Check =>
  matching(new RegExp(`^[^\\p{Cc}\\p{Cf}\\p{Cs}]{0,${longest}}$`, 'u'))
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const mass = matching(/^(?:0|[1-9]\d{0,17})(?:\.\d{1,6})?$/)
const tuple =
  (...members: readonly Check[]): Check =>
  (value) =>
    Array.isArray(value) && value.length === members.length && members.every((check, at) => check(value[at]))

const SHAPE: Shape = {
  required: {
    v: (value) => value === 1,
    n: plain(35),
    d: matching(/^[A-Za-z0-9_-]{43}$/),
    o: tuple(matching(/^[A-Z]{2}$/), plain(17)),
    i: moment,
    x: moment,
    p: plain(255),
    t: listOf(plain(40)),
    c: tuple(count, count, count),
    g: tuple(orNull(count), orNull(mass), orNull(mass)),
    l: listOf(tuple(count, orNull(count), orNull(mass), orNull(matching(/^\d{4,6}$/)), plain(64))),
  },
  optional: { k: listOf(plain(17)), s: listOf(plain(128)) },
}

function isPacked(value: JsonValue): value is JsonValue & Packed {
  return isShaped(value, SHAPE)
}
