import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent } from 'node:https'
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
import { ask } from '../api/harness.ts'
import { type Finished, khorgos } from '../cli/command.ts'

/** One start of the sandbox: the story, and what the log and the books held at its end. */
interface Run {
  readonly lines: readonly string[]
  readonly told: Told
  readonly records: bigint
  readonly effects: readonly number[]
  /** What the command came to that the story ends with. */
  readonly asked: Finished
  /** Who an officer is here who comes with the token that the command prints. */
  readonly me: unknown
  readonly token: Finished
  /** What the supervisor reads at the address that the story ends with. */
  readonly events: unknown
}

const START_MS = 120_000
/** Two manifests, four certificates, the lists of two trucks. */
const ALL_DONE = Array.from({ length: 8 }, () => ['completed', 'valid'])
/** Of each certificate an answer, and what was used then. */
const ALL_CLEARED = ['LA', 'KH', 'MM'].flatMap(() => [
  { says: 'confirmed', verdict: 'valid' },
  { says: 'used', verdict: 'valid' },
])
let folder: string
let config: Config
let env: Record<string, string>
let first: Run
let second: Run

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'khorgos-story-'))
  env = {
    KHORGOS_CERTS: join(folder, 'certs'),
    KHORGOS_DATA: join(folder, 'data'),
    KHORGOS_PARTNER_LISTEN: '127.0.0.1:0',
    KHORGOS_PUBLIC_LISTEN: '127.0.0.1:0',
    KHORGOS_PEOPLE_LISTEN: '127.0.0.1:0',
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
    const agent = new Agent({ ca: readFileSync(join(config.certificateFolder, 'sandbox-ca.crt')) })
    const asOfficer = (token: string, path: string) =>
      ask(Number(new URL(sandbox.gateway.peopleUrl ?? '').port), path, {
        agent,
        headers: { authorization: `Bearer ${token.trim()}` },
      })
    const token = await khorgos(['token', '--as', 'erenhot-exit'], { env })
    const me = await asOfficer(token.stdout, '/v1/me')
    const [, path = ''] = /(\/v1\/cases\/\S+\/events)/.exec(lines.join('\n')) ?? []
    const events = await asOfficer((await khorgos(['token', '--as', 'supervisor'], { env })).stdout, path)
    const { size: records } = parseCheckpoint(await sandbox.gateway.log.checkpoint())
    return {
      lines,
      told,
      asked,
      token,
      me: me.json,
      events: events.json,
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
  test('lets an officer in with a token of its own issuer, which says what it is', () => {
    expect(first.token).toMatchObject({ code: 0, stderr: 'SANDBOX ISSUER: gives anybody a token\n' })
    expect(first.me).toMatchObject({
      subject: 'erenhot-exit',
      roles: ['exit-officer'],
      offices: ['0705'],
    })
    expect(first.lines.join('\n')).toContain('npx khorgos token --as erenhot-exit')
    expect(readFileSync(join(config.dataFolder, 'gateway.log'), 'utf8')).toMatch(
      /"officer":"erenhot-exit","msg":"SANDBOX ISSUER: gives anybody a token"/,
    )
  })

  test('completes a manifest in each direction, the certificates of three countries, one of them unused, and the lists of two trucks', () => {
    expect(first.told.exchanges.map(({ state, verdict }) => [state, verdict])).toEqual(ALL_DONE)
    expect(first.effects).toEqual([4, 5])
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
    expect(text).toMatch(
      /cn-clearance declines line 1, line 2\n(?: .*: it tells that the certificate was \w+\n)? +\+\d+ ms {2}declined, signed/,
    )
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

  test('takes two trucks over the border, one of them with a discrepancy', () => {
    expect(first.told.trucks).toMatchObject([
      { checklist: expect.stringMatching(/^C\d\d0705\d{5}$/), outcome: 'released' },
      { checklist: expect.stringMatching(/^C\d\d9408\d{5}$/), outcome: 'released' },
    ])
    const text = first.lines.join('\n')
    expect(text).toMatch(/erenhot-exit finds a task, due \S+: Check the load and let it leave/)
    expect(text).toMatch(/erenhot-exit weighs 42710 kg[^]*?under-way: On its way.*record \d+ in the log/)
    expect(text).toMatch(
      /mn-customs takes cn-mtde02-r1 \w+; our signature verifies, which nobody has confirmed yet/,
    )
    expect(text).toMatch(
      /mn-customs takes cn-mtde02-r1 \w+; our signature verifies, confirmed by CN, seal CNE0705118823/,
    )
    expect(text).toMatch(
      /mass: 22000 on the list, 22640 found\n +seal-number: CU4471902 on the list, CU4471920 found/,
    )
    expect(text).toMatch(/held: Held on the other side/)
    expect(text).toMatch(/supervisor finds a task.*: Help to settle what differs/)
    expect(text).toMatch(/kz-customs takes kz-load-checklist-r1 \S+; .*confirmed by CN, seal CU4471920/)
    expect(
      text.match(/released: Released on the other side; the case is over after \d+ events/g),
    ).toHaveLength(2)
  })

  test('shows at the end of each what all papers of the trip say together', () => {
    const text = first.lines.join('\n')
    const [erenhot = '', jeminay = ''] = text.split('looks at the account of the trip').slice(1)
    const papers =
      /Load checklist; record [^]*?Decision of a receiver about the goods: released; record [^]*?Gate, the truck leaves; record/
    expect(erenhot).toMatch(papers)
    expect(erenhot).toMatch(/not here yet: manifest, until \S+Z/)
    expect(erenhot).toMatch(/nothing is over, short or contradicted/)
    expect(jeminay).toMatch(papers)
    // It was released with what differs, which differs all the same: what the list says was never amended.
    expect(jeminay).toMatch(/QUANTITY_OVER checklist-weighed: 22000 against 22640/)
    expect(jeminay).toMatch(/QUANTITY_OVER checklist-gate: 22000 against 22640/)
  })

  test('lets the supervisor read what happened in the case of the truck that was held', () => {
    expect(first.events).toMatchObject({
      events: ['issued', 'confirmed', 'decided', 'confirmed', 'decided'].map((event) => ({ event })),
    })
    expect(first.lines.join('\n')).toContain('npx khorgos token --as supervisor')
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
    expect(first.lines.length).toBeLessThan(185)
    expect(text).toMatch(/kz-customs signs Awmds/)
    expect(text).toMatch(/cn-eport takes cn-mt1401-v1 CN_MT1401_1p0_\w+; our signature verifies/)
    expect(text).toMatch(/waits for its cargo, found by the batch number CN\w+/)
    expect(text).toMatch(/kz-customs takes kz-awmds-r1/)
    expect(text).toMatch(/kz-customs has checked it: it is record \d+ of the log, which has \d+ by now/)
    expect(text.match(/\+\d+ ms {2}completed/g)).toHaveLength(8)
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
    expect(second.effects).toEqual([8, 10])
  })

  test('still completes and proves everything', () => {
    expect(second.told.exchanges.map(({ state, verdict }) => [state, verdict])).toEqual(ALL_DONE)
    const exchanges = [...first.told.exchanges, ...second.told.exchanges].map(({ exchange }) => exchange)
    expect(new Set(exchanges).size).toBe(16)
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

describe('when it has stopped', () => {
  test('its log is intact, with the accounts that were made of it', async () => {
    const { code, stdout, stderr } = await khorgos(['log', 'fsck'], { env })
    expect({ code, stdout, stderr }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^The log is intact/),
      stderr: expect.not.stringContaining('not compared'),
    })
  })

  test('an operator finds what a truck was, by the number of its list', async () => {
    const { checklist } = first.told.trucks[1] ?? {}
    const { code, stdout } = await khorgos(['account', checklist ?? ''], { env })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Trip [0-9a-f-]+: A truck that leaves under joint supervision, since /)
    expect(stdout).toMatch(new RegExp(`checklist ${checklist ?? ''} \\(checklist, gate-exit\\)`))
    expect(stdout).toMatch(/decision C\d+, counts, released, record \d+, \d+/)
    expect(stdout).toMatch(/manifest, expected until/)
    expect(stdout).toMatch(
      /QUANTITY_OVER checklist-gate of C\d+: There is more than there should be; gross, 640 apart; 22000 KGM \(checklist/,
    )
  })

  test('and a declaration by its certificate, with what was written off', async () => {
    const [, number = ''] = /asks about (E\d\dLA\d{10})/.exec(first.lines.join('\n')) ?? []
    const { code, stdout } = await khorgos(['account', number], { env })
    expect(stdout).toMatch(new RegExp(`certificate ${number} \\(certificate, declaration, write-off\\)`))
    expect(stdout).toMatch(/write-off \S+, counts, used, gross 26000 KGM, record \d+, \d+\n/)
    expect(stdout).toMatch(/Nothing is wrong\.\n/)
    expect(code).toBe(0)
    expect(await khorgos(['account', 'NOBODY-1'], { env })).toMatchObject({
      code: 1,
      stdout: 'No trip bears NOBODY-1.\n',
    })
  })
})
