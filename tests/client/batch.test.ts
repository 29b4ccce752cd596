import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchesOf, eachOf, type Batch, type OneOfMany } from '../../src/client/batch.ts'
import { believed, type Signed } from '../../src/client/signed.ts'
import { GatewayError } from '../../src/client/gateway-error.ts'
import { linesOf } from '../../src/client/lines.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import { QUESTION_LIMITS } from '../../src/model/question-limits.ts'
import { ASKED, QUESTION } from '../api/questions.ts'
import { refused } from '../ledger/agency.ts'

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('batches', () => {
  test('have all questions in their order, and no more than the gateway takes at once', async () => {
    const length = fc.constantFrom(1, 20_000, 60_000)
    await fc.assert(
      fc.asyncProperty(fc.array(length, { maxLength: 300 }), async (lengths) => {
        const questions = lengths.map((each) => ({ ...QUESTION, case: 'x'.repeat(each) }))
        const batches = await all(batchesOf(questions))
        expect(batches.flatMap((batch) => batch.questions)).toEqual(questions)
        let start = 0
        for (const batch of batches) {
          expect(batch.start).toBe(start)
          start += batch.questions.length
          expect(Buffer.byteLength(batch.text)).toBeLessThanOrEqual(QUESTION_LIMITS.batchBytes)
          expect(batch.text).toBe(batch.questions.map((each) => `${JSON.stringify(each)}\n`).join(''))
        }
      }),
      { numRuns: 20 },
    )
  })

  test('are as few as their number allows', async () => {
    const questions = Array.from({ length: 2_500 }, () => QUESTION)
    expect((await all(batchesOf(questions))).map((batch) => batch.questions.length)).toEqual([
      1000, 1000, 500,
    ])
  })
})

describe('lines of a reply', () => {
  test('are what was sent, however it was cut', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', '\r', '\u2028', '\u{1F69B}'), minLength: 1 })
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const bytes = Buffer.from(lines.join('\n'))
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        )
        const read = await all(linesOf(streamOf(pieces), 1_000))
        expect(read.map((each) => Buffer.from(each).toString())).toEqual(lines)
      }),
    )
  })

  test('end somewhere', async () => {
    const endless = streamOf([Buffer.alloc(60), Buffer.alloc(60)])
    expect((await refused(all(linesOf(endless, 100)))).code).toBe('EVIDENCE_INVALID')
  })
})

describe('outcomes of a batch', () => {
  const batch: Batch = { start: 10, questions: [QUESTION, QUESTION], text: 'as it was sent' }
  const answered = { status: 200, body: { signed: ASKED.signed } }
  const problem = { code: 'KIND_NOT_AGREED', status: 403, detail: 'No.', retry: 'never' }
  const believe = (file: Uint8Array): Signed<Answer> =>
    believed(
      file,
      undefined,
      ({ answer }) => answer,
      () => undefined,
    )

  const outcomes = (...lines: readonly (object | string)[]): Promise<OneOfMany[]> => {
    const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
    return all(
      eachOf(batch, {
        believe,
        send: (text) => streamOf(texts.map((each) => Buffer.from(text === batch.text ? `${each}\n` : ''))),
      }),
    )
  }

  test('come in the order of the reply, with their place among all', async () => {
    const told = await outcomes({ line: 2, ...answered }, { line: 1, status: 403, body: problem })
    expect(told).toMatchObject([
      { index: 11, answered: { statement: ASKED.answer } },
      { index: 10, error: { code: 'KIND_NOT_AGREED', status: 403 } },
    ])
  })

  test('are answers also while the issuing authority is asked', async () => {
    const told = await outcomes({ line: 1, ...answered, status: 202 }, { line: 2, ...answered })
    expect(told).toMatchObject([{ answered: { statement: ASKED.answer } }, { answered: {} }])
  })

  test('one that does not verify is the error of its own question', async () => {
    const forged = { ...ASKED.signed, payload: `${ASKED.signed.payload.slice(0, -4)}AAAA` }
    const told = await outcomes({ line: 1, status: 200, body: { signed: forged } }, { line: 2, ...answered })
    expect(told).toMatchObject([{ error: { code: 'EVIDENCE_INVALID' } }, { answered: {} }])
  })

  test.each<[string, readonly (object | string)[], string]>([
    ['breaks off', [{ line: 1, ...answered }], 'PARTNER_UNREACHABLE'],
    [
      'answers a line twice',
      [
        { line: 1, ...answered },
        { line: 1, ...answered },
      ],
      'EVIDENCE_INVALID',
    ],
    ['answers a line that was not sent', [{ line: 3, ...answered }], 'EVIDENCE_INVALID'],
    ['has a line that is no number', [{ line: '1', ...answered }], 'EVIDENCE_INVALID'],
    ['has a line that is not JSON', ['{"line":1'], 'EVIDENCE_INVALID'],
    ['has a list as a line', ['[1]'], 'EVIDENCE_INVALID'],
    ['has a refusal that is no problem', [{ line: 1, status: 500, body: { oh: 'no' } }], 'EVIDENCE_INVALID'],
  ])('a reply that %s is no reply', async (_name, lines, code) => {
    const refusal = await refused(outcomes(...lines))
    expect(refusal).toBeInstanceOf(GatewayError)
    expect(refusal.code).toBe(code)
  })
})

async function* streamOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(piece)
}
