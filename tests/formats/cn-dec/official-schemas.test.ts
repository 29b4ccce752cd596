import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { compileSchema, type XmlSchema } from '../../../src/xml/schema.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'
import {
  mendedSample,
  OFFICIAL,
  officialAnswer,
  officialAnswerSchema,
  officialSample,
  OWN,
  publishedSchema,
  withMendedSchema,
} from './official.ts'
import { schemaLeaves } from './xsd-leaves.ts'

const MESSAGES = [
  'decmessage-import',
  'decmessage-import-minimal',
  'decmessage-import-everything',
  'decmessage-export',
  'decmessage-export-minimal',
]

/** Named in SOURCE.md: a message with one of these is refused. */
const LEFT_OUT = [
  'TrnHead',
  'TrnList',
  'TrnContainers',
  'TrnContaGoodsList',
  'DecSupplementLists',
  'SddTax',
  'DecRisk',
]

const isLeftOut = (path: string): boolean => LEFT_OUT.includes(path.split('/')[2] ?? '')

/** Texts of every sort that the fields know: nothing, letters, digits, days, times, numbers, at every length. */
const PROBES = [
  '',
  ...[
    1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 18, 19, 20, 24, 26, 30, 32, 40, 50, 64, 70, 80, 100,
  ].flatMap((length) => [
    'A'.repeat(length),
    '1'.repeat(length),
    '货'.repeat(length),
    'C1'.repeat(length).slice(0, length),
  ]),
  ...[101, 128, 150, 201, 255, 400, 500, 2000, 2001].map((length) => 'A'.repeat(length)),
  '20261121',
  '20261121 09:15:30',
  '2026112109153000',
  '2026-11-21',
  '2.0000',
  '0.5',
  'I',
  'E',
  '26-AA-1',
]

/** Where the official schema takes any text and we a number, a day or a code of its list; the texts that show it. */
const NARROWER = new Map<string, string>([
  [
    'a number, NUMBER(19,5) in its notes',
    'FeeRate GrossWet InsurRate NetWt OtherRate DeclPrice DeclTotal GQty FirstQty SecondQty WorkUsd GoodsContaWt PackQty',
  ],
  ['a number, NUMBER(11,3) in its notes', 'Factor'],
  ['a count, or the number of an item', 'PackNo GNo GoodsNo ApplOri ApplCopyQuan DecGNo EcoGNo EdocSize'],
  ['a day, yyyyMMdd in its notes', 'IEDate PDate DespDate CmplDschrgDt ProdValidDt SignDate SignTime'],
  ['letters and digits of a register', 'AgentCode TradeCode DistinatePort'],
  [
    'three letters, or three digits before 2018',
    'FeeCurr InsurCurr OtherCurr TradeCurr TradeCountry TradeAreaCode OriginCountry DestinationCountry',
  ],
  ['one or two digits', 'WrapType'],
  ['18 characters', 'OwnerCodeScc AgentCodeScc TradeCoScc'],
  ['one character, or nine or 18', 'DutyMode CopCode'],
  ['nothing where something must stand', 'EcoCertNo CertType EdocFomatType IEFlag'],
])

const nameOf = (path: string): string => path.split('/').at(-1) ?? ''

describe.skipIf(OFFICIAL === undefined)('our schema says what the official one means', () => {
  const official = OFFICIAL === undefined ? new Map() : withMendedSchema(schemaLeaves)
  const own = schemaLeaves(join(OWN, 'decmessage.xsd'))

  it('the same elements in the same order, each as often, but for the parts that are left out', () => {
    const expected = [...official].filter(([path]) => !isLeftOut(path))
    expect([...own].map(([path, { occurs }]) => [path, occurs])).toEqual(
      expected.map(([path, { occurs }]) => [path, occurs]),
    )
    expect(own.size).toBeGreaterThan(200)
  })

  it('names every part that is left out', () => {
    const parts = [...official.keys()].filter((path) => path.split('/').length === 3)
    expect(parts.filter(isLeftOut).map(nameOf)).toEqual(LEFT_OUT)
  })

  it('takes nothing that the official one refuses, but an optional field that stands empty', () => {
    const wider = [...own].flatMap(([path, { takes, occurs }]) =>
      PROBES.filter((text) => takes?.(text) === true && official.get(path)?.takes?.(text) === false)
        .filter((text) => text !== '' || !occurs.startsWith('0'))
        .map((text) => `${path} "${text.slice(0, 20)}"`),
    )
    expect(wider).toEqual([])
  })

  it('refuses what the official one takes only where that says in its notes what it means', () => {
    const narrow = new Set(
      [...own].flatMap(([path, { takes }]) =>
        PROBES.some((text) => takes?.(text) === false && official.get(path)?.takes?.(text) === true)
          ? nameOf(path)
          : [],
      ),
    )
    const told = new Set([...NARROWER.values()].flatMap((names) => names.split(' ')))
    expect([...narrow].filter((name) => !told.has(name))).toEqual([])
  })
})

