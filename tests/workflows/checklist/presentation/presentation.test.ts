import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import * as fc from 'fast-check'
import { compactVerify, importSPKI } from 'jose'
import jsQR from 'jsqr'
import { encodeQR } from 'qr'
import { beforeAll, describe, expect, test } from 'vitest'
import type { LoadChecklist } from '../../../../src/model/generated/load-checklist.ts'
import { protectedHeaderOf, signJws } from '../../../../src/trust/jws.ts'
import { editionOf } from '../../../../src/workflows/checklist/compare/edition.ts'
import { digitsOf, textOfDigits } from '../../../../src/workflows/checklist/presentation/digits.ts'
import {
  MAX_DIGITS,
  presentChecklist,
  type PresentedChecklist,
} from '../../../../src/workflows/checklist/presentation/present.ts'
import { qrSvg } from '../../../../src/workflows/checklist/presentation/qr.ts'
import {
  type PresentationVerdict,
  verifyPresentation,
} from '../../../../src/workflows/checklist/presentation/verify.ts'
import { testSigner, type TestSigner } from '../../../trust/signers.ts'
import { truck } from '../truck.ts'

const ISSUED = new Date('2026-11-21T10:00:00Z')
const VALIDITY = { issued: ISSUED, validUntil: new Date('2026-11-24T10:00:00Z') }
const NOW = new Date('2026-11-22T10:00:00Z')

let signer: TestSigner
let presented: PresentedChecklist
beforeAll(async () => {
  signer = await testSigner('ec-p256')
  presented = presentChecklist(truck, signer.signing, VALIDITY)
})

const verify = (text: string, now = NOW): PresentationVerdict =>
  verifyPresentation(text, [signer.verification], now)
const failure = ({ verdict, checks }: PresentationVerdict) => [
  verdict,
  checks.at(-1)?.check,
  checks.at(-1)?.code,
]

/** What the digits of a code stand for. */
const compactOf = (digits: string): string => textOfDigits(digits) ?? ''

/** Twenty lines such as a grocer's truck has, none like the other. */
const GOODS =
  '瓷砖,柴油发电机组,苹果富士,大蒜,洗衣粉,轮胎 12.00R20,玻璃钢管,儿童自行车,电缆 3×2.5,塑料桶,纸箱,床垫,方便面,绿茶,螺栓 M16,水泥 42.5,涂料,石膏板,工作服,安全帽'
const lines = (count: number): LoadChecklist['consignmentItems'] =>
  Array.from({ length: count }, (_, at) => ({
    sequenceNumeric: at + 1,
    description: `${GOODS.split(',')[at % 20]}，规格 ${at * 37 + 11} / Бараа ${at * 7919}`,
    classification: { id: String(100_000 + ((at * 40_503) % 899_999)) },
    packageQuantity: (at * 7919) % 1500,
    packageKindCode: 'CT',
    grossMassMeasure: `${((at * 104_729) % 9000) + 13}.${(at % 9) + 1}`,
    netMassMeasure: `${((at * 104_729) % 9000) + 7}`,
  }))
const big = (count: number): LoadChecklist => ({ ...truck, consignmentItems: lines(count) })

const versionOf = (digits: string): number =>
  (encodeQR(digits, 'raw', { ecc: 'medium', encoding: 'numeric', border: 1 }).length - 2 - 17) / 4

/** The picture as a camera has it: four pixels to a module. */
function scanned(svg: string): string | undefined {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1])
  const scale = 4
  const pixels = new Uint8ClampedArray((size * scale) ** 2 * 4).fill(255)
  for (const { x, y } of modulesOf(svg))
    for (let dy = 0; dy < scale; dy += 1)
      for (let dx = 0; dx < scale; dx += 1) {
        const at = ((y * scale + dy) * size * scale + x * scale + dx) * 4
        pixels.fill(0, at, at + 3)
      }
  return jsQR.default(pixels, size * scale, size * scale)?.data
}

