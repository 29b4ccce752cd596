import * as fc from 'fast-check'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { undeclaredLosses, lossReport } from '../../../src/mapping/report.ts'
import { sharedFolder } from '../../shared.ts'
import { cargo, response, syntaxReport } from './arbitraries.ts'
import { read, sampleFiles, write } from './interchanges.ts'

const RUNS = { numRuns: 150 }

describe('what is written is read back the same', () => {
  it.each([
    ['un-cuscar-d95b-v1', cargo('d95b')],
    ['un-cuscar-d22a-v1', cargo('d22a')],
  ] as const)('%s', (format, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (document) => {
        expect(read(write(format, { 'cargo-report': document }).bytes()).documents).toEqual({
          'cargo-report': document,
        })
      }),
      RUNS,
    )
  })

  it.each([
    ['un-cusres-d95b-v1', response('d95b')],
    ['un-cusres-d22a-v1', response('d22a')],
    ['un-contrl-3-r1', syntaxReport],
    ['un-contrl-4-r1', syntaxReport],
  ] as const)('%s, completed with level and outcome', (format, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (document) => {
        const { documents } = read(
          write(format, { response: { level: 'business', outcome: 'accepted', ...document } }).bytes(),
        )
        expect(documents['response']).toMatchObject(document)
      }),
      RUNS,
    )
  })
})

describe('the samples', () => {
  it.each(sampleFiles().map((file) => [basename(file), file]))(
    '%s is read without undeclared loss',
    (_name, file) => {
      const { report, documents } = read(readFileSync(file))
      expect(report.outcomes.filter(({ declared }) => !declared)).toEqual([])
      expect(Object.keys(documents)).toHaveLength(1)
    },
  )

  it.each(
    sampleFiles()
      .filter((file) => !file.endsWith('contrl-3.edi'))
      .map((file) => [basename(file), file]),
  )('%s is written and read again without change', (_name, file) => {
    const { format, documents, report } = read(readFileSync(file))
    const written = write(format.id, documents)
    expect(read(written.bytes()).documents).toEqual(documents)
    expect(undeclaredLosses(lossReport([report], written.report))).toEqual([])
  })

  it('a message rejected in an acknowledged interchange is rejected', () => {
    const file = sampleFiles().find((each) => each.endsWith('contrl-3.edi')) ?? ''
    expect(read(readFileSync(file)).documents['response']).toMatchObject({
      functionalReferenceId: 'MNG000079',
      outcome: 'rejected',
      status: { statusCode: 'failed', statusDescription: '16' },
      errors: [{ validationCode: '13', pointer: { location: '12' } }],
    })
  })

  it('CONTRL with errors is not written: the hub does not hold the header of what it answers', () => {
    const file = sampleFiles().find((each) => each.endsWith('contrl-3.edi')) ?? ''
    expect(() => write('un-contrl-3-r1', read(readFileSync(file)).documents)).toThrow(
      expect.objectContaining({ code: 'OUTPUT_INVALID', place: { path: '/CONTRL/SG1/UCM/E0062' } }),
    )
  })
})

const SHARED_SAMPLES = join(sharedFolder() ?? '/nowhere', 'samples')

describe.skipIf(!existsSync(SHARED_SAMPLES))('samples of others', () => {
  it('un_cuscar_d22a.edi: a cargo report', () => {
    const { format, documents, report } = read(readFileSync(join(SHARED_SAMPLES, 'un_cuscar_d22a.edi')))
    expect(format.id).toBe('un-cuscar-d22a-v1')
    expect(documents['cargo-report']).toMatchObject({
      id: '0705261121001',
      borderCrossingId: 'CNERC-MNZUU',
      consignments: [
        {
          transportContractDocument: { id: 'EL2611210001' },
          totalPackageQuantity: 640,
          packageKindCode: 'CT',
          natureCode: '23',
          shippingMarks: 'N/M',
          consignmentItems: [{ grossMassMeasure: '21350.5', classificationId: '690721' }],
        },
      ],
    })
    expect(report.outcomes.filter(({ declared }) => !declared)).toEqual([])
    expect(read(write(format.id, documents).bytes()).documents).toEqual(documents)
  })

  it('un_cusres_d22a.edi: a rejection with its error', () => {
    const { format, documents, report } = read(readFileSync(join(SHARED_SAMPLES, 'un_cusres_d22a.edi')))
    expect(format.id).toBe('un-cusres-d22a-v1')
    expect(documents['response']).toMatchObject({
      functionalReferenceId: '0705261121001',
      level: 'business',
      outcome: 'rejected',
      errors: [{ validationCode: '40', description: 'CONSIGNEE REGISTER NUMBER NOT FOUND' }],
    })
    expect(report.outcomes.filter(({ declared }) => !declared)).toEqual([])
  })
})
