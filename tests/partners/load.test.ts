import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PACKAGE_FOLDER } from '../../src/config.ts'
import { KhorgosError } from '../../src/errors.ts'
import { loadParts } from '../../src/exchange/parts.ts'
import { loadPartners } from '../../src/partners/load.ts'
import { makeSandboxKeys } from '../../src/sandbox/keys.ts'
import { spkiSha256 } from '../../src/trust/keys.ts'

const KZ = readFileSync(join(PACKAGE_FOLDER, 'partners/kz-customs.yaml'), 'utf8')
const CN = readFileSync(join(PACKAGE_FOLDER, 'partners/cn-eport.yaml'), 'utf8')
const LA = readFileSync(join(PACKAGE_FOLDER, 'partners/la-customs.yaml'), 'utf8')
const DESK = readFileSync(join(PACKAGE_FOLDER, 'partners/cn-clearance.yaml'), 'utf8')
const BANK = readFileSync(join(PACKAGE_FOLDER, 'partners/cn-bank.yaml'), 'utf8')

const root = mkdtempSync(join(tmpdir(), 'khorgos-partners-'))
const folders = {
  partners: join(root, 'partners'),
  certificates: join(root, 'certs'),
  schemas: join(PACKAGE_FOLDER, 'schemas'),
}

beforeAll(() => makeSandboxKeys(folders.certificates, new Date()))
beforeEach(() => {
  rmSync(folders.partners, { recursive: true, force: true })
  mkdirSync(folders.partners)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folders.partners, name), text)
}

/** What is wrong with these files, one sentence each. */
function problemsOf(
  files: Readonly<Record<string, string>>,
  load: () => unknown = () => loadPartners(folders),
): string[] {
  put(files)
  try {
    load()
  } catch (thrown) {
    if (!(thrown instanceof KhorgosError) || thrown.code !== 'CONFIG_INVALID') throw thrown
    return thrown.message
      .replace(/^Partner files: /, '')
      .replace(/\.$/, '')
      .split('; ')
  }
  return []
}

/** The line on which the text first stands, from 1. */
const lineOf = (file: string, text: string): number => file.slice(0, file.indexOf(text)).split('\n').length

