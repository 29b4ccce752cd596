import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { keyOf } from '../../src/ledger/facts/fact.ts'
import { keyText } from '../../src/model/document-key.ts'
import { readCertificate } from '../../src/ledger/read/certificate.ts'
import { objectsAt } from '../../src/model/json-access.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { SAMPLES, readText } from '../formats/sample-files.ts'

/** Every sample certificate becomes the fact that its boxes say. */

const EVERY = [
  ['asean-form-d', 'issued', 'LA', 'D', 'LA/KH/2026/000042'],
  ['asean-form-d-minimal', 'issued', 'MM', 'D', 'MM-MWD-2026-0007'],
  ['asean-form-d-replacement', 'issued', 'KH', 'D', 'KH-VN-2026-000112'],
  ['asean-form-d-cancellation', 'cancelled', 'KH', 'D', 'KH-VN-2026-000098'],
  ['asean-form-e', 'issued', 'LA', 'E', 'E26LA0110000311'],
  ['asean-form-e-cambodia', 'issued', 'KH', 'E', 'E26KH00002140'],
  ['asean-form-e-laos', 'issued', 'LA', 'E', 'E26LA0110000318'],
  ['asean-form-e-minimal', 'issued', 'KH', 'E', 'E26KH0000020'],
  ['asean-form-e-myanmar', 'issued', 'MM', 'E', 'E26MM105000458'],
  ['form-e', 'issued', 'CN', 'E', 'E265300000170001'],
  ['form-e-fifty-items', 'issued', 'CN', 'E', 'E265300000220003'],
  ['form-e-minimal', 'issued', 'CN', 'E', 'E265300000210002'],
  ['sertif-st1', 'issued', 'KZ', 'ST-1', 'KZ 6 750 00117'],
  ['sertif-st1-minimal', 'issued', 'KG', 'ST-1', 'KG 0117002'],
] as const

const certificates = new Map(
  SAMPLES.flatMap((path) => {
    const document = certificateIn(readFileSync(path, 'utf8'))
    return document === undefined ? [] : [[basename(path, '.xml'), document]]
  }),
)

function certificateIn(text: string): JsonObject | undefined {
  if (!/certificate|SertifST1Form|CertificateFormCode/i.test(text)) return undefined
  return readText(text).documents['certificate-of-origin']
}

function certificate(name: string): JsonObject {
  const document = certificates.get(name)
  if (document === undefined) throw new Error(`there is no certificate ${name}`)
  return document
}

const reading = (name: string, change: JsonObject = {}) =>
  readCertificate({ ...certificate(name), ...change })
const contentOf = (name: string, change: JsonObject = {}) => reading(name, change)?.content

describe('every sample', () => {
  test.each(EVERY)('%s is %s by %s under its form and number', (name, event, issuer, series, number) => {
    expect(reading(name)).toMatchObject({
      key: { kind: 'certificate-of-origin', issuer, series, number },
      event,
    })
  })

  test('has all its lines, by their numbers', () => {
    for (const [name, document] of certificates) {
      const numbers = objectsAt(document, 'goodsItems').map((item) => item['sequenceNumeric'])
      expect(contentOf(name)?.lines.map(({ line }) => line)).toEqual(numbers)
    }
    expect(contentOf('form-e-fifty-items')?.lines).toHaveLength(50)
  })

  test('is in the list above', () => {
    expect([...certificates.keys()].sort()).toEqual(EVERY.map(([name]) => name).sort())
  })
})

