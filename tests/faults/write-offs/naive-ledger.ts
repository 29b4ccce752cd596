import { isDeepStrictEqual } from 'node:util'
import type { Step } from '../../../src/ledger/entry.ts'
import type {
  WriteOffLine,
  WriteOffRequest,
} from '../../../src/model/generated/verification/write-off-request.ts'

/**
 * The ledger as somebody would write it who has one write-off after the other and all the time in the world: what the
 * gateway decided has to be what this decides at the same place of the log. It shares no line with the gateway.
 */

/** Millionths of the document's unit. */
export interface Amounts {
  readonly reserved: bigint
  readonly used: bigint
}

export interface Total {
  readonly total: bigint
  readonly unit: string
}

/** What documents state, by `${number} ${line} ${measure}`. */
export type Totals = ReadonlyMap<string, Total>

/** By the same names. */
export type Changes = ReadonlyMap<string, Amounts>

/** The code of a refusal, `repeated` when nothing is to be done, or what changes. */
export type Decision = string | Changes

interface Taken {
  state: WriteOffRequest['state'] | 'released'
  step: Step | undefined
  held: Changes
  /** When what is reserved goes back; it stays when that has happened. ms of the log's clock. */
  until: number | undefined
}

/** What the agreements say. */
const LONGEST = 30 * 24 * 3_600_000

const NOTHING: Amounts = { reserved: 0n, used: 0n }
/** In kilograms. */
const MASSES: Readonly<Record<string, bigint>> = { KGM: 1_000_000n, TNE: 1_000_000_000n, GRM: 1_000n }

export class NaiveLedger {
  readonly #totals: Totals
  readonly #balances = new Map<string, Amounts>()
  readonly #taken = new Map<string, Taken>()
  readonly #requests = new Map<string, WriteOffRequest>()

  constructor(totals: Totals) {
    this.#totals = totals
  }

  balance(name: string): Amounts {
    return this.#balances.get(name) ?? NOTHING
  }

  /** What the write-off has of each balance now; undefined when there is none. */
  held(writeOff: string): Changes | undefined {
    return this.#taken.get(writeOff)?.held
  }

