import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { CONTEXT, formats, readText, sample } from '../sample-files.ts'
import { FAMILY } from './family.ts'

/** What a message is, apart from its contents: what it does and what it speaks of. */
function nature(document: JsonObject | undefined): readonly unknown[] {
  const { functionCode = '9', typeCode = 'manifest', vehicleLoadCode = 'loaded' } = document ?? {}
  return [functionCode, typeCode, vehicleLoadCode]
}

function documentOf(name: string): JsonObject {
  return Object.values(readText(sample(name)).documents)[0] ?? {}
}

function write(format: string, document: string, value: JsonObject): string {
  return writeMessage(formats.byId(format), { [document]: value }, CONTEXT).text
}

// Section 12, trap 14: function codes look alike and differ. CN 2 declare, 3 delete, 5 amend, 9 main data;
// UN 1225 2 addition, 3 deletion, 4 change, 5 replace, 9 original.
describe('the function of a message (trap 14)', () => {
  it.each([
    ['mt1401', undefined],
    ['mt1401-amend', '4'],
    ['mt1401-delete', '3'],
    ['mt2401-amend', '4'],
    ['mt3402', undefined],
    ['mt3402-delete', '3'],
    ['mt4401', undefined],
    ['mt4401-delete', '3'],
    ['mt5401-delete', '3'],
    ['mt8403', undefined],
  ])('%s is UN 1225 %s in the hub', (name, functionCode) => {
    expect(documentOf(name)['functionCode']).toBe(functionCode)
  })

  it.each(['mt1401', 'mt2401', 'mt3402', 'mt4402', 'mt5402', 'mt8401'])(
    '%s: a document that says in so many words that it is an original is one',
    (name) => {
      const { format, document } = FAMILY.find((message) => message.name === name) ?? FAMILY[0]!
      const plain = documentOf(name)
      expect(write(format, document, { ...plain, functionCode: '9' })).toBe(write(format, document, plain))
    },
  )

  it.each(['1', '2', '3', '4', '5', '6', '7'])(
    'an original is not written from function %s',
    (functionCode) => {
      expect(() => write('cn-mt1401-v1', 'cargo-report', { ...documentOf('mt1401'), functionCode })).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^(OUTPUT_INVALID|CODE_UNKNOWN)$/) }),
      )
    },
  )

  it('a replacement is no amendment: UN 5 is not CN 5', () => {
    const document = { ...documentOf('mt1401-amend'), functionCode: '5' }
    expect(() => write('cn-mt1401-amend-v1', 'cargo-report', document)).toThrow(
      expect.objectContaining({ code: 'CODE_UNKNOWN' }),
    )
  })

  it('stops at a format that has no function code', () => {
    const { documents, report } = readText(sample('mt2401'))
    const conveyance = readText(sample('mt4402'))
    const cargo = { ...documents['cargo-report'], functionCode: '4' }
    const written = writeMessage(
      formats.byId('kz-awmds-r1'),
      { ...conveyance.documents, 'cargo-report': cargo },
      CONTEXT,
    )
    const lost = undeclaredLosses(lossReport([report, conveyance.report], written.report))
    expect(lost.map((entry) => entry.document)).toEqual(['cargo-report.functionCode'])
  })
})

/** Every message of the family as every format that speaks of the same document. */
const PAIRS = FAMILY.flatMap((from) =>
  FAMILY.filter((to) => to.document === from.document && to !== from).map(
    (to) => [from.name, to.name] as const,
  ),
)

describe('no conversion makes a message of another function or kind', () => {
  it.each(PAIRS)('%s to %s', (fromName, toName) => {
    const from = documentOf(fromName)
    const to = FAMILY.find(({ name }) => name === toName)
    const target = documentOf(toName)
    const same = JSON.stringify(nature(from)) === JSON.stringify(nature(target))
    const convert = (): string => write(to?.format ?? '', to?.document ?? '', from)
    if (!same)
      expect(convert).toThrow(expect.objectContaining({ code: expect.stringMatching(/^(OUTPUT|CODE)_/) }))
    else expect(natureOrRefusal(convert)).toEqual(nature(from))
  })
})

