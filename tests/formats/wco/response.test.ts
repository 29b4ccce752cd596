import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

const FORMAT = 'wco-res-v3.6'

function read(text: string): JsonObject {
  return readText(text).documents['response'] ?? {}
}

function write(document: JsonObject): string {
  return writeMessage(formats.byId(FORMAT), { response: document }, contextFor(FORMAT)).text
}

function response(statusCode: string, outcome: string, more: object = {}): JsonObject {
  return {
    functionalReferenceId: 'LRN0002',
    level: 'business',
    outcome,
    status: { statusCode },
    ...more,
  }
}

function changed(name: string, from: string, to: string): string {
  const text = sample(name)
  expect(text).toContain(from)
  return text.replace(from, to)
}

describe('a response of the WCO Data Model', () => {
  it('answers the number that the declarant gave, and tells the one that customs gave', () => {
    expect(read(sample('res-cancelled'))).toEqual({
      functionalReferenceId: 'ALATAU-2026-0003',
      level: 'business',
      outcome: 'accepted',
      issueDateTime: '2026-11-22T04:00:00Z',
      status: { statusCode: 'cancelled' },
      declaration: { id: '55302/211126/0001236', cancellationDateTime: '2026-11-22T03:59:00Z' },
    })
  })

  it('may have a head of empty elements, and is told from a declaration by what it wraps', () => {
    expect(sample('res-minimal')).toContain('<md:ResponsibleCountryCode/>')
    const { format, report } = readText(sample('res-minimal'))
    expect(format.id).toBe(FORMAT)
    expect(report.outcomes.map(({ outcome }) => outcome)).toEqual(['kept', 'kept'])
  })

  it('without the number of the declarant answers nothing, and is refused', () => {
    const number = '<FunctionalReferenceID>LRN0001</FunctionalReferenceID>'
    expect(refusalOf(() => read(changed('res-minimal', number, '')))).toMatchObject({
      code: 'SCHEMA_INVALID',
    })
  })

  // The table of notifications of the United Kingdom; how far it is verified says SOURCE.md.
  it.each([
    ['01', 'accepted', 'accepted'],
    ['02', 'registered', 'accepted'],
    ['03', 'rejected', 'rejected'],
    ['05', 'examination', 'review'],
    ['06', 'documents-requested', 'review'],
    ['07', 'amended', 'accepted'],
    ['08', 'released', 'accepted'],
    ['10', 'cancelled', 'accepted'],
    ['13', 'assessed', 'accepted'],
    ['14', 'payment-due', 'review'],
    ['17', 'review', 'review'],
  ])('with function %s says %s, and is written so', (code, statusCode, outcome) => {
    const text = changed('res-minimal', '<FunctionCode>01<', `<FunctionCode>${code}<`)
    expect(read(text)).toMatchObject({ outcome, status: { statusCode } })
    expect(write(response(statusCode, outcome))).toMatch(new RegExp(`FunctionCode>${code}<`))
  })

  it.each([
    ['09', 'released'],
    ['15', 'payment-due'],
    ['18', 'review'],
    ['50', 'review'],
    ['51', 'documents-requested'],
  ])('with function %s says a little more than %s, and the report tells', (code, statusCode) => {
    const { documents, report } = readText(changed('res-minimal', '>01</Func', `>${code}</Func`))
    expect(documents['response']).toMatchObject({ status: { statusCode } })
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({ outcome: 'changed', field: 'response.status.statusCode' }),
    )
  })

  it.each(['04', '11', '99'])('with function %s is refused: nobody can say what it means', (code) => {
    expect(refusalOf(() => read(changed('res-minimal', '>01</Func', `>${code}</Func`)))).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: '/MetaData/Response/FunctionCode' },
    })
  })

  it.each([
    ['rejected', '27', { errors: [{ validationCode: 'E1' }] }],
    ['accepted', '44', { registration: { number: '1234' } }],
  ])('without a status says by UN/EDIFACT that it was %s, and the report tells', (outcome, code, more) => {
    const { status, ...without } = response('review', outcome, more)
    expect(status).toBeDefined()
    const text = write(without)
    expect(text).toMatch(new RegExp(`FunctionCode>${code}<`))
    const { documents, report } = readText(text)
    expect(documents['response']).toMatchObject({ outcome, status: { statusCode: outcome } })
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({ outcome: 'changed', field: 'response.status.statusCode' }),
    )
  })

  it('that waits for review and has no status says nothing, and is refused', () => {
    const { status, ...without } = response('review', 'review')
    expect(status).toBeDefined()
    expect(refusalOf(() => write(without))).toMatchObject({ code: 'OUTPUT_INVALID' })
  })
})

