import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { balanceId } from '../../src/evidence/balance-id.ts'
import type { PostedAmount, PostedRecord } from '../../src/evidence/record.ts'
import { insertBalances, insertPostings, moveBalances } from '../../src/store/ledger/balances.ts'
import { insertFacts } from '../../src/store/ledger/facts.ts'
import { migrate } from '../../src/store/migrate.ts'
import { clear, newSigner, startNode, type Node } from '../exchange/node.ts'
import { taking } from '../exchange/units.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { CONTENT, entering, factAt, posting } from './ledger-units.ts'

/** Leaves: 0 accepted, 1 converted, 2 entered, then the steps. */
const AT = new Date('2026-11-21T10:00:00.000Z')
const SEED = '00112233445566778899aabbccddeeff'
const LINES = [
  {
    line: 1,
    quantity: { quantity: '25150', unit: 'KGM', basis: 'gross' },
    value: { amount: '48000.5', currency: 'USD' },
  },
  { line: 2, quantity: { quantity: '25150', unit: 'KGM', basis: 'gross' } },
]
const CERTIFICATE = CONTENT.replace('"lines":[]', `"lines":${JSON.stringify(LINES)}`)
const [QUANTITY, VALUE] = [balanceId(SEED, 1, 'quantity'), balanceId(SEED, 1, 'value')]
const SECOND = balanceId(SEED, 2, 'quantity')

const quantity = (reserved: string, used: string): PostedAmount => ({
  balance: QUANTITY,
  total: '25150',
  reserved,
  used,
})
const value: PostedAmount = { balance: VALUE, total: '48000.5', carried: '0.5', reserved: '48000', used: '0' }
const [ONE, OTHER] = ['0199f3a1-0000-7000-8000-000000000001', '0199f3a1-0000-7000-8000-000000000002'] as const
/** Leaves 3, 4 and 5. */
const STEPS: readonly (readonly [PostedRecord['kind'], readonly PostedAmount[], string])[] = [
  ['reserved', [quantity('12000', '0')], ONE],
  ['used', [quantity('-12000', '11800.25')], ONE],
  ['reserved', [quantity('13349.75', '0'), value], OTHER],
]

