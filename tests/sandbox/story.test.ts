import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readConfig, type Config } from '../../src/config.ts'
import { type BundleTrust, parseTrust } from '../../src/evidence/bundle-trust.ts'
import { parseCheckpoint } from '../../src/evidence/checkpoint.ts'
import { verifyStatement } from '../../src/evidence/verify-statement.ts'
import { verifyBundle } from '../../src/evidence/verify-bundle.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { tellStory, type Told } from '../../src/sandbox/story.ts'
import { type Finished, khorgos } from '../cli/command.ts'

/** One start of the sandbox: the story, and what the log and the books held at its end. */
interface Run {
  readonly lines: readonly string[]
  readonly told: Told
  readonly records: bigint
  readonly effects: readonly number[]
  /** What the command came to that the story ends with. */
  readonly asked: Finished
}

const START_MS = 60_000
/** Two manifests and four certificates. */
const ALL_DONE = Array.from({ length: 6 }, () => ['completed', 'valid'])
/** Of each certificate an answer, and what was used then. */
const ALL_CLEARED = ['LA', 'KH', 'MM'].flatMap(() => [
  { says: 'confirmed', verdict: 'valid' },
  { says: 'used', verdict: 'valid' },
])
let folder: string
let config: Config
let first: Run
let second: Run

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'khorgos-story-'))
  const env = {
    KHORGOS_CERTS: join(folder, 'certs'),
    KHORGOS_DATA: join(folder, 'data'),
    KHORGOS_PARTNER_LISTEN: '127.0.0.1:0',
    KHORGOS_PUBLIC_LISTEN: '127.0.0.1:0',
    KHORGOS_XML_WORKERS: '1',
  }
  config = readConfig(env, { node: 'story', processors: 2 })
  first = await run()
  second = await run()
}, 3 * START_MS)
const trust = (): BundleTrust =>
  parseTrust(readFileSync(join(config.certificateFolder, 'trust.json'), 'utf8'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(): Promise<Run> {
  const lines: string[] = []
  const sandbox = await startSandbox(config, { freePorts: true })
  try {
    const told = await tellStory(sandbox, (line) => lines.push(line), AbortSignal.timeout(START_MS))
    const [, command = ''] = /npx khorgos (verify-document .*)/.exec(lines.join('\n')) ?? []
    const asked = await khorgos(wordsOf(command))
    const { size: records } = parseCheckpoint(await sandbox.gateway.log.checkpoint())
    return {
      lines,
      told,
      asked,
      records,
      effects: [sandbox.kazakhstan, sandbox.eport].map(({ book }) => book.effects.length),
    }
  } finally {
    await sandbox.close()
  }
}

/** Words as a shell reads them: none of these names has a quote of its own. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

describe('the first start', () => {
  test('completes a manifest in each direction and the certificates of three countries, one of them unused', () => {
    expect(first.told.exchanges.map(({ state, verdict }) => [state, verdict])).toEqual(ALL_DONE)
    expect(first.effects).toEqual([1, 5])
  })

  test('saves what the clearance was told, signed, and it verifies offline', () => {
    expect(first.told.statements).toMatchObject(ALL_CLEARED)
    const [answer, used] = first.told.statements.map(({ file }) => readFileSync(file))
    expect(verifyStatement(answer ?? Buffer.alloc(0), trust())).toMatchObject({
      verdict: 'valid',
      answer: {
        verification: first.told.statements[0]?.id,
        by: 'cn-clearance',
        verdict: 'confirmed',
        question: { issuer: 'LA', form: 'E', purpose: 'preferential-duty' },
      },
    })
    expect(verifyStatement(used ?? Buffer.alloc(0), trust())).toMatchObject({
      verdict: 'valid',
      writeOff: {
        state: 'used',
        request: { issuer: 'LA', for: { kind: 'goods-declaration', issuer: 'CN' } },
        lines: [{ used: '25000' }, { used: '1000' }],
      },
    })
    expect(verifyStatement(answer ?? Buffer.alloc(0))).toMatchObject({ verdict: 'not-established' })
  })

  test('refuses a second declaration what the first has used', () => {
    const text = first.lines.join('\n')
    expect(text).toMatch(
      /refused: 409 BALANCE_EXCEEDED\n +150 KGM are left of line 1, and 25000 were asked for/,
    )
    expect(text).toMatch(/cn-clearance declines line 1, line 2\n +\+\d+ ms {2}declined, signed/)
  })

  test('uses up the certificates of Cambodia and Myanmar', () => {
    expect(first.lines.filter((line) => line.trim() === 'line 1: 0 TNE left')).toHaveLength(4)
  })

  test('tells each issuer what became of its certificate', () => {
    const text = first.lines.join('\n')
    for (const [country, letter] of [
      ['la', 'U'],
      ['la', 'D'],
      ['kh', 'U'],
      ['mm', 'U'],
    ])
      expect(text).toMatch(
        new RegExp(
          `${country}-customs takes asean-customs-response-r1 [0-9a-f]{32}-${letter}; our signature verifies`,
        ),
      )
  })

  test('saves bundles that verify for whoever has the trust file, and for nobody else', async () => {
    for (const { bundle = '', exchange } of first.told.exchanges) {
      const bytes = readFileSync(bundle)
      expect(await verifyBundle(bytes, trust())).toMatchObject({ verdict: 'valid', exchange })
      expect(await verifyBundle(bytes)).toMatchObject({ verdict: 'not-established' })
    }
  })

  test('tells it in few lines: who, what, record, how long', () => {
    const text = first.lines.join('\n')
    expect(first.lines.length).toBeLessThan(135)
    expect(text).toMatch(/kz-customs signs Awmds/)
    expect(text).toMatch(/cn-eport takes cn-mt1401-v1 CN_MT1401_1p0_\w+; our signature verifies/)
    expect(text).toMatch(/waits for its cargo, found by the batch number CN\w+/)
    expect(text).toMatch(/kz-customs takes kz-awmds-r1/)
    expect(text).toMatch(/kz-customs has checked it: it is record 0 of the log, which has \d+ by now/)
    expect(text.match(/\+\d+ ms {2}completed/g)).toHaveLength(6)
    expect(text).toMatch(/npx khorgos verify \S+\.asice --trust \S+trust\.json/)
    expect(text).toMatch(/npx khorgos verify \S+statements\S+\.json --trust \S+trust\.json/)
  })

  test('names what it speaks of later: certificates and declarations when they are signed', () => {
    const text = first.lines.join('\n')
    const { certificate, declaration } =
      /asks about (?<certificate>E\d\dLA\d{10}), quoted by declaration (?<declaration>\d{18})/.exec(text)
        ?.groups ?? {}
    expect(text).toContain(`la-customs signs Form E ${certificate},`)
    expect(text).toContain(`signs declaration ${declaration} (DecMessage), which quotes ${certificate},`)
    expect(text).toMatch(/-U; our signature verifies: it tells that the certificate was used\n/)
    expect(text).toMatch(/-D; our signature verifies: it tells that the certificate was declined\n/)
  })

  test('ends with a question that is ready to be asked, which is confirmed', () => {
    expect(first.asked).toMatchObject({ code: 0, stderr: '' })
    expect(first.asked.stdout).toMatch(/^CONFIRMED: certificate-of-origin LA E E\d\dLA\d{10}\n/)
  })

  test('tells the answer check by check', () => {
    const from = first.lines.findIndex((line) =>
      /cn-clearance asks about E\d\dLA\d{10}, quoted by declaration \d{18}/.test(line),
    )
    const [told, ...checks] = first.lines.slice(from + 1, from + 9)
    expect(told).toMatch(/\+\d+ ms {2}confirmed, signed, record \d+ in the log/)
    expect(checks.map((line) => line.trim().replace(/: .*/, ''))).toEqual([
      'ok   exists',
      'ok   authentic',
      'ok   competent',
      'ok   in-force',
      'ok   matches',
      'ok   available',
      'ok   not-revoked',
    ])
    expect(checks[4]).toContain(
      'exporter, consignee, issueDate, hs of line 1, originCountry of line 1, hs of line 2, originCountry of line 2',
    )
  })
})

describe('the second start', () => {
  test('says what is there already, keeps it, and adds another of each', () => {
    const text = second.lines.join('\n')
    expect(text).toMatch(/keys .*there already/)
    expect(text).toContain(`${first.records} records from earlier starts`)
    expect(second.records).toBeGreaterThan(first.records)
    expect(second.effects).toEqual([2, 10])
  })

  test('still completes and proves everything', () => {
    expect(second.told.exchanges.map(({ state, verdict }) => [state, verdict])).toEqual(ALL_DONE)
    const exchanges = [...first.told.exchanges, ...second.told.exchanges].map(({ exchange }) => exchange)
    expect(new Set(exchanges).size).toBe(12)
    expect(second.told.statements).toMatchObject(ALL_CLEARED)
  })

  test('is about another certificate', () => {
    const [one, other] = [first, second].map(
      ({ told }) =>
        verifyStatement(readFileSync(told.statements[0]?.file ?? ''), trust()).answer?.question.number,
    )
    expect(one).toMatch(/^E\d\dLA\d{10}$/)
    expect(other).not.toBe(one)
  })
})
