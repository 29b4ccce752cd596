import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, canonicalJsonBytes } from '../../src/evidence/canonical-json.ts'
import { decodeRecord } from '../../src/evidence/record-reader.ts'
import { encodeRecord, subjectOf, type EvidenceRecord } from '../../src/evidence/record.ts'

const hash = 'ab'.repeat(32)
const record: EvidenceRecord = {
  v: 1,
  at: '2026-11-21T08:00:00.000Z',
  exchange: 'e',
  kind: 'rejected',
  partner: 'Қазақстан',
  payload: hash,
  code: 'XML_MALFORMED',
}
const id = '0199f3a1-0000-7000-8000-000000000001'
const head = { v: 1, at: '2026-11-21T08:00:00.000Z' } as const
const entered: EvidenceRecord = {
  ...head,
  kind: 'entered',
  exchange: id,
  of: 'certificate-of-origin',
  event: 'issued',
  basis: '96',
  payload: hash,
}
const composed: EvidenceRecord = { ...head, kind: 'composed', exchange: id, about: id, documents: hash }
const answered: EvidenceRecord = {
  ...head,
  kind: 'answered',
  verification: id,
  by: 'cn-bank',
  agreement: hash,
  purpose: 'forex-payment',
  verdict: 'not-established',
  payload: hash,
  signature: { profile: 'jws', algorithm: 'ES256', keyId: hash },
}
const declined: EvidenceRecord = {
  ...head,
  kind: 'declined',
  writeOff: id,
  by: 'cn-clearance',
  agreement: hash,
  payload: hash,
  signature: { profile: 'jws', algorithm: 'ES256', keyId: hash },
}
const posting = { balance: id, total: '25150', reserved: '-12000.5', used: '11800' } as const
const posted = (['reserved', 'used', 'released'] as const).map((kind): EvidenceRecord => ({
  ...declined,
  kind,
  postings: [posting, { ...posting, carried: '0.25' }],
}))
const [reserved = declined] = posted
const until = '2026-12-01T10:00:00.000Z'
const untilThen: EvidenceRecord = { ...declined, kind: 'reserved', postings: [posting], until }
const ended: EvidenceRecord = {
  ...head,
  kind: 'ended',
  writeOff: id,
  agency: 'cn-clearance',
  until,
  postings: [posting],
  payload: hash,
  signature: { profile: 'jws', algorithm: 'ES256', keyId: hash },
}
const told = {
  ...head,
  kind: 'notified',
  to: 'cn-clearance',
  of: 'recalled',
  payload: hash,
  signature: { profile: 'jws', algorithm: 'ES256', keyId: hash },
} as const
const notified: readonly EvidenceRecord[] = [
  { ...told, verification: id },
  { ...told, writeOff: id },
]
const [ofVerification = declined] = notified
const denied: EvidenceRecord = {
  ...head,
  kind: 'denied',
  request: id,
  by: 'cn-bank',
  agreement: hash,
  code: 'FORMAT_NOT_AGREED',
  payload: hash,
}
const read = (text: string): EvidenceRecord => decodeRecord(new TextEncoder().encode(text))
const source = canonicalJson(record)

describe('canonical JSON', () => {
  test('is that of the examples in RFC 8785', () => {
    const value: unknown = JSON.parse(
      String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    )
    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
    const names = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
    expect(canonicalJson(names)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\ufb33":3}')
  })

  test('reads back to the same value and is then written the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        fc.pre(
          !/[\ud800-\udfff]/.test(JSON.stringify(value).replaceAll(/[\ud800-\udbff][\udc00-\udfff]/g, '')),
        )
        fc.pre(!JSON.stringify(value).includes('\\ud'))
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value))
      }),
    )
  })

  test('does not exist for what JSON cannot hold', () => {
    for (const value of [
      undefined,
      NaN,
      Infinity,
      1n,
      '\ud800',
      { '\udc00': 1 },
      [undefined],
      () => 1,
      Symbol('x'),
    ])
      expect(() => canonicalJson(value)).toThrow(TypeError)
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}')
  })
})

