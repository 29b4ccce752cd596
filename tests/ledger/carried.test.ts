import { describe, expect, test } from 'vitest'
import type { Fact, FactContent } from '../../src/ledger/facts/fact.ts'
import { CONTENT, factOf, readingOf } from './facts.ts'
import {
  balancesOf,
  codeOf,
  type Desk,
  kilograms,
  openDesk,
  pieces,
  requestOf,
  statementOf,
  tonnes,
} from './write-off-desk.ts'

/** Certificates that replace each other: what was used of one is missing on the next. */

const REASON = { code: 'not-imported' }

const numberOf = (place: number): string => `E26LA01100004${String(place).padStart(2, '0')}`

/** The certificate in that place of a line of replacements; its first fact is that place in the log. */
function certificate(place: number, change: Partial<FactContent> = {}): Fact {
  const { key } = readingOf(numberOf(place))
  const previous = place === 0 ? {} : { previous: numberOf(place - 1) }
  const seed = place.toString(16).padStart(32, '0')
  const document = BigInt(place)
  return factOf({ key, seed, ...previous, ...change }, { document, position: document })
}

const take = (desk: Desk, place: number, line = tonnes('12'), reference = `A-${place}`) =>
  desk.ask(requestOf(reference, { number: numberOf(place), lines: [line] }))

/** From then on nothing can be taken from it any more. */
const replace = (desk: Desk, place: number): void =>
  desk.known.enter(certificate(place, { status: 'replaced', event: 'replaced', next: numberOf(place + 1) }))

describe('a certificate that replaces another', () => {
  test('begins with what is reserved and used of the other, and says so once in the log', () => {
    const desk = openDesk(certificate(0), certificate(1))
    statementOf(take(desk, 0))
    replace(desk, 0)
    const { lines } = statementOf(take(desk, 1, tonnes('13')))
    expect(lines).toMatchObject([
      { balance: { total: '25150', carried: '12000', reserved: '13000', used: '0', available: '150' } },
    ])
    expect(codeOf(take(desk, 1, kilograms('150.001'), 'A-3'))).toBe('BALANCE_EXCEEDED')
    expect(codeOf(take(desk, 1, kilograms('150'), 'A-4'))).toBe('made')
    const carried = desk.records.flatMap((record) =>
      'postings' in record ? record.postings.map((posting) => posting.carried) : [],
    )
    expect(carried).toEqual([undefined, '12000', undefined])
  })

  test('is the first that does: from another one in the same place nothing can be taken', () => {
    const second = certificate(2, { previous: numberOf(0) })
    const desk = openDesk(certificate(0), certificate(1), second)
    replace(desk, 0)
    expect(codeOf(take(desk, 2, kilograms('1')))).toBe('DOCUMENT_NOT_ESTABLISHED')
    statementOf(take(desk, 1, tonnes('25.15')))
    expect(codeOf(take(desk, 2, kilograms('1'), 'A-3'))).toBe('DOCUMENT_NOT_ESTABLISHED')
  })

  test('begins anew where all was given back before', () => {
    const desk = openDesk(certificate(0), certificate(1))
    const one = statementOf(take(desk, 0))
    statementOf(desk.step(one, 'released', { reason: REASON }))
    statementOf(take(desk, 1, tonnes('25.15')))
    expect(balancesOf(desk, 1n)).toEqual(['1 quantity 25150+0 of 25150 KGM'])
  })

  test('keeps what it began with, whatever is given back to the other later', () => {
    const desk = openDesk(certificate(0), certificate(1))
    const one = statementOf(take(desk, 0))
    replace(desk, 0)
    statementOf(take(desk, 1, tonnes('1')))
    statementOf(desk.step(one, 'released', { reason: REASON }))
    expect(balancesOf(desk, 1n)).toEqual(['1 quantity 12000+1000+0 of 25150 KGM'])
    expect(codeOf(take(desk, 1, tonnes('13'), 'A-3'))).toBe('BALANCE_EXCEEDED')
  })

  test('has what was used of all before it, those included of which nothing was used', () => {
    const desk = openDesk(certificate(0), certificate(1), certificate(2), certificate(3))
    statementOf(take(desk, 0))
    replace(desk, 0)
    statementOf(take(desk, 1, tonnes('2')))
    replace(desk, 1)
    replace(desk, 2)
    statementOf(take(desk, 3, tonnes('1')))
    expect(balancesOf(desk, 3n)).toEqual(['1 quantity 14000+1000+0 of 25150 KGM'])
  })

  test.each<[string, Partial<FactContent>]>([
    ['has no such line', { lines: CONTENT.lines.slice(1) }],
    ['counts the line in another unit', { lines: withQuantity('25.15', 'TNE') }],
    ['has less than was used', { lines: withQuantity('11999', 'KGM') }],
  ])('lets nothing be taken when it %s', (_, content) => {
    const desk = openDesk(certificate(0), certificate(1, content))
    statementOf(take(desk, 0))
    expect(codeOf(take(desk, 1, pieces('1')))).toBe('DOCUMENT_NOT_ESTABLISHED')
    expect(balancesOf(desk, 1n)).toEqual([])
  })

  test('is as good as before when nothing was used of the other', () => {
    const desk = openDesk(certificate(0), certificate(1, { lines: withQuantity('11999', 'KGM') }))
    expect(codeOf(take(desk, 1, kilograms('11999')))).toBe('made')
  })

  test('is looked at once when the two say that they replace each other', () => {
    const desk = openDesk(certificate(0, { previous: numberOf(1) }), certificate(1))
    statementOf(take(desk, 0))
    statementOf(take(desk, 1, tonnes('1')))
    expect(balancesOf(desk, 1n)).toEqual(['1 quantity 12000+1000+0 of 25150 KGM'])
  })

  test('of very many lets nothing be taken rather than forget one', () => {
    const chain = (length: number): Desk =>
      openDesk(...Array.from({ length }, (_, place) => certificate(place)))
    const long = chain(18)
    statementOf(take(long, 0))
    expect(codeOf(take(long, 16, tonnes('14')))).toBe('BALANCE_EXCEEDED')
    expect(codeOf(take(long, 17, tonnes('14')))).toBe('DOCUMENT_NOT_ESTABLISHED')
  })
})

function withQuantity(quantity: string, unit: string): FactContent['lines'] {
  return CONTENT.lines.map((line) =>
    line.line === 1 ? { ...line, quantity: { quantity, unit, basis: 'gross' } } : line,
  )
}
