import { beforeEach, describe, expect, test } from 'vitest'
import type { AgencyClient } from '../../src/client/client.ts'
import type { Signed } from '../../src/client/signed.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { refused } from '../ledger/agency.ts'
import { type Authority, authorityOf } from '../ledger/authority.ts'
import { QUESTION } from '../ledger/facts.ts'

const ASKER = 'cn-clearance'
const DAY_MS = 86_400_000
const LONG_MS = 60_000

describe('an agency whose question waits for an issuing authority', () => {
  const site = useGateway('embedded')
  let client: AgencyClient
  let authority: Authority
  let serial = 0

  beforeEach(() => {
    client = site().agency(ASKER)
    authority = authorityOf(site())
  })

  const inquire = async (): Promise<{ id: string; number: string; open: Signed<Answer> }> => {
    const number = `E26LA${String(Date.now() + (serial += 1)).slice(-10)}`
    const open = await client.ask({ ...QUESTION, number, inquire: { reason: 'random' } })
    expect(open.statement.inquiry?.state).toBe('open')
    return { id: open.statement.verification, number, open }
  }

  test('has the answer as soon as the authority has replied, and then at once', async () => {
    const { id, number, open } = await inquire()
    const waited = client.awaitInquiry(id, { withinMs: LONG_MS })
    const [request = {}] = await authority.requests(number, 1)
    await authority.reply(request)
    const { statement, checked } = await waited
    expect([checked, statement]).toMatchObject([
      'valid',
      {
        verdict: 'confirmed',
        follows: id,
        question: open.statement.question,
        inquiry: { state: 'answered', result: 'confirmed' },
      },
    ])
    expect((await client.awaitInquiry(id, { withinMs: 0 })).statement).toEqual(statement)
    expect(await client.answer(id)).toMatchObject({ file: open.file })
  })

  test('has the answer as it is when the time is over', async () => {
    const { id, open } = await inquire()
    expect(await client.awaitInquiry(id, { withinMs: 1_200 })).toEqual(open)
    expect(await client.newestAnswer(id)).toEqual(open)
  })

  test('has the newest answer where there are several', async () => {
    const { id, number } = await inquire()
    const [request = {}] = await authority.requests(number, 1)
    await authority.reply(request)
    const first = await client.awaitInquiry(id, { withinMs: LONG_MS })
    await authority.reply(request, { resultCode: 'revoked' })
    for await (const { statement } of client.followNotices({ after: first.statement.ledger.size }))
      if (statement.about.verification === id && statement.next !== first.statement.verification) break
    const newest = await client.newestAnswer(id)
    expect(newest.statement).toMatchObject({
      verdict: 'refuted',
      follows: first.statement.verification,
      inquiry: { result: 'revoked' },
    })
    expect(await client.newestAnswer(first.statement.verification)).toEqual(newest)
  })

  test('waits for a gateway that is away like for the authority, until its time is over', async () => {
    const { id } = await inquire()
    const hasty = site().agency(ASKER, { retry: { attempts: 1 } })
    const waited = hasty.awaitInquiry(id, { withinMs: LONG_MS })
    await site().restart()
    site().clock.advance(61 * DAY_MS)
    expect((await waited).statement).toMatchObject({
      verdict: 'not-established',
      inquiry: { state: 'expired' },
    })
  })

  test('stops to wait when it is told to, or closed', async () => {
    const { id } = await inquire()
    const reason = new Error('enough')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 300)
    for (const { signal } of [controller, { signal: AbortSignal.abort(reason) }])
      await expect(client.awaitInquiry(id, { withinMs: LONG_MS, signal })).rejects.toBe(reason)
    const closing = site().agency(ASKER, {})
    const waited = refused(closing.awaitInquiry(id, { withinMs: LONG_MS }))
    setTimeout(() => void closing.close(), 300)
    expect((await waited).message).toBe('The client was closed.')
  })
})
