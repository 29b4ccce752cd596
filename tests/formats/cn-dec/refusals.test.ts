import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { asObject, objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

const IMPORT = 'cn-decmessage-import-v1'
const HEAD = '/DecMessage/DecHead'

function declaration(): JsonObject {
  return readText(sample('decmessage-import')).documents['goods-declaration'] ?? {}
}

function write(document: JsonObject): ReturnType<typeof writeMessage> {
  return writeMessage(formats.byId(IMPORT), { 'goods-declaration': document }, contextFor(IMPORT))
}

function refusal(code: string, path: string): unknown {
  return expect.objectContaining({ code, place: expect.objectContaining({ path }) })
}

function changed(field: string, value: string): string {
  return sample('decmessage-import').replace(
    new RegExp(`<${field}>[^<]*</${field}>`),
    `<${field}>${value}</${field}>`,
  )
}

describe('a message is refused, with the place,', () => {
  it.each([
    ['IEPort', '94', 'SCHEMA_INVALID', `${HEAD}/IEPort`],
    ['CustomMaster', '94A2', 'SCHEMA_INVALID', `${HEAD}/CustomMaster`],
    ['IEDate', '20261131', 'FIELD_INVALID', `${HEAD}/IEDate`],
    ['IEDate', '2026-11-21', 'SCHEMA_INVALID', `${HEAD}/IEDate`],
    ['GrossWet', '23480,5', 'SCHEMA_INVALID', `${HEAD}/GrossWet`],
    ['GrossWet', '1.234567', 'SCHEMA_INVALID', `${HEAD}/GrossWet`],
    ['TransMode', '8', 'SCHEMA_INVALID', `${HEAD}/TransMode`],
    ['InsurMark', '2', 'SCHEMA_INVALID', `${HEAD}/InsurMark`],
    ['TradeMode', '0111', 'CODE_UNKNOWN', `${HEAD}/TradeMode`],
    ['WrapType', '77', 'CODE_UNKNOWN', `${HEAD}/WrapType`],
    ['EntyPortCode', '999999', 'CODE_UNKNOWN', `${HEAD}/EntyPortCode`],
    ['DistinatePort', 'KAZ999', 'CODE_UNKNOWN', `${HEAD}/DistinatePort`],
    ['TradeCoScc', '91650100MA77K2P185', 'FIELD_INVALID', `${HEAD}/TradeCoScc`],
    ['CopCode', 'MA78K2P18', 'FIELD_INVALID', `${HEAD}/CopCode`],
    ['AgentCode', '654098000', 'FIELD_INVALID', `${HEAD}/AgentCode`],
    ['CodeTS', '220421', 'SCHEMA_INVALID', '/DecMessage/DecLists/DecList[1]/CodeTS'],
    ['GUnit', '999', 'CODE_UNKNOWN', '/DecMessage/DecLists/DecList[1]/GUnit'],
    ['Uncode', '135', 'FIELD_INVALID', '/DecMessage/DecLists/DecList[2]/Uncode'],
    ['ContainerMd', '14', 'CODE_UNKNOWN', '/DecMessage/DecContainers/Container[1]/ContainerMd'],
    ['CertType', 'Y99', 'CODE_UNKNOWN', '/DecMessage/EcoRelation/CertType'],
    ['EdocCode', '99999999', 'CODE_UNKNOWN', '/DecMessage/EdocRealation[1]/EdocCode'],
    ['SignTime', '20261121 09:60:00', 'SCHEMA_INVALID', '/DecMessage/EdocRealation[1]/SignTime'],
  ])('whose %s is "%s": %s at %s', (field, value, code, path) => {
    expect(() => readText(changed(field, value))).toThrow(
      expect.objectContaining({ code, place: expect.objectContaining({ path }) }),
    )
  })

  it.each(['DecHead', 'DecContainers', 'DecLicenseDocus', 'DecFreeTxt', 'DecSign'])(
    'that has no %s',
    (part) => {
      const text = sample('decmessage-import').replace(new RegExp(`<${part}>[\\s\\S]*</${part}>`), '')
      expect(() => readText(text)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^(SCHEMA_INVALID|FORMAT_UNKNOWN)$/) }),
      )
    },
  )

  it('that names no file', () => {
    const text = sample('decmessage-import').replaceAll(/<EdocRealation>[\s\S]*?<\/EdocRealation>/g, '')
    expect(() => readText(text)).toThrow(expect.objectContaining({ code: 'SCHEMA_INVALID' }))
  })

  it.each(['TrnHead', 'DecSupplementLists', 'SddTax'])(
    'that has the part %s, which is left out here',
    (part) => {
      const text = sample('decmessage-import').replace('<EdocRealation>', `<${part}/><EdocRealation>`)
      expect(() => readText(text)).toThrow(refusal('SCHEMA_INVALID', `/DecMessage/${part}`))
    },
  )

  it('that is a transit declaration as well', () => {
    expect(() => readText(changed('DeclTrnRel', '1'))).toThrow(refusal('FIELD_INVALID', `${HEAD}/DeclTrnRel`))
  })

  it('whose price has two currencies in the hub, or none', () => {
    expect(() => readText(sample('decmessage-import').replace('<TradeCurr>USD</TradeCurr>', ''))).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_INVALID' }),
    )
    const document = declaration()
    const shipment = asObject(document['goodsShipment']) ?? {}
    const [first, ...others] = objectsAt(shipment, 'goodsItems')
    const mixed = { ...first, itemChargeAmount: { amount: '1', currencyId: 'CNY' } }
    expect(() =>
      write({ ...document, goodsShipment: { ...shipment, goodsItems: [mixed, ...others] } }),
    ).toThrow(expect.objectContaining({ code: 'OUTPUT_INVALID' }))
  })
})

