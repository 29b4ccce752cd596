import { assert, pre, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Confirmation } from '../../../src/model/generated/parts.ts'
import type { Response } from '../../../src/model/generated/response.ts'
import { loadDocumentRules } from '../../../src/model/documents.ts'
import { compareChecklist } from '../../../src/workflows/checklist/compare/compare.ts'
import {
  decisionOf,
  feedbackOf,
  withConfirmation,
  withdrawn,
} from '../../../src/workflows/supervision/papers.ts'
import { arrangement, confirmed, differing, NUMBER, truck } from '../checklist/truck.ts'

const rules = loadDocumentRules('schemas/canonical')
const AT = '2026-11-22T09:10:11.123Z'
const word = (countryCode: string, resultCode = 'conforming'): Confirmation => ({
  countryCode,
  dateTime: AT,
  resultCode,
})
const DECISIONS = ['released', 'held', 'returned', 'not-arrived']

describe('the word of a side in a list', () => {
  test('takes the place of what it said before, and leaves what the other side said', () => {
    const said = withConfirmation(withConfirmation(truck, word('MN')), word('CN'))
    const again = withConfirmation(said, word('CN', 'differing'))
    expect(again.confirmations).toEqual([word('MN'), word('CN', 'differing')])
    expect(again).toMatchObject({ id: NUMBER, functionCode: '5', consignmentItems: truck.consignmentItems })
  })

  test('leaves the list that it was put into as it was', () => {
    const before = structuredClone(truck)
    withConfirmation(truck, word('CN'))
    withdrawn(truck)
    expect(truck).toEqual(before)
  })
})

test('a list that is taken back is the whole list, with the function that says so', () => {
  expect(withdrawn(truck)).toEqual({ ...truck, functionCode: '3' })
})

describe('feedback', () => {
  const at = { at: AT, comparison: undefined }

  test.each([
    ['released', 'accepted'],
    ['held', 'review'],
    ['returned', 'rejected'],
    ['not-arrived', 'rejected'],
  ])('%s is %s, and a document of the hub', (decision, outcome) => {
    const response = feedbackOf(truck, { ...at, decision })
    expect(response).toMatchObject({
      outcome,
      level: 'decision',
      declaration: { id: NUMBER },
      status: { statusCode: decision, effectiveDateTime: AT },
    })
    expect(() => rules.validateDocument('response', { ...response })).not.toThrow()
  })

  test('always says something in words: its receivers must be told some', () => {
    for (const decision of DECISIONS)
      expect(feedbackOf(truck, { ...at, decision }).status?.statusDescription).toMatch(/\S/)
    const reason = 'Nothing differs'
    expect(feedbackOf(truck, { ...at, decision: 'released', reason }).status?.statusDescription).toBe(reason)
  })

  test('that holds a truck a second time is another message', () => {
    const [one, two] = [AT, '2026-11-22T10:10:11.123Z'].map((each) =>
      feedbackOf(truck, { decision: 'held', at: each, comparison: undefined }),
    )
    expect(one?.id).not.toBe(two?.id)
  })

  test('answers the message that it is about, and names its function where all standards agree on it', () => {
    expect(feedbackOf(truck, { ...at, decision: 'held', messageId: 'MN1' })).toMatchObject({
      functionalReferenceId: 'MN1',
    })
    expect(feedbackOf(truck, { ...at, decision: 'held' })).not.toHaveProperty('functionCode')
    expect(feedbackOf(withdrawn(truck), { ...at, decision: 'not-arrived' }).functionCode).toBe('3')
  })

  test('tells every difference with its line', () => {
    const sides = {
      exit: { country: 'CN', documents: [confirmed(truck, 'CN')] },
      entry: {
        country: 'MN',
        documents: [
          confirmed(truck, 'MN', differing({ kindCode: 'count', goodsItemNumeric: 2, packageQuantity: 149 })),
        ],
      },
    }
    const comparison = compareChecklist({ stated: [truck], ...sides }, arrangement('cn-mn-load-checklist'))
    const response = feedbackOf(truck, { decision: 'held', at: AT, comparison })
    expect(response.findings).toEqual([
      {
        kindCode: 'package-quantity',
        goodsItemNumeric: 2,
        location: '/consignmentItems/1/packageQuantity',
        declared: '150',
        found: '149',
        description: `${NUMBER} line 2 packages differs by 1 packages; no rule bears any`,
      },
    ])
    expect(() => rules.validateDocument('response', { ...response })).not.toThrow()
  })

  test('of a system has the words and findings of that system', () => {
    const ruling: Response = {
      functionalReferenceId: 'x',
      level: 'decision',
      outcome: 'review',
      status: { statusCode: 'held', statusDescription: '布控查验' },
      findings: [{ kindCode: 'mass', found: '49900' }],
    }
    expect(feedbackOf(truck, { ...at, decision: 'held', ruling })).toMatchObject({
      status: { statusDescription: '布控查验' },
      findings: ruling.findings,
    })
  })
})

describe('a decision', () => {
  const answer = (statusCode: string, id = NUMBER): Response => ({
    functionalReferenceId: 'x',
    level: 'decision',
    outcome: 'accepted',
    declaration: { id },
    status: { statusCode },
  })

  test.each([...DECISIONS.map((code) => [code, code]), ['guaranteed-release', 'released']])(
    '%s means that the load is %s',
    (code, decision) => expect(decisionOf(answer(code), truck, 'MN')).toBe(decision),
  )

  test('is none where the status says nothing of the truck', () => {
    assert(
      property(string(), (code) => {
        pre(![...DECISIONS, 'guaranteed-release'].includes(code))
        expect(decisionOf(answer(code), truck, 'MN')).toBeUndefined()
      }),
    )
    for (const code of ['constructor', '__proto__', 'toString'])
      expect(decisionOf(answer(code), truck, 'MN')).toBeUndefined()
  })

  test('of anybody but the side that the truck enters is none', () => {
    for (const from of ['CN', 'KZ', '']) expect(decisionOf(answer('released'), truck, from)).toBeUndefined()
  })

  test('about another list is none', () => {
    expect(decisionOf(answer('released', 'C26070500999'), truck, 'MN')).toBeUndefined()
  })
})
