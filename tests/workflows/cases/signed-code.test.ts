import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../../src/store/migrate.ts'
import { tellOfLostKeys } from '../../../src/workflows/cases/lost-keys.ts'
import { judgedAgain } from '../../../src/workflows/cases/replay.ts'
import { clear, newSigner } from '../../exchange/node.ts'
import { DATABASES } from '../../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../../store/open-database.ts'
import { type CaseNode, type Clock, MINUTE, openCaseNode, openClock } from './case-node.ts'

const KEY = 'cd'.repeat(32)

describe.each(DATABASES)('a case that rests on a signed code, in the %s database', (kind) => {
  let opened: OpenDatabase | undefined
  let node: CaseNode
  let clock: Clock
  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    clock = openClock()
    node = await openCaseNode({ ...opened, signer: newSigner(), clock })
    const target = { workflow: 'weighing', key: 'T1', office: '0705' }
    await node.act('arrived', { target, data: { plate: 'A1' }, signer: KEY })
  })
  afterAll(() => opened?.remove())
  const lose = async (since: Date): Promise<void> =>
    tellOfLostKeys(node.database, node.committer, [{ keyId: KEY, since }], AbortSignal.abort())

  test('names the key in the record of the act, which is its basis', async () => {
    const [recorded] = await node.eventsOf('T1')
    expect(recorded?.event).toMatchObject({ event: 'arrived', signer: KEY, basis: ['0'] })
    expect(judgedAgain(await node.eventsOf('T1'), node.definitions)).toEqual([])
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])
  })

  test('hears that the key is lost', async () => {
    await lose(new Date(clock.now().getTime() - MINUTE))
    expect(await node.caseOf('T1')).toMatchObject({ state: 'doubtful', revision: 2 })
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])
  })

  test('is not concerned when the key was lost later', async () => {
    await lose(new Date(clock.now().getTime() + MINUTE))
    expect(await node.caseOf('T1')).toMatchObject({ state: 'waiting', revision: 1 })
  })

  test('does not add up with another key beside it', async () => {
    await node.database.query(`update case_basis set key_id = sha256('x')`)
    const { problems } = await node.log.fsck(() => undefined)
    expect(problems.map(({ detail }) => detail)).toEqual([
      'the key of record 0 is not the one that signed it',
    ])
  })
})