  decideRequest(agency: string, request: WriteOffRequest, now: number): Decision {
    const before = this.#requests.get(`${agency} ${request.reference}`)
    if (before !== undefined) return isDeepStrictEqual(before, request) ? 'repeated' : 'REFERENCE_REUSED'
    const until = untilOf(request, now) ?? Infinity
    if (until <= now) return 'RESERVATION_PAST'
    if (until !== Infinity && until > now + LONGEST) return 'RESERVATION_TOO_LONG'
    const changes = new Map<string, Amounts>()
    for (const line of request.lines) {
      if (request.state === 'declined') {
        if (!this.#totals.has(`${request.number} ${line.line} quantity`)) return 'LINE_UNKNOWN'
        continue
      }
      const name = `${request.number} ${nameOfLine(line)}`
      const total = this.#totals.get(name)
      if (total === undefined) return 'LINE_UNKNOWN'
      const amount = amountOf(line, total.unit)
      if (amount === undefined) return 'UNIT_NOT_CONVERTIBLE'
      const { reserved, used } = this.balance(name)
      if (reserved + used + amount > total.total) return 'BALANCE_EXCEEDED'
      changes.set(
        name,
        request.state === 'used' ? { reserved: 0n, used: amount } : { reserved: amount, used: 0n },
      )
    }
    return changes
  }

  decideStep(writeOff: string, { to, instruction }: Step, now: number): Decision {
    const taken = this.#taken.get(writeOff)
    if (taken === undefined) return 'NOT_FOUND'
    if (isDeepStrictEqual(taken.step, { to, instruction })) return 'repeated'
    if (taken.until !== undefined && taken.until <= now) return 'RESERVATION_ENDED'
    if (taken.state !== 'reserved' && (taken.state !== 'used' || to === 'used')) return 'WRITE_OFF_STATE'
    const used = to === 'used' ? this.#usedOf(taken, instruction.lines) : new Map<string, bigint>()
    if (typeof used === 'string') return used
    return new Map(
      [...taken.held].map(([name, held]) => [
        name,
        { reserved: -held.reserved, used: (used.get(name) ?? 0n) - held.used },
      ]),
    )
  }

  /** Whether its time is over by itself. */
  decideEnd(writeOff: string, now: number): Decision {
    const { state, until, held } = this.#taken.get(writeOff) ?? {}
    if (state !== 'reserved' || until === undefined || until > now) return 'not over'
    return new Map([...(held ?? [])].map(([name, { reserved }]) => [name, { reserved: -reserved, used: 0n }]))
  }

  /** Write-offs that still hold what should have gone back by then. */
  overdue(now: number): string[] {
    return [...this.#taken].flatMap(([id, { state, until }]) =>
      state === 'reserved' && until !== undefined && until <= now ? [id] : [],
    )
  }

  #usedOf({ held }: Taken, lines: readonly WriteOffLine[] | undefined): Map<string, bigint> | string {
    const used = new Map<string, bigint>()
    if (lines === undefined) for (const [name, { reserved }] of held) used.set(name, reserved)
    for (const line of lines ?? []) {
      const name = [...held.keys()].find((each) => each.endsWith(` ${nameOfLine(line)}`))
      if (name === undefined) return 'LINE_UNKNOWN'
      const amount = amountOf(line, this.#totals.get(name)?.unit ?? '')
      if (amount === undefined) return 'UNIT_NOT_CONVERTIBLE'
      if (amount > (held.get(name)?.reserved ?? 0n)) return 'BALANCE_EXCEEDED'
      used.set(name, amount)
    }
    return used
  }

  /** Makes it so, whatever was decided. */
  make(
    writeOff: string,
    done: { agency: string; request: WriteOffRequest } | Step | 'ended',
    changes: Changes,
    now: number,
  ): void {
    const before = this.#taken.get(writeOff)
    const held = new Map(before?.held)
    for (const [name, change] of changes) {
      held.set(name, sum(held.get(name), change))
      this.#balances.set(name, sum(this.#balances.get(name), change))
    }
    if (done === 'ended')
      this.#taken.set(writeOff, { state: 'released', step: undefined, held, until: before?.until })
    else if ('request' in done) {
      const { agency, request } = done
      this.#requests.set(`${agency} ${request.reference}`, request)
      this.#taken.set(writeOff, { state: request.state, step: undefined, held, until: untilOf(request, now) })
    } else {
      const step = { to: done.to, instruction: done.instruction }
      this.#taken.set(writeOff, { state: done.to, step, held, until: undefined })
    }
  }
}

function untilOf({ state, reservedUntil }: WriteOffRequest, now: number): number | undefined {
  if (state !== 'reserved') return undefined
  return reservedUntil === undefined ? now + LONGEST : Date.parse(reservedUntil)
}

function sum(one: Amounts = NOTHING, { reserved, used }: Amounts): Amounts {
  return { reserved: one.reserved + reserved, used: one.used + used }
}

function nameOfLine({ line, amount }: WriteOffLine): string {
  return `${line} ${amount === undefined ? 'quantity' : 'value'}`
}

function amountOf({ quantity, amount }: WriteOffLine, unit: string): bigint | undefined {
  if (amount !== undefined) return amount.currencyId === unit ? millionths(amount.amount) : undefined
  const mass = MASSES[quantity?.unitCode ?? '']
  if (quantity === undefined || mass === undefined || unit !== 'KGM') return undefined
  return (millionths(quantity.quantity) * mass) / 1_000_000n
}

/** @throws TypeError for a number with more than six digits behind the point */
export function millionths(text: string): bigint {
  const { sign, whole, part } = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<part>\d{1,6}))?$/.exec(text)?.groups ?? {}
  if (whole === undefined) throw new TypeError(`${text} is no number of millionths`)
  const value = BigInt(whole + (part ?? '').padEnd(6, '0'))
  return sign === '-' ? -value : value
}
