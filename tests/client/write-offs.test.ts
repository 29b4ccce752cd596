import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { AgencyClient } from '../../src/client/client.ts'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { verifyStatement } from '../../src/evidence/verify-statement.ts'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import { formE, numberOf } from '../harness/origin.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { refused } from '../ledger/agency.ts'
import { QUESTION } from '../ledger/facts.ts'

const NOBODY = '018f0000-0000-7000-8000-000000000000'

describe('an agency that uses documents up with a client', () => {
  const site = useGateway('embedded')
  const client = (): AgencyClient => site().agency('cn-clearance')

  /** Ten tonnes of line 1 of a certificate of its own, which has 25.15. */
  const requestOf = async (change: Partial<WriteOffRequest> = {}): Promise<WriteOffRequest> => {
    const form = formE(site().trip())
    await site().sender('la-customs').submit(form)
    const { kind, issuer, form: series = '', held = {} } = QUESTION
    return {
      reference: randomUUID(),
      kind,
      issuer,
      form: series,
      number: numberOf(form),
      purpose: 'preferential-duty',
      state: 'reserved',
      held,
      lines: [{ line: 1, quantity: { quantity: '10', unitCode: 'TNE' } }],
      ...change,
    }
  }
  const reason = { code: 'declaration-withdrawn' }

  test('reserves, uses in part, gives back, and reads how it stands: each statement verifies', async () => {
    const request = await requestOf()
    const reserved = await client().writeOff(request)
    const { writeOff } = reserved.statement
    expect(reserved.checked).toBe('valid')
    expect(reserved.statement).toMatchObject({
      state: 'reserved',
      request,
      lines: [{ line: 1, reserved: '10000', used: '0', unit: 'KGM', balance: { available: '15150' } }],
    })
    expect(verifyStatement(reserved.file, site().trust)).toMatchObject({ verdict: 'valid' })
    const lines = [{ line: 1, quantity: { quantity: '4', unitCode: 'TNE' } }]
    const used = await client().use(writeOff, { lines })
    expect(used.statement).toMatchObject({
      state: 'used',
      writeOff,
      previous: reserved.statement.ledger.size,
      lines: [{ reserved: '0', used: '4000', posted: { reserved: '-10000', used: '4000' } }],
    })
    expect((await client().writtenOff(writeOff)).file).toEqual(used.file)
    const released = await client().release(writeOff, { reason })
    expect(released.statement).toMatchObject({
      state: 'released',
      lines: [{ balance: { available: '25150' } }],
    })
    expect((await client().writtenOffUnder(request.reference)).file).toEqual(released.file)
  })

  test('does the same twice, and it is done once', async () => {
    const request = await requestOf()
    const [first, second] = [await client().writeOff(request), await client().writeOff(request)]
    expect(second.file).toEqual(first.file)
    const { writeOff } = first.statement
    const [used, again] = [await client().use(writeOff), await client().use(writeOff)]
    expect(again.file).toEqual(used.file)
    const { statement } = await client().writeOff(request)
    expect([statement.writeOff, statement.state]).toEqual([writeOff, 'used'])
  })

  test('declines a document, and nothing is taken', async () => {
    const request = await requestOf({
      state: 'declined',
      lines: [{ line: 1 }],
      reason: { code: 'goods-differ' },
    })
    const { statement } = await client().writeOff(request)
    expect(statement).toMatchObject({ state: 'declined', lines: [] })
  })

  test('is told what is left when it wants too much, with a receipt', async () => {
    const request = await requestOf({ lines: [{ line: 1, quantity: { quantity: '26', unitCode: 'TNE' } }] })
    const refusal = await refused(client().writeOff(request))
    expect(refusal).toMatchObject({ code: 'BALANCE_EXCEEDED', status: 409, place: { path: '/lines/0' } })
    const { record } = verifyReceipt(refusal.receipt ?? '', { vkeys: [site().vkey] })
    expect(record).toMatchObject({ kind: 'denied', request: refusal.request })
  })

  test('has references of its own, and each for one write-off', async () => {
    const request = await requestOf()
    const { statement } = await client().writeOff(request)
    const other = { ...request, lines: [{ line: 1, quantity: { quantity: '9', unitCode: 'TNE' } }] }
    expect((await refused(client().writeOff(other))).code).toBe('REFERENCE_REUSED')
    const bank = site().agency('cn-bank')
    const calls = [
      bank.writtenOff(statement.writeOff),
      bank.writtenOffUnder(request.reference),
      bank.release(statement.writeOff, { reason }),
      client().writtenOff(NOBODY),
      client().use(NOBODY),
    ]
    const refusals = await Promise.all(calls.map(refused))
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['NOT_FOUND']))
  })

  test('cannot use what was given back', async () => {
    const { statement } = await client().writeOff(await requestOf())
    await client().release(statement.writeOff, { reason })
    expect(await refused(client().use(statement.writeOff))).toMatchObject({
      code: 'WRITE_OFF_STATE',
      retry: 'never',
    })
  })

  test('has what it reserved until its time is over, and then reads a statement that verifies', async () => {
    const reservedUntil = new Date(Date.now() + 1_500).toISOString()
    const request = await requestOf({ reservedUntil })
    const { statement } = await client().writeOff(request)
    expect(statement).toMatchObject({ state: 'reserved', reservedUntil })
    await sleep(Date.parse(reservedUntil) - Date.now())
    expect(await refused(client().use(statement.writeOff))).toMatchObject({
      code: 'RESERVATION_ENDED',
      status: 409,
      retry: 'never',
    })
    const ended = await untilReleased(statement.writeOff)
    expect(ended).toMatchObject({
      checked: 'valid',
      statement: {
        state: 'released',
        reason: 'RESERVATION_ENDED',
        lines: [{ balance: { available: '25150' } }],
      },
    })
    // Whoever asks again under the same reference is told the same.
    expect((await client().writeOff(request)).file).toEqual(ended.file)
    expect((await refused(client().use(statement.writeOff))).code).toBe('RESERVATION_ENDED')
  })

  const untilReleased = async (writeOff: string) => {
    for (const limit = Date.now() + 20_000; ; await sleep(50)) {
      const found = await client().writtenOff(writeOff)
      if (found.statement.state === 'released') return found
      if (Date.now() > limit) throw new Error('the reservation does not end')
    }
  }

  test('is told nothing of a write-off as the answer to a question', async () => {
    const { statement } = await client().writeOff(await requestOf())
    expect((await refused(client().answer(statement.writeOff))).code).toBe('NOT_FOUND')
  })
})