/** Import and export share documents and differ in what they want told: one may refuse what the other wrote. */
function natureOrRefusal(convert: () => string): unknown {
  try {
    return nature(Object.values(readText(convert()).documents)[0])
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^(OUTPUT_INVALID|CODE_UNKNOWN)$/) })
    return expect.anything()
  }
}

describe('an amendment', () => {
  it('tells which item of which bill it means, why, and nothing that it leaves alone', () => {
    expect(documentOf('mt1401-amend')).toMatchObject({
      functionCode: '4',
      unloadingLocation: { arrivalDateTime: '2026-11-22' },
      consignments: [
        {
          transportContractDocument: { id: 'KZ2611210001' },
          amendment: { changeReasonCodes: ['004', '007'], reason: '件数填写错误' },
          grossMassMeasure: '21900.75',
          consignmentItems: [
            { sequenceNumeric: 2, classificationId: '6907219000' },
            { sequenceNumeric: 5, undgId: '1263' },
          ],
        },
        { transportContractDocument: { id: 'KZ2611210002' }, amendment: { changeReasonCodes: ['006'] } },
      ],
    })
  })

  it('without reason, or of an item without number, is not written', () => {
    const document = documentOf('mt1401-amend')
    const bill = { transportContractDocument: { id: 'KZ2611210001' } }
    expect(() => write('cn-mt1401-amend-v1', 'cargo-report', { ...document, consignments: [bill] })).toThrow(
      expect.objectContaining({ code: 'OUTPUT_INVALID' }),
    )
    const amended = {
      ...bill,
      amendment: { changeReasonCodes: ['004'] },
      consignmentItems: [{ cargoDescription: 'A' }],
    }
    expect(() =>
      write('cn-mt1401-amend-v1', 'cargo-report', { ...document, consignments: [amended] }),
    ).toThrow(expect.objectContaining({ code: 'OUTPUT_INVALID' }))
  })

  it('of what the format cannot amend is an undeclared loss', () => {
    const document = { ...documentOf('mt1401-amend'), carrier: { identifier: { id: 'XJ6540001' } } }
    const { report } = writeMessage(formats.byId('cn-mt1401-amend-v1'), { 'cargo-report': document }, CONTEXT)
    const lost = undeclaredLosses(lossReport([], report)).map((entry) => entry.document)
    expect(lost).toEqual(['cargo-report.carrier.identifier.id'])
  })
})

describe('an original manifest', () => {
  it('must be whole in the hub, other reports need not be', () => {
    const { consignor, ...bill } = documentOf('mt1401-amend')
    expect(consignor).toBeUndefined()
    const { functionCode, ...partial } = bill
    expect(functionCode).toBe('4')
    const { rules } = formats.byId('cn-mt1401-v1').hub
    expect(() => rules.validateDocument('cargo-report', documentOf('mt1401-amend'))).not.toThrow()
    expect(() => rules.validateDocument('cargo-report', partial)).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_INVALID' }),
    )
  })

  it('keeps the numbers of its items where a document tells them', () => {
    const document = documentOf('mt1401')
    const [first, ...others] = objectsAt(document, 'consignments')
    const items = objectsAt(first, 'consignmentItems').map((item) => ({ ...item, sequenceNumeric: 7 }))
    const numbered = {
      ...document,
      consignments: [{ ...first, consignmentItems: items.slice(0, 1) }, ...others],
    }
    expect(write('cn-mt1401-v1', 'cargo-report', numbered)).toContain('<SequenceNumeric>7</SequenceNumeric>')
    expect(write('cn-mt1401-v1', 'cargo-report', document)).toContain('<SequenceNumeric>1</SequenceNumeric>')
  })

  it.each([
    ['21350.5', true],
    ['21350.500', true],
    ['21350.501', false],
  ])('with a mass of the bill of %s beside those of its items: %s', (grossMassMeasure, agrees) => {
    const document = documentOf('mt2401')
    const [first, ...others] = objectsAt(document, 'consignments')
    const said = { ...document, consignments: [{ ...first, grossMassMeasure }, ...others] }
    const convert = (): string => write('cn-mt2401-v1', 'cargo-report', said)
    if (agrees) expect(convert()).toBe(write('cn-mt2401-v1', 'cargo-report', document))
    else expect(convert).toThrow(expect.objectContaining({ code: 'OUTPUT_INVALID' }))
  })
})
