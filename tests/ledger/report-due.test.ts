import { resolve } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadFormats } from '../../src/formats/catalogue.ts'
import { readMessage, writeMessage } from '../../src/formats/message.ts'
import type { Fact } from '../../src/ledger/facts/fact.ts'
import type { JudgedWriteOff } from '../../src/ledger/write-offs/judged-write-off.ts'
import { responseOf } from '../../src/ledger/reports/report-document.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import type { WriteOff } from '../../src/model/generated/verification/write-off.ts'
import { openXml } from '../../src/xml/parse.ts'
import { factOf, NUMBER } from './facts.ts'
import {
  CLEARANCE,
  agency,
  dollars,
  kilograms,
  openDesk,
  pieces,
  requestOf,
  requested,
  statementOf,
  tonnes,
  type Desk,
} from './write-off-desk.ts'

const REASON = { code: 'not-imported', text: 'The declaration was withdrawn.' }
const formats = loadFormats(resolve('schemas'))
const FORMAT = formats.byId('asean-customs-response-r1')

const reportIn = (judged: JudgedWriteOff) => (judged.outcome === 'made' ? judged.report : undefined)
const textOf = (judged: JudgedWriteOff): string => {
  const report = reportIn(judged)
  return report === undefined ? 'nothing' : [report.status, ...report.exhausted].join(' ')
}
/** As the issuer gets it, and reads it. */
function toldOf(judged: JudgedWriteOff): JsonObject {
  const report = reportIn(judged)
  if (report === undefined) throw new Error('nothing is told')
  const telling = { ...report, series: 'E', number: NUMBER, answers: 'LA-EFE-20261121-000318' }
  const response = responseOf({
    report: telling,
    statement: requested(statementOf(judged)),
    office: { countryCode: 'CN' },
  })
  FORMAT.hub.rules.validateDocument('response', response)
  const { bytes, report: losses } = writeMessage(FORMAT, { response }, { now: new Date(), values: {} })
  expect(losses.outcomes.filter(({ declared, outcome }) => outcome === 'dropped' && !declared)).toEqual([])
  using message = openXml(bytes())
  const read = readMessage(FORMAT, message, new Date()).documents['response']
  expect(read).toEqual(response)
  return response
}
const using = (lines: WriteOffRequest['lines'], reference: string) =>
  requestOf(reference, { state: 'used', lines })
const release = (desk: Desk, statement: WriteOff) => desk.step(statement, 'released', { reason: REASON })

