import { createServer } from 'node:net'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXIT_CODES, exitOfError } from '../../src/cli/exit-codes.ts'
import { CODES, type ErrorCode } from '../../src/errors.ts'
import { parseTrust } from '../../src/evidence/bundle-trust.ts'
import { readConfig } from '../../src/config.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { tellStory } from '../../src/sandbox/story.ts'
import { portOf } from '../sandbox/stage.ts'
import { khorgos, ROOT } from './command.ts'

const AWMDS = join(ROOT, 'schemas/asycuda/samples/awmds-export.xml')
const [MT2401, MT4402] = ['mt2401', 'mt4402'].map((name) =>
  join(ROOT, `schemas/cn-manifest/samples/${name}.xml`),
)

let folder: string
let env: Record<string, string>
let bundle: string
let trust: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'khorgos-cli-'))
  env = {
    KHORGOS_CERTS: join(folder, 'certs'),
    KHORGOS_DATA: join(folder, 'data'),
    KHORGOS_PARTNER_LISTEN: '127.0.0.1:0',
    KHORGOS_PUBLIC_LISTEN: '127.0.0.1:0',
    KHORGOS_PEOPLE_LISTEN: '127.0.0.1:0',
    KHORGOS_XML_WORKERS: '0',
  }
  const sandbox = await startSandbox(readConfig(env, { node: 'cli', processors: 1 }), { freePorts: true })
  const { exchanges } = await tellStory(sandbox, () => undefined, AbortSignal.timeout(60_000))
  await sandbox.close()
  bundle = exchanges[0]?.bundle ?? ''
  trust = join(folder, 'certs', 'trust.json')
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isErrorCode = (code: string): code is ErrorCode => code in CODES