describe('the locator of an error', () => {
  it('is one Pointer for each class on the way, the last with the element', () => {
    expect(read(sample('res-errors'))).toMatchObject({
      outcome: 'rejected',
      errors: [
        {
          validationCode: 'CDS12050',
          description: 'Вес брутто меньше веса нетто',
          pointer: {
            steps: [
              { documentSectionCode: '42A' },
              { sequenceNumeric: 1, documentSectionCode: '67A' },
              { sequenceNumeric: 1, documentSectionCode: '68A' },
              { documentSectionCode: '65A', tagId: '126' },
            ],
          },
        },
        { validationCode: 'CDS10020', pointer: { steps: [{ documentSectionCode: '42A', tagId: 'D014' }] } },
      ],
    })
  })

  it('is written step by step in the order of the way', () => {
    const text = write(read(sample('res-errors')))
    const codes = [...text.matchAll(/DocumentSectionCode>(\w+)</g)].map(([, code]) => code)
    expect(codes).toEqual(['42A', '67A', '68A', '65A', '42A'])
  })

  it('in the words of another standard is not written, and declared', () => {
    const errors = [{ validationCode: 'E1', pointer: { location: 'Bol_segment[1]', tagId: '126' } }]
    const { text, report } = writeMessage(
      formats.byId(FORMAT),
      { response: response('rejected', 'rejected', { errors }) },
      contextFor(FORMAT),
    )
    expect(text).not.toContain('Pointer')
    expect(undeclaredLosses(lossReport([], report))).toEqual([])
  })

  it('is refused when a code of an error is too long, not cut', () => {
    const errors = [{ validationCode: 'VALIDATION-9' }]
    expect(refusalOf(() => write(response('rejected', 'rejected', { errors })))).toMatchObject({
      code: 'OUTPUT_INVALID',
    })
  })
})

describe('duties', () => {
  it('are sums to be paid for the declaration, and what was assessed on an item', () => {
    expect(read(sample('res'))).toMatchObject({
      payments: [
        {
          referenceId: 'KZ26T0000001',
          dueDateTime: '2026-12-01',
          paymentAmount: { amount: '319017.727', currencyId: 'KZT' },
        },
      ],
      goodsItems: [
        {
          sequenceNumeric: 1,
          statusCode: 'assessed',
          dutyTaxFees: [
            { typeCode: 'import-duty', assessedAmount: { amount: '150480.06', currencyId: 'KZT' } },
            { typeCode: 'vat', assessedAmount: { amount: '168537.667', currencyId: 'KZT' } },
          ],
        },
      ],
    })
  })

  it('and no other answer about an item is written', () => {
    const goodsItems = [{ sequenceNumeric: 1, statusCode: 'rejected' }]
    expect(refusalOf(() => write(response('accepted', 'accepted', { goodsItems })))).toMatchObject({
      code: 'OUTPUT_INVALID',
    })
  })
})

describe('answers about a part', () => {
  it.each([
    ['a bill', { consignments: [{ transportContractDocumentId: 'KZ1', statusCode: 'rejected' }] }],
    ['a container', { transportEquipment: [{ id: 'KHGU2026124', statusCode: 'loading-refused' }] }],
    ['a document', { documents: [{ id: 'A-1', statusCode: 'rejected' }] }],
  ])('are not lost in silence: %s', (_what, more) => {
    const written = writeMessage(
      formats.byId(FORMAT),
      { response: response('accepted', 'accepted', more) },
      contextFor(FORMAT),
    )
    expect(undeclaredLosses(lossReport([], written.report))).not.toEqual([])
  })

  it('a status of a part is not taken for one of the whole', () => {
    const status =
      '<Status><Pointer><DocumentSectionCode>68A</DocumentSectionCode></Pointer></Status><Declaration>'
    expect(refusalOf(() => read(changed('res-minimal', '<Declaration>', status)))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: '/MetaData/Response/Status/Pointer' },
    })
  })

  it('a status by UN/EDIFACT stands beside what the function says', () => {
    expect(read(sample('res'))).toMatchObject({
      status: { statusCode: 'assessed', statusCodeSource: { listId: 'UN-4405', code: '4' } },
    })
  })
})
