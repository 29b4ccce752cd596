import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { khorgos, ROOT } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'khorgos-risk-'))
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const route = readFileSync(join(ROOT, 'schemas/workflows/channel/parameters/route.yaml'), 'utf8')
const FACTS = JSON.stringify({
  moment: '2026-11-21T02:00:00Z',
  operator: { class: 'high' },
  papers: [{ kind: '861', id: 'E1', status: 'revoked' }],
})

describe('risk check', () => {
  test('of the shipped parameters ends well', async () => {
    const { code, stdout } = await khorgos(['risk', 'check', '--json'])
    expect(code).toBe(0)
    const { valid, parameters } = JSON.parse(stdout)
    expect(valid).toBe(true)
    expect(parameters.length).toBeGreaterThanOrEqual(25)
  })

  test('names file and line of what is wrong', async () => {
    const wrong = file('wrong.yaml', route.replace('route.countries.size()', 'route.contries.size()'))
    const { code, stdout } = await khorgos(['risk', 'check', wrong])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^wrong\.yaml:\d+: .*there is no fact route\.contries/m)
  })
})

describe('risk explain', () => {
  test('says the channel, what fired on which facts, and what is open', async () => {
    const { code, stdout } = await khorgos(['risk', 'explain', '--facts', '-', '--office', '0705'], {
      input: FACTS,
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^physical-inspection/)
    expect(stdout).toContain('fired: licence-not-real 1')
    expect(stdout).toContain('"status":"revoked"')
    expect(stdout).toMatch(/not established: logistics-slow 1, for want of logistics\.underway/)
  })

  test('as JSON is the decision that would be kept', async () => {
    const facts = file('facts.json', FACTS)
    const { stdout } = await khorgos(['risk', 'explain', '--facts', facts, '--office', '0705', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      channel: 'physical-inspection',
      office: '0705',
      subCentre: 'qingdao',
    })
  })

  test('refuses facts that are none', async () => {
    const { code, stderr } = await khorgos(['risk', 'explain', '--facts', '-'], {
      input: '{"ofice": "0705"}',
    })
    expect(code).toBe(1)
    expect(stderr).toContain('ofice')
    expect((await khorgos(['risk', 'explain', '--facts', '-', '--office', '7'], { input: '{}' })).code).toBe(
      2,
    )
  })
})

test('risk simulate reports what each parameter of a file would change', async () => {
  const history = file(
    'past.jsonl',
    [
      {
        facts: { office: '0705', moment: '2026-11-20T02:00:00Z', route: { countries: ['MN', 'RU', 'CN'] } },
        outcome: { result: 'differing', minutes: 40 },
      },
      { facts: { office: '0705', moment: '2026-11-20T03:00:00Z', route: { countries: ['MN', 'CN'] } } },
    ]
      .map((each) => JSON.stringify(each))
      .join('\n'),
  )
  const { code, stdout } = await khorgos([
    'risk',
    'simulate',
    file('route.yaml', route),
    '--history',
    history,
    '--json',
  ])
  expect(code).toBe(0)
  const { reports } = JSON.parse(stdout)
  expect(reports[0]).toMatchObject({
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    report: { candidate: { id: 'route-detour' }, fired: 1, hits: 1, misses: 0, history: { decisions: 2 } },
  })
  const bad = file('bad.jsonl', '{"facts": {"office": "0705"}}\n{}')
  expect((await khorgos(['risk', 'simulate', file('route.yaml', route), '--history', bad])).code).toBe(1)
})
