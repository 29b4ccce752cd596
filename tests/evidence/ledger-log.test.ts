import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { keepGatewayKey } from '../../src/store/gateway-keys.ts'
import { insertFacts } from '../../src/store/ledger/facts.ts'
import { insertVerifications } from '../../src/store/ledger/verifications.ts'
import { migrate } from '../../src/store/migrate.ts'
import { clear, newSigner, startNode, type Node } from '../exchange/node.ts'
import { taking } from '../exchange/units.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { testSigner } from '../trust/signers.ts'
import { answering, CONTENT, denying, entering, factAt, verificationAt } from './ledger-units.ts'

/** Leaves: 0 accepted, 1 converted, 2 entered, 3 answered, 4 denied. */
const STRANGER = '0199f3a1-0000-7000-8000-00000000000f'

describe.each(DATABASES)('a log with what the ledger did, on the %s database', (kind) => {
  const signer = newSigner()
  let opened: OpenDatabase | undefined
  let node: Node
  let taken: ReturnType<typeof taking>

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  afterAll(() => opened?.remove())

  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    const { database, folder } = opened
    const { signing } = await testSigner('ec-p256')
    await clear(database)
    const clock = () => new Date('2026-11-21T10:00:00.000Z')
    node = await startNode({ database, signer, folder, clock })
    taken = taking()
    await node.committer.commit(taken)
    await node.committer.commit(entering(taken.exchange.id, 0n))
    await insertFacts(database, [factAt(2n, { exchangeId: taken.exchange.id, basis: 0n })])
    await keepGatewayKey(database, signing)
    const answer = answering(signing.keyId)
    await node.committer.commit(answer)
    await insertVerifications(database, [verificationAt(3n, answer, signing)])
    await node.committer.commit(denying())
  })
  const problems = async () => (await node.log.fsck(() => undefined)).problems

  test('is intact, and its records have receipts like all others', async () => {
    expect(await problems()).toEqual([])
    const receipts = await Promise.all([2n, 3n, 4n].map((index) => node.log.receipt(index, 5n)))
    const read = receipts.map((text) => verifyReceipt(text, { vkeys: [signer.vkey] }))
    expect(read.map(({ record }) => record.kind)).toEqual(['entered', 'answered', 'denied'])
  })

  const KEY = 'ab'.repeat(32)
  const TIME = '2026-11-21T10:00:00.000Z'
  const told = (problem: string) => [{ place: 'fact 5', detail: `the ${problem} is not that of its record` }]
  test.each([
    ['as it is', {}, []],
    ['of another exchange', { exchange: STRANGER }, told('exchange of what it comes from')],
    ['signed by another key', { keyId: 'cd'.repeat(32) }, told('signing key of what it comes from')],
    ['known at another time', { knownAt: '2026-11-21T10:00:00.001Z' }, told('time of what it comes from')],
    [
      'that was never accepted',
      { basis: '4' },
      ['exchange', 'signing key', 'time'].flatMap((name) => told(`${name} of what it comes from`)),
    ],
  ])('tells of a fact that comes from a message %s', async (_, change, expected) => {
    const provenance = { exchange: taken.exchange.id, keyId: KEY, basis: '0', knownAt: TIME, ...change }
    for (const said of [
      { provenance: [provenance] },
      { papers: [{ said: 'confirmed', held: {}, provenance }] },
    ]) {
      const content = JSON.stringify({ ...JSON.parse(CONTENT), ...said })
      await opened?.database.query('delete from fact where position > 2')
      await node.committer.commit(entering(taken.exchange.id, 0n, content))
      const position = 'papers' in said ? 6n : 5n
      await insertFacts(opened?.database ?? expect.fail(), [
        factAt(position, { document: 2n, exchangeId: taken.exchange.id, basis: 0n, content }),
      ])
      const found = (await problems()).filter(({ place }) => place === `fact ${position}`)
      expect(found.map((each) => ({ ...each, place: 'fact 5' }))).toEqual(expected)
    }
  })

  const flip = (column: string) => `${column} = set_byte(${column}, 9, get_byte(${column}, 9) # 1)`
  test.each([
    [
      'the payload of a fact',
      `update payload set ${flip('bytes')} where id = (select payload_id from leaf where index = 2)`,
      [/^payload .*bytes do not hash/],
    ],
    [
      'the payload of an answer',
      'delete from payload where id = (select payload_id from leaf where index = 3)',
      [/^leaf 3 .*no stored payload/],
    ],
    ...[2, 3, 4].map(
      (index) =>
        [
          `record ${index} under another subject`,
          `update leaf set subject_id = '${STRANGER}' where index = ${index}`,
          [
            new RegExp(`^leaf ${index} is filed under another subject`),
            new RegExp(`^leaf ${index} .*no stored payload`),
            ...(index === 3 ? [/^verification \S+ was answered by no record/] : []),
          ],
        ] as const,
    ),
    ['a fact taken away', 'delete from fact', [/^fact 2 is missing/]],
    [
      'a fact beside the one that was entered',
      'insert into fact select 3, document, kind, issuer, series, number, event, status, source, key_id, exchange_id, basis, known_at, content from fact',
      [/^fact 3 was entered by no record/],
    ],
    [
      'a fact newer than the log',
      'insert into fact select 1000000, document, kind, issuer, series, number, event, status, source, key_id, exchange_id, basis, known_at, content from fact',
      [/^fact 1000000 is beyond the log/],
    ],
    [
      'the content of a fact',
      `update fact set content = replace(content::text, '"lines":[]', '"lines":[1]')::json`,
      [/^fact 2 its content/],
    ],
    ['the number of a fact', "update fact set number = 'E27LA1'", [/^fact 2 its number/]],
    ['the issuer of a fact', "update fact set issuer = 'KH'", [/^fact 2 its issuer/]],
    ['the form of a fact', "update fact set series = 'D'", [/^fact 2 its series/]],
    ['the event of a fact', "update fact set event = 'confirmed'", [/^fact 2 its event/]],
    ['the status of a fact', "update fact set status = 'revoked'", [/^fact 2 its status/]],
    ['the kind of a fact', "update fact set kind = 'permit'", [/^fact 2 its kind/]],
    ['the time of a fact', "update fact set known_at = '2026-01-01Z'", [/^fact 2 its time/]],
    ['the source of a fact', "update fact set source = 'cn'", [/^fact 2 its source/]],
    [
      'the key of a fact',
      `update fact set key_id = set_byte(key_id, 0, 1)`,
      [/^fact 2 its signing key is not that/],
    ],
    ['the exchange of a fact', `update fact set exchange_id = '${STRANGER}'`, [/^fact 2 its exchange/]],
    [
      'what a fact rests on',
      'update fact set basis = 1',
      [/^fact 2 its basis/, /^fact 2 its source/, /^fact 2 its signing key/],
    ],
  ] as const)('names %s when it was changed', async (_what, damage, expected) => {
    await opened?.database.query(damage)
    const found = (await problems()).map(({ place, detail }) => `${place} ${detail}`)
    expect(found, found.join('\n')).toHaveLength(expected.length)
    for (const each of expected) expect(found).toContainEqual(expect.stringMatching(each))
  })
})