describe('partner files', () => {
  test('that are shipped become partners with keys, endpoints and agreements', () => {
    put({ 'kz.yaml': KZ, 'cn.yaml': CN, 'notes.txt': 'not a partner' })
    const [cn, kz] = loadPartners(folders)
    expect(kz).toMatchObject({
      id: 'kz-customs',
      limits: { maxMessageBytes: 2_097_152 },
      endpoint: { timeoutMs: 10_000 },
    })
    expect(kz?.connections).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
    expect(Object.keys(kz?.keyFiles ?? {}).sort()).toEqual([
      'kz-customs.sign.crt',
      'kz-customs.tls.crt',
      'sandbox-ca.crt',
    ])
    expect(cn?.agreement.routes).toMatchObject([{ with: 'cn-mt4402-v1', waitMs: 86_400_000 }])
    expect(cn?.agreement.acknowledgements.map(({ withinMs }) => withinMs)).toEqual([
      30_000, 600_000, 30_000, 30_000, 30_000, 86_400_000, 86_400_000,
    ])
    expect(cn?.agreement.senders?.map((pattern) => pattern.test('xEPORTx'))).toEqual([false, false])
  })

  test('may be read without the keys they name: what was agreed is known before any key is made', () => {
    put({ 'kz.yaml': KZ, 'cn.yaml': CN })
    const { certificates: _, ...without } = folders
    const [cn, kz] = loadPartners(without)
    expect([kz?.keys, kz?.connections, kz?.endpoint]).toEqual([[], [], undefined])
    expect(cn?.agreement.routes).toMatchObject([{ with: 'cn-mt4402-v1' }])
  })

  test('narrow the life of a key to whole days in UTC', () => {
    const narrowed = KZ.replace(
      '  - file: kz-customs.sign.crt',
      '  - { file: kz-customs.sign.crt, from: 2027-02-01, to: 2027-03-31 }',
    )
    put({ 'kz.yaml': narrowed, 'cn.yaml': CN })
    const [key] = loadPartners(folders)[1]?.keys ?? []
    expect([key?.validFrom, key?.validTo].map((date) => date?.toISOString())).toEqual([
      '2027-02-01T00:00:00.000Z',
      '2027-03-31T23:59:59.999Z',
    ])
  })

  test('may state since when a key is compromised, to the second', () => {
    const lost = (since: string): string =>
      KZ.replace('  - file: kz-customs.sign.crt', `  - { file: kz-customs.sign.crt, compromised: ${since} }`)
    put({ 'kz.yaml': lost('2026-11-20T16:00:00Z'), 'cn.yaml': CN })
    expect(loadPartners(folders)[1]?.keys[0]?.compromisedFrom?.toISOString()).toBe('2026-11-20T16:00:00.000Z')
    for (const wrong of [
      '2026-11-20',
      '2026-11-20T16:00:00+08:00',
      '2026-02-30T00:00:00Z',
      '2026-11-20T25:00:00Z',
    ])
      expect(problemsOf({ 'kz.yaml': lost(wrong) }), wrong).toEqual([
        expect.stringMatching(/^kz\.yaml:\d+: .*(?:compromised|moment)/),
      ])
  })

  test('may give an address for notices, of its own authority', () => {
    const address = (url: string, authority = 'sandbox-ca.crt'): string =>
      BANK.replace('agreement:', `notices: { url: '${url}', authority: ${authority} }\nagreement:`)
    put({ 'bank.yaml': address('https://bank.example/notices') })
    expect(loadPartners(folders)[0]?.notices).toMatchObject({
      url: 'https://bank.example/notices',
      timeoutMs: 10_000,
    })
    expect(problemsOf({ 'bank.yaml': address('http://bank.example/notices') })).toEqual([
      expect.stringMatching(/notices\.url/),
    ])
    expect(problemsOf({ 'bank.yaml': address('https://bank.example', 'nobody.crt') })).toEqual([
      expect.stringMatching(/nobody\.crt cannot be read/),
    ])
  })

  test('may name client keys, for systems that cannot do mutual TLS', () => {
    put({ 'bank.yaml': BANK })
    const [bank] = loadPartners(folders)
    expect(bank?.clientKeys.map(({ keyId }) => keyId)).toEqual([
      spkiSha256(readFileSync(join(folders.certificates, 'cn-bank.client.crt'))),
    ])
    expect(bank?.keys).toEqual([])
    put({ 'bank.yaml': BANK.replace(/^clientKeys.*\n/m, '') })
    expect(loadPartners(folders)[0]?.clientKeys).toEqual([])
    const p384 = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey
    writeFileSync(join(folders.certificates, 'p384.pem'), p384.export({ type: 'spki', format: 'pem' }))
    for (const [file, problem] of [
      ['nobody.crt', /^bank\.yaml:6: nobody\.crt cannot be read/],
      ['p384.pem', /^bank\.yaml:6: no algorithm of tokens uses the key p384\.pem$/],
    ] as const)
      expect(problemsOf({ 'bank.yaml': BANK.replace('cn-bank.client.crt', file) })).toEqual([
        expect.stringMatching(problem),
      ])
  })

  test('may bring a second key for a time of change', () => {
    const two = KZ.replace(
      '  - file: kz-customs.sign.crt',
      '  - file: kz-customs.sign.crt\n  - file: gateway.sign.crt',
    )
    put({ 'kz.yaml': two, 'cn.yaml': CN })
    expect(loadPartners(folders)[1]?.keys).toHaveLength(2)
  })

  test('say what a partner issues: kind, issuer, forms, numbers, authorities, months', () => {
    put({ 'kz.yaml': KZ, 'cn.yaml': CN, 'la.yaml': LA, 'desk.yaml': DESK })
    const [, desk, , la] = loadPartners(folders)
    expect(la?.agreement.issues).toMatchObject([
      {
        kind: 'certificate-of-origin',
        issuer: 'LA',
        forms: ['E'],
        authorities: ['Department of Industry and Commerce, Vientiane Capital'],
        validMonths: 12,
        retroactiveMonths: 12,
      },
    ])
    expect(desk?.agreement.keeps).toEqual(['cn-decmessage-import-v1'])
    // A kind without forms has the empty one.
    expect(desk?.agreement.issues).toMatchObject([{ kind: 'goods-declaration', forms: [''] }])
  })

  test('tell numbers by anchored patterns, and none is longer than 64 characters', () => {
    put({ 'kz.yaml': KZ, 'cn.yaml': CN, 'la.yaml': LA.replace('E\\d{2}LA\\d{10}', 'A.*|B)(') })
    expect(problemsOf({})).toEqual([expect.stringMatching(/"A\.\*\|B\)\(" is not a regular expression$/)])
    put({ 'la.yaml': LA })
    const number = loadPartners(folders)[2]?.agreement.issues[0]?.number
    const tried = ['E26LA0110000318', ' E26LA0110000318', 'E26LA01100003189', 'XE26LA0110000318']
    expect(tried.map((text) => number?.test(text))).toEqual([true, false, false, false])
    put({ 'la.yaml': LA.replace('E\\d{2}LA\\d{10}', '\\d*') })
    const any = loadPartners(folders)[2]?.agreement.issues[0]?.number
    expect([64, 65, 0].map((length) => any?.test('1'.repeat(length)))).toEqual([true, false, false])
  })

  test('of a partner that only asks need no signing keys', () => {
    put({ 'kz.yaml': KZ, 'cn.yaml': CN, 'la.yaml': LA, 'bank.yaml': BANK })
    const [bank] = loadPartners(folders)
    expect(bank).toMatchObject({ id: 'cn-bank', keys: [], signature: undefined, endpoint: undefined })
    expect(bank?.agreement.asks).toEqual([
      {
        kind: 'goods-declaration',
        issuers: ['CN'],
        purposes: ['forex-payment'],
        shows: ['validity', 'balance'],
        writesOff: ['value'],
        inquires: false,
      },
      {
        kind: 'certificate-of-origin',
        issuers: ['LA', 'KH', 'MM'],
        purposes: ['forex-payment'],
        shows: [],
        writesOff: [],
        inquires: false,
      },
    ])
  })

  test('say how an authority is asked, in whose name, and how long it has', () => {
    put({ 'kz.yaml': KZ, 'cn.yaml': CN, 'la.yaml': LA, 'desk.yaml': DESK })
    const [, desk, , la] = loadPartners(folders)
    expect(la?.agreement.inquiries).toEqual([
      {
        kind: 'certificate-of-origin',
        issuer: 'LA',
        forms: ['E'],
        as: 'asean-verification-request-r1',
        reply: 'asean-verification-reply-r1',
        withinDays: 60,
        reminderDays: [30, 50],
        timeZone: 'Asia/Vientiane',
        requester: {
          name: '海关总署',
          latinName: 'General Administration of Customs',
          countryCode: 'CN',
        },
      },
    ])
    expect(desk?.agreement.asks.map(({ inquires }) => inquires)).toEqual([true, false, false, false, false])
    expect(desk?.agreement.asking).toEqual({
      missesPerDay: 200,
      inquiriesPerDay: 20,
      openInquiries: 200,
      longestReservationMs: 2_592_000_000,
    })
  })

  test('let an agency reserve for 30 days, or for as long as they say', () => {
    const named = BANK.replace('  asks:', '  asking: { longestReservation: 36h }\n  asks:')
    put({ 'kz.yaml': KZ, 'cn.yaml': CN, 'la.yaml': LA, 'desk.yaml': DESK, 'bank.yaml': named })
    const longest = loadPartners(folders).map(({ id, agreement }) => [
      id,
      agreement.asking.longestReservationMs,
    ])
    expect(longest).toEqual(
      expect.arrayContaining([
        ['cn-bank', 129_600_000],
        ['cn-clearance', 2_592_000_000],
      ]),
    )
  })

  test('let an agency be wrong 200 times a day, or as often as they say', () => {
    const named = BANK.replace('  asks:', '  asking: { missesPerDay: 12 }\n  asks:')
    put({ 'kz.yaml': KZ, 'cn.yaml': CN, 'la.yaml': LA, 'desk.yaml': DESK, 'bank.yaml': named })
    const limits = loadPartners(folders).map(({ id, agreement }) => [id, agreement.asking.missesPerDay])
    expect(limits).toEqual(
      expect.arrayContaining([
        ['cn-bank', 12],
        ['cn-clearance', 200],
      ]),
    )
  })

  test('that are not there stop the start', () => {
    expect(problemsOf({})).toEqual([expect.stringMatching(/^There is no partner file/)])
  })
})

