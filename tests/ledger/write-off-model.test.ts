import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareDecimals } from '../../src/model/decimal.ts'
import type { WriteOff } from '../../src/model/generated/verification/write-off.ts'
import { factOf } from './facts.ts'
import { agency, balancesOf, codeOf, kilograms, openDesk, requestOf } from './write-off-desk.ts'

/** What is asked, of one line of 25,150 kg, in grams: whole numbers are the model's own arithmetic. */
const TOTAL = 25_150_000
const REFERENCES = 12

type Asked =
  | { readonly ask: number; readonly state: 'reserved' | 'used'; readonly grams: number }
  | { readonly use: number; readonly grams: number | undefined }
  | { readonly release: number }

interface Held {
  readonly asked: string
  state: string
  reserved: number
  used: number
  step: string
}

/** What agencies may hold, kept by somebody who only adds and subtracts. @returns the code that is expected */
function modelled(held: Map<number, Held>, next: Asked): string {
  const asked = JSON.stringify(next)
  const place = 'ask' in next ? next.ask : 'use' in next ? next.use : next.release
  const one = held.get(place)
  if ('ask' in next) {
    if (one !== undefined) return one.asked === asked ? 'repeated' : 'REFERENCE_REUSED'
    const taken = [...held.values()].reduce((sum, { reserved, used }) => sum + reserved + used, 0)
    if (taken + next.grams > TOTAL) return 'BALANCE_EXCEEDED'
    const { state, grams } = next
    const amounts = state === 'used' ? { reserved: 0, used: grams } : { reserved: grams, used: 0 }
    held.set(place, { asked, state, step: '', ...amounts })
    return 'made'
  }
  if (one === undefined) return 'nothing to step'
  if (one.step === asked) return 'repeated'
  if ('use' in next) {
    if (one.state !== 'reserved') return 'WRITE_OFF_STATE'
    const grams = next.grams ?? one.reserved
    if (grams > one.reserved) return 'BALANCE_EXCEEDED'
    Object.assign(one, { state: 'used', reserved: 0, used: grams, step: asked })
  } else {
    if (one.state === 'released') return 'WRITE_OFF_STATE'
    Object.assign(one, { state: 'released', reserved: 0, used: 0, step: asked })
  }
  return 'made'
}

const place = fc.nat(REFERENCES - 1)
const grams = fc.oneof(fc.integer({ min: 1, max: TOTAL }), fc.constantFrom(1, 5_000_000, TOTAL))
const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({ ask: place, state: fc.constantFrom('reserved', 'used'), grams }),
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
      const judge = (next: Asked): string => {
        const at = 'ask' in next ? next.ask : 'use' in next ? next.use : next.release
        const statement = statements.get(at)
        if ('ask' in next) {
          const { state } = next
          const request = requestOf(`R-${at}`, { state, lines: [kilogramsOf(next.grams)] })
          const judged = desk.ask(request, whose(at))
          if (judged.outcome === 'made') statements.set(at, judged.statement)
          return codeOf(judged)
        }
        if (statement === undefined) return 'nothing to step'
        if ('release' in next)
          return codeOf(desk.step(statement, 'released', { reason: { code: 'over' } }, whose(at)))
        const lines = next.grams === undefined ? {} : { lines: [kilogramsOf(next.grams)] }
        return codeOf(desk.step(statement, 'used', lines, whose(at)))
      }
      for (const next of all) {
        const expected = modelled(held, next)
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
        }
      }
      expect(balancesOf(desk).length).toBeLessThanOrEqual(1)
    }),
    { numRuns: 300 },
  )
})
