import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { showsHolding } from '../../src/ledger/questions/held.ts'
import {
  type Fact,
  type FactContent,
  keyOf,
  type Paper,
  type PaperReading,
} from '../../src/ledger/facts/fact.ts'
import { KINDS } from '../../src/ledger/kinds.ts'
import { isBad, isStatedIn } from '../../src/ledger/facts/papers.ts'
import { provenanceOf } from '../../src/ledger/facts/provenance.ts'
import { seenBy } from '../../src/ledger/questions/seen.ts'
import type { Held } from '../../src/model/generated/verification/question.ts'
import { STATUSES } from '../../src/model/document-status.ts'
import { keyText } from '../../src/model/document-key.ts'
import { paperSuccession, takenBack } from '../../src/ledger/facts/paper-succession.ts'
import { succession } from '../../src/ledger/facts/succession.ts'
import { isBare } from '../../src/ledger/facts/status.ts'
import { CONTENT, factOf, hashed, NUMBER, QUESTION, readingOf, RULE, MESSAGE } from './facts.ts'
import { codeOf, openDesk, requestOf } from './write-off-desk.ts'

const KIND = KINDS['certificate-of-origin']
const saying = { source: 'la-customs', issue: RULE, message: MESSAGE, newSeed: () => 'ab'.repeat(16) }
const COPY: Held = {
  exporter: 'Tuayang Export Co., Ltd.',
  consignee: 'Kunming Shili Import and Export Co., Ltd.',
  lines: [{ line: 1, quantity: { quantity: '25.15', unitCode: 'TNE' } }],
}
const FORGED: Held = { ...COPY, exporter: 'Somebody Else Co., Ltd.' }
const SAYINGS = {
  confirmed: 'confirmed',
  unfounded: 'not-originating',
  revoked: 'withdrawn',
  disowned: 'disowned',
} as const

function reply(event: PaperReading['event'], held: Held = COPY): PaperReading {
  return { key: readingOf(NUMBER).key, event, paper: { said: SAYINGS[event], held } }
}

function after(before: Fact | undefined, ...replies: readonly PaperReading[]): Fact | undefined {
  return replies.reduce((fact, each) => {
    const [content] = paperSuccession(each, fact, saying)
    return content === undefined ? fact : factOf({}, { content })
  }, before)
}

test('nothing is taken by who states what the issuer has disowned, as a question would not confirm it', () => {
  const held = { exporter: CONTENT.exporter?.names[0] ?? '', consignee: CONTENT.consignee?.names[1] ?? '' }
  const disowned: Paper = { said: 'disowned', held: { ...held, lines: [{ line: 2, hs: '3505109999' }] } }
  const desk = openDesk(factOf({ papers: [disowned] }))
  const ask = (reference: string, hs: string) =>
    codeOf(desk.ask(requestOf(reference, { held: { ...held, lines: [{ line: 2, hs }] } })))
  // The digits that both have are those of the certificate and those of the paper.
  expect(ask('A-1', '350510')).toBe('DOCUMENT_NOT_ESTABLISHED')
  expect(ask('A-2', '3505100000')).toBe('made')
})