describe('what an issuer is told of', () => {
  test('is what was used, given back after that, or declined; nothing else', () => {
    const desk = openDesk(factOf())
    const reserved = desk.ask(requestOf('A'))
    expect(textOf(reserved)).toBe('nothing')
    expect(textOf(release(desk, statementOf(reserved)))).toBe('nothing')
    const used = desk.step(statementOf(desk.ask(requestOf('B'))), 'used', {})
    expect(textOf(used)).toBe('partially-utilised')
    expect(textOf(release(desk, statementOf(used)))).toBe('partially-utilised')
    const declined = requestOf('C', { state: 'declined', lines: [{ line: 1 }], reason: REASON })
    expect(textOf(desk.ask(declined))).toBe('rejected')
    expect(reportIn(desk.ask(declined))).toBeUndefined()
  })

  test('is the use that its agreement names, and no other', () => {
    const desk = openDesk(factOf())
    const bank = agency('cn-bank', { purposes: ['forex-payment'] })
    const request = requestOf('A', { state: 'used', purpose: 'forex-payment', lines: [dollars('1290')] })
    expect(textOf(desk.ask(request, bank))).toBe('nothing')
    expect(reportIn(desk.ask(using([tonnes('1')], 'B')))).toMatchObject({ partner: 'la-customs' })
  })

  test('is that lines are used up, and the whole when all of them are', () => {
    const desk = openDesk(factOf())
    expect(textOf(desk.ask(using([tonnes('25')], 'A')))).toBe('partially-utilised')
    expect(textOf(desk.ask(using([kilograms('150')], 'B')))).toBe('partially-utilised 1')
    const last = desk.ask(using([pieces('20')], 'C'))
    expect(textOf(last)).toBe('utilised 2')
    expect(textOf(release(desk, statementOf(last)))).toBe('partially-utilised')
  })

  test('is not that it is used up while something is only set aside', () => {
    const desk = openDesk(factOf())
    const rest = desk.ask(requestOf('A', { lines: [pieces('5')] }))
    expect(textOf(desk.ask(using([tonnes('25.15'), pieces('15')], 'B')))).toBe('partially-utilised 1')
    expect(textOf(desk.step(statementOf(rest), 'used', {}))).toBe('utilised 2')
  })

  test('counts what was used of the certificate that this one replaces', () => {
    const old = factOf()
    const key = { ...old.content.key, number: 'E26LA0110000319' }
    const seed = 'ff'.repeat(16)
    const next: Fact = factOf({ key, seed, previous: NUMBER }, { document: 98n, position: 98n })
    const desk = openDesk(old, next)
    desk.ask(using([tonnes('25.15')], 'A'))
    const rest = { ...using([pieces('20')], 'B'), number: key.number }
    expect(textOf(desk.ask(rest))).toBe('utilised 2')
  })

  test('is told to six decimals, and exactly in words where there are more', () => {
    const desk = openDesk(factOf())
    const pounds = { line: 1, quantity: { quantity: '1', unitCode: 'LBR' } }
    expect(toldOf(desk.ask(using([pounds], 'A')))['goodsItems']).toEqual([
      {
        sequenceNumeric: 1,
        statusCode: 'partially-utilised',
        statusDescription: 'Quantity used: 0.45359237 KGM',
        utilisedQuantity: { quantity: '0.453592', unitCode: 'KGM' },
      },
    ])
  })

  test('is told in words that a message can hold', () => {
    const desk = openDesk(factOf())
    const reason = { code: 'not-imported', text: ' The\u0000declaration\n was\twithdrawn.\ufffe' }
    const declined = requestOf('A', { state: 'declined', lines: [{ line: 1 }], reason })
    expect(toldOf(desk.ask(declined))['errors']).toMatchObject([
      { description: 'The declaration was withdrawn.' },
    ])
  })

  test('is told in money where it was counted in money', () => {
    const desk = openDesk(factOf())
    const { goodsItems, status } = toldOf(desk.ask(using([dollars('1290')], 'A')))
    expect(goodsItems).toEqual([
      { sequenceNumeric: 2, statusCode: 'utilised', statusDescription: 'Value used: 1290 USD' },
    ])
    expect(status).toMatchObject({ statusCode: 'utilised' })
  })
})

test('whatever an agency does, its issuer can be told in its own format', () => {
  const amount = fc.integer({ min: 1, max: 4_000 }).map((thousandths) => String(thousandths / 1000))
  const line1 = fc.record({
    line: fc.constant(1),
    quantity: fc.record({ quantity: amount, unitCode: fc.constantFrom('TNE', 'KGM', 'LBR', 'STN', 'ONZ') }),
  })
  const reason = fc.record({
    code: fc.stringMatching(/^[a-z][a-z-]{0,39}$/),
    text: fc.string({ unit: 'binary', minLength: 1, maxLength: 512 }),
  })
  const used = fc.record({
    number: fc.string({ unit: 'binary', minLength: 1, maxLength: 70 }),
    line: fc.integer({ min: 1, max: 99 }),
  })
  fc.assert(
    fc.property(line1, reason, used, fc.boolean(), (first, why, { number, line }, keeps) => {
      const desk = openDesk(factOf())
      const purpose = { for: { kind: 'goods-declaration', issuer: 'CN', number, line } }
      const taken = desk.ask({ ...using([first], 'A'), ...purpose }, CLEARANCE)
      toldOf(taken)
      if (!keeps) toldOf(desk.step(statementOf(taken), 'released', { reason: why }))
      toldOf(desk.ask(requestOf('B', { state: 'declined', lines: [{ line: 2 }], reason: why, ...purpose })))
    }),
    { numRuns: 60 },
  )
})