describe('help', () => {
  test('of the program lists its commands and exit codes', async () => {
    const { code, stdout } = await khorgos(['--help'])
    expect(code).toBe(0)
    for (const word of ['start', 'convert', 'mapping', 'verify', 'verify-document', 'keys', 'log'])
      expect(stdout).toContain(`\n  ${word}`)
    for (const row of Object.values(EXIT_CODES)) expect(stdout).toContain(`${row.code}  ${row.meaning}`)
  })

  test.each([
    ['start'],
    ['convert'],
    ['mapping', 'check'],
    ['mapping', 'coverage'],
    ['mapping', 'page'],
    ['verify'],
    ['verify-document'],
    ['log', 'fsck'],
    ['risk', 'ratings'],
    ['risk', 'versions'],
    ['keys'],
    ['token'],
  ])('of %s %s has examples', async (...command) => {
    const { code, stdout } = await khorgos([...command, '--help'])
    expect([code, stdout]).toEqual([0, expect.stringContaining('Examples:\n')])
  })

  test('--version prints the version of package.json', async () => {
    const { version }: { version: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(await khorgos(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` })
  })
})

describe('exit codes', () => {
  test.each([
    ['an unknown command', ['frobnicate'], 2],
    ['an unknown option', ['verify', '--fast', 'x'], 2],
    ['a missing option', ['convert', AWMDS], 2],
    ['a file that is not there', ['verify', '/nonexistent.asice'], 2],
    ['a format that is not there', ['convert', '--to', 'cn-mt9999-v1', AWMDS], 2],
    ['an argument too many', ['verify', 'a', 'b'], 2],
  ])('%s is a wrong use: 2', async (_, args, code) => {
    const finished = await khorgos(args)
    expect(finished).toMatchObject({ code, stdout: '' })
    expect(finished.stderr).not.toBe('')
  })

  test('a setting that cannot be is a configuration error: 3, with all problems at once and no stack', async () => {
    const wrong = { ...env, KHORGOS_PARTNER_LISTEN: 'nowhere', KHORGOS_XML_WORKERS: 'many' }
    const { code, stderr } = await khorgos(['start'], { env: wrong })
    expect(code).toBe(3)
    expect(stderr).toMatch(/CONFIG_INVALID: .*KHORGOS_PARTNER_LISTEN.*KHORGOS_XML_WORKERS/)
    expect(stderr).not.toMatch(/\n {4}at /)
  })

  test('a database that is not there is unavailable: 4', async () => {
    const away = { ...env, DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }
    expect(await khorgos(['log', 'fsck'], { env: away })).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('STORE_UNAVAILABLE'),
    })
  })

  test('every error code has an exit code', () => {
    const exits = Object.keys(CODES)
      .filter(isErrorCode)
      .map((code) => EXIT_CODES[exitOfError(code)].code)
    expect(new Set(exits)).toEqual(new Set([1, 3, 4, 70]))
    expect([exitOfError('SIGNATURE_INVALID'), exitOfError('INTERNAL')]).toEqual(['NOT_VALID', 'INTERNAL'])
  })
})

describe('convert', () => {
  test('prints the message in the other format, and the loss report as a table on stderr', async () => {
    const { code, stdout, stderr } = await khorgos(['convert', '--to', 'cn-mt1401-v1', '--report', AWMDS], {
      env,
    })
    expect([
      code,
      stdout.startsWith('<Manifest xmlns="urn:Declaration:datamodel:standard:CN:MT1401:1">'),
    ]).toEqual([0, true])
    expect(stderr).toMatch(/^outcome +source +hub field +target +times +from → to +reason$/m)
    expect(stderr).toMatch(/^changed +\S*Volume_in_cubic_meters +\S+ +\S+ +1 +"/m)
    expect(stderr).toMatch(/\d+ kept, \d+ changed, \d+ defaulted, \d+ dropped/)
  })

  test('needs no key: what the agreement supplies is known before the sandbox has run', async () => {
    const before = { ...env, KHORGOS_CERTS: join(tmpdir(), 'khorgos-no-certificates') }
    const { code } = await khorgos(['convert', '--to', 'cn-mt1401-v1', AWMDS], { env: before })
    expect(code).toBe(0)
  })

  test('reads standard input, and prints one document with --json', async () => {
    const { code, stdout, stderr } = await khorgos(['convert', '--to', 'cn-mt1401-v1', '--json', '-'], {
      env,
      input: readFileSync(AWMDS),
    })
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({
      from: ['kz-awmds-r1'],
      to: 'cn-mt1401-v1',
      convertible: true,
      errors: [],
      signatures: [{ state: 'absent' }],
      documents: { 'cargo-report': expect.anything() },
      output: expect.stringMatching(/^<Manifest/),
      lossReport: { v: 1 },
    })
  })

  test('makes one message of two', async () => {
    const { code, stdout } = await khorgos(
      ['convert', '--to', 'kz-awmds-r1', '--companion', MT4402 ?? '', MT2401 ?? ''],
      { env },
    )
    expect([code, stdout.startsWith('<Awmds>')]).toEqual([0, true])
  })

  test('refuses bad content with code, sentence and place: 1', async () => {
    const broken = readFileSync(AWMDS, 'utf8').replace(
      '<Total_number_of_bols>10<',
      '<Total_number_of_bols>11<',
    )
    const plain = await khorgos(['convert', '--to', 'cn-mt1401-v1', '-'], { env, input: broken })
    expect(plain).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^TOTAL_MISMATCH: .* \(at \/Awmds\/.*Total_number_of_bols, line \d+/),
    })
    const json = await khorgos(['convert', '--to', 'cn-mt1401-v1', '--json', '-'], { env, input: broken })
    expect([json.code, JSON.parse(json.stdout)]).toEqual([
      1,
      expect.objectContaining({
        convertible: false,
        errors: [expect.objectContaining({ code: 'TOTAL_MISMATCH', place: expect.anything() })],
      }),
    ])
  })

  test('tells all that is wrong at once, a line each', async () => {
    const broken = readFileSync(AWMDS, 'utf8')
      .replace('<Total_number_of_bols>10<', '<Total_number_of_bols>11<')
      .replace(/<Package_type_code>[^<]+</, '<Package_type_code>@@<')
    const { code, stdout, stderr } = await khorgos(['convert', '--to', 'cn-mt1401-v1', '-'], {
      env,
      input: broken,
    })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^TOTAL_MISMATCH: .*Total_number_of_bols, line \d+/m)
    expect(stderr).toMatch(/^CODE_UNKNOWN: .*Package_type_code, line \d+/m)
  })

  test('prints what would be lost without leave, and the message all the same: 1', async () => {
    const dangerous = readFileSync(MT2401 ?? '', 'utf8').replace(
      '</Description></Commodity>',
      '</Description><Classification><ID>1263</ID></Classification></Commodity>',
    )
    const { code, stdout, stderr } = await khorgos(
      ['convert', '-', '--to', 'kz-awmds-r1', '--companion', MT4402 ?? ''],
      { env, input: dangerous },
    )
    expect([code, stdout.startsWith('<Awmds>')]).toEqual([1, true])
    expect(stderr).toMatch(/^LOSS_NOT_ACCEPTED: .*Classification\/ID would be lost \(once\)/)
  })

  test('writes to a file, and the report as JSON', async () => {
    const out = join(folder, 'converted', 'mt1401.xml')
    const { code, stdout, stderr } = await khorgos(
      ['convert', AWMDS, '--to', 'cn-mt1401-v1', '--output', out, '--report', '--report-format', 'json'],
      { env },
    )
    expect([code, stdout]).toEqual([0, ''])
    expect(readFileSync(out, 'utf8')).toMatch(/^<Manifest[\s\S]*<\/Manifest>\n$/)
    expect(JSON.parse(stderr)).toMatchObject({ v: 1, write: { format: 'cn-mt1401-v1' } })
    expect(
      await khorgos(['convert', AWMDS, '--to', 'cn-mt1401-v1', '--output', folder], { env }),
    ).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be written') })
  })
})

describe('verify', () => {
  test('finds a good bundle valid and lists each check', async () => {
    const { code, stdout } = await khorgos(['verify', bundle, '--trust', trust])
    expect([code, stdout]).toEqual([0, expect.stringMatching(/ok {3}container-signature: [\s\S]*\nVALID\n$/)])
  })

  test('does not call a bundle valid whose makers nobody trusts: 1', async () => {
    const { code, stdout } = await khorgos(['verify', bundle, '--json'])
    expect([code, JSON.parse(stdout)]).toEqual([1, expect.objectContaining({ verdict: 'not-established' })])
  })

  test('finds a bundle with one changed byte not valid: 1', async () => {
    const bytes = readFileSync(bundle)
    const at = bytes.indexOf('<Awmds>') + 200
    bytes[at] = (bytes[at] ?? 0) ^ 1
    const bad = join(folder, 'bad.asice')
    writeFileSync(bad, bytes)
    expect(await khorgos(['verify', bad, '--trust', trust])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('NOT VALID'),
    })
  })

  test('checks a receipt by itself', async () => {
    const receipts = receiptsIn(bundle)
    const file = join(folder, 'receipt.tlog-proof')
    writeFileSync(file, receipts)
    expect(await khorgos(['verify', file, '--trust', trust])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/signed by a trusted key\nVALID\n$/),
    })
    writeFileSync(
      file,
      receipts.replace(/^index (\d+)/m, (_, index) => `index ${index === '0' ? 1 : 0}`),
    )
    expect(await khorgos(['verify', file, '--trust', trust])).toMatchObject({ code: 1 })
  })

  test('refuses an unusable trust file as configuration: 3', async () => {
    const bad = join(folder, 'bad-trust.json')
    writeFileSync(bad, '{"vkeys":[]}')
    expect(await khorgos(['verify', bundle, '--trust', bad])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('CONFIG_INVALID'),
    })
  })
})

/** Entries of a bundle are stored as they are, so a receipt can be cut out of it. */
function receiptsIn(file: string): string {
  const text = readFileSync(file).toString('latin1')
  const start = text.indexOf('c2sp.org/tlog-proof@v1\n')
  const end = text.indexOf('PK\u0003\u0004', start)
  return Buffer.from(text.slice(start, end), 'latin1').toString('utf8')
}

describe('keys', () => {
  test('sandbox makes nothing twice', async () => {
    const { code, stdout } = await khorgos(['keys', 'sandbox', '--json'], { env })
    expect([code, JSON.parse(stdout)]).toEqual([0, { folder: env['KHORGOS_CERTS'], made: [] }])
  })

  test('show names key ids, dates and the verifier key, and opens no private key', async () => {
    const { code, stdout } = await khorgos(['keys', 'show', '--json'], { env })
    const shown: { certificates: { file: string; keyId: string }[]; vkey: string } = JSON.parse(stdout)
    expect(code).toBe(0)
    const { gatewayKeyIds, vkeys } = parseTrust(readFileSync(trust, 'utf8'))
    expect(shown.certificates.find(({ file }) => file === 'gateway.sign.crt')?.keyId).toBe(gatewayKeyIds[0])
    expect([shown.vkey]).toEqual(vkeys)
    expect(stdout).not.toContain('PRIVATE')
  })

  test('signing makes key, request and certificate, once', async () => {
    const out = join(folder, 'new.sign')
    expect(await khorgos(['keys', 'signing', '--out', out])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^key id [0-9a-f]{64}\n/),
    })
    expect(readFileSync(`${out}.csr`, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\n/)
    expect(await khorgos(['keys', 'signing', '--out', out])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('never overwritten'),
    })
  })

  test('log makes a key with its name, and refuses a name that no log can have', async () => {
    const out = join(folder, 'new-log')
    expect(await khorgos(['keys', 'log', '--origin', 'customs.example/log', '--out', out])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^customs\.example\/log\+[0-9a-f]{8}\+/),
    })
    expect(await khorgos(['keys', 'log', '--origin', 'a b', '--out', `${out}-2`])).toMatchObject({ code: 2 })
  })
})

describe('log fsck', () => {
  test('finds the log of the sandbox intact', async () => {
    const { code, stdout } = await khorgos(['log', 'fsck', '--json'], { env })
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ intact: true, problems: [] })])
  })
})

describe('start', () => {
  test('names the setting when a port is taken: 3', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const taken = { ...env, KHORGOS_PUBLIC_LISTEN: `127.0.0.1:${portOf(server)}` }
    const { code, stderr } = await khorgos(['start'], { env: taken })
    server.close()
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(
        /CONFIG_INVALID: 127\.0\.0\.1:\d+ is taken by another process; set KHORGOS_PUBLIC_LISTEN/,
      ),
    ])
  })
})
