import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { DATABASES } from '../harness/databases.ts'
import { clear, newSigner } from '../exchange/node.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { type CaseNode, CHIEF, openCaseNode, openClock, until } from '../workflows/cases/case-node.ts'
import { effectsOf } from '../workflows/cases/effect-node.ts'

/** Parents before what refers to them. */
const TABLES = [
  'workflow_definition',
  'workflow_case',
  'case_event',
  'case_task',
  'case_effect',
  'case_basis',
  'risk_rating',
]

type Damage = readonly [what: string, sql: string, said: readonly (string | RegExp)[]]

const set = (change: string): string => `update workflow_case set ${change} where key = 'T1'`
const its = (what: string): string => `case ID its ${what} is not what its events come to`

const damages: readonly Damage[] = [
  ['the state of a case', set(`state = 'overdue'`), [its('state')]],
  ['the revision of a case', set(`revision = 7`), [its('revision')]],
  ['when a case came into its state', set(`since = since + interval '1 s'`), [its('time of its state')]],
  ['by which event a case came into its state', set(`entered = 2`), [its('revision of its state')]],
  ['what a case knows', set(`data = '{}'`), [its('knowledge')]],
  ['the deadline of a case', set(`due_at = null`), [its('deadline')]],
  ['the outcome of a case', set(`outcome = 'passed'`), [its('outcome')]],
  ['what a case is about', set(`key = 'T9'`), [its('key')]],
  ['the office of a case', set(`office = '0706'`), [its('office')]],
  ['the workflow of a case', set(`workflow = 'other'`), [its('workflow')]],
  ['when a case began', set(`opened_at = opened_at - interval '1 day'`), [its('beginning')]],
  [
    'the text of a definition',
    `update workflow_definition set text = text || ' '`,
    ['workflow weighing 1 its text does not hash to its name'],
  ],
  ['a task', `delete from case_task`, [its('tasks')]],
  ['whose a task is', `update case_task set role = 'weigher'`, [its('tasks')]],
  ['since when a task waits', `update case_task set since = since - interval '1 s'`, [its('tasks')]],
  [
    'an effect',
    `delete from case_effect where revision = 1`,
    [its('list of effects'), /^exchange \S+ no effect of the case ID names it$/],
  ],
  ['what an effect does', `update case_effect set args = '{}'`, [its('list of effects')]],
  [
    'an effect that nobody wants',
    `insert into case_effect select case_id, 3, 0, kind, args, due_at, 0, null, null, null from case_effect where revision = 1`,
    [its('list of effects')],
  ],
  [
    'by which message an effect was done',
    `update case_effect set exchange_id = null`,
    [
      'case ID its effect 1/0 was done, and no message says so',
      /^exchange \S+ no effect of the case ID names it$/,
    ],
  ],
  [
    'the message of an effect',
    `update case_effect set exchange_id = (select id from exchange where about is null) where revision = 1`,
    [
      'case ID its effect 1/0 names an exchange that is not about it',
      /^exchange \S+ no effect of the case ID names it$/,
    ],
  ],
  ['a record that a case rests on', `delete from case_basis`, [its('list of records that it rests on')]],
  [
    'the key that signed what a case rests on',
    `update case_basis set key_id = null`,
    ['case ID the key of record 0 is not the one that signed it'],
  ],
  [
    'by which event a record was cited',
    `update case_basis set revision = 2`,
    [its('list of records that it rests on')],
  ],
  [
    'the last event of a case',
    `delete from case_event where revision = 4`,
    [
      /^leaf \d+ the event 4 of case ID is missing$/,
      /its state/,
      /its revision/,
      /its revision of its state/,
      /its time/,
      /its knowledge/,
      /its deadline/,
      /its tasks/,
    ],
  ],
  [
    'an event in the middle',
    `delete from case_event where revision = 2`,
    [/^leaf \d+ the event 2 of case ID is missing$/, 'case ID its events do not follow one another'],
  ],
  [
    'the name of an event',
    `update case_event set event = 'painted' where revision = 3`,
    ['case ID its event 3 has a name that is not that of its payload'],
  ],
  [
    'the cause of an event',
    `update case_event set cause = 'act 7' where revision = 2`,
    ['case ID its event 2 has a cause that is not that of its payload'],
  ],
  [
    'the size of the receipt of an event',
    `update case_event set receipt_size = receipt_size + 1 where revision = 1`,
    ['case ID its event 1 has a receipt that is not of the size at which it was committed'],
  ],
  [
    'the payload of an event',
    `update case_event set payload_id = (select payload_id from case_event where revision = 2) where revision = 3`,
    [
      'case ID its event 3 has a payload that is not that of its record',
      'case ID its event 3 has a name that is not that of its payload',
      'case ID its event 3 has a cause that is not that of its payload',
      'case ID its event 3 has a number that is not that of its payload',
      'case ID its events do not follow one another',
    ],
  ],
  [
    'all events of a case',
    `delete from case_event`,
    [/leaf/, /leaf/, /leaf/, /leaf/, 'case ID has no event'],
  ],
]