/** One change of a good pair of files, and what must be said about it. */
const CASES: readonly [string, { kz?: [string, string]; cn?: [string, string] }, RegExp][] = [
  ['YAML that cannot be read', { kz: ['connections: [', 'connections: [['] }, /^kz\.yaml:\d+: /],
  ['a key twice', { kz: ['name: State', 'id: other\nname: State'] }, /^kz\.yaml:3: .*unique/i],
  [
    'an unknown key',
    { kz: ['  maxAttempts: 12', '  maxAtempts: 12'] },
    /^kz\.yaml:36: agreement\.maxAtempts is not known here$/,
  ],
  [
    'an encoding nobody reads',
    { kz: ['  maxAttempts: 12', '  maxAttempts: 12\n  encodings: [UTF-8, KOI8-R]'] },
    /^kz\.yaml:37: agreement\.encodings\.1 must be equal to one of the allowed values$/,
  ],
  [
    'an encoding nobody writes',
    { kz: ['  maxAttempts: 12', '  maxAttempts: 12\n  outgoingEncoding: GB2312'] },
    /^kz\.yaml:37: agreement\.outgoingEncoding must be equal to one of the allowed values$/,
  ],
  [
    'a missing key',
    { kz: ['signature: xmldsig-enveloped\n', ''] },
    /^kz\.yaml:2: the file must have required property 'signature'$/,
  ],
  [
    'a value of the wrong kind',
    { kz: ['maxMessageBytes: 2097152', 'maxMessageBytes: lots'] },
    /^kz\.yaml:13: limits\.maxMessageBytes must be integer$/,
  ],
  [
    'a duration without unit',
    { kz: ['timeout: 10s', 'timeout: 10'] },
    /^kz\.yaml:12: endpoint\.timeout must be string$/,
  ],
  ['plain HTTP', { kz: ['https://', 'http://'] }, /^kz\.yaml:10: endpoint\.url must match/],
  [
    'an address that is none',
    { kz: ['localhost:9441', 'local host:9441'] },
    /^kz\.yaml:10: "https:.*" is not an address$/,
  ],
  [
    'a day that does not exist',
    { kz: ['2026-01-01', '2026-02-30'] },
    /^kz\.yaml:16: 2026-02-30 is not a day of the calendar$/,
  ],
  [
    'an agreement that ends before it begins',
    { kz: ['validFrom: 2026-01-01', 'validFrom: 2026-01-01\n  validTo: 2025-12-31'] },
    /^kz\.yaml:17: the agreement ends before it begins$/,
  ],
  [
    'a key file that is not there',
    { kz: ['- file: kz-customs.sign.crt', '- file: gone.crt'] },
    /^kz\.yaml:7: gone\.crt cannot be read from the certificate folder$/,
  ],
  [
    'a key file that holds no public key',
    { kz: ['- file: kz-customs.sign.crt', '- file: kz-customs.sign.key'] },
    /^kz\.yaml:7: Key kz-customs\.sign\.key cannot be used/,
  ],
  [
    'a key that is never valid',
    { kz: ['- file: kz-customs.sign.crt', '- { file: kz-customs.sign.crt, to: 2020-01-01 }'] },
    /^kz\.yaml:7: the key kz-customs\.sign\.crt is never valid/,
  ],
  [
    'a connection that is no certificate',
    { kz: ['[kz-customs.tls.crt]', '[kz-customs.tls.key]'] },
    /^kz\.yaml:5: kz-customs\.tls\.key is not a certificate$/,
  ],
  ['a pattern that is none', { cn: ['EPORT]', "'(']"] }, /^cn\.yaml:\d+: "\(" is not a regular expression$/],
  [
    'a companion without a time to wait',
    { cn: ['      wait: 24h\n', ''] },
    /^cn\.yaml:\d+: agreement\.routes\.0 must have property wait/,
  ],
  [
    'two files with one id',
    { cn: ['id: cn-eport', 'id: kz-customs'] },
    /^kz\.yaml:2: kz-customs has the id of cn\.yaml$/,
  ],
  [
    'a shared client certificate',
    { cn: ['[cn-eport.tls.crt]', '[kz-customs.tls.crt]'] },
    /^kz\.yaml:5: kz-customs shares a client certificate key of cn\.yaml$/,
  ],
  [
    'a shared signing key',
    { cn: ['file: cn-eport.sign.crt', 'file: kz-customs.sign.crt'] },
    /^kz\.yaml:7: kz-customs shares a signing key of cn\.yaml$/,
  ],
  [
    'a shared client key',
    {
      kz: ['keys:', 'clientKeys: [{ file: cn-bank.client.crt }]\nkeys:'],
      cn: ['keys:', 'clientKeys: [{ file: cn-bank.client.crt }]\nkeys:'],
    },
    /^kz\.yaml:\d+: kz-customs shares a client key of cn\.yaml$/,
  ],
  [
    'a route to nobody',
    { kz: ['to: cn-eport', 'to: mn-customs'] },
    /^kz\.yaml:21: route kz-export-manifest goes to mn-customs, which is no partner$/,
  ],
  [
    'a route to a partner without endpoint',
    { cn: [CN.slice(CN.indexOf('endpoint:'), CN.indexOf('limits:')), ''] },
    /^kz\.yaml:21: .* which has no endpoint$/,
  ],
  [
    'a route to a partner that never acknowledges',
    { cn: [CN.slice(CN.indexOf('  acknowledgements:'), CN.indexOf('  maxAttempts:')), ''] },
    /^kz\.yaml:21: .* which agreed on no acknowledgement but decisions$/,
  ],
  [
    'a route for a format that may not be sent',
    { kz: ['sends: [kz-awmds-r1, ', 'sends: ['] },
    /^kz\.yaml:20: route kz-export-manifest needs kz-awmds-r1, which is not in "sends"$/,
  ],
  [
    'a companion of its own format',
    { cn: ['with: cn-mt4402-v1', 'with: cn-mt2401-v1'] },
    /^cn\.yaml:\d+: route cn-export-manifest waits for a companion of the same format$/,
  ],
  [
    'a second route for a format',
    {
      kz: ['  issues:', '    - { name: again, on: kz-awmds-r1, to: cn-eport, as: cn-mt1401-v1 }\n  issues:'],
    },
    /^kz\.yaml:29: route again is never taken: kz-awmds-r1 begins another route$/,
  ],
  [
    'a route for some crossings after one for all of them',
    {
      kz: [
        '  issues:',
        '    - { name: again, on: kz-awmds-r1, crossings: [CNJEM], to: cn-eport, as: cn-mt1401-v1 }\n  issues:',
      ],
    },
    /^kz\.yaml:29: route again is never taken: kz-awmds-r1 begins another route$/,
  ],
  [
    'two routes for one crossing',
    {
      kz: [
        '    - { name: kz-load-checklist, on',
        '    - { name: a, on: kz-load-checklist-r1, crossings: [CNJEM], to: cn-eport, as: kz-load-checklist-r1 }\n    - { name: kz-load-checklist, crossings: [CNDLT, CNJEM], on',
      ],
    },
    /^kz\.yaml:25: route kz-load-checklist names CNJEM, which an earlier route of kz-load-checklist-r1 takes$/,
  ],
  [
    'a crossing that is none',
    { kz: ['{ name: kz-load-checklist, on', '{ name: kz-load-checklist, crossings: [CNXXX], on'] },
    /^kz\.yaml:24: "CNXXX" is no code of the list border-crossing$/,
  ],
  [
    'a pair of messages for some crossings',
    { cn: ['      with: cn-mt4402-v1', '      crossings: [CNJEM]\n      with: cn-mt4402-v1'] },
    /^cn\.yaml:\d+: route cn-export-manifest waits for a companion, which may be of another crossing$/,
  ],
]

