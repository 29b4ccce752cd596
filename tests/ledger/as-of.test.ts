import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Reading } from '../../src/ledger/facts/fact.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import { migrate } from '../../src/store/migrate.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { findings } from './agency.ts'
import { QUESTION, readingOf } from './facts.ts'
import { type LedgerNode, openLedgerNode } from './ledger-node.ts'

const [OLD, NEW, BACK_TO_BACK] = ['E26LA0110000001', 'E26LA0110000002', 'E26LA0110000003'] as const
const [FIRST, OTHER_FIRST] = ['E26KH0110000009', 'E26KH0110000010'] as const

describe.each(DATABASES)('the ledger as of a moment, on the %s database', (kind) => {
  let opened: OpenDatabase | undefined
  let node: LedgerNode

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    node = await openLedgerNode(opened.database, opened.folder)
  })
  afterAll(() => opened?.remove())

  const about = (number: string, change: Partial<Question> = {}): Question => ({
    ...QUESTION,
    number,
    ...change,
  })
  const ask = async (question: Question): Promise<Answer> => {
    const [answer] = await node.commit(node.asking(question))
    if (answer === undefined) throw new Error('no answer')
    return answer
  }

  test('gives the answer that was given then, whatever has happened since', async () => {
    const history: readonly Reading[] = [
      first(FIRST),
      readingOf(OLD),
      readingOf(BACK_TO_BACK, { base: FIRST, indicators: ['back-to-back'] }),
      readingOf(NEW, { previous: OLD }),
      readingOf(NEW, { lines: [] }),
      first(FIRST, 'cancelled'),
      readingOf(BACK_TO_BACK, {}, 'cancelled'),
      readingOf(NEW, {}, 'cancelled'),
    ]
    const given: Answer[] = []
    const askAll = async (): Promise<void> => {
      for (const number of [OLD, NEW, BACK_TO_BACK]) given.push(await ask(about(number)))
    }
    await askAll()
    for (const reading of history) {
      await node.commit(node.saying(reading))
      await askAll()
    }
    expect(new Set(given.map(({ verdict }) => verdict)).size).toBe(3)
    for (const answer of given) {
      const then = await ask({ ...answer.question, asOf: answer.at })
      expect(withoutPlace(then)).toEqual(withoutPlace(answer))
    }
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])
  })

  test('is asked together with the present, and each is answered as if alone', async () => {
    await node.commit(node.saying(first(FIRST)))
    await node.commit(node.saying(readingOf(BACK_TO_BACK, { base: FIRST })))
    const { at: asOf } = await ask(about(BACK_TO_BACK))
    const [then, now] = (
      await node.commit(
        node.saying(first(FIRST, 'cancelled')),
        node.asking(about(BACK_TO_BACK, { asOf })),
        node.asking(about(BACK_TO_BACK)),
      )
    ).map(({ checks }) => checks.at(-1))
    expect(then).toMatchObject({ check: 'not-revoked', result: 'pass' })
    expect(now).toMatchObject({ check: 'not-revoked', reason: 'BASE_REVOKED' })
  })

  test('is what the batch has entered so far: a question sees what stands before it, and not what comes after', async () => {
    const answers = await node.commit(
      node.asking(about(OLD)),
      node.saying(readingOf(OLD)),
      node.asking(about(OLD)),
      node.saying(readingOf(NEW, { previous: OLD })),
      node.asking(about(OLD)),
      node.asking(about(NEW)),
    )
    expect(new Set(answers.map(({ at }) => at)).size).toBe(1)
    expect(answers.map(({ verdict, checks }) => [verdict, checks.at(-1)?.reason])).toEqual([
      ['not-established', 'NOT_SHOWN'],
      ['confirmed', undefined],
      ['refuted', 'REPLACED'],
      ['confirmed', undefined],
    ])
    const basis = answers[1]?.basis?.[0]
    expect(BigInt(basis?.fact ?? 0)).toBeLessThan(BigInt(answers[1]?.ledger.size ?? 0))
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])
  })

  test('knows on what a certificate is built that came in the same batch', async () => {
    await node.commit(node.saying(first(FIRST)))
    await node.commit(node.saying(first(FIRST, 'cancelled')))
    const answers = await node.commit(
      node.saying(readingOf(BACK_TO_BACK, { base: FIRST })),
      node.asking(about(BACK_TO_BACK)),
      node.saying(first(OTHER_FIRST), first(OTHER_FIRST, 'cancelled'), readingOf(NEW, { base: OTHER_FIRST })),
      node.asking(about(NEW)),
    )
    expect(answers.map(({ checks }) => checks.at(-1)?.reason)).toEqual(['BASE_REVOKED', 'BASE_REVOKED'])
  })

  test("takes no other country's certificate of that number for the one that something is built on", async () => {
    await node.commit(
      node.saying(first(FIRST)),
      node.saying(
        readingOf(BACK_TO_BACK, { base: FIRST }),
        readingOf(NEW, { base: FIRST, baseIssuer: 'VN' }),
      ),
      node.saying(first(FIRST, 'cancelled', 'VN')),
      // No form of a partner's numbers: nobody can tell whose it is.
      node.saying(readingOf(OLD, { base: '0000099' }), first('0000099', 'cancelled')),
    )
    const reasons = async () =>
      Promise.all(
        [BACK_TO_BACK, NEW, OLD].map(async (number) => (await ask(about(number))).checks.at(-1)?.reason),
      )
    expect(await reasons()).toEqual([undefined, 'BASE_REVOKED', undefined])
    await node.commit(node.saying(first(FIRST, 'cancelled')))
    expect(await reasons()).toEqual(['BASE_REVOKED', 'BASE_REVOKED', undefined])
  })
})

/** A certificate of another country, on which one of Laos can be built. */
function first(number: string, event: Reading['event'] = 'issued', issuer = 'KH'): Reading {
  const reading = readingOf(number, {}, event)
  return { ...reading, key: { ...reading.key, issuer } }
}

/** What an answer says of its document: all but when and where it was said, and the moment that was asked for. */
function withoutPlace({ verdict, document, basis, heardAt, checks }: Answer): unknown {
  return { verdict, document, basis, heardAt, findings: findings({ checks }) }
}