describe.each(DATABASES)('the rows of cases, on the %s database', (kind) => {
  let opened: OpenDatabase | undefined
  let node: CaseNode
  let id = ''

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened === undefined) return
    await migrate(opened.database)
    await clear(opened.database)
    const clock = openClock()
    node = await openCaseNode({ ...opened, signer: newSigner(), clock })
    const index = await node.accept({ id: 'T1' })
    const data = { document: { id: 'T1', plate: 'A1', mass: '900' }, message: {} }
    const target = { workflow: 'weighing', key: 'T1', office: '0705' }
    const basis = [{ index, keyId: 'ab'.repeat(32) }]
    const happening = { target, event: 'announced', cause: { record: '0', document: 'truck' }, basis, data }
    await node.commit({ entry: 'happened', happenings: [happening] })
    ;({ id } = await node.caseOf('T1'))
    clock.advance(7_200_000)
    await node.act('weighed', { target: { case: id }, revision: 1, data: { mass: '1' }, by: CHIEF })
    await node.act('decided', { target: { case: id }, revision: 2, data: { pass: true }, by: CHIEF })
    clock.advance(60_000)
    await node.act('weighed', { target: { case: id }, revision: 3, data: { mass: '901' }, by: CHIEF })
    await node.database.query(`update case_effect set done_at = now() where kind = 'tell'`)
    const loop = effectsOf(node, clock, { sent: [], faults: [] })
    loop.start()
    const left = 'select 1 from case_effect where done_at is null'
    await until(async () => (await node.database.query(left)).length === 0, 'the effects are done')
    await loop.stop()
    await node.database.query('create schema saved')
    for (const table of TABLES) await node.database.query(`create table saved.${table} as table ${table}`)
  })
  beforeEach(({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
  })
  afterEach(async () => {
    await opened?.database.transaction(async (tx) => {
      await tx.query(`truncate ${TABLES.join()}`)
      for (const table of TABLES) await tx.query(`insert into ${table} select * from saved.${table}`)
    })
  })
  afterAll(() => opened?.remove())

  const fsck = async (): Promise<string[]> =>
    (await node.log.fsck(() => undefined)).problems.map(({ place, detail }) =>
      `${place} ${detail}`.replaceAll(id, 'ID'),
    )

  test('are what the log says', async () => {
    expect(await node.caseOf('T1')).toMatchObject({ state: 'doubtful', revision: 4 })
    expect(await fsck()).toEqual([])
  })

  test.each(damages)('are not when there is damage to %s', async (_what, sql, said) => {
    await node.database.query(sql)
    const found = await fsck()
    expect(found.toSorted(), found.join('\n')).toHaveLength(said.length)
    for (const each of said)
      expect(found).toContainEqual(typeof each === 'string' ? each : expect.stringMatching(each))
  })
})
