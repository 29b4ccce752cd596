import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { verifyStatement } from '../../src/evidence/verify-statement.ts'
import { asObject, textAt } from '../../src/model/json-access.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Notice } from '../../src/model/generated/verification/notice.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import { collected } from '../harness/collected.ts'
import { DATABASES } from '../harness/databases.ts'
import { formE } from '../harness/origin.ts'
import { callerOf, rawPost } from '../harness/raw-post.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { findings } from './agency.ts'
import { type Authority, authorityOf } from './authority.ts'

const ASKER = 'cn-clearance'
const DAY_MS = 86_400_000
const PATIENCE_MS = 15_000

const HELD = {
  exporter: 'Tuayang Export Co., Ltd.',
  consignee: 'Kunming Shili Import and Export Co., Ltd.',
  issueDate: '2026-11-21',
  lines: [{ line: 1, hs: '110814', originCountry: 'LA', quantity: { quantity: '25.15', unitCode: 'TNE' } }],
}

interface Told {
  readonly status: number
  readonly id: string
  readonly next: string | undefined
  /** Believed because the file verifies. */
  readonly answer: Answer
}

describe.each(DATABASES)('a certificate of which nobody has heard, on the %s database,', (kind) => {
  const site = useGateway(kind)
  let authority: Authority
  let serial = 0

  beforeEach(() => {
    authority = authorityOf(site())
  })

  const newNumber = (): string => `E26LA${String(Date.now() + (serial += 1)).slice(-10)}`
  const questionOf = (number: string, change: Partial<Question> = {}): Question => ({
    kind: 'certificate-of-origin',
    issuer: 'LA',
    form: 'E',
    number,
    purpose: 'preferential-duty',
    case: '940220261000000123',
    date: '2026-11-22',
    held: HELD,
    inquire: { reason: 'seal-or-signature', text: 'The stamp has no date.' },
    ...change,
  })
  const told = (status: number, body: JsonObject): Told => {
    const { verdict, answer } = verifyStatement(Buffer.from(JSON.stringify(body['signed'])), site().trust)
    if (verdict !== 'valid' || answer === undefined) throw new Error(`${status} ${JSON.stringify(body)}`)
    const next = textAt(asObject(body['links']), 'next')?.split('/').at(-1)
    return { status, id: answer.verification, next, answer }
  }
  const ask = async (question: Question): Promise<Told> => {
    const bytes = Buffer.from(JSON.stringify(question))
    const json = { 'content-type': 'application/json' }
    const { status, body } = await rawPost(site(), callerOf(site(), ASKER), '/v1/verifications', bytes, json)
    return told(status, body)
  }
  const read = async (id: string): Promise<Told> => {
    const { status, bytes } = await site().sender(ASKER).client().get(`/v1/verifications/${id}`)
    return told(status, JSON.parse(Buffer.from(bytes).toString('utf8')))
  }
  /** The answer after this one, as soon as there is one. */
  const nextOf = async (id: string): Promise<Told> => {
    for (const limit = Date.now() + PATIENCE_MS; ; await sleep(50)) {
      const { next } = await read(id)
      if (next !== undefined) return read(next)
      if (Date.now() > limit) throw new Error(`nothing follows ${id}`)
    }
  }
  const notices = async (id: string): Promise<Notice[]> =>
    (await collected(site().agency(ASKER).notices()))
      .map(({ statement }) => statement)
      .filter(({ about }) => about.verification === id)
  /** Values about inquiries by what they count; all of them are of the one authority. */
  const metrics = async (): Promise<ReadonlyMap<string, number>> => {
    const text = await (await fetch(`${site().publicUrl}/metrics`)).text()
    const rows = text.matchAll(
      /^khorgos_(\w+)(?:\{authority="la-customs",(?:state|request)="(\w+)"\})? (\d+)$/gm,
    )
    return new Map(
      [...rows].map(([, name = '', label, value]) => [
        label === undefined ? name : `${name} ${label}`,
        Number(value),
      ]),
    )
  }
  const risen = (before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>) =>
    Object.fromEntries(
      [...now]
        .filter(([name]) => name.startsWith('inquir'))
        .map(([name, value]) => [name, value - (before.get(name) ?? 0)] as const)
        .filter(([, value]) => value !== 0),
    )

  const noticesUntil = async (about: string, count: number): Promise<void> => {
    for (const limit = Date.now() + PATIENCE_MS; (await notices(about)).length < count; await sleep(50))
      if (Date.now() > limit) throw new Error(`${count} notices about ${about} did not come`)
  }

  test('is asked about, confirmed, and confirmed from then on to whoever states the same', async () => {
    const number = newNumber()
    const first = await ask(questionOf(number))
    expect(first.status).toBe(202)
    expect(first.answer).toMatchObject({ verdict: 'not-established', inquiry: { state: 'open' } })
    expect(new Set(findings(first.answer).map((line) => line.split(' ').at(-1)))).toEqual(
      new Set(['NOT_SHOWN']),
    )
    const [request] = await authority.requests(number, 1)
    expect(request).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      requestingCountryCode: 'CN',
      certificate: { id: number, formCode: 'E', issuingCountryCode: 'LA' },
      reasonCodes: ['seal-or-signature'],
      exporter: { name: 'Tuayang Export Co., Ltd.' },
    })
    expect(JSON.stringify(request)).toContain('consignee: Kunming Shili Import and Export Co., Ltd.')
    expect(JSON.stringify(request)).toContain('quantity: 25.15 TNE')
    for (const secret of ['940220261000000123', 'preferential-duty', ASKER])
      expect(JSON.stringify(request)).not.toContain(secret)
    expect((await read(first.id)).status).toBe(202)

    expect((await authority.reply(request ?? {})).state).toBe('completed')
    const second = await nextOf(first.id)
    expect((await read(first.id)).status).toBe(200)
    expect(second).toMatchObject({
      status: 200,
      answer: {
        verdict: 'confirmed',
        follows: first.id,
        inquiry: { id: first.id, state: 'answered', result: 'confirmed' },
      },
    })
    expect(second.answer).not.toHaveProperty('document')
    const { inquire: _, ...plain } = questionOf(number)
    expect(await ask(plain)).toMatchObject({ status: 200, answer: { verdict: 'confirmed' } })
    expect(authority.count(number)).toBe(1)
  })

  test('and confirmed shows nobody what another one stated, and counts trying at it', async () => {
    const number = newNumber()
    const first = await ask(questionOf(number))
    const [request] = await authority.requests(number, 1)
    await authority.reply(request ?? {})
    await nextOf(first.id)
    const { exporter, consignee } = HELD
    const lines = [{ line: 1, hs: '110814', quantity: { quantity: '25', unitCode: 'TNE' } }]
    const { inquire: _, ...plain } = questionOf(number, {
      held: { exporter, consignee, invoice: 'TX-1', lines },
    })
    const other = await ask(plain)
    expect(findings(other.answer).filter((line) => line.startsWith('matches'))).toEqual([
      'matches exporter pass',
      'matches consignee pass',
      'matches invoice not-established NOT_CONFIRMED',
      'matches hs 1 pass',
      'matches quantity 1 not-established NOT_CONFIRMED',
    ])
    expect(JSON.stringify({ ...other.answer, question: undefined })).not.toMatch(/25150|25\.15|2026-11-21 to/)
    expect(other.answer.verdict).toBe('not-established')
    const stranger = questionOf(number, { held: { exporter, invoice: 'TX-1' } })
    expect(await ask(stranger)).toMatchObject({ status: 202 })
  })

  test('is refuted when its authority did not issue it, and the real one with that number is not', async () => {
    const trip = site().trip()
    const form = formE(trip)
    const number = /<ID>(E26LA\d+)<\/ID>/.exec(form)?.[1] ?? ''
    const forged = questionOf(number, {
      held: { ...HELD, exporter: 'Somebody Else Co., Ltd.', invoice: 'X-1' },
    })
    const first = await ask(forged)
    const [request] = await authority.requests(number, 1)
    await authority.reply(request ?? {}, { resultCode: 'not-authentic', description: 'No such paper.' })
    const second = await nextOf(first.id)
    expect(second.answer).toMatchObject({
      verdict: 'refuted',
      inquiry: { result: 'not-authentic', text: 'No such paper.' },
    })
    expect(findings(second.answer)).toContain('exists fail NOT_ISSUED')
    // What was said of the forged paper says nothing of another one.
    const { lines: _, ...real } = HELD
    const { inquire: __, ...genuine } = questionOf(number, { held: real })
    expect((await ask(genuine)).answer.verdict).toBe('not-established')
    expect((await site().sender('la-customs').submit(form)).code).toBeUndefined()
    expect((await ask(genuine)).answer.verdict).toBe('confirmed')
    expect((await ask({ ...forged, purpose: 'audit' })).answer.verdict).toBe('refuted')
  })

  test('has an authority that is reminded, given up, and listened to when it replies after all', async () => {
    const number = newNumber()
    const { clock, restart } = site()
    const first = await ask(questionOf(number))
    const [request] = await authority.requests(number, 1)
    clock.advance(31 * DAY_MS)
    const [, reminder] = await authority.requests(number, 2)
    expect(reminder).toMatchObject({
      id: `${textAt(request, 'id')}R1`,
      limitDateTime: request?.['limitDateTime'],
    })
    await restart()
    clock.advance(20 * DAY_MS)
    await authority.requests(number, 3)
    await authority.reply(request ?? {}, { resultCode: 'more-time' })
    expect((await read(first.id)).status).toBe(202)
    await restart()
    clock.advance(10 * DAY_MS)
    const second = await nextOf(first.id)
    expect(second.answer).toMatchObject({ verdict: 'not-established', inquiry: { state: 'expired' } })
    expect(findings(second.answer)).toContain('exists not-established NO_REPLY')
    await authority.reply(reminder ?? {})
    const third = await nextOf(second.id)
    expect(third.answer).toMatchObject({
      verdict: 'confirmed',
      follows: second.id,
      inquiry: { state: 'answered' },
    })
    expect(third.next).toBeUndefined()
    expect(authority.count(number)).toBe(3)
  })

  test('is counted while it is asked about, when its authority is reminded, and by how that ended', async () => {
    const number = newNumber()
    const before = await metrics()
    const first = await ask(questionOf(number))
    await authority.requests(number, 1)
    await expect
      .poll(async () => risen(before, await metrics()), { timeout: PATIENCE_MS })
      .toEqual({
        'inquiries asked': 1,
        'inquiry_requests_total first': 1,
      })
    site().clock.advance(31 * DAY_MS)
    await authority.requests(number, 2)
    site().clock.advance(30 * DAY_MS)
    await nextOf(first.id)
    await noticesUntil(first.id, 1)
    await expect
      .poll(async () => risen(before, await metrics()), { timeout: PATIENCE_MS })
      .toEqual({
        'inquiries expired': 1,
        'inquiry_requests_total first': 1,
        'inquiry_requests_total reminder': 1,
      })
    expect((await metrics()).get('answers_due')).toBe(0)
  })

  test('is no better known by a reply to what nobody asked, about another one, or of somebody else', async () => {
    const number = newNumber()
    const first = await ask(questionOf(number))
    const [request = {}] = await authority.requests(number, 1)
    const id = textAt(request, 'id') ?? ''
    for (const functionalReferenceId of [`${id}R1`, id.replace(/^./, 'f'), 'RC-2026-1'])
      expect((await authority.reply(request, { functionalReferenceId })).state).toBe('completed')
    const certificate = { id: newNumber(), formCode: 'E' }
    await authority.reply(request, { certificate })
    expect((await read(first.id)).status).toBe(202)
    await authority.reply(request, { resultCode: 'unverifiable' })
    const second = await nextOf(first.id)
    expect(second.answer).toMatchObject({
      verdict: 'not-established',
      inquiry: { state: 'answered', result: 'unverifiable' },
    })
    expect(findings(second.answer)).toContain('exists not-established NOT_SHOWN')
  })

  test('is asked about once for all who state the same, and each is told, twice when the reply changes', async () => {
    const number = newNumber()
    const [one, other] = await Promise.all([
      ask(questionOf(number)),
      ask(questionOf(number, { held: { ...HELD, exporter: 'TUAYANG EXPORT CO LTD' }, case: 'B' })),
    ])
    expect([one, other].map(({ answer }) => answer.inquiry?.id)).toEqual([one.id, other.id])
    const [request = {}] = await authority.requests(number, 1)
    await authority.reply(request)
    await authority.reply(request)
    const answers = [await nextOf(one.id), await nextOf(other.id)]
    expect(answers.map(({ answer }) => answer.verdict)).toEqual(['confirmed', 'confirmed'])
    await authority.reply(request, { resultCode: 'revoked' })
    const last = await nextOf(answers[0]?.id ?? '')
    expect(findings(last.answer)).toContain('not-revoked fail REVOKED')
    expect(authority.count(number)).toBe(1)
    await noticesUntil(one.id, 2)
    expect(await notices(one.id)).toMatchObject([
      { kind: 'answered', next: answers[0]?.id },
      { kind: 'answered', next: last.id },
    ])
  })

  test('is asked about once and answered once wherever the gateway stops in between', async () => {
    const number = newNumber()
    const { restart } = site()
    const first = await ask(questionOf(number))
    await restart()
    const [request = {}] = await authority.requests(number, 1)
    await restart()
    await authority.reply(request)
    await restart()
    const second = await nextOf(first.id)
    await restart()
    await noticesUntil(first.id, 1)
    await restart()
    expect(second).toMatchObject({ next: undefined, answer: { verdict: 'confirmed' } })
    expect(await read(first.id)).toMatchObject({ next: second.id })
    expect(await notices(first.id)).toMatchObject([{ reason: 'INQUIRY_ANSWERED', next: second.id }])
    expect(authority.count(number)).toBe(1)
  })

  test('leaves rows that are what the log says', async () => {
    expect((await site().gateway.log.fsck(() => undefined)).problems).toEqual([])
  })
})
