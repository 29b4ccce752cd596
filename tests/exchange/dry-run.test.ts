import { describe, expect, test } from 'vitest'
import { dryRun, type DryRun, type DryRunInput } from '../../src/exchange/dry-run.ts'
import { dryRunText } from '../../src/exchange/dry-run-text.ts'
import { namedFormats } from '../../src/exchange/named-formats.ts'
import type { Agreement, Partner, Route } from '../../src/partners/partner.ts'
import { AT, CONTEXT, formats, sample } from '../formats/sample-files.ts'
import { partnerWith } from './partner.ts'

const KZ_ROUTE: Route = {
  name: 'kz-export-manifest',
  on: 'kz-awmds-r1',
  with: undefined,
  waitMs: 0,
  to: 'cn',
  as: 'cn-mt1401-v1',
  context: {},
  messageIdPrefix: 'CN_MT1401_1p0_9402KHORGOS01_',
  crossings: undefined,
}
const CN_ROUTE: Route = {
  ...KZ_ROUTE,
  name: 'cn-export-manifest',
  on: 'cn-mt2401-v1',
  with: 'cn-mt4402-v1',
  to: 'kz',
  as: 'kz-awmds-r1',
  messageIdPrefix: '',
}
const LIMIT = 200_000

function partner(id: string, agreement: Partial<Agreement>): Partner {
  return { ...partnerWith(agreement), id, limits: { maxMessageBytes: LIMIT } }
}