describe.skipIf(OFFICIAL === undefined)('the official schema', () => {
  let schema: XmlSchema
  beforeAll(() => {
    schema = withMendedSchema(compileSchema)
    return () => schema[Symbol.dispose]()
  })

  function assertValid(text: string): void {
    using message = openXml(Buffer.from(text))
    message.validate(schema)
  }

  it('as it is published takes no declaration at all, not its own sample', () => {
    using published = compileSchema(publishedSchema())
    for (const text of [sample('decmessage-import'), mendedSample()]) {
      using message = openXml(Buffer.from(text))
      expect(() => message.validate(published)).toThrow(expect.objectContaining({ code: 'SCHEMA_INVALID' }))
    }
  })

  it('with its slips mended takes its own sample, once empty fields are left out', () => {
    const filled = mendedSample().replaceAll(/<(?!Sign\/|HostId|DeclareName|NoOtherPack)(\w+)\/>/g, '')
    expect(() => assertValid(filled)).not.toThrow()
  })

  it.each(MESSAGES)('takes %s, and what we write of it', (name) => {
    const { documents, format } = readText(sample(name))
    assertValid(writeMessage(format, documents, contextFor(format.id)).text)
    if (name !== 'decmessage-import-everything') assertValid(sample(name))
  })

  it('takes our answer of the single window', () => {
    using answers = compileSchema(officialAnswerSchema())
    for (const name of ['decimportresponse', 'decimportresponse-minimal', 'decimportresponse-failed']) {
      const { documents, format } = readText(sample(name))
      const written = writeMessage(format, documents, contextFor(format.id))
      using message = openXml(Buffer.from(written.text))
      expect(() => message.validate(answers)).not.toThrow()
    }
  })
})

describe.skipIf(OFFICIAL === undefined)('the official sample of a declaration', () => {
  it('is no XML as it is published, and has two days in a notation of their own', () => {
    expect(() => readText(officialSample())).toThrow(expect.objectContaining({ code: 'XML_FORBIDDEN' }))
    expect(() => readText(officialSample().slice(1))).toThrow(
      expect.objectContaining({
        code: 'SCHEMA_INVALID',
        place: expect.objectContaining({ path: '/DecMessage/DecHead/DespDate' }),
      }),
    )
  })

  it('with those mended is read, and written again it is the same document', () => {
    const read = readText(mendedSample())
    expect(read.format.id).toBe('cn-decmessage-import-v1')
    const written = writeMessage(read.format, read.documents, contextFor(read.format.id))
    expect(readText(written.text).documents).toEqual(read.documents)
    expect(undeclaredLosses(lossReport([read.report], written.report))).toEqual([])
  })

  it('is the same in the namespace of the node notes (trap 18)', () => {
    const noted = mendedSample().replace('gov.cn/dec"', 'gov.cn/dec_3_1"')
    expect(readText(noted).documents).toEqual(readText(mendedSample()).documents)
    expect(
      writeMessage(
        formats.byId('cn-decmessage-import-v1'),
        readText(noted).documents,
        contextFor('cn-decmessage-import-v1'),
      ).text,
    ).toContain('xmlns="http://www.chinaport.gov.cn/dec"')
  })

  it('says what it says in the hub', () => {
    expect(readText(mendedSample()).documents['goods-declaration']).toMatchObject({
      typeCode: 'import',
      declarant: { identifier: { id: '914403007663746551', schemeId: 'USCC' } },
      borderTransportMeans: { typeCode: '1', journeyId: '1100201409567' },
      totalGrossMassMeasure: '2',
      goodsShipment: {
        customsValuation: {
          externalFreight: { basisCode: 'total', amount: { amount: '1000', currencyId: 'HKD' } },
          insurance: { basisCode: 'rate', rateNumeric: '0.02' },
        },
        goodsItems: [{ classification: { id: '8542399000', extensionId: '999', typeCode: 'CN' } }],
      },
      originRelations: [
        { certificateId: '<14>I2017-0166475', goodsItemNumeric: 1, certificateItemNumeric: 1 },
      ],
    })
  })
})

describe.skipIf(OFFICIAL === undefined)('the official sample of an answer', () => {
  it('has a prefix on every element and is read', () => {
    const { documents, format } = readText(officialAnswer())
    expect(format.id).toBe('cn-decimportresponse-v1')
    expect(documents['response']).toMatchObject({
      functionalReferenceId: 'decnew201702241727',
      level: 'technical',
      outcome: 'accepted',
      declaration: { preDeclarationId: 'Z11000000002642272' },
      status: { statusCode: 'stored', statusDescription: '第1项商品缺少B证' },
    })
  })
})
