import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Fact, type FactContent, keyOf, keyText, type Reading } from '../../src/ledger/fact.ts'
import { predecessorOf, STATUSES, succession } from '../../src/ledger/succession.ts'
import { CONTENT, factOf, NUMBER, readingOf, RULE } from './facts.ts'

const OTHER = 'E26LA0110000400'
const saying = { source: 'la-customs', issue: RULE, newSeed: () => 'ab'.repeat(16) }
const nothing = { document: undefined, predecessor: undefined }

describe('an issue', () => {
  test('is in force until the agreement says, from the day of issue', () => {
    expect(succession(readingOf(NUMBER), nothing, saying)).toEqual([
      {
        v: 1,
        key: readingOf(NUMBER).key,
        event: 'issued',
        status: 'in-force',
        seed: 'ab'.repeat(16),
        ...CONTENT,
        lastDay: '2027-11-20',
      },
    ])
  })

  test('keeps the last day that it states, and has none where nobody says one', () => {
    const stated = readingOf(NUMBER, { lastDay: '2027-05-01' })
    expect(succession(stated, nothing, saying)).toMatchObject([{ lastDay: '2027-05-01' }])
    const issue = { ...RULE, validMonths: undefined }
    expect(succession(readingOf(NUMBER), nothing, { ...saying, issue })[0]).not.toHaveProperty('lastDay')
  })

  test('with the same contents again says nothing new, also when the agreement counts otherwise by now', () => {
    const before = { document: factOf(), predecessor: undefined }
    expect(succession(readingOf(NUMBER), before, saying)).toEqual([])
    const issue = { ...RULE, validMonths: 6 }
    expect(succession(readingOf(NUMBER), before, { ...saying, issue })).toEqual([])
  })

  test('with other contents is a contradiction: the first ones stay and are disputed', () => {
    const before = { document: factOf(), predecessor: undefined }
    for (const change of [{ issueDay: '2026-11-20' }, { lastDay: '2027-11-21' }, { lines: [] }]) {
      expect(succession(readingOf(NUMBER, change), before, saying)).toEqual([
        { ...factOf().content, event: 'contradicted', status: 'disputed' },
      ])
    }
  })

  test('does not settle a dispute', () => {
    const before = { document: factOf({ event: 'contradicted', status: 'disputed' }), predecessor: undefined }
    expect(succession(readingOf(NUMBER), before, saying)).toEqual([])
    expect(succession(readingOf(NUMBER, { lines: [] }), before, saying)).toEqual([])
  })
})

describe('a cancellation', () => {
  const cancellation = readingOf(NUMBER, {}, 'cancelled')

  test('ends a document and leaves its contents', () => {
    const before = { document: factOf(), predecessor: undefined }
    expect(succession(cancellation, before, saying)).toEqual([
      { ...factOf().content, event: 'cancelled', status: 'cancelled' },
    ])
  })

  test('of a document that nobody has heard of enters it as cancelled; its issue comes too late', () => {
    const [cancelled] = succession(cancellation, nothing, saying)
    expect(cancelled).toMatchObject({ event: 'cancelled', status: 'cancelled', lastDay: '2027-11-20' })
    const before = { document: factOf(cancelled), predecessor: undefined }
    expect(succession(readingOf(NUMBER), before, saying)).toEqual([])
    expect(succession(readingOf(NUMBER, { lines: [] }), before, saying)).toEqual([])
  })

  test('settles a dispute', () => {
    const before = { document: factOf({ event: 'contradicted', status: 'disputed' }), predecessor: undefined }
    expect(succession(cancellation, before, saying)).toMatchObject([{ status: 'cancelled' }])
  })
})

describe('a replacement', () => {
  const replacement = readingOf(OTHER, { previous: 'e26 la 0110000318' })

  test('issues the new document and ends the old one, each naming the other', () => {
    const before = { document: undefined, predecessor: factOf() }
    expect(succession(replacement, before, saying)).toMatchObject([
      { key: { number: OTHER }, event: 'issued', status: 'in-force', previous: 'e26 la 0110000318' },
      {
        key: { number: NUMBER },
        event: 'replaced',
        status: 'replaced',
        next: OTHER,
        seed: factOf().content.seed,
      },
    ])
  })

  test('ends the old document also before its issue was heard of', () => {
    const [, replaced] = succession(replacement, nothing, saying)
    expect(replaced).toEqual({
      v: 1,
      key: { ...readingOf(OTHER).key, number: 'e26 la 0110000318' },
      event: 'replaced',
      status: 'replaced',
      seed: saying.newSeed(),
      next: OTHER,
      lines: [],
    })
    const before = {
      document: { ...factOf(), content: replaced ?? factOf().content },
      predecessor: undefined,
    }
    expect(succession(readingOf(NUMBER), before, saying)).toMatchObject([
      { event: 'issued', status: 'replaced', next: OTHER, key: { number: NUMBER }, lines: CONTENT.lines },
    ])
  })

  test('leaves a cancelled document cancelled and says what came after it', () => {
    const predecessor = factOf({ event: 'cancelled', status: 'cancelled' })
    const [, replaced] = succession(replacement, { document: undefined, predecessor }, saying)
    expect(replaced).toMatchObject({ event: 'replaced', status: 'cancelled', next: OTHER })
  })

  test('by two documents is one by the first', () => {
    const predecessor = factOf({ event: 'replaced', status: 'replaced', next: OTHER })
    const second = readingOf('E26LA0110000401', { previous: NUMBER })
    expect(succession(second, { document: undefined, predecessor }, saying)).toHaveLength(1)
  })

  test('of itself is none', () => {
    const itself = readingOf(NUMBER, { previous: 'E26-LA-0110000318' })
    expect(predecessorOf(itself)).toBeUndefined()
    const before = { document: factOf(), predecessor: factOf() }
    expect(succession(itself, before, saying)).toMatchObject([{ event: 'contradicted' }])
  })

  test('is not what a back-to-back certificate does to the one it is built on', () => {
    expect(predecessorOf(readingOf(OTHER, { base: NUMBER }))).toBeUndefined()
  })
})