describe('a reply about a document of which nothing is known', () => {
  test('says of the paper what the issuer said, and of the document nothing', () => {
    const fact = after(undefined, {
      ...reply('confirmed'),
      paper: { said: 'confirmed', held: COPY, issueDay: '2026-11-21' },
    })
    expect(fact?.content).toMatchObject({ event: 'confirmed', status: 'in-force', lines: [] })
    expect(fact?.content.papers).toEqual([
      {
        said: 'confirmed',
        held: COPY,
        issueDay: '2026-11-21',
        lastDay: '2027-11-20',
        provenance: MESSAGE,
      },
    ])
    expect(fact?.content).not.toHaveProperty('exporter')
  })

  test.each([
    ['disowned', 'not-issued'],
    ['unfounded', 'not-originating'],
    ['revoked', 'revoked'],
  ] as const)('ends it for who states the same when it is %s', (event, status) => {
    const fact = after(undefined, reply(event))
    const seen = fact && seenBy({ ...QUESTION, held: COPY }, KIND, fact)
    expect(seen).toMatchObject({ paper: SAYINGS[event], fact: { content: { status } } })
  })

  test('says nothing of papers of which less or something else is stated', () => {
    const fact = after(undefined, reply('disowned'))
    const { lines: _, ...less } = COPY
    for (const held of [less, FORGED])
      expect(fact && seenBy({ ...QUESTION, held }, KIND, fact).paper).toBeUndefined()
  })

  test('is found by hashes as it is by words', () => {
    for (const event of ['confirmed', 'disowned'] as const) {
      const fact = after(undefined, reply(event))
      expect(fact && seenBy(hashed({ ...QUESTION, held: COPY }), KIND, fact).paper).toBe(SAYINGS[event])
    }
  })
})

describe('a reply about a document that its issuer has sent', () => {
  test('ends it only when the paper says what the document says', () => {
    expect(after(factOf(), reply('disowned', FORGED))?.content.status).toBe('in-force')
    expect(after(factOf(), reply('disowned'))?.content.status).toBe('not-issued')
    expect(after(factOf(), reply('unfounded'))?.content.status).toBe('not-originating')
  })

  test('ends it whatever the paper says when the certificate is withdrawn', () => {
    expect(after(factOf(), reply('revoked', FORGED))?.content.status).toBe('revoked')
  })

  test('raises nothing and adds nothing to what it says', () => {
    for (const status of STATUSES) {
      const fact = after(factOf({ status }), reply('confirmed', FORGED))
      expect(fact?.content).toEqual({
        ...factOf({ status }).content,
        event: 'confirmed',
        papers: fact?.content.papers,
        provenance: provenanceOf(factOf()),
      })
      expect(fact && seenBy({ ...QUESTION, held: FORGED }, KIND, fact).paper).toBeUndefined()
    }
  })

  test('of another partner is none', () => {
    expect(paperSuccession(reply('revoked'), factOf(), { ...saying, source: 'kh-customs' })).toEqual([])
  })
})

describe('what is taken back', () => {
  const taken = (fact: Fact | undefined, held: Held): Fact | undefined => {
    const [content] = takenBack(held, fact, saying)
    return content && factOf({}, { content })
  }

  test('are confirmed papers that state as much or more, and no others', () => {
    const { lines: _, ...less } = COPY
    const fact = after(undefined, reply('confirmed'), reply('confirmed', FORGED))
    for (const held of [COPY, less]) {
      const now = taken(fact, held)
      expect(now?.content).toMatchObject({ event: 'contradicted', status: 'in-force' })
      expect(now?.content.papers).toMatchObject([{ said: 'confirmed', held: FORGED }])
    }
    expect(taken(fact, { ...COPY, invoice: 'TE-2026-318' })).toBeUndefined()
    expect(taken(undefined, COPY)).toBeUndefined()
  })

  test('is no bad word, nor what the issuer has sent', () => {
    expect(taken(after(undefined, reply('disowned')), COPY)).toBeUndefined()
    expect(taken(after(factOf(), reply('confirmed')), COPY)).toBeUndefined()
  })

  test('leaves what was said against other papers', () => {
    const now = taken(after(undefined, reply('confirmed'), reply('disowned', FORGED)), COPY)
    expect(now?.content.status).toBe('not-issued')
    expect(now && seenBy({ ...QUESTION, held: FORGED }, KIND, now).paper).toBe('disowned')
  })

  test('is not for another partner to take back', () => {
    expect(
      takenBack(COPY, after(undefined, reply('confirmed')), { ...saying, source: 'kh-customs' }),
    ).toEqual([])
  })
})

/** A ledger in its shortest form, which hears messages and replies. */
class Book {
  fact: Fact | undefined

