import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseReceipt } from '../../src/evidence/receipt.ts'
import type { Tx } from '../../src/store/database.ts'
import { findFacts, insertFacts, type AskedKey } from '../../src/store/ledger/facts.ts'
import {
  findVerification,
  insertVerifications,
  type NewVerification,
} from '../../src/store/ledger/verifications.ts'
import { migrate } from '../../src/store/migrate.ts'
import { answering, factAt } from '../evidence/ledger-units.ts'
import { clear, newSigner, startNode } from '../exchange/node.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from './open-database.ts'

const day = (date: number): Date => new Date(Date.UTC(2026, 10, date, 8, 0, 0, 123))
const asked = (number: string, changes: Partial<AskedKey> = {}): AskedKey => ({
  kind: 'certificate-of-origin',
  issuer: 'LA',
  series: 'E',
  number,
  asOf: undefined,
  ...changes,
})

describe.each(DATABASES)('the ledger in the %s database', (kind) => {
  let opened: OpenDatabase | undefined
  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
  })
  afterAll(() => opened?.remove())
  const database = () => {
    if (opened === undefined) throw new Error('no database')
    return opened.database
  }

  describe('finds facts', () => {
    test('as they were entered, their content character for character', async () => {
      const content = '{ "v": 1, "amount": 1.50, "twice": 1, "twice": 2, "name": "Қант \\u0000 \\"x\\" 😀" }'
      const fact = factAt(7n, { number: 'N1', document: 3n, basis: 6n, knownAt: day(1), content })
      await insertFacts(database(), [fact])
      expect(await findFacts(database(), [asked('N1')])).toEqual([{ ...fact, base: null, balances: [] }])
    })

    test('without a key, where the message was not signed by one', async () => {
      await insertFacts(database(), [factAt(7n, { number: 'N1', keyId: undefined })])
      expect(await findFacts(database(), [asked('N1')])).toMatchObject([{ position: 7n, keyId: null }])
    })

    test('the newest of each document, whatever the order of entering', async () => {
      await insertFacts(database(), [
        factAt(30n, { number: 'N1', document: 10n, event: 'revoked', status: 'revoked' }),
        factAt(10n, { number: 'N1' }),
        factAt(20n, { number: 'N1', document: 10n, event: 'replaced', status: 'replaced' }),
      ])
      expect(await findFacts(database(), [asked('N1')])).toMatchObject([
        { position: 30n, document: 10n, status: 'revoked' },
      ])
    })

    test('as of any time: what was known then and not what came later', async () => {
      await insertFacts(database(), [
        factAt(10n, { number: 'N1', knownAt: day(1) }),
        factAt(20n, { number: 'N1', knownAt: day(2), document: 10n, event: 'replaced', status: 'replaced' }),
        factAt(21n, { number: 'N1', knownAt: day(2), document: 10n, event: 'revoked', status: 'revoked' }),
      ])
      const before = new Date(day(2).getTime() - 1)
      const moments = [new Date(day(1).getTime() - 1), day(1), before, day(2), day(9)]
      const found = await findFacts(
        database(),
        moments.map((asOf) => asked('N1', { asOf })),
      )
      expect(found.map((fact) => fact?.status)).toEqual([
        undefined,
        'in-force',
        'in-force',
        'revoked',
        'revoked',
      ])
    })

    test('for many keys at once, in their order, and nothing for those that are not there', async () => {
      await insertFacts(
        database(),
        Array.from({ length: 300 }, (_, at) => factAt(BigInt(at + 1), { number: `N${at}` })),
      )
      const numbers = Array.from({ length: 100 }, (_, at) => `N${(at * 7) % 400}`)
      const found = await findFacts(
        database(),
        numbers.map((number) => asked(number)),
      )
      expect(found.map((fact) => fact?.number)).toEqual(
        numbers.map((number) => (Number(number.slice(1)) < 300 ? number : undefined)),
      )
      expect(await findFacts(database(), [])).toEqual([])
      expect(await findFacts(database(), [asked('N1'), asked('N1')])).toHaveLength(2)
    })

    test('only of the very kind, issuer and form', async () => {
      await insertFacts(database(), [
        factAt(1n, { number: 'N1' }),
        factAt(2n, { number: 'N1', issuer: 'KH' }),
        factAt(3n, { number: 'N1', series: 'D' }),
        factAt(4n, { number: 'N1', kind: 'goods-declaration', series: '' }),
      ])
      const found = await findFacts(database(), [
        asked('N1'),
        asked('N1', { issuer: 'KH' }),
        asked('N1', { series: 'D' }),
        asked('N1', { kind: 'goods-declaration', series: '' }),
        asked('N1', { issuer: 'KH', series: 'D' }),
        asked('n1'),
      ])
      expect(found.map((fact) => fact?.position)).toEqual([1n, 2n, 3n, 4n, undefined, undefined])
    })

    test('by index scans alone, in an empty ledger and in a filled one', async () => {
      const sql = await textOf((tx) => findFacts(tx, [asked('N1')]))
      const plan = async (): Promise<string> => {
        const lines = await database().transaction(async (tx) => {
          await tx.query(`prepare ${kind} as ${sql}`)
          const found = await tx.query<Record<string, string>>(
            `explain execute ${kind} ('{N1,N2}', '{LA,LA}', '{certificate-of-origin,certificate-of-origin}', '{E,E}', '{null,2026-11-21Z}')`,
          )
          await tx.query(`deallocate ${kind}`)
          return found
        })
        return lines.map((line) => line['QUERY PLAN']).join('\n')
      }
      const expected = ['fact_of_document', 'balance_of_document', 'posting_pkey']
      expect(indicesOf(await plan())).toEqual(expected)
      await insertFacts(
        database(),
        Array.from({ length: 20_000 }, (_, at) => factAt(BigInt(at + 1), { number: `N${at}` })),
      )
      await database().query('analyze fact')
      const filled = await plan()
      expect(indicesOf(filled), filled).toEqual(expected)
      expect(filled).not.toMatch(/Sort Key.*position/)
    })
  })

  test.each([
    ['a second fact at one position', { number: 'N2' }],
    ['a fact that rests on a later record', { position: 6n, basis: 6n }],
    ['a document that begins after its fact', { position: 6n, document: 7n }],
    ['an event that no document has', { position: 6n, event: 'forgotten' }],
    ['a status that no document has', { position: 6n, status: 'lost' }],
    ['a document without a number', { position: 6n, number: '' }],
    ['a document of no country', { position: 6n, issuer: '' }],
    ['content that is not JSON', { position: 6n, content: '{' }],
  ])('refuses %s', async (_what, changes) => {
    await insertFacts(database(), [factAt(5n, { number: 'N1' })])
    await expect(insertFacts(database(), [factAt(5n, changes)])).rejects.toThrow()
  })

  describe('gives back a verification', () => {
    test('to its agency alone, with all of which its file is made again', async () => {
      const node = await startNode({
        database: database(),
        signer: newSigner(),
        folder: opened?.folder ?? '',
      })
      const unit = answering()
      const done = await node.committer.commit(unit)
      if (done.outcome !== 'done') throw new Error(done.outcome)
      const row: NewVerification = {
        id: unit.verification,
        agency: 'cn-bank',
        document: 17n,
        verdict: 'confirmed',
        payloadId: unit.answer.id,
        signature: randomBytes(64),
        recordIndex: 0n,
        receiptSize: 1n,
        askedAt: day(1),
        follows: undefined,
      }
      await insertVerifications(database(), [row, { ...row, id: uuidv7(), document: undefined }])
      const { agency: _, follows: __, ...kept } = row
      const found = await findVerification(database(), row.id, 'cn-bank')
      expect(found).toMatchObject({
        ...kept,
        payload: Buffer.from(unit.answer.bytes),
        salt: unit.answer.salt,
      })
      const receipt = await node.log.receipt(0n, 1n)
      expect(receipt).toBe(done.receipt)
      expect(Buffer.from(parseReceipt(receipt).record)).toEqual(found?.record)
      expect(await findVerification(database(), row.id, 'cn-clearance')).toBeUndefined()
      expect(await findVerification(database(), uuidv7(), 'cn-bank')).toBeUndefined()
    })

    test('also when the answer was erased: the record stays', async () => {
      const node = await startNode({
        database: database(),
        signer: newSigner(),
        folder: opened?.folder ?? '',
      })
      const unit = answering()
      await node.committer.commit(unit)
      await insertVerifications(database(), [
        {
          id: unit.verification,
          agency: 'cn-bank',
          document: undefined,
          verdict: 'not-established',
          payloadId: unit.answer.id,
          signature: randomBytes(64),
          recordIndex: 0n,
          receiptSize: 1n,
          askedAt: day(1),
          follows: undefined,
        },
      ])
      await database().query('delete from payload where id = $1', [unit.answer.id])
      expect(await findVerification(database(), unit.verification, 'cn-bank')).toMatchObject({
        document: null,
        payload: null,
        salt: null,
        verdict: 'not-established',
      })
    })
  })
})

/** The indices that a plan goes by. Fails when it reads a table from end to end. */
function indicesOf(plan: string): string[] {
  expect(plan).not.toContain('Seq Scan')
  return [...plan.matchAll(/Index (?:Only )?Scan (?:Backward )?(?:using|on) (\w+)/g)].flatMap(
    ([, name = '']) => name,
  )
}

/** The statement that `work` sends. */
async function textOf(work: (tx: Tx) => Promise<unknown>): Promise<string> {
  const sent: string[] = []
  await work({
    query: (sql) => {
      sent.push(sql)
      return Promise.resolve([])
    },
  })
  return sent.join(';')
}