describe.each(DATABASES)('a log with write-offs, on the %s database', (kind) => {
  const signer = newSigner()
  let opened: OpenDatabase | undefined
  let node: Node

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  afterAll(() => opened?.remove())

  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    const { database, folder } = opened
    await clear(database)
    node = await startNode({ database, signer, folder, clock: () => AT })
    const taken = taking()
    await node.committer.commit(taken)
    await node.committer.commit(entering(taken.exchange.id, 0n, CERTIFICATE))
    await insertFacts(database, [
      factAt(2n, { exchangeId: taken.exchange.id, basis: 0n, content: CERTIFICATE }),
    ])
    for (const step of STEPS) await node.committer.commit(posting(...step))
    const row = { document: 2n, line: 1, carried: '0' }
    const first = { measure: 'quantity', unit: 'KGM', total: '25150' } as const
    await insertBalances(database, [
      { ...row, ...first, id: QUANTITY, reserved: '12000', used: '0', posted: 3n },
      { ...row, ...value, id: VALUE, measure: 'value', unit: 'USD', posted: 5n },
    ])
    await moveBalances(database, [{ id: QUANTITY, reserved: '1349.75', used: '11800.25', posted: 5n }])
    await insertPostings(
      database,
      STEPS.flatMap(([, amounts], at) =>
        amounts.map(({ balance, reserved, used }) => ({
          balanceId: balance,
          position: BigInt(at + 3),
          reserved,
          used,
          postedAt: AT,
        })),
      ),
    )
  })
  const problems = async (): Promise<string[]> => {
    const report = await node.log.fsck(() => undefined)
    // Only balances and postings have rows here, and not the write-offs themselves.
    return report.problems
      .map(({ place, detail }) => `${place} ${detail}`)
      .filter((problem) => !problem.startsWith('write-off '))
  }

  test('is intact, and its records have receipts like all others', async () => {
    expect(await problems()).toEqual([])
    expect(await node.log.receipt(5n, 6n)).toContain('index 5')
  })

  const copied = (id: string, line: number) =>
    `insert into balance select '${id}', document, ${line}, measure, unit, total, carried, reserved, used, posted from balance where id = '${QUANTITY}'`
  test.each<readonly [string, string, readonly string[]]>([
    [
      'what is reserved in a balance',
      `update balance set reserved = reserved - 0.001 where id = '${QUANTITY}'`,
      [`balance ${QUANTITY} its reserved is not what its postings come to`],
    ],
    [
      'what is used in a balance',
      `update balance set used = 0 where id = '${QUANTITY}'`,
      [`balance ${QUANTITY} its used is not what its postings come to`],
    ],
    [
      'the newest posting of a balance',
      `update balance set posted = 4 where id = '${QUANTITY}'`,
      [`balance ${QUANTITY} its newest posting is not what its postings come to`],
    ],
    [
      'the total of a balance',
      `update balance set total = 25151 where id = '${QUANTITY}'`,
      [
        `balance ${QUANTITY} its total is not that of its line`,
        `balance ${QUANTITY} its total is not that of its records`,
      ],
    ],
    [
      'what a balance took over',
      `update balance set carried = 0 where id = '${VALUE}'`,
      [`balance ${VALUE} its carried is not that of its records`],
    ],
    [
      'the unit of a balance',
      `update balance set unit = 'TNE' where id = '${QUANTITY}'`,
      [`balance ${QUANTITY} its unit is not that of its line`],
    ],
    [
      'the line of a balance',
      `update balance set line = 2 where id = '${QUANTITY}'`,
      [`balance ${QUANTITY} is not named after its line`],
    ],
    [
      'the document of a balance',
      `with other as (insert into fact select 1, 1, kind, issuer, series, 'E27', event, status, source, key_id, exchange_id, 0,
         known_at, replace(content::text, '"seed":"00', '"seed":"01')::json from fact returning position)
       update balance set document = 1 where id = '${VALUE}' and exists (select from other)`,
      ['fact 1 was entered by no record', `balance ${VALUE} is not named after its line`],
    ],
    [
      'a document that is none',
      `with other as (insert into fact select 3, 2, kind, issuer, series, number, event, status, source, key_id, exchange_id, 0,
         known_at, content from fact returning position)
       update balance set document = 3 where id = '${VALUE}' and exists (select from other)`,
      ['fact 3 was entered by no record', `balance ${VALUE} is of no document`],
    ],
    [
      'a second balance for a line, beside the one that is used up',
      copied(ONE, 3),
      [
        `balance ${ONE} is not named after its line`,
        `balance ${ONE} its total is not that of its line`,
        `balance ${ONE} its unit is not that of its line`,
        `balance ${ONE} its reserved is not what its postings come to`,
        `balance ${ONE} its used is not what its postings come to`,
        `balance ${ONE} its newest posting is not what its postings come to`,
      ],
    ],
    [
      'a balance of another line that nothing was ever taken from',
      copied(SECOND, 2),
      [
        `balance ${SECOND} its reserved is not what its postings come to`,
        `balance ${SECOND} its used is not what its postings come to`,
        `balance ${SECOND} its newest posting is not what its postings come to`,
      ],
    ],
    [
      'a posting taken away',
      `delete from posting where balance_id = '${QUANTITY}' and position = 4`,
      [
        `posting 4 of balance ${QUANTITY} is missing; its record is there`,
        `balance ${QUANTITY} its reserved is not what its postings come to`,
        `balance ${QUANTITY} its used is not what its postings come to`,
        `balance ${QUANTITY} has 2 postings, and its records 3`,
      ],
    ],
    [
      'two postings changed against each other',
      `update posting set reserved = reserved + case position when 3 then 1 else -1 end
        where balance_id = '${QUANTITY}' and position < 5`,
      [
        `posting 3 of balance ${QUANTITY} its reserved is not that of its record`,
        `posting 4 of balance ${QUANTITY} its reserved is not that of its record`,
      ],
    ],
    [
      'the time of a posting',
      `update posting set posted_at = '2026-01-01Z' where position = 3`,
      [`posting 3 of balance ${QUANTITY} its time is not that of its record`],
    ],
    [
      'a posting and its balance, together, without a record',
      `with posted as (insert into posting values ('${QUANTITY}', 0, -100, 0, now()) returning reserved)
       update balance set reserved = reserved - 100 where id = '${QUANTITY}' and exists (select from posted)`,
      [`balance ${QUANTITY} has 4 postings, and its records 3`],
    ],
    [
      'a posting beyond the log',
      `with posted as (insert into posting values ('${QUANTITY}', 1000000, -100, 0, now()) returning reserved)
       update balance set reserved = reserved - 100, posted = 1000000 where id = '${QUANTITY}' and exists (select from posted)`,
      [`balance ${QUANTITY} was posted to beyond the log`],
    ],
    [
      'a balance taken away',
      `with gone as (delete from posting where balance_id = '${VALUE}') delete from balance where id = '${VALUE}'`,
      [
        `posting 5 of balance ${VALUE} is missing; its record is there`,
        `balance ${VALUE} is missing; its postings are in the log`,
      ],
    ],
  ])('names %s when it was changed', async (_what, damage, expected) => {
    await opened?.database.query(damage)
    expect(await problems()).toEqual(expected)
  })

  test('that takes more than there is is named by the record that does', async () => {
    await node.committer.commit(posting('reserved', [quantity('0.001', '0')]))
    const found = await problems()
    expect(found).toContain(`leaf 6 balance ${QUANTITY} goes above its total`)
    expect(found).toContain(`posting 6 of balance ${QUANTITY} is missing; its record is there`)
  })

  test('that takes from what no document has is named', async () => {
    await node.committer.commit(posting('reserved', [{ ...quantity('1', '0'), balance: SECOND }]))
    expect(await problems()).toEqual([
      `posting 6 of balance ${SECOND} is missing; its record is there`,
      `balance ${SECOND} is missing; its postings are in the log`,
    ])
  })
})