describe('a record', () => {
  test.each([
    record,
    composed,
    entered,
    answered,
    ...posted,
    untilThen,
    ended,
    declined,
    ...notified,
    denied,
  ])('is read from the bytes it was written to: $kind', (each) => {
    expect(decodeRecord(encodeRecord(each))).toEqual(each)
  })

  test('is filed under what it is about', () => {
    expect([record, composed, entered].map(subjectOf)).toEqual(['e', id, id])
    expect([answered, denied].map(subjectOf)).toEqual([id, id])
    expect([...posted, declined, ended].map(subjectOf)).toEqual([id, id, id, id, id])
    expect(notified.map(subjectOf)).toEqual([id, id])
  })

  test.each([
    ['an acceptance by no number', entered, { basis: '096' }],
    ['an acceptance before the log', entered, { basis: '-1' }],
    ['a fact about no exchange', entered, { exchange: undefined }],
    ['a fact that names an agreement', entered, { agreement: hash }],
    ['a message of our own about nothing', composed, { about: undefined }],
    ['a message of our own about a number', composed, { about: 'E26LA0110000318' }],
    ['a message of our own with a sender', composed, { partner: 'kz-customs' }],
    ['a verification by another name', answered, { verification: 'E26LA0110000318' }],
    ['an answer about an exchange too', answered, { exchange: id }],
    ['a verdict nobody gives', answered, { verdict: 'valid' }],
    [
      'an answer signed as messages are',
      answered,
      { signature: { profile: 'xmldsig-enveloped', algorithm: 'a', keyId: hash } },
    ],
    ['a write-off that takes nothing', reserved, { postings: [] }],
    ['a write-off of no balance', reserved, { postings: [{ ...posting, balance: 'E26LA0110000318' }] }],
    ['an amount with a zero behind it', reserved, { postings: [{ ...posting, used: '11800.0' }] }],
    ['an amount with a zero before it', reserved, { postings: [{ ...posting, used: '011800' }] }],
    ['a point without digits', reserved, { postings: [{ ...posting, used: '11800.' }] }],
    ['a second zero', reserved, { postings: [{ ...posting, used: '-0' }] }],
    ['a plus', reserved, { postings: [{ ...posting, used: '+1' }] }],
    ['an exponent', reserved, { postings: [{ ...posting, used: '1e3' }] }],
    ['an amount that is a number', reserved, { postings: [{ ...posting, used: 11800 }] }],
    ['more digits than are added up', reserved, { postings: [{ ...posting, used: '1'.repeat(19) }] }],
    ['a total below nothing', reserved, { postings: [{ ...posting, total: '-1' }] }],
    ['something carried below nothing', reserved, { postings: [{ ...posting, carried: '-1' }] }],
    ['a unit, which says of what it is', reserved, { postings: [{ ...posting, unit: 'KGM' }] }],
    ['a reference of the agency', reserved, { reference: 'CLR-1' }],
    ['a use with an end', posted[1], { until }],
    ['an end on a day', untilThen, { until: '2026-12-01' }],
    ['an end that an agency asked for', ended, { by: 'cn-clearance', agreement: hash }],
    ['an end without a time', ended, { until: undefined }],
    ['an end that gives nothing back', ended, { postings: [] }],
    ['a write-off declined that takes', declined, { postings: [posting] }],
    ['a write-off that nobody signed', declined, { signature: undefined }],
    ['a notice about nothing', ofVerification, { verification: undefined }],
    ['a notice about two things', ofVerification, { writeOff: id }],
    ['a notice of a kind that there is none of', ofVerification, { of: 'forgotten' }],
    ['a refusal without what was asked', denied, { payload: undefined }],
    ['a refusal without a code', denied, { code: '' }],
  ])('with %s is refused', (_, valid, change) => {
    expect(() => read(canonicalJson({ ...valid, ...change }))).toThrow(
      expect.objectContaining({ code: 'EVIDENCE_INVALID' }),
    )
  })

  test.each([
    ['spaces', source.replace(':', ': ')],
    ['another order', `{"v":1,${source.slice(1).replace(',"v":1', '')}`],
    ['a doubled name', source.replace('"v":1', '"v":1,"v":1')],
    ['another spelling of a number', source.replace('"v":1', '"v":1.0')],
    ['an escaped letter', source.replace('"e"', String.raw`"\u0065"`)],
    ['a byte order mark', `\ufeff${source}`],
    ['something behind it', `${source}\n`],
    ['no end', source.slice(0, -1)],
    ['another version', source.replace('"v":1', '"v":2')],
    ['an unknown kind', source.replace('rejected', 'forgotten')],
    ['a kind from the prototype', source.replace('rejected', 'toString')],
    ['an unknown field', source.replace('"v":1', '"v":1,"x":1')],
    ['a missing field', source.replace(`"payload":"${hash}",`, '')],
    ['a commitment in upper case', source.replace(hash, hash.toUpperCase())],
    ['a time without milliseconds', source.replace('.000Z', 'Z')],
    ['a time that never was', source.replace('11-21T08', '13-21T08')],
  ])('with %s is refused', (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'EVIDENCE_INVALID' }))
  })

  test('that is not UTF-8, or over 64 KB, is refused', () => {
    expect(() => decodeRecord(Uint8Array.of(0x22, 0xff, 0x22))).toThrow('not JSON')
    expect(() => decodeRecord(new Uint8Array(65_536))).toThrow('65536 bytes')
    expect(() => encodeRecord({ ...record, code: 'x'.repeat(65_536) })).toThrow(RangeError)
    expect(canonicalJsonBytes('é')).toHaveLength(4)
  })
})
