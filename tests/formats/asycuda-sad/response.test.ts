import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { writeMessage } from '../../../src/formats/message.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText } from '../sample-files.ts'
import { GOODS, OWN, sad } from './messages.ts'

const answer = (name: string): string => readFileSync(join(OWN, `samples/${name}.xml`), 'utf8')
const responseOf = (text: string): JsonObject => readText(text).documents['response'] ?? {}

test('names the declaration by the id that its message has', () => {
  const { documents, format } = readText(sad('sad'))
  const { messageId } = writeMessage(format, documents, contextFor(GOODS))
  expect(responseOf(answer('response'))['functionalReferenceId']).toBe(messageId)
})

test('with a registration is an acceptance', () => {
  expect(responseOf(answer('response'))).toMatchObject({
    level: 'business',
    outcome: 'accepted',
    registration: {
      office: { id: '55302', countryCode: 'KZ' },
      year: '2026',
      serialCode: 'I',
      number: '10457',
      acceptanceDateTime: '2026-11-21',
    },
  })
})

test('with errors is a rejection, each with its place in the declaration', () => {
  expect(responseOf(answer('response-errors'))).toMatchObject({
    outcome: 'rejected',
    errors: [
      { validationCode: 'SAD-031', pointer: { location: '/ASYCUDA/Item[1]/Tarification/Item_price' } },
      { validationCode: 'SAD-104' },
    ],
  })
})

describe('is written as it was read', () => {
  it.each(['response', 'response-errors', 'response-minimal'])('%s', (name) => {
    const { documents, format } = readText(answer(name))
    expect(readText(writeMessage(format, documents, contextFor(format.id)).text).documents).toEqual(documents)
  })
})

test('is one or the other: registered with errors, or neither, is refused', () => {
  const errors = '<Errors><Error><Code>X</Code></Error></Errors>'
  const both = answer('response').replace('</ASYCUDA_result>', `${errors}</ASYCUDA_result>`)
  const neither = answer('response-minimal').replace(/<Errors>[\s\S]*<\/Errors>/, '')
  for (const text of [both, neither]) expect(refusalOf(() => readText(text)).code).toBe('SCHEMA_INVALID')
})

test('of a registration in another country is not written as one of Kazakhstan', () => {
  const response = responseOf(answer('response'))
  const foreign = {
    ...response,
    registration: { number: '1', year: '2026', office: { id: '10719110', countryCode: 'RU' } },
  }
  const format = formats.byId('kz-asycuda-response-r1')
  expect(refusalOf(() => writeMessage(format, { response: foreign }, contextFor(format.id))).code).toBe(
    'OUTPUT_INVALID',
  )
})
