import { beforeAll, describe, expect, test } from 'vitest'
import { createAgencyClient } from '../../src/client/client.ts'
import { hashOnly } from '../../src/client/hash-only.ts'
import type { OneOfMany } from '../../src/client/batch.ts'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { verifyStatement } from '../../src/evidence/verify-statement.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import { formE, numberOf } from '../harness/origin.ts'
import { callerOf, stranger } from '../harness/raw-post.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { refused } from '../ledger/agency.ts'
import { QUESTION } from '../ledger/facts.ts'
import { newSigner } from '../exchange/node.ts'

const ASKER = 'cn-clearance'
const NOBODY = '018f0000-0000-7000-8000-000000000000'

describe('an agency with a client', () => {
  const site = useGateway('embedded')
  let question: Question

  beforeAll(async () => {
    const form = formE(site().trip())
    await site().sender('la-customs').submit(form)
    question = { ...QUESTION, number: numberOf(form) }
  })

  test('asks, and has in hand what verifies and is about what it asked', async () => {
    const { agency, trust } = site()
    const { statement, file, checked, record, checks } = await agency(ASKER).ask(question)
    expect(statement).toMatchObject({ v: 1, by: ASKER, verdict: 'confirmed', question })
    expect(checked).toBe('valid')
    expect(checks.every(({ result }) => result === 'pass')).toBe(true)
    expect(record.index.toString()).toBe(statement.ledger.size)
    expect(verifyStatement(file, trust)).toMatchObject({ verdict: 'valid', answer: statement })
  })

  test('asks without telling what it holds', async () => {
    const { statement } = await site().agency(ASKER).ask(hashOnly(question))
    expect(statement.verdict).toBe('confirmed')
    expect(statement.question.salt).toHaveLength(43)
    expect(JSON.stringify(statement)).not.toContain('Tuayang')
  })

  test('reads an answer again, the same bytes', async () => {
    const client = site().agency(ASKER)
    const { statement, file } = await client.ask(question)
    expect((await client.answer(statement.verification)).file).toEqual(file)
    expect(await refused(client.answer(NOBODY))).toMatchObject({ code: 'NOT_FOUND', status: 404 })
  })

  test('has a signed answer also while the issuing authority is asked, which says so and until when', async () => {
    const client = site().agency(ASKER)
    const unheard = { ...question, number: 'E26LA9900000001', inquire: { reason: 'random' as const } }
    const { statement, file, checked } = await client.ask(unheard)
    expect(checked).toBe('valid')
    expect(statement).toMatchObject({
      verdict: 'not-established',
      inquiry: { state: 'open', due: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    })
    expect(await client.answer(statement.verification)).toMatchObject({ checked: 'valid', file })
    const again: unknown[] = []
    for await (const { answered } of client.askMany([unheard])) again.push(answered?.statement.inquiry)
    expect(again).toEqual([{ ...statement.inquiry, id: expect.not.stringMatching(statement.verification) }])
  })

  test('reads the head of the log, which its answers stand below', async () => {
    const client = site().agency(ASKER)
    const { record } = await client.ask(question)
    const { origin, size, note } = await client.checkpoint()
    expect(origin).toBe(record.origin)
    expect(size).toBeGreaterThan(record.index)
    expect(note).toContain(`— ${origin} `)
  })

  test('believes the key that the log names when it knows the key of the log alone', async () => {
    const { agency, vkey } = site()
    const { checked } = await agency(ASKER, { trust: { vkeys: [vkey] } }).ask(question)
    expect(checked).toBe('valid')
  })

  test('without trust is told that nobody has shown whose word it is', async () => {
    const { partnerUrl, pem } = site()
    const tls = { ...callerOf(site(), ASKER), authorityPem: pem('sandbox-ca.crt') }
    const client = createAgencyClient({ url: partnerUrl, tls })
    const { checked, statement } = await client.ask(question)
    expect([checked, statement.verdict]).toEqual(['not-established', 'confirmed'])
    await expect(client.checkpoint()).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await client.close()
  })

  test('believes no other log and no other gateway', async () => {
    const { agency, vkey, trust } = site()
    const strange = { vkeys: [newSigner().vkey] }
    expect(await refused(agency(ASKER, { trust: strange }).ask(question))).toMatchObject({
      code: 'EVIDENCE_INVALID',
      status: undefined,
      message: expect.stringContaining('no key of the log localhost/v1/log is trusted'),
    })
    const both = { ...trust, gatewayKeyIds: ['ab'.repeat(32)] }
    const wrong = await refused(agency(ASKER, { trust: both }).ask(question))
    expect(wrong.problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^the gateway key [0-9a-f]{64} is not among the trusted ones$/),
    ])
    const checkpoint = agency(ASKER, { trust: strange }).checkpoint()
    await expect(checkpoint).rejects.toMatchObject({ code: 'EVIDENCE_INVALID' })
    expect((await agency(ASKER, { trust: { vkeys: [vkey] } }).checkpoint()).origin).toBe('localhost/v1/log')
  })

  test('is refused with the problem, its place, and a receipt that proves the refusal', async () => {
    const { agency, vkey } = site()
    const refusal = await refused(agency(ASKER).ask({ ...question, purpose: 'forex-payment' }))
    expect(refusal).toMatchObject({
      name: 'GatewayError',
      code: 'PURPOSE_NOT_AGREED',
      status: 403,
      retry: 'never',
      place: { path: '/purpose' },
      problem: { title: 'The agreement does not cover this purpose', retry: 'never' },
    })
    expect(refusal.message).toContain(
      'does not cover the purpose "forex-payment" here, but preferential-duty, release, audit.',
    )
    const { record } = verifyReceipt(refusal.receipt ?? '', { vkeys: [vkey] })
    expect(record).toMatchObject({ kind: 'denied', request: refusal.request })
  })

  test('asks many, and each has its outcome once, in any order', async () => {
    const questions: Question[] = Array.from({ length: 40 }, () => question)
    questions[7] = { ...question, purpose: 'forex-payment' }
    questions[19] = { ...question, number: '' }
    const outcomes: OneOfMany[] = []
    for await (const outcome of site().agency(ASKER).askMany(questions)) outcomes.push(outcome)
    expect(outcomes.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([...questions.keys()])
    const errors = outcomes.filter(({ error }) => error !== undefined)
    expect(errors.toSorted((a, b) => a.index - b.index)).toMatchObject([
      { index: 7, question: questions[7], error: { code: 'PURPOSE_NOT_AGREED', status: 403 } },
      { index: 19, question: questions[19], error: { code: 'REQUEST_INVALID', place: { path: '/number' } } },
    ])
    const verdicts = outcomes.flatMap(({ answered }) => answered?.statement.verdict ?? [])
    expect(verdicts).toEqual(Array.from({ length: 38 }, () => 'confirmed'))
  })

  test('may stop reading, or be stopped, and can go on asking', async () => {
    const client = site().agency(ASKER)
    for await (const { answered } of client.askMany([question, question, question])) {
      expect(answered?.checked).toBe('valid')
      break
    }
    const reason = new Error('enough')
    const signal = AbortSignal.abort(reason)
    await expect(client.ask(question, { signal })).rejects.toBe(reason)
    await expect(client.answer(NOBODY, { signal })).rejects.toBe(reason)
    await expect(client.askMany([question], { signal }).next()).rejects.toBe(reason)
    expect((await client.ask(question)).checked).toBe('valid')
  })

  test('is nobody with a certificate that no partner file names', async () => {
    const { agency, pem } = site()
    const tls = { ...(await stranger(site())), authorityPem: pem('sandbox-ca.crt') }
    expect(await refused(agency(ASKER, { tls }).ask(question))).toMatchObject({
      code: 'SENDER_UNKNOWN',
      status: 401,
    })
  })

  test('speaks to nobody whose certificate another authority made', async () => {
    const { agency, pem } = site()
    const tls = { ...callerOf(site(), ASKER), authorityPem: pem('cn-clearance.sign.crt') }
    expect(await refused(agency(ASKER, { tls }).answer(NOBODY))).toMatchObject({
      code: 'PARTNER_UNREACHABLE',
      status: undefined,
      message: expect.stringMatching(/^The TLS connection to the gateway could not be made \([A-Z_]+\)\.$/),
    })
  })
})

describe('a client', () => {
  const tls = { certificatePem: '', privateKeyPem: '', authorityPem: '' }

  test.each(['http://localhost:8443', 'localhost:8443', 'https://me:secret@localhost', ''])(
    'is not made for the address "%s"',
    (url) => {
      expect(() => createAgencyClient({ url, tls })).toThrow(/no address of a gateway/)
    },
  )
})
