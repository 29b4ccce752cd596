import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { CaseView, Person } from '../../../src/workflows/cases/service.ts'
import { DATABASES } from '../../harness/databases.ts'
import { importDeclaration } from '../../harness/origin.ts'
import { useGateway } from '../../harness/use-gateway.ts'

const OFFICE = '9402'
const PATIENCE_MS = 60_000

const officer: Person = {
  subject: 'zhang',
  issuer: 'https://people.example',
  roles: new Set(['clearance-officer', 'inspector', 'supervisor']),
  offices: new Set([OFFICE]),
}

describe.each(DATABASES)('clearance by channel, on the %s database', (kind) => {
  const site = useGateway(kind)

  const declared = async (): Promise<string> => {
    const text = importDeclaration(site().trip())
    await site().sender('cn-clearance').submit(text)
    return /<EntryId>(\d{18})</.exec(text)?.[1] ?? ''
  }
  const caseOf = async (key: string): Promise<CaseView> => {
    for (const limit = Date.now() + PATIENCE_MS; ; await sleep(25)) {
      const [found] = await site().gateway.cases.list(officer, { workflow: 'clearance', key, limit: 1 })
      if (found !== undefined) return found
      if (Date.now() > limit) throw new Error(`there is no case of ${key}`)
    }
  }
  const act = async (found: CaseView, event: string, data: CaseView['data']): Promise<CaseView> => {
    const done = await site().gateway.cases.act(
      found.id,
      { id: randomUUID(), event, data, revision: found.revision },
      officer,
    )
    if (done.outcome === 'refused') throw done.error
    return done.case
  }

  test('a declaration gets its channel, and the decision says which parameters fired on which facts', async () => {
    const found = await caseOf(await declared())
    const decision = found.data['decision']
    expect(decision).toMatchObject({
      channel: found.data['channel'],
      office: OFFICE,
      policy: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      factsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const states = {
      'fast-release': 'released',
      'document-check': 'checking',
      'physical-inspection': 'inspecting',
    }
    expect(Object.entries(states)).toContainEqual([found.data['channel'], found.state])
    expect(found.data['channel']).not.toBe('fast-release')
  })

  test('papers that agree release the goods; goods that differ wait for a supervisor', async () => {
    const checked = await caseOf(await declared())
    const raised =
      checked.state === 'checking' ? await act(checked, 'raised', { reason: 'Weights look wrong' }) : checked
    expect(raised.state).toBe('inspecting')
    const deciding = await act(raised, 'opened', { resultCode: 'differing', reason: 'Two pallets more' })
    expect(deciding.state).toBe('deciding')
    const refused = await act(deciding, 'refused', { reason: 'Not declared' })
    expect(refused).toMatchObject({ state: 'refused', outcome: 'refused', acts: [] })
  })
})