  hear(said: ReturnType<typeof readingOf> | PaperReading): readonly FactContent[] {
    const facts =
      'paper' in said
        ? paperSuccession(said, this.fact, saying)
        : succession(said, { document: this.fact, predecessor: undefined }, saying)
    for (const content of facts) if (keyText(keyOf(content.key)) === NAME) this.fact = factOf({}, { content })
    return facts
  }
}

const NAME = keyText(keyOf(readingOf(NUMBER).key))

describe('whatever is sent and replied in whatever order', () => {
  const held = fc.constantFrom<Held>(COPY, FORGED, { exporter: COPY.exporter ?? '', invoice: 'TE-2026-318' })
  const message = fc
    .constantFrom('issued' as const, 'cancelled' as const)
    .map((event) => readingOf(NUMBER, {}, event))
  const replied = fc
    .tuple(
      fc.constantFrom('confirmed' as const, 'unfounded' as const, 'revoked' as const, 'disowned' as const),
      held,
    )
    .map(([event, each]) => reply(event, each))
  const said = fc.array(fc.oneof(message, replied), { maxLength: 10 })
  const heard = (all: readonly (ReturnType<typeof readingOf> | PaperReading)[]): Book => {
    const book = new Book()
    for (const each of all) book.hear(each)
    return book
  }

  test('a document that was sent never gets better, and keeps its contents and seed', () => {
    fc.assert(
      fc.property(said, (all) => {
        const book = new Book()
        for (const each of all) {
          const before = book.fact?.content
          book.hear(each)
          const now = book.fact?.content
          if (before === undefined || now === undefined || isBare(before)) continue
          expect(STATUSES.indexOf(now.status)).toBeGreaterThanOrEqual(STATUSES.indexOf(before.status))
          const { event: _, status: __, papers: ___, provenance: ____, ...contents } = now
          expect(before).toMatchObject(contents)
        }
      }),
    )
  })

  test('no confirmation makes a paper good of which the issuer has said that it is not', () => {
    fc.assert(
      fc.property(said, held, (all, stated) => {
        const { fact } = heard(all)
        const question = { ...QUESTION, held: stated }
        const bad =
          fact?.content.papers?.some((paper) => isBad(paper) && isStatedIn(paper, question)) === true
        if (fact === undefined || !bad) return
        expect(seenBy(question, KIND, fact).paper).not.toBe('confirmed')
        expect(seenBy(question, KIND, fact).fact.content.status).not.toBe('in-force')
      }),
    )
  })

  test('nobody is told of a paper who does not show that he holds it', () => {
    fc.assert(
      fc.property(said, held, (all, stated) => {
        const { fact } = heard(all)
        const question = { ...QUESTION, held: stated }
        if (fact === undefined) return
        const seen = seenBy(question, KIND, fact)
        if (seen.paper !== undefined) expect(showsHolding(question, KIND, seen.fact.content)).toBe(true)
      }),
    )
  })

  test('the document stands the same in the end, and saying it again says nothing new', () => {
    const shuffled = said.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, ([all, otherwise]) => {
        const [one, other] = [heard(all), heard(otherwise)]
        expect(other.fact?.content.status).toBe(one.fact?.content.status)
        expect(all.flatMap((each) => one.hear(each))).toEqual([])
      }),
    )
  })
})

test('what was said of papers stays with the number when the document is amended', () => {
  const asked = after(undefined, reply('disowned', FORGED))
  const heard = (reading: ReturnType<typeof readingOf>, document: Fact | undefined): Fact | undefined => {
    const [content] = succession(reading, { document, predecessor: undefined }, saying)
    return content === undefined ? document : factOf({}, { content })
  }
  const issued = heard(readingOf(NUMBER), asked)
  const amended = heard(
    { ...readingOf(NUMBER), event: 'amended', content: { ...readingOf(NUMBER).content, lines: [] } },
    issued,
  )
  expect(amended?.content).toMatchObject({ event: 'amended', status: 'in-force' })
  expect(amended?.content.papers).toEqual(asked?.content.papers)
  expect(amended?.content.papers).toHaveLength(1)
})
