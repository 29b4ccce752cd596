import { describe, expect, it } from 'vitest'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { writeMessage } from '../../../src/formats/message.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'
import { CERTIFICATE, documentOf, textsOf } from './messages.ts'

/** A message of one format as another, with every loss declared, read again. */
function converted(name: string, to: string): { text: string; documents: Readonly<Record<string, unknown>> } {
  const read = readText(sample(name))
  const written = writeMessage(formats.byId(to), read.documents, contextFor(to))
  expect(undeclaredLosses(lossReport([read.report], written.report))).toEqual([])
  return { text: written.text, documents: readText(written.text).documents }
}

describe('Vientiane to Kunming', () => {
  it("the Lao Form E becomes China's, with its goods, numbers and criteria", () => {
    const { goodsItems, exporter, id, issueDateTime } = documentOf('asean-form-e-laos')
    const { documents } = converted('asean-form-e-laos', 'cn-form-e-r1')
    expect(documents[CERTIFICATE]).toMatchObject({
      id,
      issueDateTime,
      exporter,
      formCode: 'E',
      agreementCode: 'ACFTA',
    })
    expect(documents[CERTIFICATE]).toMatchObject({ goodsItems })
  })

  it('the percentage is printed in the same way on both sides', () => {
    const { text } = converted('asean-form-e-laos', 'cn-form-e-r1')
    expect(textsOf(text, 'CriterionCode')).toEqual(['WO', '55%'])
  })
})