function parts(cn: Partial<Agreement> = {}) {
  const both = [
    partner('kz', { sends: ['kz-awmds-r1'], routes: [KZ_ROUTE] }),
    partner('cn', {
      sends: ['cn-mt2401-v1', 'cn-mt4402-v1'],
      routes: [CN_ROUTE],
      context: CONTEXT.values,
      ...cn,
    }),
  ]
  return { formats, partners: new Map(both.map((each) => [each.id, each])) }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function tried(texts: readonly string[], wanted: Partial<DryRunInput>, cn: Partial<Agreement> = {}): DryRun {
  return dryRun(parts(cn), {
    partner: undefined,
    from: undefined,
    to: 'cn-mt1401-v1',
    at: AT,
    values: {},
    messages: texts.map(bytes),
    ...wanted,
  })
}

const AWMDS = sample('awmds-export-small')

describe('a dry run of a good message', () => {
  const run = tried([AWMDS], { partner: 'kz' })

  test('gives documents, output and report, and says that it would be converted', () => {
    expect(run).toMatchObject({
      from: ['kz-awmds-r1'],
      to: 'cn-mt1401-v1',
      convertible: true,
      errors: [],
      signatures: [{ state: 'absent' }],
      documents: { 'cargo-report': { consignments: expect.any(Array) } },
      losses: { undeclared: { accepted: 0, notAccepted: 0 } },
      lossReport: { v: 1 },
    })
    expect(run.output).toMatch(/^<Manifest/)
  })

  test('uses the prefix and the values of the agreement whose route it is', () => {
    expect(run.output).toMatch(/<MessageID>CN_MT1401_1p0_9402KHORGOS01_[0-9a-f]{32}<\/MessageID>/)
    expect(run.output).toContain(`<SenderID>${CONTEXT.values.senderId}</SenderID>`)
  })

  test('as a table says the same, without what was kept', () => {
    const text = dryRunText(run)
    expect(text).toMatch(/^kz-awmds-r1 → cn-mt1401-v1: can be converted\nsignature: absent/)
    expect(text).toMatch(
      /\nchanged +…ol_segment\/Goods_segment\/Volume_in_cubic_meters +\S+ +\S+GrossVolumeMeasure +1 +"9.75" → "10" +rounded/,
    )
    expect(text).not.toMatch(/\nkept/)
  })
})

describe('all errors at once:', () => {
  test('schema, unknown codes and totals of one message, each with its place', () => {
    const wrong = AWMDS.replace(/<Total_number_of_bols>\d+</, '<Total_number_of_bols>77<')
      .replace(/<Package_type_code>[^<]+</, '<Package_type_code>@@<')
      .replace(/<\/Awmds>\s*$/, '<Stranger>1</Stranger></Awmds>')
    const { errors, convertible, output } = tried([wrong], { partner: 'kz' })
    expect(convertible).toBe(false)
    expect(output).toBeUndefined()
    const codes = errors.map(({ code }) => code)
    expect(codes).toContain('SCHEMA_INVALID')
    expect(codes).toContain('CODE_UNKNOWN')
    expect(codes).toContain('TOTAL_MISMATCH')
    for (const { place } of errors) expect(place).toMatchObject({ path: expect.stringMatching(/^\/Awmds/) })
    expect(new Set(errors.map(({ detail, place }) => `${place?.path} ${detail}`)).size).toBe(errors.length)
  })

  test('every schema error has a line of its own', () => {
    const wrong = AWMDS.replace(/<Total_number_of_bols>\d+</, '<Total_number_of_bols>many<').replace(
      /<\/Awmds>\s*$/,
      '<Stranger>1</Stranger></Awmds>',
    )
    const { errors } = tried([wrong], { partner: 'kz' })
    const schema = errors.filter(({ code }) => code === 'SCHEMA_INVALID')
    expect(new Set(schema.map(({ place }) => place?.path)).size).toBeGreaterThan(1)
    for (const { detail } of schema) expect(detail).not.toContain('; /')
  })

  test('output that the receiver would not take', () => {
    const long = AWMDS.replaceAll(/<Consignee_name>[^<]*</g, `<Consignee_name>${'x'.repeat(90)}<`)
    const { errors, documents } = tried([long], { partner: 'kz' })
    expect(documents).toBeDefined()
    expect(errors.length).toBeGreaterThan(0)
    for (const { code, place } of errors) {
      expect(code).toBe('OUTPUT_INVALID')
      expect(place?.path).toMatch(/^\/Manifest\/.*Consignee/)
    }
  })

  test('two messages, each with its own', () => {
    const { errors, from } = tried(
      [sample('mt2401').replace('<FunctionCode>9<', '<FunctionCode>9x<'), '<M'],
      { to: 'kz-awmds-r1', from: 'cn-mt2401-v1' },
    )
    expect(from).toEqual([])
    expect(errors.map(({ code }) => code)).toEqual(['FORMAT_UNKNOWN', 'XML_MALFORMED'])
  })

  test('bytes that are no message are one finding, not a throw', () => {
    const { errors, signatures, convertible } = tried(['<!DOCTYPE a><a/>'], { partner: 'kz' })
    expect([convertible, signatures, errors.map(({ code }) => code)]).toEqual([
      false,
      [{ state: 'absent' }],
      ['XML_FORBIDDEN'],
    ])
  })
})

describe('formats', () => {
  test('named by an agreement are those it sends, those it gets and its answers', () => {
    const { partners } = parts()
    const kz = partners.get('kz')
    expect(kz && namedFormats(kz, partners.values())).toEqual(['kz-awmds-r1', 'cn-mt1401-v1'])
  })

  test.each([
    ['to', { to: 'cn-mtres4-v1' }],
    ['to, unknown anywhere', { to: 'xx-none-v1' }],
    ['from', { from: 'cn-mt2401-v1' }],
  ])('a partner may not try others (%s)', (_, wanted) => {
    expect(() => tried([AWMDS], { partner: 'kz', ...wanted })).toThrow(
      expect.objectContaining({ code: 'FORMAT_NOT_AGREED' }),
    )
  })

  test('that are envelopes are nothing to convert from or into', () => {
    for (const wanted of [{ to: 'cn-dxpmsg-v1' }, { from: 'cn-dxpmsg-v1', to: 'cn-mt1401-v1' }])
      expect(() => tried([AWMDS], wanted)).toThrow(
        expect.objectContaining({ message: expect.stringContaining('is an envelope') }),
      )
  })

  test('that are made of other documents say of which', () => {
    const { errors } = tried([AWMDS], { to: 'ru-cmr-v5.23.0' })
    expect(errors).toMatchObject([
      { code: 'OUTPUT_INVALID', detail: expect.stringContaining('is made of transport-contract') },
    ])
  })

  test('that a partner may not send are a finding about the message', () => {
    const { errors } = tried([sample('mt2401')], { partner: 'kz' })
    expect(errors.map(({ code }) => code)).toEqual(['FORMAT_NOT_AGREED'])
  })
})

describe('encodings', () => {
  const chinese = Buffer.concat([
    Buffer.from(`<?xml version="1.0" encoding="GB18030"?>`),
    Buffer.from(sample('mt2401').replace(/^<\?xml[^>]*>\s*/, '')).subarray(0),
  ])

  test('that the agreement does not name are a finding', () => {
    const { errors } = dryRun(parts(), {
      partner: 'cn',
      from: undefined,
      to: 'kz-awmds-r1',
      at: AT,
      values: {},
      messages: [chinese],
    })
    expect(errors.map(({ code }) => code)).toEqual(['XML_ENCODING'])
  })

  test('of the receiver that lack a character are a finding with its place, and the output is shown', () => {
    const { errors, output } = tried(
      [AWMDS.replace(/<Consignee_name>[^<]*</, '<Consignee_name>新疆<')],
      { partner: 'kz' },
      { outgoingEncoding: 'windows-1251' },
    )
    expect(output).toContain('新疆')
    expect(errors).toMatchObject([
      { code: 'OUTPUT_INVALID', place: { path: expect.stringMatching(/^\/Manifest\/.*Consignee\/Name$/) } },
    ])
  })
})

describe('a signature', () => {
  const signed = AWMDS.replace(
    /<\/Awmds>\s*$/,
    '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature></Awmds>',
  )

  test('that does not verify is told and is no error', () => {
    const { signatures, convertible } = tried([signed], { partner: 'kz' })
    expect(convertible).toBe(true)
    expect(signatures).toEqual([
      { state: 'not-verified', code: 'SIGNATURE_PROFILE', detail: expect.any(String) },
    ])
  })

  test('is not tried where nobody says whose it should be', () => {
    expect(tried([signed], {})).toMatchObject({ convertible: true, signatures: [{ state: 'not-tried' }] })
  })
})

describe('losses that no mapping declares', () => {
  const dangerous = sample('mt2401').replace(
    '</Description></Commodity>',
    '</Description><Classification><ID>1263</ID></Classification></Commodity>',
  )
  const pair = [dangerous, sample('mt4402')]
  const wanted = { to: 'kz-awmds-r1', partner: 'cn' }
  const accepted = (path: string) => ({ acceptedLosses: [{ path, reason: 'told by telephone' }] })

  test('are errors, and the output is shown all the same', () => {
    const run = tried(pair, wanted)
    expect(run.errors.map(({ code, detail }) => [code, detail])).toEqual([
      ['LOSS_NOT_ACCEPTED', expect.stringContaining('would be lost')],
    ])
    expect(run.output).toMatch(/^<Awmds>/)
    expect(run.losses?.undeclared).toEqual({ accepted: 0, notAccepted: 1 })
  })

  test.each([
    ['the hub field', 'cargo-report.consignments[].consignmentItems[].undgId'],
    ['what is above it', 'cargo-report.consignments[].consignmentItems'],
    [
      'the field of the message',
      '/Manifest/Declaration/Consignment/ConsignmentItem/Commodity/Classification',
    ],
  ])('may be accepted by the agreement, by %s', (_, path) => {
    const run = tried(pair, wanted, accepted(path))
    expect(run).toMatchObject({ convertible: true, losses: { undeclared: { accepted: 1, notAccepted: 0 } } })
    expect(run.lossReport?.entries.filter((entry) => entry.accepted !== undefined)).toMatchObject([
      { outcome: 'dropped', declared: false, accepted: 'told by telephone' },
    ])
    expect(dryRunText(run)).toMatch(/\ndropped, accepted .*told by telephone\n/)
  })

  test.each([
    ['another field', 'cargo-report.consignments[].consignmentItems[].sequenceNumber'],
    ['a field whose name only begins the same', 'cargo-report.consignments[].consignmentItems[].undg'],
  ])('are not accepted by %s', (_, path) => {
    expect(tried(pair, wanted, accepted(path)).convertible).toBe(false)
  })
})

test('what would steer a terminal is not in the table', () => {
  const text = dryRunText({
    ...tried([AWMDS], {}),
    lossReport: {
      v: 1,
      read: [],
      write: { format: 'x', mapping: '', codeLists: {} },
      totals: { kept: 0, changed: 1, defaulted: 0, dropped: 0 },
      entries: [
        {
          outcome: 'changed',
          from: '\u001b[2J\u202e',
          to: 'b'.repeat(300),
          declared: true,
          count: 1,
          source: '/a',
        },
      ],
    },
  })
  for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character)
  expect(text).toContain('bbb…')
})
