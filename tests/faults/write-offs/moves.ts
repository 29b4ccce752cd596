import type { Question } from '../../../src/model/generated/verification/question.ts'
import type {
  WriteOffLine,
  WriteOffRequest,
} from '../../../src/model/generated/verification/write-off-request.ts'
import type { WriteOff } from '../../../src/model/generated/verification/write-off.ts'
import type { Agency } from './agencies.ts'
import type { Asked } from './history.ts'

/** What clients of one agency do next, at random; they share what they know, and so come into each other's way. */

export interface Moves {
  /** What one client wants now; several at once are asked on connections of their own. */
  next(agency: Agency): readonly Asked[]
  /** Write-offs asked for under references of their own so far. */
  begun(): number
}

type Random = () => number

/** Thousandths of a kilogram, and cents: what lines of the certificates have in all. */
const LINES = [
  { line: 1, total: 25_150_000 },
  { line: 2, total: 1_006_000 },
  { line: 2, total: 129_000, currencyId: 'USD' },
] as const

const HELD = {
  exporter: 'Tuayang Export Co., Ltd.',
  consignee: 'Kunming Shili Import and Export Co., Ltd.',
}
const DAY_MS = 24 * 3_600_000
/** Within which a reservation that ends soon ends. */
const SOON_MS = 1_500
/** On which the certificates are valid, whenever this runs. */
const DAY = '2026-11-22'