type Change = [from: string, to: string]

const REPORTS_OF = (issuer: string): string =>
  `in the words of an importing member state\n    - kind: certificate-of-origin\n      issuer: ${issuer}`

/** The same of what partners issue, keep and ask. */
const LEDGER_CASES: readonly [string, { la?: Change; desk?: Change; bank?: Change }, RegExp][] = [
  [
    'messages without signing keys',
    { bank: ['sends: []', 'sends: [kz-awmds-r1]'] },
    /^bank\.yaml:2: the file must have required property 'keys'$/,
  ],
  [
    'acknowledgements without signing keys',
    {
      bank: [
        'sends: []',
        'sends: []\n  acknowledgements: [{ level: business, format: wco-res-v3.6, channel: reply, within: 1s }]',
      ],
    },
    /^bank\.yaml:2: the file must have required property 'signature'$/,
  ],
  [
    'a document it vouches for and never speaks of',
    { bank: ['sends: []', 'sends: []\n  issues: [{ kind: goods-declaration, issuer: KZ }]'] },
    /^bank\.yaml:11: cn-bank vouches for goods-declaration and says nothing$/,
  ],
  [
    'a document that another partner vouches for',
    { desk: ['issues:', 'issues:\n    - { kind: certificate-of-origin, issuer: LA, forms: [D, E] }'] },
    /^la\.yaml:27: la-customs vouches for certificate-of-origin LA E, as desk\.yaml does already$/,
  ],
  [
    'a document it vouches for twice itself',
    { desk: ['issues:', 'issues:\n    - { kind: goods-declaration, issuer: CN }'] },
    /^desk\.yaml:17: cn-clearance vouches for goods-declaration CN, as desk\.yaml does already$/,
  ],
  [
    'a kind that is no document',
    { la: ['kind: certificate-of-origin', 'kind: certificate'] },
    /^la\.yaml:27: "certificate" is no hub document$/,
  ],
  [
    'an issuer that is no country',
    { la: ['issuer: LA', 'issuer: LX'] },
    /^la\.yaml:28: "LX" is no code of the list country$/,
  ],
  [
    'a form that nobody knows',
    { la: ['forms: [E]', 'forms: [E, Z]'] },
    /^la\.yaml:29: "Z" is no code of the list certificate-form$/,
  ],
  [
    'an empty form',
    { la: ['forms: [E]', "forms: ['']"] },
    /^la\.yaml:29: agreement\.issues\.0\.forms\.0 must NOT/,
  ],
  [
    'a pattern of numbers that is none',
    { la: ['E\\d{2}LA', 'E\\d{2}[LA'] },
    /^la\.yaml:30: "E.*" is not a regular expression$/,
  ],
  [
    'a pattern of numbers that repeats a group',
    { la: ['E\\d{2}LA\\d{10}', '(\\d+[A-Z])+'] },
    /^la\.yaml:30: ".*" repeats a group$/,
  ],
  [
    'a pattern of numbers without end',
    { la: ['E\\d{2}LA\\d{10}', 'E'.repeat(101)] },
    /^la\.yaml:30: agreement\.issues\.0\.number must NOT have more than 100 characters$/,
  ],
  ['no months', { la: ['validMonths: 12', 'validMonths: 0'] }, /^la\.yaml:33: .*validMonths must be >= 1$/],
  [
    'a kept format that it does not send',
    { desk: ['sends: [cn-decmessage-import-v1]', 'sends: [cn-decdata-v1]'] },
    /^desk\.yaml:14: cn-decmessage-import-v1 is kept and not in "sends"$/,
  ],
  [
    'a kept format that a route takes on',
    { la: ['keeps: [', 'keeps: [asean-form-e-r1, '] },
    /^la\.yaml:19: asean-form-e-r1 is kept and goes the route la-form-e as well$/,
  ],
  [
    'a purpose that nobody knows',
    { desk: ['[preferential-duty, release', '[preferential-duty, curiosity'] },
    /^desk\.yaml:20: "curiosity" is no code of the list verification-purpose$/,
  ],
  [
    'a question about documents of no country',
    { bank: ['issuers: [CN]', 'issuers: [XX]'] },
    /^bank\.yaml:13: "XX" is no code of the list country$/,
  ],
  [
    'a question that two rules are about',
    {
      bank: [
        'kind: goods-declaration\n      issuers: [CN]',
        'kind: certificate-of-origin\n      issuers: [KH]',
      ],
    },
    /^bank\.yaml:17: certificate-of-origin KH for forex-payment is in an earlier rule$/,
  ],
  [
    'an answer that would show something unknown',
    { bank: ['shows: [validity, balance]', 'shows: [everything]'] },
    /^bank\.yaml:15: agreement\.asks\.0\.shows\.0 must be equal to one of the allowed values$/,
  ],
  [
    'a limit of nothing',
    { bank: ['  asks:', '  asking: { missesPerDay: 0 }\n  asks:'] },
    /^bank\.yaml:11: agreement\.asking\.missesPerDay must be >= 1$/,
  ],
  [
    'a reservation of no time',
    { bank: ['  asks:', '  asking: { longestReservation: 0d }\n  asks:'] },
    /^bank\.yaml:11: agreement\.asking\.longestReservation must match pattern/,
  ],
  [
    'a limit that is not known',
    { bank: ['  asks:', '  asking: { missesPerHour: 12 }\n  asks:'] },
    /^bank\.yaml:11: agreement\.asking\.missesPerHour is not known here/,
  ],
  [
    'a limit for who asks nothing',
    { la: ['  issues:', '  asking: { missesPerDay: 12 }\n  issues:'] },
    /^la\.yaml:\d+: agreement must have property asks when property asking is present$/,
  ],
  [
    'an inquiry about what the partner does not vouch for',
    { la: ['      forms: [E]\n      as:', '      forms: [D]\n      as:'] },
    /^la\.yaml:\d+: la-customs is asked about certificate-of-origin LA D, for which it does not vouch$/,
  ],
  [
    'a reply that the partner does not send',
    { la: ['reply: asean-verification-reply-r1', 'reply: cn-origin-verification-reply-r1'] },
    /^la\.yaml:\d+: la-customs answers by cn-origin-verification-reply-r1, which is not in "sends"$/,
  ],
  [
    'an inquiry of who acknowledges nothing',
    { la: ['level: business', 'level: decision'] },
    /^la\.yaml:\d+: la-customs is asked and agreed on no acknowledgement but decisions$/,
  ],
  [
    'a reminder after the time is over',
    { la: ['reminders: [30d, 50d]', 'reminders: [30d, 60d]'] },
    /^la\.yaml:\d+: la-customs is reminded after ever more days, and before its time is over, or not at all$/,
  ],
  [
    'an authority in no time zone',
    { la: ['Asia/Vientiane', 'Asia/Nowhere'] },
    /^la\.yaml:\d+: la-customs is in no time zone "Asia\/Nowhere"$/,
  ],
  [
    'a requester of no country',
    { la: ['Customs, countryCode: CN', 'Customs, countryCode: XX'] },
    /^la\.yaml:\d+: "XX" is no code of the list country$/,
  ],
  [
    'a time in hours',
    { la: ['within: 60d', 'within: 60h'] },
    /^la\.yaml:\d+: agreement\.inquiries\.0\.within must match pattern/,
  ],
  [
    'an agency that inquires where nobody can be asked',
    { desk: ['issuers: [LA, KH, MM]', 'issuers: [KH]'] },
    /^desk\.yaml:\d+: cn-clearance inquires about certificate-of-origin, and nobody can be asked$/,
  ],
  [
    'a rule of questions without purpose',
    { bank: [', purposes: [forex-payment] }', ' }'] },
    /^bank\.yaml:17: agreement\.asks\.1 must have required property 'purposes'$/,
  ],
  [
    'reports on documents that it does not vouch for',
    { la: [REPORTS_OF('LA'), REPORTS_OF('KH')] },
    /^la\.yaml:36: la-customs is told of certificate-of-origin KH E, which it does not vouch for$/,
  ],
  [
    'reports that nobody takes',
    { la: [/^endpoint:.*\n( {2}.*\n)+/m.exec(LA)?.[0] ?? '', ''] },
    /^la\.yaml:32: la-customs is told of documents and has no endpoint$/,
  ],
  [
    'reports that nobody acknowledges',
    { la: ['level: business', 'level: decision'] },
    /^la\.yaml:36: la-customs is told of documents and agreed on no acknowledgement but decisions$/,
  ],
  [
    'a use that two rules tell of',
    {
      la: [
        '  inquiries:',
        '    - { kind: certificate-of-origin, issuer: LA, forms: [E], purposes: [audit, preferential-duty], as: x }\n  inquiries:',
      ],
    },
    /^la\.yaml:42: certificate-of-origin LA E for preferential-duty is in an earlier rule$/,
  ],
  [
    'a use that nobody knows',
    { la: ['purposes: [preferential-duty]', 'purposes: [preferential-duty, curiosity]'] },
    /^la\.yaml:39: "curiosity" is no code of the list verification-purpose$/,
  ],
  [
    'a reporting office of no country',
    { la: ['countryCode: CN', 'countryCode: XX'] },
    /^la\.yaml:41: "XX" is no code of the list country$/,
  ],
]

