import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../src/model/json.ts'
import { loadDocumentRules } from '../../../src/model/documents.ts'
import { loadCalendars } from '../../../src/workflows/calendar/load.ts'
import { loadArrangements } from '../../../src/workflows/checklist/load-arrangements.ts'
import { plain } from '../../../src/workflows/definitions/arguments.ts'
import { supervisionOperations } from '../../../src/workflows/supervision/operations.ts'
import { confirmed, differing, NUMBER, statedBy, truck } from '../checklist/truck.ts'

const arrangements = loadArrangements('schemas', loadCalendars('schemas'))
const operations = supervisionOperations({ country: 'CN', arrangements })
const rules = loadDocumentRules('schemas/canonical')
const AT = '2026-11-22T09:10:11.123Z'
const BY = { person: '0705118', name: 'Wang Li', role: 'exit-officer', office: '0705' }
const list = plain(truck)

const call = (name: string, args: Readonly<Record<string, JsonValue | undefined>>): JsonValue | undefined =>
  operations[name]?.call(args)

describe('the crossing of a list', () => {
  test('and our office there', () => {
    expect(call('ourOffice', { checklist: list })).toBe('0705')
    expect(call('crossing', { checklist: list })).toBe('CNERC-MNZUU')
  })

  test('cannot be told of a list that is none, or that nobody agreed on', () => {
    expect(call('ourOffice', { checklist: 'C26070500123' })).toBeUndefined()
    expect(call('ourOffice', {})).toBeUndefined()
    const elsewhere = { ...list, id: 'X26999900001', borderCrossingId: 'CNBKT' }
    expect(call('crossing', { checklist: elsewhere })).toBeUndefined()
  })
})

describe('a list that our officer issues', () => {
  const args = { checklist: statedBy(truck), number: 'C26070500124', office: '0705', at: AT }

  test('is a document of the hub, with its number, office and way', () => {
    const made = call('issued', args)
    expect(made).toEqual({ ...list, id: 'C26070500124', issueDateTime: AT })
    expect(() => rules.validateDocument('load-checklist', made)).not.toThrow()
  })

  test('is none at another office than the one that the number names', () => {
    expect(call('issued', { ...args, office: '0708' })).toBeUndefined()
    expect(call('issued', { ...args, checklist: 'x' })).toBeUndefined()
  })
})

describe('the confirmation of our officer', () => {
  const event = {
    // What every event has beside what the officer states.
    name: 'confirmed',
    at: AT,
    by: BY,
    resultCode: 'conforming',
    seals: [{ id: 'CNE0705118823' }],
    description: 'Lane 2',
  }
  const confirmation = call('confirmation', { statement: event, by: BY, at: AT, office: '0705' })

  test('is what he stated, with who, where and when, and nothing else of the event', () => {
    expect(confirmation).toEqual({
      countryCode: 'CN',
      office: { id: '0705', countryCode: 'CN' },
      dateTime: AT,
      officer: { id: '0705118', name: 'Wang Li' },
      resultCode: 'conforming',
      seals: [{ id: 'CNE0705118823' }],
      description: 'Lane 2',
    })
  })

  test('makes a list that is a document of the hub', () => {
    const amended = call('confirmed', { checklist: list, confirmation })
    expect(amended).toMatchObject({ id: NUMBER, functionCode: '5', confirmations: [confirmation] })
    expect(() => rules.validateDocument('load-checklist', { ...plain(Object(amended)) })).not.toThrow()
  })

  test('has no officer where nobody acts, and shortens names that no document can hold', () => {
    expect(call('confirmation', { statement: event, by: undefined, at: AT })).not.toHaveProperty('officer')
    const long = { person: 'p'.repeat(99), name: 'n'.repeat(999) }
    expect(call('confirmation', { statement: event, by: long, at: AT })).toMatchObject({
      officer: { id: 'p'.repeat(35), name: 'n'.repeat(150) },
    })
  })

  test('comes to no list where one of the two is missing', () => {
    expect(call('confirmed', { checklist: list })).toBeUndefined()
    expect(call('confirmed', { confirmation })).toBeUndefined()
    expect(call('withdrawn', {})).toBeUndefined()
  })
})

describe('the comparison', () => {
  const theirs = { ...plain(confirmed(truck, 'MN')), exitCountryCode: 'MN', entryCountryCode: 'CN' }
  const ours = (more: object) => plain({ countryCode: 'CN', dateTime: AT, resultCode: 'conforming', ...more })

  test('holds what they confirmed against what we found', () => {
    expect(call('compared', { checklist: theirs, ours: ours({}) })).toMatchObject({ verdict: 'conforming' })
    const short = ours(differing({ kindCode: 'count', goodsItemNumeric: 2, packageQuantity: 149 }))
    expect(call('compared', { checklist: theirs, ours: short })).toMatchObject({
      verdict: 'differing',
      discrepancies: [{ kind: 'package-quantity', confirmed: '150', found: '149' }],
    })
  })

  test('is not established while one side has not spoken', () => {
    const silent = { ...list, exitCountryCode: 'MN', entryCountryCode: 'CN' }
    expect(call('compared', { checklist: theirs })).toMatchObject({ verdict: 'not-established' })
    expect(call('compared', { checklist: silent, ours: ours({}) })).toMatchObject({
      verdict: 'not-established',
    })
  })

  test('cannot be made where nobody agreed what may differ', () => {
    const elsewhere = { ...theirs, id: 'X26999900001', borderCrossingId: 'CNBKT' }
    expect(call('compared', { checklist: elsewhere, ours: ours({}) })).toBeUndefined()
  })
})

describe('feedback', () => {
  test('says who decided, where, and why', () => {
    const args = {
      checklist: list,
      decision: 'held',
      at: AT,
      by: BY,
      office: '0705',
      reason: 'Weigh it again',
    }
    expect(call('feedback', { ...args, messageId: 'MN1' })).toMatchObject({
      functionalReferenceId: 'MN1',
      office: { id: '0705', countryCode: 'CN' },
      officer: { id: '0705118', name: 'Wang Li' },
      status: { statusCode: 'held', statusDescription: 'Weigh it again' },
    })
  })

  test('is none without a list or a decision', () => {
    expect(call('feedback', { decision: 'held', at: AT })).toBeUndefined()
    expect(call('feedback', { checklist: list, decision: undefined, at: AT })).toBeUndefined()
  })
})

describe('a decision', () => {
  const response = {
    functionalReferenceId: 'x',
    level: 'decision',
    outcome: 'accepted',
    declaration: { id: NUMBER },
    status: { statusCode: 'released' },
  }

  test('is that of the side that the truck enters', () => {
    expect(call('decision', { response, checklist: list, from: 'MN' })).toBe('released')
    expect(call('decision', { response, checklist: list, from: 'KZ' })).toBeUndefined()
  })

  test('cannot be told without the list, the answer, or the country', () => {
    expect(call('decision', { response, from: 'MN' })).toBeUndefined()
    expect(call('decision', { checklist: list, from: 'MN' })).toBeUndefined()
    expect(call('decision', { response, checklist: list, from: undefined })).toBeUndefined()
  })
})
