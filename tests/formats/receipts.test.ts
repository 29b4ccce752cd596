import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sharedFolder } from '../shared.ts'
import { readText, sample } from './sample-files.ts'

function ladder(text: string): unknown {
  const { level, outcome, functionalReferenceId } = readText(text).documents['response'] ?? {}
  return { level, outcome, functionalReferenceId }
}

describe('acknowledgements', () => {
  it.each([
    ['mtres4-technical', 'technical', 'accepted'],
    ['mtres4-accepted', 'business', 'accepted'],
    ['mtres4-rejected', 'business', 'rejected'],
    ['mtres4-review', 'business', 'review'],
  ])('%s is %s and %s', (name, level, outcome) => {
    expect(ladder(sample(name))).toEqual({ level, outcome, functionalReferenceId: 'KHORGOS20261121000001' })
  })

  it('a registration names the manifest by its natural key', () => {
    const functionalReferenceId = '55302/9402261121001/2026-11-21'
    expect(ladder(sample('awresult-registered'))).toEqual({
      level: 'business',
      outcome: 'accepted',
      functionalReferenceId,
    })
    expect(ladder(sample('awresult-errors'))).toEqual({
      level: 'business',
      outcome: 'rejected',
      functionalReferenceId,
    })
  })

  it('keeps errors with the place they point at', () => {
    expect(readText(sample('awresult-errors')).documents['response']).toMatchObject({
      errors: [
        { validationCode: 'BOL-017', pointer: { location: '/Awmds/Bol_segment[1]/Bol_id/Bol_reference' } },
        {},
      ],
    })
  })

  it('refuses a receipt that answers nothing', () => {
    const empty = sample('mtres4-review').replace(
      /<Response>[\s\S]*<\/Response>/,
      '<Response><ID>A1</ID></Response>',
    )
    expect(() => readText(empty)).toThrow(expect.objectContaining({ code: 'DOCUMENT_INVALID' }))
  })

  it('refuses a status that is not in the list, and says where', () => {
    expect(() => readText(sample('mtres4-review').replace('>02<', '>77<'))).toThrow(
      expect.objectContaining({
        code: 'CODE_UNKNOWN',
        place: expect.objectContaining({
          path: '/Manifest/Response/Consignment[2]/AdditionalInformation/StatementCode',
        }),
      }),
    )
  })

  it('validates a receipt without namespace all the same', () => {
    const broken = sample('mtres4-accepted').replace('<Version>1.0</Version>', '')
    expect(() => readText(broken)).toThrow(
      expect.objectContaining({ code: 'SCHEMA_INVALID', place: { path: expect.stringContaining('Head') } }),
    )
  })
})

const shared = sharedFolder()
if (shared === undefined) console.warn('skipped: official receipts, there is no shared folder')

describe.skipIf(shared === undefined)('the official receipts', () => {
  it.each([
    ['technical', 'technical', 'accepted'],
    ['business-accepted', 'business', 'accepted'],
    ['business-rejected', 'business', 'rejected'],
  ])('%s is %s and %s', (name, level, outcome) => {
    const text = readFileSync(join(shared ?? '', `data/cn-road-manifest/receipts/${name}.xml`), 'utf8')
    expect(ladder(text)).toEqual({
      level,
      outcome,
      functionalReferenceId: 'EPORT_MT1401_2019021210203040009',
    })
  })
})
