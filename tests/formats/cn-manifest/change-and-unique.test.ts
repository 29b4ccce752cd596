import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { CONTEXT, readText, sample } from '../sample-files.ts'

/** Twice what may stand once: the first match of the pattern is repeated. */
const TWICE: readonly [string, string, RegExp][] = [
  ['mt1401-amend', 'a bill', /<Consignment>(?:(?!<\/Consignment>)[\s\S])*<\/Consignment>/],
  [
    'mt2401-amend',
    'an item number',
    /<ConsignmentItem>(?:(?!<\/ConsignmentItem>)[\s\S])*<\/ConsignmentItem>/,
  ],
  ['mt1401-delete', 'a reason', /<ChangeReasonCode>001<\/ChangeReasonCode>/],
  ['mt3402-delete', 'a container', /<TransportEquipment><ID>KZTU1000022<\/ID><\/TransportEquipment>/],
  ['mt4401', 'a vehicle', /<Consignment>[\s\S]*<\/Consignment>/],
  ['mt4401', 'a trailer', /<TransportEquipment><ID>A4567B<\/ID>.*?<\/TransportEquipment>/],
  ['mt4401', 'a seal on one container', /<SealID>M\/8800321@CA<\/SealID>/],
  ['mt5401-delete', 'a bill', /<Consignment>[\s\S]*<\/Consignment>/],
  ['mt8402', 'a bill', /<Consignment>.*?<\/Consignment>/],
  ['mt8403', 'a container', /<TransportEquipment>.*?<\/TransportEquipment>/],
  ['mt8404', 'a former bill', /<Consignment><AdditionalDocument>.*?<\/Consignment>/],
]

describe('what the published schema wants once', () => {
  it.each(TWICE)('%s does not take %s twice', (name, _what, pattern) => {
    const text = sample(name)
    const twice = text.replace(pattern, '$&$&')
    expect(twice).not.toBe(text)
    expect(() => readText(twice)).toThrow(expect.objectContaining({ code: 'SCHEMA_INVALID' }))
  })

  it('a former container is replaced once, whatever the new ones are called', () => {
    const twice = sample('mt8403').replace(/<TransportEquipment>.*?<\/TransportEquipment>/, (found) => {
      return found + found.replace('<ID>KZTU1000022<', '<ID>KZTU1000044<')
    })
    expect(() => readText(twice)).toThrow(expect.objectContaining({ code: 'SCHEMA_INVALID' }))
  })
})

describe('change information', () => {
  const text = sample('mt8401').replace(
    '<Contact>李示例</Contact><Phone>09998800000</Phone>',
    '<Contact/><Phone/>',
  )

  it('has three parts that may be empty: they are silence in the hub and empty again when written', () => {
    const { documents, format } = readText(text)
    expect(documents['cargo-report']).toMatchObject({
      consignments: [{ amendment: { reason: '货物留待下一车次' } }, {}],
    })
    const written = writeMessage(format, documents, CONTEXT).text
    expect(written).toContain(
      '<ChangeInformation><Reason>货物留待下一车次</Reason><Contact></Contact><Phone></Phone></ChangeInformation>',
    )
    expect(written.match(/<ChangeInformation>/g)).toHaveLength(1)
  })

  it('with nothing in it says nothing', () => {
    const silent = text.replace('<Reason>货物留待下一车次</Reason>', '<Reason/>')
    expect(readText(silent).documents['cargo-report']).toMatchObject({
      consignments: [{ transportContractDocument: { id: 'KZ2611210001' } }, {}],
    })
  })
})

describe('the other reports', () => {
  it('a tally tells what was counted, the damage seen and who counted', () => {
    expect(readText(sample('mt5402')).documents['cargo-report']).toMatchObject({
      typeCode: 'tally',
      borderTransportMeans: {
        transportEquipment: [{ id: 'KZTU1000011', additionalInformation: { content: '左侧箱板凹陷' } }, {}],
      },
      consignments: [{ totalPackageQuantity: 638, packageKindCode: 'CT', grossMassMeasure: '21290.5' }],
      control: {
        inspectionStartDateTime: '2026-11-21T16:30:00+08:00',
        inspectionEndDateTime: '2026-11-21T17:45:00+08:00',
      },
      submitter: { identifier: { id: '91654004MA0TALLY1' }, contact: { name: '赵示例' } },
      loadingLocation: { id: 'CNHRS' },
    })
  })

  it('a packing list is of one container, keeps the numbers of the items and belongs to no trip', () => {
    const { documents, format } = readText(sample('mt7402'))
    expect(documents['cargo-report']).toMatchObject({
      typeCode: 'packing-list',
      id: 'PL261121001',
      stuffingEstablishment: { stuffingDateTime: '2026-11-20T15:30:00+08:00' },
      borderTransportMeans: { transportEquipment: [{ id: 'KZTU1000011', seals: [{ id: '8800321' }] }] },
      consignments: [
        { consignmentItems: [{ sequenceNumeric: 1 }] },
        { consignmentItems: [{ sequenceNumeric: 2 }] },
      ],
    })
    expect(format.id).toBe('cn-mt7402-v1')
  })

  it('a re-assignment names the former trip, bill and container beside the new ones', () => {
    expect(readText(sample('mt8403')).documents['cargo-report']).toMatchObject({
      id: 'KZ2611210009',
      additionalDocument: { id: 'KZ2611210001' },
      consignments: [
        {
          additionalDocument: { id: 'KZ2611210001' },
          transportContractDocument: { id: 'KZ2611210009' },
          transportEquipment: [{ id: 'KZTU1000022', additionalDocument: { id: 'KZTU1000011' } }],
        },
        { additionalDocument: { id: 'KZ2611210002' } },
      ],
    })
  })

  it('an arrival report says a day, in an element with a name of its own', () => {
    const { documents } = readText(sample('mt3402'))
    expect(documents['arrival-notice']).toMatchObject({
      id: '9402261121001',
      borderCrossingId: 'CNHRS-KZHOR',
      unloadingLocation: { id: 'CNHRS', arrivalDateTime: '2026-11-21' },
      transportEquipment: [{ id: 'KZTU1000011' }],
    })
    expect(sample('mt3402')).toContain('<ArrivalDate>')
  })
})