describe('a certificate', () => {
  test('is told as short as checks need it', () => {
    expect(contentOf('asean-form-e-laos')).toEqual({
      issueDay: '2026-11-21',
      authority: { names: ['Department of Industry and Commerce, Vientiane Capital'], ids: [] },
      agreementCode: 'ACFTA',
      exporter: { names: ['Tuayang Export Co., Ltd.'], ids: [] },
      consignee: { names: ['Kunming Shili Import and Export Co., Ltd.'], ids: [] },
      invoices: ['TE-2026-318'],
      lines: [
        {
          line: 1,
          hs: '110814',
          origin: 'LA',
          criterion: 'WO',
          quantity: { quantity: '25150', unit: 'KGM', basis: 'gross' },
        },
        {
          line: 2,
          hs: '350510',
          origin: 'LA',
          criterion: 'RVC 55',
          quantity: { quantity: '1006', unit: 'KGM', basis: 'gross' },
          value: { amount: '1290', currency: 'USD' },
        },
      ],
    })
  })

  test('keeps names in both scripts and numbers with their register', () => {
    expect(contentOf('asean-form-e')).toMatchObject({
      lastDay: '2027-11-17',
      authority: { names: [expect.any(String), 'Department of Industry and Commerce, Vientiane Capital'] },
      consignee: {
        names: ['昆明示例进出口有限公司', 'Kunming Shili Import and Export Co., Ltd.'],
        ids: ['USCC 91530100MA6EXAMP21'],
      },
      importer: { ids: ['USCC 91530100MA6EXAMP21'] },
      invoices: ['ST-HK-26-5540', 'TE-2026-311'],
      indicators: ['issued-retroactively', 'exhibition', 'back-to-back', 'third-party-invoicing'],
    })
  })

  test('names whoever sends the goods where it names no exporter', () => {
    expect(contentOf('sertif-st1-minimal')?.exporter).toEqual({
      names: ['ОсОО «Ала-Тоо Жемиш»'],
      ids: ['KG-INN 01208201610117', 'KG-OKPO 29876543'],
    })
    expect(contentOf('sertif-st1')?.exporter?.names).toEqual(['ОАО «Минский комбинат»'])
  })

  test.each([
    ['the main quantity', 'asean-form-e-myanmar', 0, '24', 'TNE', 'other'],
    ['the net mass without one', 'form-e', 0, '20400', 'KGM', 'net'],
    ['pieces', 'form-e', 1, '12', 'C62', 'other'],
    ['the gross mass alone', 'asean-form-d', 1, '512.5', 'KGM', 'gross'],
    ['the mass where the unit stands there in words', 'sertif-st1', 0, '4056', 'KGM', 'net'],
  ])('counts %s', (_, name, place, quantity, unit, basis) => {
    expect(contentOf(name)?.lines[place]?.quantity).toEqual({ quantity, unit, basis })
  })

  test('says which one it replaces, and which one it is built on', () => {
    expect(contentOf('asean-form-d-replacement')).toMatchObject({ previous: 'KH-VN-2026-000098' })
    expect(contentOf('form-e')).toMatchObject({ previous: 'E265300000160001' })
    expect(contentOf('sertif-st1')).toMatchObject({ previous: 'KZ 6 750 00110' })
    expect(contentOf('asean-form-e')).toMatchObject({ base: 'E26TH00099120' })
    expect(contentOf('asean-form-e')).not.toHaveProperty('previous')
    const ticked = { functionCode: '9', indicators: [{ statementCode: 'replacement' }] }
    expect(contentOf('sertif-st1', ticked)).toMatchObject({ previous: 'KZ 6 750 00110' })
  })

  test('has the day that is written on it, whatever the clock says elsewhere', () => {
    expect(contentOf('asean-form-e-laos', { issueDateTime: '2026-11-21T01:00:00+07:00' })).toMatchObject({
      issueDay: '2026-11-21',
    })
    expect(contentOf('asean-form-e-laos', { issueDateTime: '2026-11-21+07:00' })).toMatchObject({
      issueDay: '2026-11-21',
    })
  })
})

describe('nothing is read', () => {
  test('from a certificate that does not say which country issued it', () => {
    const { issuingCountryCode, ...document } = certificate('asean-form-e-laos')
    expect(issuingCountryCode).toBe('LA')
    expect(readCertificate(document)).toBeUndefined()
    const authority = { issuingAuthority: { name: 'A department', countryCode: 'LA' } }
    expect(readCertificate({ ...document, ...authority })?.key.issuer).toBe('LA')
  })

  test.each(['б/н', '---', `E${'1'.repeat(64)}`])(
    'from a certificate with the number %s and no other',
    (id) => {
      expect(reading('asean-form-e-laos', { id })).toBeUndefined()
      expect(reading('asean-form-e-laos', { id, blankId: 'LA 0042' })?.key.number).toBe('LA 0042')
    },
  )

  test('from a function that issues and cancels nothing', () => {
    for (const functionCode of ['2', '3', '4', '6'])
      expect(reading('asean-form-e-laos', { functionCode })).toBeUndefined()
    expect(reading('asean-form-e-laos', { functionCode: '7' })?.event).toBe('issued')
  })
})

describe('the key', () => {
  const name = {
    kind: 'certificate-of-origin',
    issuer: 'KH',
    series: 'D',
    number: 'KH-VN-2026-000098',
  } as const

  test('is the same however the number was typed', () => {
    for (const number of ['kh vn 2026 000098', 'КН/VN/2026/000098', 'ＫＨＶＮ2026000098'])
      expect(keyText(keyOf({ ...name, number }))).toBe(keyText(keyOf(name)))
  })

  test('is another one for another issuer, form or number', () => {
    const others = [
      { ...name, issuer: 'VN' },
      { ...name, series: 'E' },
      { ...name, number: 'KH-VN-2026-000099' },
      { ...name, series: 'D KH', number: 'VN2026000098' },
    ]
    const texts = [name, ...others].map((each) => keyText(keyOf(each)))
    expect(new Set(texts).size).toBe(texts.length)
  })
})