/** Paths of unit squares: M, h, v, H, V, Z; rows are filled between their vertical edges. */
function modulesOf(svg: string): { x: number; y: number }[] {
  const edges = new Map<string, number>()
  const path = /<path[^>]* d="([^"]+)"/.exec(svg)?.[1] ?? ''
  let [x, y, startX, startY] = [0, 0, 0, 0]
  const upright = (to: number) => {
    for (let row = Math.min(y, to); row < Math.max(y, to); row += 1)
      edges.set(`${row} ${x}`, (edges.get(`${row} ${x}`) ?? 0) + 1)
    y = to
  }
  for (const [, command = '', text = ''] of path.matchAll(/([MmHhVvZz])([^MmHhVvZz]*)/g)) {
    const [first = 0, second = 0] = text
      .trim()
      .split(/[\s,]+/)
      .map(Number)
    if (command === 'M') [x, y, startX, startY] = [first, second, first, second]
    if (command === 'm') [x, y, startX, startY] = [x + first, y + second, x + first, y + second]
    if (command === 'h') x += first
    if (command === 'H') x = first
    if (command === 'v') upright(y + first)
    if (command === 'V') upright(first)
    if (command.toLowerCase() === 'z') {
      upright(startY)
      x = startX
    }
  }
  const rows = new Map<number, number[]>()
  for (const [key, times] of edges) {
    const [row = 0, column = 0] = key.split(' ').map(Number)
    if (times % 2 === 1) rows.set(row, [...(rows.get(row) ?? []), column])
  }
  return [...rows].flatMap(([row, columns]) => {
    const sorted = columns.toSorted((a, b) => a - b)
    return sorted.flatMap((from, at) =>
      at % 2 === 1
        ? []
        : Array.from({ length: (sorted[at + 1] ?? from) - from }, (_, step) => ({ x: from + step, y: row })),
    )
  })
}

