import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDesk } from '../../src/ledger/desk.ts'
import type { LedgerEntry } from '../../src/ledger/entry.ts'
import type { Reading } from '../../src/ledger/facts/fact.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import type { LedgerResult } from '../../src/ledger/participant.ts'
import type { LedgerService, WriteOffService } from '../../src/ledger/service.ts'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import { keepGatewayKey } from '../../src/store/gateway-keys.ts'
import { migrate } from '../../src/store/migrate.ts'
import { createParties, type Parties } from '../evidence/bundle-fixture.ts'
import { clear, newSigner, startNode, type Node } from '../exchange/node.ts'
import { partnerWith } from '../exchange/partner.ts'
import { taking } from '../exchange/units.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import {
  DECLARATION,
  DECLARATION_NUMBER,
  DECLARATION_QUESTION,
  DECLARATION_RULE,
  declarationReading,
} from './facts.ts'
import { agency } from './write-off-desk.ts'

/** Payments against a declaration that is amended between them, in the transaction of the log. */

const SOURCE = { ...partnerWith({ issues: [DECLARATION_RULE] }), id: 'kz' }
const ASKS = {
  kind: 'goods-declaration',
  issuers: ['CN'],
  purposes: ['forex-payment'],
  shows: ['balance'],
  writesOff: ['value'],
} as const
const BANKS = [agency('cn-bank', ASKS), agency('other-bank', ASKS)]
const HELD = { importer: 'Urumqi Tianshan West Road Trade Co., Ltd.', contract: 'TS-2026/117' }

describe.each(DATABASES)('editions of a declaration, on the %s database', (kind) => {
  const signer = newSigner()
  let parties: Parties
  let opened: OpenDatabase | undefined
  let node: Node<LedgerEntry, LedgerResult>
  let desk: LedgerService & WriteOffService
  let payments = 0

  beforeAll(async () => {
    parties = await createParties()
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    const { database, folder } = opened
    await clear(database)
    await keepGatewayKey(database, parties.gateway)
    const partners = new Map([[SOURCE.id, SOURCE]])
    const ledger = createLedger({ partners, signingKey: parties.gateway, log: signer.origin })
    node = await startNode({ database, signer, folder, participant: ledger.participant })
    const { committer, log } = node
    desk = createDesk({ ledger, committer, database, log, clock: () => new Date() })
    await say(declarationReading())
  })
  afterAll(() => opened?.remove())

  async function say(reading: Reading): Promise<void> {
    const unit = taking()
    const entering = {
      reading,
      source: SOURCE.id,
      keyId: 'ab'.repeat(32),
      exchange: unit.exchange.id,
      acceptance: undefined,
      issue: DECLARATION_RULE,
    }
    await node.committer.commit({ ...unit, entry: { entry: 'facts', facts: [entering], replies: [] } })
  }
  /** It is worth so much from now on. */
  const amend = (amount: string): Promise<void> =>
    say(
      declarationReading('amended', {
        lines: [{ line: 0, value: { amount, currency: 'USD' } }, ...DECLARATION.lines.slice(1)],
      }),
    )

  async function pay(bank: number, amount: string): Promise<string> {
    const { kind: of, issuer, purpose } = DECLARATION_QUESTION
    const asker = BANKS[bank]
    if (asker === undefined) throw new Error('no bank')
    payments += 1
    const request: WriteOffRequest = {
      reference: `P-${payments}`,
      kind: of,
      issuer,
      number: DECLARATION_NUMBER,
      purpose,
      state: 'used',
      held: HELD,
      lines: [{ line: 0, amount: { amount, currencyId: 'USD' } }],
    }
    const paid = await desk.writeOff(request, asker)
    return paid.outcome === 'denied' ? paid.error.code : paid.statement.state
  }
  const left = async (asOf?: string) => {
    const [bank] = BANKS
    if (bank === undefined) throw new Error('no bank')
    const question = { ...DECLARATION_QUESTION, held: HELD, ...(asOf !== undefined && { asOf }) }
    const asked = await desk.ask(question, bank)
    if (asked.outcome === 'denied') throw asked.error
    return {
      at: asked.answer.at,
      balance: asked.answer.balance?.filter(({ measure }) => measure === 'value'),
    }
  }
  const problems = async (): Promise<unknown> => (await node.log.fsck(() => undefined)).problems

  test('are counted one after the other, and the log, read alone, agrees', async () => {
    expect(await pay(0, '20000')).toBe('used')
    const before = await left()
    await amend('30000')
    expect(await pay(1, '10000.01')).toBe('BALANCE_EXCEEDED')
    expect(await pay(1, '10000')).toBe('used')
    expect((await left()).balance).toMatchObject([
      { line: 0, total: '30000', carried: '20000', used: '10000', available: '0' },
    ])
    expect((await left(before.at)).balance).toEqual(before.balance)
    await amend('29999')
    expect(await pay(0, '1')).toBe('DOCUMENT_NOT_ESTABLISHED')
    await amend('31000')
    expect(await pay(0, '1000')).toBe('used')
    expect(await problems()).toEqual([])
  })

  test('a balance that is not named after an edition is found', async () => {
    if (opened === undefined) throw new Error('no database')
    expect(await pay(0, '20000')).toBe('used')
    await amend('30000')
    expect(await pay(0, '1')).toBe('used')
    expect(await problems()).toEqual([])
    await opened.database.query(`update balance set total = 26000 where carried = 0`)
    expect(JSON.stringify(await problems())).toContain('its total is not that of its line')
  })
})