describe('another partner', () => {
  test('changes nothing of what one has said, neither of the document nor of its predecessor', () => {
    const foreign = { ...saying, source: 'kh-customs' }
    const before = { document: factOf(), predecessor: undefined }
    expect(succession(readingOf(NUMBER, {}, 'cancelled'), before, foreign)).toEqual([])
    const replacement = readingOf(OTHER, { previous: NUMBER })
    const facts = succession(replacement, { document: undefined, predecessor: factOf() }, foreign)
    expect(facts.map(({ key }) => key.number)).toEqual([OTHER])
    expect(succession(replacement, { document: factOf(), predecessor: undefined }, foreign)).toEqual([])
  })
})

/** A ledger in its shortest form: the newest fact of each document. */
class Book {
  readonly newest = new Map<string, Fact>()
  seeds = 0

  hear(reading: Reading): readonly FactContent[] {
    const replaced = predecessorOf(reading)
    const before = {
      document: this.newest.get(keyText(keyOf(reading.key))),
      predecessor: replaced && this.newest.get(keyText(keyOf(replaced))),
    }
    const newSeed = (): string => (this.seeds += 1).toString(16).padStart(32, '0')
    const facts = succession(reading, before, { ...saying, newSeed })
    for (const fact of facts) this.newest.set(keyText(keyOf(fact.key)), { ...factOf(), content: fact })
    return facts
  }

  statuses(): readonly [string, string][] {
    const pairs = [...this.newest].map(([key, { content }]): [string, string] => [key, content.status])
    return pairs.sort(([left], [right]) => (left < right ? -1 : 1))
  }
}

describe('whatever is said in whatever order', () => {
  const numbers = ['E26LA0110000001', 'E26LA0110000002', 'e26 la 0110000002', 'E26LA0110000003']
  const number = fc.constantFrom(...numbers)
  const readings = fc.array(
    fc
      .record({
        number,
        event: fc.constantFrom('issued', 'issued', 'cancelled'),
        issueDay: fc.constantFrom('2026-11-20', '2026-11-21'),
        previous: fc.option(number, { nil: undefined }),
      })
      .map(({ number: own, event, issueDay, previous }) =>
        readingOf(own, { issueDay, ...(previous !== undefined && { previous }) }, event),
      ),
    { maxLength: 12 },
  )

  test('a document never gets better, and its seed and number stay its own', () => {
    fc.assert(
      fc.property(readings, (said) => {
        const book = new Book()
        for (const reading of said) {
          const before = new Map(book.newest)
          for (const fact of book.hear(reading)) {
            const known = before.get(keyText(keyOf(fact.key)))?.content
            if (known === undefined) continue
            expect(fact.seed).toBe(known.seed)
            expect(STATUSES.indexOf(fact.status)).toBeGreaterThanOrEqual(STATUSES.indexOf(known.status))
            if (known.lines.length > 0) expect(fact.lines).toEqual(known.lines)
          }
        }
      }),
    )
  })

  test('two documents never share a seed', () => {
    fc.assert(
      fc.property(readings, (said) => {
        const book = new Book()
        for (const reading of said) book.hear(reading)
        const seeds = [...book.newest.values()].map(({ content }) => content.seed)
        expect(new Set(seeds).size).toBe(seeds.length)
      }),
    )
  })

  test('all documents stand the same in the end', () => {
    const shuffled = readings.chain((said) =>
      fc.tuple(fc.constant(said), fc.shuffledSubarray(said, { minLength: said.length })),
    )
    fc.assert(
      fc.property(shuffled, ([said, otherwise]) => {
        const [one, other] = [new Book(), new Book()]
        for (const reading of said) one.hear(reading)
        for (const reading of otherwise) other.hear(reading)
        expect(other.statuses()).toEqual(one.statuses())
      }),
    )
  })

  test('saying it all again says nothing new', () => {
    fc.assert(
      fc.property(readings, (said) => {
        const book = new Book()
        for (const reading of said) book.hear(reading)
        expect(said.flatMap((reading) => book.hear(reading))).toEqual([])
      }),
    )
  })
})