describe('a presented checklist', () => {
  test('says offline what the list says, to who trusts the key', () => {
    expect(verify(presented.text)).toMatchObject({
      verdict: 'valid',
      keyId: signer.verification.keyId,
      presentation: {
        number: 'C26070500123',
        edition: editionOf(truck),
        exitOffice: { country: 'CN', office: '0705' },
        ...VALIDITY,
        plate: '1234 УБА',
        trailers: ['5678 УБЧ'],
        containers: ['CSNU1234567'],
        seals: ['8800123', 'M4471'],
        counts: { containers: 1, seals: 2, lines: 3 },
        totals: { packages: 810, gross: '14000.5', net: '13610' },
        lines: [
          { line: 1, packages: 640, gross: '12400.5', hs: '690721', goods: '瓷砖 / Керамик хавтан' },
          { line: 2, packages: 150, gross: '1400', hs: '080810', goods: '苹果 / Алим' },
          { line: 3, packages: 20, gross: '200', hs: undefined, goods: '茶 / Цай' },
        ],
      },
    })
    expect(verify(presented.text).presentation).toEqual(presented.presentation)
    expect(verify(compactOf(presented.text)).verdict).toBe('valid')
  })

  test('is read off its QR code by another decoder than drew it', () => {
    expect(scanned(qrSvg(presented.text))).toBe(presented.text)
    const full = presentChecklist(big(20), signer.signing, VALIDITY)
    expect(scanned(qrSvg(full.text))).toBe(full.text)
  })

  test('is a JWS that other software verifies', async () => {
    const { protectedHeader, payload } = await compactVerify(
      compactOf(presented.text),
      await importSPKI(
        signer.verification.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        'ES256',
      ),
    )
    expect(protectedHeader).toEqual({
      alg: 'ES256',
      kid: signer.signing.keyId,
      typ: 'khorgos-load-checklist+jws',
    })
    expect(payload.length).toBeLessThan(600)
  })

  test('has twenty lines with their beginnings on a code of version 25', () => {
    const { text, presentation } = presentChecklist(big(20), signer.signing, VALIDITY)
    expect(presentation.lines).toHaveLength(20)
    expect(presentation.lines.filter(({ goods }) => goods.length < 2)).toEqual([])
    expect(versionOf(text)).toBeLessThanOrEqual(25)
    expect(text.length).toBeLessThanOrEqual(MAX_DIGITS)
    expect(verify(text).verdict).toBe('valid')
  })

  test('of a list of any length falls back to less, and always tells number, totals and digest', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 128 }), { maxLength: 40 }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
        (count, seals, plate) => {
          const list: LoadChecklist = {
            ...big(count),
            borderTransportMeans: { name: plate, typeCode: '3', seals: seals.map((id) => ({ id })) },
          }
          const { text } = presentChecklist(list, signer.signing, VALIDITY)
          expect(versionOf(text)).toBeLessThanOrEqual(25)
          const { verdict, presentation } = verify(text)
          expect(verdict).toBe('valid')
          expect(presentation).toMatchObject({
            number: list.id,
            edition: editionOf(list),
            counts: { seals: seals.length + 1, lines: count },
            totals: { gross: '14000.5' },
          })
        },
      ),
      { numRuns: 40 },
    )
  })

  test.each([
    ['before it begins', '2026-11-21T09:54:00Z', 'invalid'],
    ['by a clock that is a little slow', '2026-11-21T09:56:00Z', 'valid'],
    ['in its last second', '2026-11-24T10:00:00Z', 'valid'],
    ['after it has ended', '2026-11-24T10:00:01Z', 'invalid'],
  ])('%s', (_, now, verdict) => {
    const told = verify(presented.text, new Date(now))
    expect(told.verdict).toBe(verdict)
    if (verdict === 'invalid')
      expect(failure(told)).toEqual(['invalid', 'presentation-time', 'PRESENTATION_EXPIRED'])
  })

  test('is not signed for longer than a month, nor with another kind of key', async () => {
    const month = { issued: ISSUED, validUntil: new Date('2026-12-24T10:00:00Z') }
    expect(() => presentChecklist(truck, signer.signing, month)).toThrow(
      expect.objectContaining({ code: 'FIELD_INVALID' }),
    )
    const rsa = await testSigner('rsa-2048')
    expect(() => presentChecklist(truck, rsa.signing, VALIDITY)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})

describe('a presentation is refused', () => {
  const parts = () => compactOf(presented.text).split('.')
  const signedBy = (
    payload: Uint8Array,
    header = protectedHeaderOf(signer.signing, 'khorgos-load-checklist+jws'),
  ) =>
    [header, payload, signJws(payload, header, signer.signing)]
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.')
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

  test('whose key nobody trusts, or is stated as compromised', async () => {
    const other = await testSigner('ec-p256')
    expect(failure(verifyPresentation(presented.text, [other.verification], NOW))).toEqual([
      'invalid',
      'presentation-signature',
      'SIGNER_UNKNOWN',
    ])
    const lost = { ...signer.verification, compromisedFrom: ISSUED }
    expect(failure(verifyPresentation(presented.text, [lost], NOW))).toEqual([
      'invalid',
      'presentation-signature',
      'SIGNER_COMPROMISED',
    ])
    expect(verifyPresentation(presented.text, [other.verification, signer.verification], NOW).verdict).toBe(
      'valid',
    )
    expect(verifyPresentation(presented.text, [], NOW).verdict).toBe('invalid')
  })

  test('when any digit of it is another', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), (place, step) => {
        const at = place % presented.text.length
        const digit = (Number(presented.text[at]) + step) % 10
        const other = `${presented.text.slice(0, at)}${digit}${presented.text.slice(at + 1)}`
        const { verdict, presentation } = verify(other)
        expect({ verdict, presentation }).toEqual({ verdict: 'invalid', presentation: undefined })
      }),
    )
  })

  test('that is any other text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...Array.from('0123456789.-_Az=')) })),
        (text) => {
          expect(verify(text).verdict).toBe('invalid')
        },
      ),
    )
  })

  test.each<[string, () => string, string]>([
    ['longer than any code', () => '5'.repeat(7090), 'PRESENTATION_INVALID'],
    ['with an odd number of digits', () => presented.text.slice(1), 'PRESENTATION_INVALID'],
    ['with digits that stand for nothing', () => `99${presented.text.slice(2)}`, 'PRESENTATION_INVALID'],
    ['with a part too many', () => `${parts().join('.')}.AAAA`, 'PRESENTATION_INVALID'],
    ['with padding', () => `${parts().join('.')}=`, 'PRESENTATION_INVALID'],
    ['with white space', () => ` ${parts().join('.')}`, 'PRESENTATION_INVALID'],
    ['without signature', () => `${parts()[0]}.${parts()[1]}.`, 'PRESENTATION_INVALID'],
    [
      'that wants no signature checked',
      () =>
        `${encoded({ alg: 'none', kid: signer.signing.keyId, typ: 'khorgos-load-checklist+jws' })}.${parts()[1]}.AAAA`,
      'SIGNATURE_PROFILE',
    ],
    [
      'that was made with the public key as a secret',
      () => {
        const head = encoded({ alg: 'HS256', kid: signer.signing.keyId, typ: 'khorgos-load-checklist+jws' })
        const secret = signer.verification.publicKey.export({ type: 'spki', format: 'der' })
        return `${head}.${parts()[1]}.${createHmac('sha256', secret).update(`${head}.${parts()[1]}`).digest('base64url')}`
      },
      'SIGNATURE_PROFILE',
    ],
    [
      'that brings its own key',
      () => {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
        const head = encoded({
          alg: 'ES256',
          kid: signer.signing.keyId,
          typ: 'khorgos-load-checklist+jws',
          jwk: publicKey.export({ format: 'jwk' }),
        })
        const input = Buffer.from(`${head}.${parts()[1]}`)
        return `${input.toString()}.${sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
      },
      'SIGNATURE_PROFILE',
    ],
    [
      'that was signed as something else',
      () =>
        signedBy(
          Buffer.from(parts()[1] ?? '', 'base64url'),
          protectedHeaderOf(signer.signing, 'khorgos-answer'),
        ),
      'SIGNATURE_PROFILE',
    ],
    ['that is signed and not compressed', () => signedBy(Buffer.from('{"v":1}')), 'PRESENTATION_INVALID'],
    [
      'that unfolds to megabytes',
      () => signedBy(deflateRawSync(Buffer.alloc(3_000_000, 32), { level: 9 })),
      'PRESENTATION_INVALID',
    ],
    ['that is signed and says nothing', () => signedBy(deflateRawSync('{"v":1}')), 'PRESENTATION_INVALID'],
    [
      'with a text that turns the others round',
      () => signedBy(deflateRawSync(JSON.stringify(withPlate('12\u202e34')))),
      'PRESENTATION_INVALID',
    ],
    ['with a member twice', () => signedBy(deflateRawSync('{"v":1,"v":1}')), 'JSON_MALFORMED'],
  ])('%s', (_, text, code) => {
    const told = verify(text())
    expect(told.presentation).toBeUndefined()
    expect([told.verdict, told.checks.at(-1)?.code]).toEqual(['invalid', code])
  })

  const withPlate = (p: string) => ({
    v: 1,
    n: 'C26070500123',
    d: 'A'.repeat(43),
    o: ['CN', '0705'],
    i: 1,
    x: 2,
    p,
    t: [],
    c: [0, 0, 0],
    g: [null, null, null],
    l: [],
  })

  test('and the same content without that is one', () => {
    const text = signedBy(deflateRawSync(JSON.stringify(withPlate('1234'))))
    expect(verify(text, new Date(1500)).verdict).toBe('invalid')
    expect(verify(text, new Date(1500)).presentation?.plate).toBe('1234')
  })
})

test('digits are those of the characters, both ways', () => {
  expect(digitsOf('eyJ.z-')).toBe('567629017700')
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('ABCxyz019-_.')), minLength: 1 }), (text) => {
      expect(textOfDigits(digitsOf(text))).toBe(text)
    }),
  )
})
