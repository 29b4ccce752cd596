import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DocumentContent,
  type Fact,
  type FactContent,
  keyOf,
  type Reading,
} from '../../src/ledger/facts/fact.ts'
import { STATUSES } from '../../src/model/document-status.ts'
import { keyText } from '../../src/model/document-key.ts'
import { provenanceOf } from '../../src/ledger/facts/provenance.ts'
import { predecessorOf, rivalOf, succession } from '../../src/ledger/facts/succession.ts'
import {
  CONTENT,
  DECLARATION,
  DECLARATION_RULE,
  declarationFact,
  declarationReading,
  factOf,
  NUMBER,
  readingOf,
  RULE,
  MESSAGE,
} from './facts.ts'

const OTHER = 'E26LA0110000400'
const saying = { source: 'la-customs', issue: RULE, message: MESSAGE, newSeed: () => 'ab'.repeat(16) }
const declaring = {
  source: 'la-customs',
  issue: DECLARATION_RULE,
  message: MESSAGE,
  newSeed: () => 'cd'.repeat(16),
}
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
        {
          ...factOf().content,
          event: 'contradicted',
          status: 'disputed',
          provenance: provenanceOf(factOf()),
        },
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
      { ...factOf().content, event: 'cancelled', status: 'cancelled', provenance: provenanceOf(factOf()) },
    ])
  })

  test('of a document that nobody has heard of enters it as cancelled; its issue comes too late', () => {
    const [cancelled] = succession(cancellation, nothing, saying)
    expect(cancelled).toMatchObject({ event: 'cancelled', status: 'cancelled', lastDay: '2027-11-20' })
    const before = { document: factOf(cancelled), predecessor: undefined }
    expect(succession(readingOf(NUMBER), before, saying)).toEqual([])
    expect(succession(readingOf(NUMBER, { lines: [] }), before, saying)).toEqual([])
  })

  test('that tells little of the document leaves what it says to its issue', () => {
    const { authority } = CONTENT
    const little = { ...cancellation, content: { ...(authority && { authority }), lines: [] } }
    const [cancelled] = succession(little, nothing, saying)
    expect(cancelled).toMatchObject({ status: 'cancelled', authority })
    const before = {
      document: { ...factOf(), content: cancelled ?? factOf().content },
      predecessor: undefined,
    }
    const [again] = succession({ ...little, content: { lines: [] } }, before, saying)
    expect(again).toBeUndefined()
    const [issued] = succession(readingOf(NUMBER), before, saying)
    expect(issued).toMatchObject({ ...CONTENT, event: 'issued', status: 'cancelled' })
    expect(issued).not.toHaveProperty('bare')
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

  test('by two documents is a contradiction: nobody can rely on either', () => {
    const predecessor = factOf({ event: 'replaced', status: 'replaced', next: OTHER })
    const second = readingOf('E26LA0110000401', { previous: NUMBER })
    const rival = factOf({ key: replacement.key, previous: NUMBER })
    expect(rivalOf(second, predecessor)).toEqual(replacement.key)
    const before = { document: undefined, predecessor, rival }
    const [disputed, other, ...more] = succession(second, before, saying)
    expect(disputed).toMatchObject({ event: 'issued', status: 'disputed', previous: NUMBER })
    expect(other).toMatchObject({ key: { number: OTHER }, event: 'contradicted', status: 'disputed' })
    expect(more).toEqual([])
    const known = (content: FactContent | undefined) => ({
      ...factOf(),
      content: content ?? factOf().content,
    })
    const now = { predecessor, document: known(disputed), rival: known(other) }
    expect(succession(second, now, saying)).toEqual([])
    const relied = { ...now, document: factOf({ ...disputed, status: 'in-force' }) }
    expect(succession(second, relied, saying)).toMatchObject([{ event: 'contradicted', status: 'disputed' }])
  })

  test('that is told again, however its number is written, is the same', () => {
    const predecessor = factOf({ event: 'replaced', status: 'replaced', next: 'e26-la-0110000400' })
    const document = {
      ...factOf(),
      content: { ...(succession(replacement, nothing, saying)[0] ?? factOf().content) },
    }
    expect(succession(replacement, { document, predecessor }, saying)).toEqual([])
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

describe('an amendment', () => {
  const lines = [{ line: 0, value: { amount: '30000', currency: 'USD' } }]
  const amendment = declarationReading('amended', { lines })
  const declared = { document: declarationFact(), predecessor: undefined }
  const after = (reading: Reading, before: FactContent | undefined) =>
    succession(
      reading,
      { document: before && { ...declarationFact(), content: before }, predecessor: undefined },
      declaring,
    )

  test('makes a new edition, counted under a new seed where its amounts are new', () => {
    const [amended] = succession(amendment, declared, declaring)
    expect(amended).toEqual({
      ...declarationFact().content,
      event: 'amended',
      lines,
      seed: 'cd'.repeat(16),
      amended: { original: expect.stringMatching(/^[0-9a-f]{64}$/), seeds: [declarationFact().content.seed] },
    })
    const plates = ['777ABC02']
    expect(succession(declarationReading('amended', { plates }), declared, declaring)).toMatchObject([
      { plates, seed: declarationFact().content.seed, amended: { seeds: [] } },
    ])
  })

  test('said twice is one', () => {
    const [amended] = succession(amendment, declared, declaring)
    expect(after(amendment, amended)).toEqual([])
  })

  test('is no contradiction of the issue, whichever comes first; another issue is', () => {
    const issue = declarationReading()
    const [amended] = succession(amendment, declared, declaring)
    expect(after(issue, amended)).toEqual([])
    expect(after(declarationReading('issued', { contracts: ['X-1'] }), amended)).toMatchObject([
      { event: 'contradicted', status: 'disputed', lines },
    ])
    const [early] = succession(amendment, nothing, declaring)
    expect(early).toMatchObject({ event: 'amended', status: 'in-force', lines })
    const [issued] = after(issue, early)
    expect(issued).toMatchObject({ event: 'issued', status: 'in-force', lines })
    expect(issued?.amended?.original).toBe(amended?.amended?.original)
  })

  test('of a document that has ended does not revive it', () => {
    const before = declarationFact({ event: 'cancelled', status: 'cancelled' }).content
    expect(after(amendment, before)).toMatchObject([{ event: 'amended', status: 'cancelled', lines }])
  })
})

describe('an answer of the customs', () => {
  const answered = (event: Reading['event'], change: Partial<DocumentContent> = {}): Reading => ({
    ...declarationReading(event, change),
    answered: true,
  })
  const after = (reading: Reading, before: FactContent | undefined) =>
    succession(
      reading,
      { document: before && { ...declarationFact(), content: before }, predecessor: undefined },
      declaring,
    )

  test('enters what was sent, until the customs says it itself', () => {
    const contracts = ['TS-2026/118']
    const [registered] = after(answered('registered', { contracts }), undefined)
    expect(registered).toMatchObject({ event: 'registered', status: 'in-force', contracts, answered: true })
    const [issued] = after(declarationReading(), registered)
    expect(issued).toMatchObject({ event: 'issued', status: 'in-force', contracts: DECLARATION.contracts })
    expect(issued).not.toHaveProperty('answered')
    expect(after(answered('registered', { contracts }), issued)).toEqual([])
  })

  test('that the goods are released leaves the declaration as it was, with the day', () => {
    const [released] = after(
      answered('released', { releaseDay: '2026-11-22', lines: [] }),
      declarationFact().content,
    )
    expect(released).toEqual({
      ...declarationFact().content,
      event: 'released',
      releaseDay: '2026-11-22',
      provenance: [...provenanceOf(declarationFact()), { ...MESSAGE, of: 'release' }],
    })
    expect(after(declarationReading(), released)).toEqual([])
    expect(after(declarationReading('amended', { lines: [] }), released)).toMatchObject([
      { releaseDay: '2026-11-22', lines: [] },
    ])
  })

  test('that it is refused ends it', () => {
    const [refused] = after(answered('refused'), declarationFact().content)
    expect(refused).toEqual({
      ...declarationFact().content,
      event: 'refused',
      status: 'refused',
      provenance: provenanceOf(declarationFact()),
    })
    expect(after(answered('registered'), refused)).toEqual([])
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
    const predecessor = replaced && this.newest.get(keyText(keyOf(replaced)))
    const rival = rivalOf(reading, predecessor)
    const before = {
      document: this.newest.get(keyText(keyOf(reading.key))),
      predecessor,
      rival: rival && this.newest.get(keyText(keyOf(rival))),
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

describe('whatever is said of declarations in whatever order', () => {
  const readings = fc.array(
    fc
      .record({
        number: fc.constantFrom('940220261000000123', '940220261000000124'),
        event: fc.constantFrom<Reading['event'][]>(
          'issued',
          'issued',
          'amended',
          'registered',
          'released',
          'suspended',
          'cancelled',
          'refused',
          'revoked',
        ),
        contract: fc.constantFrom('TS-1', 'TS-2'),
        amount: fc.constantFrom('100', '200'),
      })
      .map(({ number, event, contract, amount }): Reading => {
        const lines = [{ line: 0, value: { amount, currency: 'USD' } }]
        const news = event === 'registered' || event === 'released' || event === 'refused'
        return {
          ...declarationReading(event, { contracts: [contract], lines }, number),
          ...(news && { answered: true as const }),
        }
      }),
    { maxLength: 12 },
  )
  const hear = (said: readonly Reading[]): Book => {
    const book = new Book()
    for (const reading of said) book.hear(reading)
    return book
  }

  test('all stand the same in the end', () => {
    const shuffled = readings.chain((said) =>
      fc.tuple(fc.constant(said), fc.shuffledSubarray(said, { minLength: said.length })),
    )
    fc.assert(
      fc.property(shuffled, ([said, otherwise]) => {
        expect(hear(otherwise).statuses()).toEqual(hear(said).statuses())
      }),
    )
  })

  test('none gets better, and what is counted changes only with the seed', () => {
    fc.assert(
      fc.property(readings, (said) => {
        const book = new Book()
        for (const reading of said) {
          const before = book.newest.get(keyText(keyOf(reading.key)))?.content
          const [after] = book.hear(reading)
          if (before === undefined || after === undefined) continue
          expect(STATUSES.indexOf(after.status)).toBeGreaterThanOrEqual(STATUSES.indexOf(before.status))
          if (after.seed === before.seed) expect(after.lines).toEqual(before.lines)
          else expect(after.amended?.seeds).toEqual([...(before.amended?.seeds ?? []), before.seed])
        }
      }),
    )
  })

  test('the same said twice running says nothing new the second time', () => {
    fc.assert(
      fc.property(readings, (said) => {
        const book = new Book()
        for (const reading of said) {
          book.hear(reading)
          expect(book.hear(reading)).toEqual([])
        }
      }),
    )
  })
})
