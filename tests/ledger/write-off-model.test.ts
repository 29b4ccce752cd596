import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareDecimals } from '../../src/model/decimal.ts'
import type { WriteOff } from '../../src/model/generated/verification/write-off.ts'
import { factOf } from './facts.ts'
import { agency, AT, balancesOf, codeOf, kilograms, openDesk, requestOf } from './write-off-desk.ts'

/** What is asked, of one line of 25,150 kg, in grams: whole numbers are the model's own arithmetic. */
const TOTAL = 25_150_000
const REFERENCES = 12

type Asked =
  | {
      readonly ask: number
      readonly state: 'reserved' | 'used'
      readonly grams: number
      /** How long it is to be reserved, ms from now; undefined: as long as may be. */
      readonly for: number | undefined
    }
  | { readonly use: number; readonly grams: number | undefined }
  | { readonly release: number }
  /** Somebody looks whether its time is over. */
  | { readonly end: number }
  /** Milliseconds go by. */
  | { readonly pass: number }

/** Thirty days. */
const LONGEST = 2_592_000_000

interface Held {
  readonly asked: string
  /** Of what is reserved, or was when its time was over. */
  until: number
  state: string
  reserved: number
  used: number
  step: string
}

/** What agencies may hold, kept by somebody who only adds and subtracts. @returns the code that is expected */
function modelled(held: Map<number, Held>, next: Exclude<Asked, { pass: number }>, now: number): string {
  const asked = JSON.stringify(next)
  const one = held.get(placeOf(next))
  if ('ask' in next) {
    if (one !== undefined) return one.asked === asked ? 'repeated' : 'REFERENCE_REUSED'
    const { state, grams, for: ms = LONGEST } = next
    if (state === 'reserved' && ms <= 0) return 'RESERVATION_PAST'
    if (state === 'reserved' && ms > LONGEST) return 'RESERVATION_TOO_LONG'
    const taken = [...held.values()].reduce((sum, { reserved, used }) => sum + reserved + used, 0)
    if (taken + grams > TOTAL) return 'BALANCE_EXCEEDED'
    const amounts = state === 'used' ? { reserved: 0, used: grams } : { reserved: grams, used: 0 }
    const until = state === 'used' ? Infinity : now + ms
    held.set(next.ask, { asked, state, step: '', until, ...amounts })
    return 'made'
  }
  if (one === undefined) return 'nothing to step'
  if ('end' in next) {
    if (one.state !== 'reserved' || now < one.until) return 'nothing ends'
    Object.assign(one, { state: 'released', reserved: 0, step: '' })
    return 'ended'
  }
  if (one.step === asked) return 'repeated'
  if (now >= one.until) return 'RESERVATION_ENDED'
  if ('use' in next) {
    if (one.state !== 'reserved') return 'WRITE_OFF_STATE'
    const grams = next.grams ?? one.reserved
    if (grams > one.reserved) return 'BALANCE_EXCEEDED'
    Object.assign(one, { state: 'used', reserved: 0, used: grams, step: asked, until: Infinity })
  } else {
    if (one.state === 'released') return 'WRITE_OFF_STATE'
    Object.assign(one, { state: 'released', reserved: 0, used: 0, step: asked, until: Infinity })
  }
  return 'made'
}

function placeOf(next: Exclude<Asked, { pass: number }>): number {
  if ('ask' in next) return next.ask
  if ('use' in next) return next.use
  return 'end' in next ? next.end : next.release
}

const place = fc.nat(REFERENCES - 1)
const grams = fc.oneof(fc.integer({ min: 1, max: TOTAL }), fc.constantFrom(1, 5_000_000, TOTAL))
/** Short ones, so that they end under way; and what nobody may. */
const times = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: 1, max: 5_000 }),
  fc.constantFrom(0, LONGEST, LONGEST + 1),
)
const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({ ask: place, state: fc.constant('reserved'), grams, for: times }),
  fc.record({ ask: place, state: fc.constant('used'), grams, for: fc.constant(undefined) }),
  fc.record({ end: place }),
  fc.record({ pass: fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.constant(LONGEST)) }),
  fc.record({ use: place, grams: fc.option(grams, { nil: undefined }) }),
  fc.record({ release: place }),
)

const kilogramsOf = (of: number) => kilograms((of / 1000).toFixed(3))

test('whatever is asked in whatever order, the ledger decides as somebody who adds and subtracts', () => {
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 60 }), (all) => {
      const desk = openDesk(factOf())
      const held = new Map<number, Held>()
      const statements = new Map<number, WriteOff>()
      const agencies = ['cn-clearance', 'cn-bank', 'cn-tax'].map((id) => agency(id))
      const whose = (at: number) => agencies[at % agencies.length]
      let now = AT.getTime()
      // The same wish is the same request, whenever it comes again.
      const moments = new Map<string, string>()
      const momentOf = (next: Asked, ms: number): string => {
        const moment = moments.get(JSON.stringify(next)) ?? new Date(now + ms).toISOString()
        moments.set(JSON.stringify(next), moment)
        return moment
      }
      const judge = (next: Exclude<Asked, { pass: number }>): string => {
        const at = placeOf(next)
        const statement = statements.get(at)
        if ('ask' in next) {
          const { state, for: ms } = next
          const request = requestOf(`R-${at}`, {
            state,
            lines: [kilogramsOf(next.grams)],
            ...(ms !== undefined && { reservedUntil: momentOf(next, ms) }),
          })
          const judged = desk.ask(request, whose(at))
          if (judged.outcome === 'made') statements.set(at, judged.statement)
          return codeOf(judged)
        }
        if (statement === undefined) return 'nothing to step'
        if ('end' in next) return desk.end(statement).ended === undefined ? 'nothing ends' : 'ended'
        if ('release' in next)
          return codeOf(desk.step(statement, 'released', { reason: { code: 'over' } }, whose(at)))
        const lines = next.grams === undefined ? {} : { lines: [kilogramsOf(next.grams)] }
        return codeOf(desk.step(statement, 'used', lines, whose(at)))
      }
      for (const next of all) {
        if ('pass' in next) {
          desk.pass(next.pass)
          now += next.pass
          continue
        }
        const expected = modelled(held, next, now)
        expect(judge(next), JSON.stringify(next)).toBe(expected)
        const [balance] = desk.known.balancesOf(97n)
        const sums = [...held.values()].reduce(
          (sum, each) => ({ reserved: sum.reserved + each.reserved, used: sum.used + each.used }),
          { reserved: 0, used: 0 },
        )
        if (balance === undefined) expect(sums).toEqual({ reserved: 0, used: 0 })
        else {
          expect(compareDecimals(balance.reserved, String(sums.reserved / 1000))).toBe(0)
          expect(compareDecimals(balance.used, String(sums.used / 1000))).toBe(0)
          expect(sums.reserved).toBeGreaterThanOrEqual(0)
          expect(sums.reserved + sums.used).toBeLessThanOrEqual(TOTAL)
        }
      }
      expect(balancesOf(desk).length).toBeLessThanOrEqual(1)
    }),
    { numRuns: 300 },
  )
})
