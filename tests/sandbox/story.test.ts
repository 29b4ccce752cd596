import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig, type Config } from '../../src/config.ts'
import { type BundleTrust, parseTrust } from '../../src/evidence/bundle-trust.ts'
import { parseCheckpoint } from '../../src/evidence/checkpoint.ts'
import { verifyAnswer } from '../../src/evidence/verify-answer.ts'
import { verifyBundle } from '../../src/evidence/verify-bundle.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { tellStory, type Told } from '../../src/sandbox/story.ts'

/** One start of the sandbox: the story, and what the log and the books held at its end. */
interface Run {
  readonly lines: readonly string[]
  readonly told: Told
  readonly records: bigint
  readonly effects: readonly number[]
}

const START_MS = 60_000
const ALL_DONE = [
  ['completed', 'valid'],
  ['completed', 'valid'],
  ['completed', 'valid'],
]
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
    const { size: records } = parseCheckpoint(await sandbox.gateway.log.checkpoint())
    return {
      lines,
      told,
      records,
      effects: [sandbox.kazakhstan, sandbox.eport].map(({ book }) => book.effects.length),
    }
  } finally {
    await sandbox.close()
  }
}

describe('the first start', () => {
  test('completes a manifest in each direction and a certificate', () => {
    expect(first.told.exchanges.map(({ state, verdict }) => [state, verdict])).toEqual(ALL_DONE)
    expect(first.effects).toEqual([1, 2])
  })

  test('saves the signed answer about the certificate, which verifies offline', () => {
    const [answer, ...others] = first.told.answers
    expect(others).toEqual([])
    expect(answer).toMatchObject({ answer: 'confirmed', verdict: 'valid' })
    const bytes = readFileSync(answer?.file ?? '')
    const verified = verifyAnswer(bytes, trust())
    expect(verified).toMatchObject({
      verdict: 'valid',
      answer: {
        verification: answer?.verification,
        by: 'cn-clearance',
        verdict: 'confirmed',
        question: { issuer: 'LA', form: 'E', purpose: 'preferential-duty' },
      },
    })
    expect(verifyAnswer(bytes)).toMatchObject({ verdict: 'not-established' })
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
    expect(first.lines.length).toBeLessThan(60)
    expect(text).toMatch(/kz-customs signs Awmds/)
    expect(text).toMatch(/cn-eport takes cn-mt1401-v1 CN_MT1401_1p0_\w+; our signature verifies/)
    expect(text).toMatch(/waits for its cargo, found by the batch number CN\w+/)
    expect(text).toMatch(/kz-customs takes kz-awmds-r1/)
    expect(text).toMatch(/record 0 of \d+ in the log/)
    expect(text.match(/\+\d+ ms {2}completed/g)).toHaveLength(3)
    expect(text).toMatch(/npx khorgos verify \S+\.asice --trust \S+trust\.json/)
    expect(text).toMatch(/npx khorgos verify \S+answers\S+\.json --trust \S+trust\.json/)
  })

  test('tells the answer check by check', () => {
    const from = first.lines.findIndex((line) => /cn-clearance is shown E\d\dLA\d{10} and asks/.test(line))
    const [told, ...checks] = first.lines.slice(from + 1, from + 8)
    expect(told).toMatch(/\+\d+ ms {2}confirmed, signed, record \d+ in the log/)
    expect(checks.map((line) => line.trim().replace(/: .*/, ''))).toEqual([
      'ok   exists',
      'ok   authentic',
      'ok   competent',
      'ok   in-force',
      'ok   matches',
      'ok   not-revoked',
    ])
    expect(checks[4]).toContain(
      'exporter, consignee, issueDate, hs of line 1, originCountry of line 1, quantity of line 1',
    )
  })
})

describe('the second start', () => {
  test('says what is there already, keeps it, and adds another of each', () => {
    const text = second.lines.join('\n')
    expect(text).toMatch(/keys .*there already/)
    expect(text).toContain(`${first.records} records from earlier starts`)
    expect(second.records).toBeGreaterThan(first.records)
    expect(second.effects).toEqual([2, 4])
  })

  test('still completes and proves everything', () => {
    expect(second.told.exchanges.map(({ state, verdict }) => [state, verdict])).toEqual(ALL_DONE)
    const exchanges = [...first.told.exchanges, ...second.told.exchanges].map(({ exchange }) => exchange)
    expect(new Set(exchanges).size).toBe(6)
    expect(second.told.answers).toMatchObject([{ answer: 'confirmed', verdict: 'valid' }])
  })

  test('is about another certificate', () => {
    const [one, other] = [first, second].map(
      ({ told }) => verifyAnswer(readFileSync(told.answers[0]?.file ?? ''), trust()).answer?.question.number,
    )
    expect(one).toMatch(/^E\d\dLA\d{10}$/)
    expect(other).not.toBe(one)
  })
})
