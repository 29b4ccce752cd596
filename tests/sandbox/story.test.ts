import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig, type Config } from '../../src/config.ts'
import { parseTrust } from '../../src/evidence/bundle-trust.ts'
import { parseCheckpoint } from '../../src/evidence/checkpoint.ts'
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
  test('completes an exchange in each direction', () => {
    expect(first.told.exchanges.map(({ state, verdict }) => [state, verdict])).toEqual([
      ['completed', 'valid'],
      ['completed', 'valid'],
    ])
    expect(first.effects).toEqual([1, 1])
  })

  test('saves bundles that verify for whoever has the trust file, and for nobody else', async () => {
    const trust = parseTrust(readFileSync(join(config.certificateFolder, 'trust.json'), 'utf8'))
    for (const { bundle = '', exchange } of first.told.exchanges) {
      const bytes = readFileSync(bundle)
      expect(await verifyBundle(bytes, trust)).toMatchObject({ verdict: 'valid', exchange })
      expect(await verifyBundle(bytes)).toMatchObject({ verdict: 'not-established' })
    }
  })

  test('tells it in few lines: who, what, record, how long', () => {
    const text = first.lines.join('\n')
    expect(first.lines.length).toBeLessThan(50)
    expect(text).toMatch(/kz-customs signs Awmds/)
    expect(text).toMatch(/cn-eport takes cn-mt1401-v1 CN_MT1401_1p0_\w+; our signature verifies/)
    expect(text).toMatch(/waits for its cargo, found by the batch number CN\w+/)
    expect(text).toMatch(/kz-customs takes kz-awmds-r1/)
    expect(text).toMatch(/record 0 of \d+ in the log/)
    expect(text.match(/\+\d+ ms {2}completed/g)).toHaveLength(2)
    expect(text).toMatch(/npx khorgos verify \S+\.asice --trust \S+trust\.json/)
  })
})

describe('the second start', () => {
  test('says what is there already, keeps it, and adds another pair', () => {
    const text = second.lines.join('\n')
    expect(text).toMatch(/keys .*there already/)
    expect(text).toContain(`${first.records} records from earlier starts`)
    expect(second.records).toBeGreaterThan(first.records)
    expect(second.effects).toEqual([2, 2])
  })

  test('still completes and proves both exchanges', () => {
    expect(second.told.exchanges.map(({ state, verdict }) => [state, verdict])).toEqual([
      ['completed', 'valid'],
      ['completed', 'valid'],
    ])
    const exchanges = [...first.told.exchanges, ...second.told.exchanges].map(({ exchange }) => exchange)
    expect(new Set(exchanges).size).toBe(4)
  })
})