describe('a partner file is refused with file and line for', () => {
  const change = (text: string, [from, to]: Change): string => {
    if (!text.includes(from)) throw new Error(`nothing to change: ${from}`)
    return text.replace(from, () => to)
  }
  test.each(LEDGER_CASES)('%s', (_, changes, problem) => {
    const changed = (text: string, asked: Change | undefined): string =>
      asked === undefined ? text : change(text, asked)
    const problems = problemsOf({
      'kz.yaml': KZ,
      'cn.yaml': CN,
      'la.yaml': changed(LA, changes.la),
      'desk.yaml': changed(DESK, changes.desk),
      'bank.yaml': changed(BANK, changes.bank),
    })
    expect(problems).toContainEqual(expect.stringMatching(problem))
  })

  test.each(CASES)('%s', (_, { kz, cn }, problem) => {
    const problems = problemsOf({ 'kz.yaml': kz ? change(KZ, kz) : KZ, 'cn.yaml': cn ? change(CN, cn) : CN })
    expect(problems).toContainEqual(expect.stringMatching(problem))
  })

  test('everything that is wrong, in all files at once', () => {
    const kz = KZ.replace('2026-01-01', '2026-13-01')
      .replace('- file: kz-customs.sign.crt', '- file: gone.crt')
      .replace('to: cn-eport', 'to: nobody')
    const cn = CN.replace('cn-eport.tls.crt', 'lost.crt').replace('EPORT]', "'[']")
    expect(problemsOf({ 'kz.yaml': kz, 'cn.yaml': cn })).toEqual([
      `cn.yaml:${lineOf(cn, 'connections')}: lost.crt cannot be read from the certificate folder`,
      expect.stringMatching(/^cn\.yaml:\d+: "\[" is not a regular expression$/),
      `kz.yaml:${lineOf(kz, 'gone.crt')}: gone.crt cannot be read from the certificate folder`,
      `kz.yaml:${lineOf(kz, 'validFrom')}: 2026-13-01 is not a day of the calendar`,
      `kz.yaml:${lineOf(kz, 'to: nobody')}: route kz-export-manifest goes to nobody, which is no partner`,
    ])
  })

  test('a format that the catalogue does not have', () => {
    const kz = KZ.replace('as: cn-mt1401-v1', 'as: cn-mt9999-v1')
    expect(problemsOf({ 'kz.yaml': kz, 'cn.yaml': CN }, () => loadParts(folders))).toEqual([
      `kz.yaml:${lineOf(kz, 'cn-mt9999')}: there is no format cn-mt9999-v1`,
    ])
  })

  test.each([
    ['cn-mt9999-v1', 'there is no format cn-mt9999-v1'],
    ['asean-form-d-r1', 'a report is made of a response, and asean-form-d-r1 is not'],
  ])('a report as %s', (format, sentence) => {
    const la = LA.replace('as: asean-customs-response-r1', `as: ${format}`)
    expect(problemsOf({ 'kz.yaml': KZ, 'cn.yaml': CN, 'la.yaml': la }, () => loadParts(folders))).toEqual([
      `la.yaml:${lineOf(la, format)}: ${sentence}`,
    ])
  })

  test('a format whose messages cannot carry our signature', () => {
    const kz = KZ.replace('as: cn-mt1401-v1', 'as: un-cuscar-d22a-v1')
    expect(problemsOf({ 'kz.yaml': kz, 'cn.yaml': CN }, () => loadParts(folders))).toEqual([
      `kz.yaml:${lineOf(kz, 'un-cuscar')}: messages of un-cuscar-d22a-v1 carry no signature and need an envelope`,
    ])
  })

  test('an accepted loss of a field that no hub document has', () => {
    const kz = `${KZ.trimEnd()}
  acceptedLosses:
    - { path: /Awmds/Whatever, reason: theirs }
    - { path: 'cargo-report.consignments[].ucrId', reason: agreed }
    - { path: 'cargo-report.consignmets[].ucrId', reason: misspelt }
    - { path: nothing.id, reason: nowhere }
`
    expect(problemsOf({ 'kz.yaml': kz, 'cn.yaml': CN }, () => loadParts(folders))).toEqual([
      `kz.yaml:${lineOf(kz, 'consignmets')}: acceptedLosses: the document cargo-report has no field "cargo-report.consignmets[].ucrId"`,
      `kz.yaml:${lineOf(kz, 'nothing.id')}: acceptedLosses: "nothing.id" begins with no hub document`,
    ])
  })

  test.each(['consignments', '/Awmds//A', '/Awmds/A | /Awmds/B', 'cargo-report.a b', ''])(
    'an accepted loss of "%s", which is no path',
    (path) => {
      const kz = `${KZ.trimEnd()}\n  acceptedLosses:\n    - { path: '${path}', reason: x }\n`
      const [first] = problemsOf({ 'kz.yaml': kz, 'cn.yaml': CN })
      expect(first).toMatch(/^kz\.yaml:\d+: agreement\.acceptedLosses\.0\.path must match pattern/)
    },
  )
})