describe('limits of the format (trap 17)', () => {
  function items(count: number): JsonObject {
    const document = declaration()
    const shipment = asObject(document['goodsShipment']) ?? {}
    const [first] = objectsAt(shipment, 'goodsItems')
    const goodsItems = Array.from({ length: count }, (_, index) => ({ ...first, sequenceNumeric: index + 1 }))
    return { ...document, goodsShipment: { ...shipment, goodsItems } }
  }

  it('50 items are written, 51 are refused and never split', () => {
    expect(write(items(50)).text.split('<DecList>').length - 1).toBe(50)
    expect(() => write(items(51))).toThrow(
      expect.objectContaining({ code: 'OUTPUT_INVALID', message: expect.stringContaining('DecList') }),
    )
  })

  it.each([
    ['originRelations', 20, 'EcoRelation'],
    ['electronicDocuments', 10, 'EdocRealation'],
    ['additionalDocuments', 7, 'LicenseDocu'],
  ])('%s: %i, and one more is refused', (list, limit, element) => {
    const document = declaration()
    const [first] = objectsAt(document, list)
    const rows = (length: number): JsonObject => ({
      ...document,
      [list]: Array.from({ length }, () => ({ ...first })),
    })
    expect(write(rows(limit)).text.split(`<${element}>`).length - 1).toBe(limit)
    expect(() => write(rows(limit + 1))).toThrow(expect.objectContaining({ code: 'OUTPUT_INVALID' }))
  })

  it('a name of 71 characters is refused, never cut (trap 11)', () => {
    const document = declaration()
    const declarant = { ...asObject(document['declarant']), name: '货'.repeat(71) }
    expect(() => write({ ...document, declarant })).toThrow(refusal('OUTPUT_INVALID', `${HEAD}/AgentName`))
  })

  it('a remark is cut to 70 characters, and reported', () => {
    const { text, report } = write({ ...declaration(), statements: [{ content: '注'.repeat(71) }] })
    expect(text).toContain(`<NoteS>${'注'.repeat(70)}</NoteS>`)
    const told = lossReport([], report).entries.find(({ target }) => target === `${HEAD}/NoteS`)
    expect(told).toMatchObject({ outcome: 'changed' })
  })
})

describe('numbers of foreign registers (trap 10)', () => {
  it('are no number of China: AgentCode is missing before AgentName', () => {
    const declarant = { name: 'ТОО «Алатау»', identifier: { id: '070340004567', schemeId: 'KZ-BIN' } }
    expect(() => write({ ...declaration(), declarant })).toThrow(
      refusal('OUTPUT_INVALID', `${HEAD}/AgentName`),
    )
  })

  it('and the sentence names the field that is missing as the one expected', () => {
    const declarant = { name: 'ТОО «Алатау»', identifier: { id: '070340004567', schemeId: 'KZ-BIN' } }
    expect(() => write({ ...declaration(), declarant })).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /'AgentName': This element is not expected\. Expected is \( AgentCode \)/,
        ),
      }),
    )
  })

  it('nor is an office of another customs a district: CustomMaster is missing before CutMode', () => {
    const declarationOffice = { id: '57201', countryCode: 'KZ' }
    expect(() => write({ ...declaration(), declarationOffice })).toThrow(
      refusal('OUTPUT_INVALID', `${HEAD}/CutMode`),
    )
  })
})

describe('the function of a declaration (trap 14)', () => {
  it('an original that says so is one', () => {
    const document = declaration()
    expect(write({ ...document, functionCode: '9' }).text).toBe(write(document).text)
  })

  it.each(['1', '3', '4', '5'])('function %s is not written', (functionCode) => {
    expect(() => write({ ...declaration(), functionCode })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(CODE_UNKNOWN|OUTPUT_INVALID)$/) }),
    )
  })

  it.each([
    ['previousFunctionalReferenceId', 'KHG0'],
    ['guaranteedReleaseIndicator', true],
    ['transitIndicator', true],
    ['inspectionIndicator', true],
    ['selfAssessmentIndicator', false],
  ])('%s stops the exchange', (field, value) => {
    const { report } = write({ ...declaration(), [field]: value })
    expect(undeclaredLosses(lossReport([], report)).map((entry) => entry.document)).toEqual([
      `goods-declaration.${field}`,
    ])
  })
})

describe('the proof of origin (trap 15)', () => {
  it('names agreement, certificate and the items on both sides', () => {
    expect(readText(changed('CertType', 'Y02')).documents['goods-declaration']).toMatchObject({
      originRelations: [
        {
          typeCodeSource: { listId: 'CN-CERT-TYPE', code: 'Y02' },
          agreementCode: 'ACFTA',
          certificateId: 'GE26-0001872',
          goodsItemNumeric: 1,
          certificateItemNumeric: 2,
        },
      ],
    })
  })

  it.each(['Y', 'Y14', 'Y02'])('%s comes back as it was', (code) => {
    const document = readText(changed('CertType', code)).documents['goods-declaration'] ?? {}
    expect(write(document).text).toContain(`<CertType>${code}</CertType>`)
  })
})