/** @param now ms of the clock that the gateway goes by, more or less */
export function createMoves(random: Random, numbers: readonly string[], now: () => number): Moves {
  let serial = 0
  const chance = (share: number): boolean => random() < share
  const some = <T>(from: readonly T[]): T => {
    const found = from[Math.floor(random() * from.length)]
    if (found === undefined) throw new RangeError('there is none')
    return found
  }

  const nameOf = (reference: string, { id, purpose }: Agency) => ({
    reference: `${id}/${reference}`,
    kind: 'certificate-of-origin',
    issuer: 'LA',
    form: 'E',
    number: some(numbers),
    purpose,
    date: DAY,
    held: HELD,
  })

  /** Small amounts often, large ones sometimes; in one case of twenty more than there ever was. */
  const lineOf = ({ line, total, ...money }: (typeof LINES)[number]): WriteOffLine => {
    const amount = chance(0.05)
      ? total + 1 + Math.floor(random() * total)
      : 1 + Math.floor(random() ** 3 * total * 0.6)
    if ('currencyId' in money) return { line, amount: { amount: decimal(amount, 2), ...money } }
    const unitCode = chance(0.02) ? 'LTR' : some(['KGM', 'TNE', 'GRM'])
    const digits = { TNE: 6, GRM: 0 }[unitCode] ?? 3
    return { line: chance(0.02) ? line + 6 : line, quantity: { quantity: decimal(amount, digits), unitCode } }
  }

  /** Sometimes of two lines, of which one may have enough and the other not. */
  const someLines = (): WriteOffLine[] =>
    chance(0.2) ? [lineOf(LINES[0]), lineOf(some([LINES[1], LINES[2]]))] : [lineOf(some(LINES))]

  /** Soon over, so that it ends while others want the same; sometimes past, or later than anybody may. */
  const until = (): Pick<WriteOffRequest, 'reservedUntil'> => {
    if (chance(0.7)) return {}
    const after = chance(0.05) ? -1 : chance(0.05) ? 31 * DAY_MS : Math.floor(random() * SOON_MS)
    const moment = new Date(now() + after).toISOString()
    return { reservedUntil: chance(0.5) ? moment : moment.replace('Z', '+00:00') }
  }

  const requestOf = (agency: Agency, reference: string): WriteOffRequest =>
    chance(0.04)
      ? {
          ...nameOf(reference, agency),
          state: 'declined',
          lines: [{ line: some([1, 2]) }],
          reason: { code: 'origin-not-met' },
        }
      : {
          ...nameOf(reference, agency),
          ...(chance(0.7) ? { state: 'reserved', ...until() } : { state: 'used' }),
          lines: someLines(),
        }

  const ask = (agency: Agency): Asked[] => {
    serial += 1
    const { id } = agency
    const reference = String(serial).padStart(6, '0')
    const request = requestOf(agency, reference)
    agency.requests.push(request)
    const asked = { agency: id, what: 'write-off', request } as const
    // Some are asked for twice at once, or two things under one reference.
    if (chance(0.03)) return [asked, asked]
    if (chance(0.03)) return [asked, { ...asked, request: requestOf(agency, reference) }]
    return [asked]
  }

  const again = ({ id, requests }: Agency): Asked[] =>
    requests.length === 0 ? [] : [{ agency: id, what: 'write-off', request: some(requests) }]

  const reuse = (agency: Agency): Asked[] => {
    if (agency.requests.length === 0) return []
    const { reference } = some(agency.requests)
    const request = requestOf(agency, reference.slice(agency.id.length + 1))
    return [{ agency: agency.id, what: 'write-off', request }]
  }

  /** Mostly one that nobody else takes up. */
  const pick = ({ open }: Agency): WriteOff | undefined => {
    const at = Math.floor(random() * open.length)
    return chance(0.9) ? open.splice(at, 1)[0] : open[at]
  }

  const use = (agency: Agency): Asked[] => {
    const found = pick(agency)
    if (found === undefined) return []
    const { writeOff, lines } = found
    const instruction = chance(0.5) ? {} : { lines: lines.map((line) => partOf(line)) }
    return [{ agency: agency.id, what: 'step', writeOff, to: 'used', instruction }]
  }

  /** Of what was reserved; in one case of ten one gram or cent more. */
  const partOf = ({ line, measure, unit, posted }: WriteOff['lines'][number]): WriteOffLine => {
    const digits = measure === 'value' ? 2 : 3
    const reserved = Math.max(1, Math.round(Number(posted.reserved) * 10 ** digits))
    const amount = chance(0.1) ? reserved + 1 : 1 + Math.floor(random() * reserved)
    return measure === 'value'
      ? { line, amount: { amount: decimal(amount, 2), currencyId: unit } }
      : { line, quantity: { quantity: decimal(amount, 3), unitCode: unit } }
  }

  const release = (agency: Agency): Asked[] => {
    const found = pick(agency)
    if (found === undefined) return []
    const reason = { code: some(['not-imported', 'withdrawn']) }
    const { writeOff } = found
    return [{ agency: agency.id, what: 'step', writeOff, to: 'released', instruction: { reason } }]
  }

  const look = ({ id, open }: Agency): Asked[] =>
    open.length === 0 ? [] : [{ agency: id, what: 'look', writeOff: some(open).writeOff }]

  const question = (agency: Agency): Asked[] => {
    if (!agency.shows) return []
    const { reference: _, ...asked } = nameOf('', agency)
    const whole: Question = asked
    return [{ agency: agency.id, what: 'question', question: whole }]
  }

  /** Out of a hundred. */
  const choices = [
    [45, ask],
    [17, use],
    [23, release],
    [4, again],
    [3, reuse],
    [5, look],
    [3, question],
  ] as const

  return {
    next(agency) {
      let left = random() * 100
      const [, choice] = choices.find(([share]) => (left -= share) < 0) ?? choices[0]
      const asked = choice(agency)
      return asked.length === 0 ? ask(agency) : asked
    },
    begun: () => serial,
  }
}

/** `12.5` of 12500 with three digits behind the point: in the one spelling that numbers have. */
function decimal(value: number, digits: number): string {
  const text = String(value).padStart(digits + 1, '0')
  const [whole, part] = [text.slice(0, text.length - digits), text.slice(text.length - digits)]
  return part.replace(/0+$/, '') === '' ? whole : `${whole}.${part.replace(/0+$/, '')}`
}
