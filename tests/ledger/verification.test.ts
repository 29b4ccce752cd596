import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { messagePath } from '../../src/evidence/bundle/bundle-index.ts'
import { readBundle } from '../../src/evidence/bundle/read.ts'
import { parseCheckpoint } from '../../src/evidence/checkpoint.ts'
import { commit } from '../../src/evidence/commitment.ts'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { verifyBundle } from '../../src/evidence/verify-bundle.ts'
import type { Signed } from '../../src/client/signed.ts'
import type { FactContent } from '../../src/ledger/facts/fact.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import type { Trip } from '../../src/sandbox/samples.ts'
import { openAuthority } from '../../src/trust/authority.ts'
import { spkiSha256 } from '../../src/trust/keys.ts'
import { DATABASES } from '../harness/databases.ts'
import type { TestGateway } from '../harness/gateway.ts'
import { cancelled, formE, numberOf } from '../harness/origin.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { findings, refused } from './agency.ts'
import { hashed, QUESTION } from './facts.ts'

const ASKER = 'cn-clearance'
const BURST = 64
const DAY_MS = 86_400_000

describe.each(DATABASES)('a certificate that is sent, entered and asked for, on the %s database', (kind) => {
  const site = useGateway(kind)

  /** Laos sends a certificate; it stands in the ledger when this resolves. */
  const issue = async (change: (form: string) => string = (form) => form, trip = site().trip()) => {
    const form = change(formE(trip))
    const sent = await site().sender('la-customs').submit(form)
    if (sent.code !== undefined) throw new Error(Buffer.from(JSON.stringify(sent)).toString('utf8'))
    return { ...sent, trip, number: numberOf(form) }
  }
  /** Another message about the certificate of a trip. */
  const again = (trip: Trip): Trip => ({ ...site().trip(), at: trip.at })
  const asked = (number: string, change: Partial<Question> = {}): Question => ({
    ...QUESTION,
    number,
    ...change,
  })
  const ask = (question: Question, agency = ASKER): Promise<Signed<Answer>> =>
    site().agency(agency).ask(question)
  const answerTo = async (question: Question): Promise<Answer> => (await ask(question)).statement

  test('is delivered to the national side and confirmed to clearance, check by check', async () => {
    const { untilState, sender } = site()
    const sent = await issue()
    const done = await untilState(sender('la-customs'), sent.exchange, 'completed')
    expect(done.outgoing).toMatchObject([{ to: 'cn-eport', format: 'cn-form-e-r1', state: 'acknowledged' }])
    expect(done.timeline.map(({ record }) => record.kind)).toEqual([
      'accepted',
      'converted',
      'entered',
      'acknowledged',
    ])
    const { statement: answer, record } = await ask(asked(sent.number))
    expect(answer).toMatchObject({ v: 1, by: ASKER, verdict: 'confirmed', question: asked(sent.number) })
    expect(findings(answer)).toEqual([
      'exists pass',
      'authentic pass',
      'competent pass',
      'in-force pass',
      'matches exporter pass',
      'matches consignee pass',
      'matches issueDate pass',
      'matches hs 1 pass',
      'matches originCountry 1 pass',
      'not-revoked pass',
    ])
    expect(answer.document).toMatchObject({ issueDay: '2026-11-21', lastDay: '2027-11-20' })
    expect(answer.document?.lines?.map(({ line }) => line)).toEqual([1, 2])
    const [accepted, , entered] = done.timeline
    expect(answer.basis).toEqual([
      {
        acceptance: accepted?.index,
        fact: entered?.index,
        at: entered?.record.at,
        source: 'la-customs',
      },
    ])
    expect(record.record).toMatchObject({ kind: 'answered', by: ASKER, verdict: 'confirmed' })
    expect(record.index.toString()).toBe(answer.ledger.size)
  })

  test('has an answer that reads the same for ever, for who asked alone', async () => {
    const { agency, restart } = site()
    const { number } = await issue()
    const { file, statement } = await ask(asked(number))
    const readAgain = () => agency(ASKER).answer(statement.verification)
    expect((await readAgain()).file).toEqual(file)
    const nobody = '018f0000-0000-7000-8000-000000000000'
    const [others, none] = await Promise.all(
      [statement.verification, nobody].map((id) => refused(agency('cn-bank').answer(id))),
    )
    expect(others?.status).toBe(404)
    expect({ ...others?.problem, instance: '' }).toEqual({ ...none?.problem, instance: '' })
    await restart()
    expect((await readAgain()).file).toEqual(file)
  })

  test('is told to nobody who cannot show that he holds it', async () => {
    const { number } = await issue()
    const held = {
      exporter: 'Somebody Else Co., Ltd.',
      consignee: 'Kunming Shili Import and Export Co., Ltd.',
    }
    const unknown = 'E26LA9999999999'
    const guess = await answerTo(asked(number, { held }))
    const nothing = await answerTo(asked(unknown, { held }))
    expect(guess.verdict).toBe('not-established')
    expect(new Set(findings(guess).map((finding) => finding.split(' ').at(-1)))).toEqual(
      new Set(['NOT_SHOWN']),
    )
    for (const answer of [guess, nothing])
      expect(Object.keys(answer).filter((key) => ['document', 'basis', 'heardAt'].includes(key))).toEqual([])
    expect(anonymous(guess)).toEqual(anonymous(nothing))
  })

  test('is not told of for a purpose, a kind or an issuer that nobody agreed on, and the refusal is evidence', async () => {
    const { vkey } = site()
    const { number } = await issue()
    const refusals: readonly [Partial<Question>, string, string][] = [
      [{ purpose: 'release' }, 'PURPOSE_NOT_AGREED', '/purpose'],
      [{ issuer: 'VN', purpose: 'forex-payment' }, 'KIND_NOT_AGREED', '/kind'],
      [{ kind: 'birth-certificate', purpose: 'forex-payment' }, 'KIND_UNKNOWN', '/kind'],
      [{ number: 'E26LA1', purpose: 'forex-payment' }, 'NUMBER_MALFORMED', '/number'],
    ]
    for (const [change, code, path] of refusals) {
      const question = asked(number, change)
      const refusal = await refused(ask(question, 'cn-bank'))
      expect(refusal).toMatchObject({ code, place: { path } })
      const { record, salt } = verifyReceipt(refusal.receipt ?? '', { vkeys: [vkey] })
      expect(record).toMatchObject({ kind: 'denied', by: 'cn-bank', code, request: refusal.request })
      const digest = createHash('sha256').update(JSON.stringify(question)).digest()
      expect('payload' in record && record.payload).toBe(commit(salt, digest))
    }
  })

  test('is not told of as of a moment that is not past, which is no question and no evidence', async () => {
    const { clock } = site()
    const { number } = await issue()
    const asOf = new Date(clock.now().getTime() + DAY_MS).toISOString()
    const refusal = await refused(ask(asked(number, { asOf })))
    expect(refusal).toMatchObject({ code: 'REQUEST_INVALID', place: { path: '/asOf' } })
    expect(refusal.problem).not.toHaveProperty('receipt')
  })

  test('is refuted once it was cancelled, and still confirmed as of the time before', async () => {
    const { number, trip } = await issue()
    const before = await answerTo(asked(number))
    const asOf = before.at
    await pastMillisecond()
    await issue(cancelled, again(trip))
    const after = await answerTo(asked(number))
    expect(after.verdict).toBe('refuted')
    expect(findings(after)).toContain('not-revoked fail CANCELLED')
    const then = await answerTo(asked(number, { asOf }))
    expect(then.verdict).toBe('confirmed')
    expect(findings(then)).toEqual(findings(before))
    expect(then.basis).toEqual(before.basis)
    const earlier = new Date(new Date(before.heardAt ?? 0).getTime() - 1).toISOString()
    expect((await answerTo(asked(number, { asOf: earlier }))).verdict).toBe('not-established')
  })

  test('is refuted once another one took its place, and that one is confirmed', async () => {
    const old = await issue()
    const fresh = await issue(replacing(old.number))
    const answer = await answerTo(asked(old.number))
    expect(answer.verdict).toBe('refuted')
    expect(findings(answer)).toContain('not-revoked fail REPLACED')
    expect(answer.document).toMatchObject({ next: fresh.number })
    const successor = await answerTo(asked(fresh.number))
    expect(successor).toMatchObject({ verdict: 'confirmed', document: { previous: old.number } })
  })

  test('is nothing to rely on once its issuer has said two things about it', async () => {
    const { number, trip } = await issue()
    const other = await issue((form) => form.replace('>25150<', '>99150<'), again(trip))
    expect(other.number).toBe(number)
    const answer = await answerTo(asked(number))
    expect(answer.verdict).toBe('not-established')
    expect(findings(answer)).toEqual(
      expect.arrayContaining([
        'authentic not-established CONTRADICTED',
        'not-revoked not-established DISPUTED',
      ]),
    )
    // Saying the first again makes it no better.
    await issue(undefined, again(trip))
    expect((await answerTo(asked(number))).verdict).toBe('not-established')
  })

  test('is confirmed to who tells nothing but salted hashes, and nothing is told back', async () => {
    const { number } = await issue()
    const { date: day = '', ...question } = asked(number)
    const answer = await answerTo(hashed({ ...question, date: day }))
    expect(answer.verdict).toBe('confirmed')
    expect(answer).not.toHaveProperty('document')
    expect(answer.checks.filter(({ detail }) => detail !== undefined)).toEqual([])
    const wrong = hashed({ ...question, date: day, held: { ...question.held, issueDate: '2026-11-20' } })
    const refuted = await answerTo(wrong)
    expect(refuted.verdict).toBe('refuted')
    expect(findings(refuted)).toContain('matches issueDate fail FIELD_DIFFERS')
  })

  test('is asked for by many at once, who share few checkpoints', async () => {
    const { number } = await issue()
    const told = await Promise.all(Array.from({ length: BURST }, () => ask(asked(number))))
    expect(told.every(({ statement }) => statement.verdict === 'confirmed')).toBe(true)
    expect(new Set(told.map(({ statement }) => statement.verification)).size).toBe(BURST)
    expect(new Set(told.map(({ record }) => record.index)).size).toBe(BURST)
    const checkpoints = new Set(told.map(({ record }) => record.size))
    expect(checkpoints.size).toBeLessThan(BURST / 2)
  })

  test('has a bundle that proves what the ledger took over from it', async () => {
    const { sender, bundle, trust, untilState } = site()
    const laos = sender('la-customs')
    const { exchange, number } = await issue()
    await untilState(laos, exchange, 'completed')
    const bytes = await bundle(laos, exchange)
    const { verdict, checks } = await verifyBundle(bytes, trust)
    expect(checks.filter(({ result }) => result !== 'pass')).toEqual([])
    expect(verdict).toBe('valid')
    const opened = await readBundle(bytes)
    const facts = opened.index.payloads.filter(({ role }) => role === 'fact')
    expect(facts).toHaveLength(1)
    const fact: FactContent = JSON.parse(opened.text(messagePath(facts[0]?.name ?? '')))
    expect(fact).toMatchObject({ key: { issuer: 'LA', series: 'E', number }, status: 'in-force' })
  })

  test('leaves a log in which everything fits', async () => {
    const { gateway } = site()
    const { problems, records } = await gateway.log.fsck(() => undefined)
    expect(problems).toEqual([])
    expect(records).toBe(parseCheckpoint(await gateway.log.checkpoint()).size)
  })
})

describe('an answer whose key was renewed since', () => {
  const site = useGateway('embedded')

  test('is still given back as it was, with the key that signed it', async () => {
    const { agency, sender, trip, trust, restart, untilState } = site()
    const laos = sender('la-customs')
    const form = formE(trip())
    const { exchange } = await laos.submit(form)
    await untilState(laos, exchange, 'completed')
    const question = { ...QUESTION, number: numberOf(form) }
    const { file, statement } = await agency(ASKER).ask(question)
    const keyId = await renewKey(site())
    await restart()
    expect((await agency(ASKER).answer(statement.verification)).file).toEqual(file)
    expect(await refused(agency(ASKER).ask(question))).toMatchObject({
      code: 'EVIDENCE_INVALID',
      message: expect.stringContaining(keyId),
    })
    const informed = agency(ASKER, { trust: { ...trust, gatewayKeyIds: [keyId] } })
    expect((await informed.ask(question)).checked).toBe('valid')
  })
})

/** @returns id of the new key */
async function renewKey({ config, pem }: TestGateway): Promise<string> {
  const authority = await openAuthority(
    { certificatePem: pem('sandbox-ca.crt'), privateKeyPem: pem('sandbox-ca.key') },
    'ec-p256',
  )
  const { certificatePem, privateKeyPem } = await authority.issue({
    name: 'Khorgos gateway, signing',
    purpose: 'signing',
    keys: 'ec-p384',
    validFrom: new Date(Date.now() - DAY_MS),
    validTo: new Date(Date.now() + DAY_MS),
  })
  writeFileSync(join(config.certificateFolder, 'gateway.sign.crt'), certificatePem)
  writeFileSync(join(config.certificateFolder, 'gateway.sign.key'), privateKeyPem)
  return spkiSha256(certificatePem)
}

/** UN 1225 code 5. */
function replacing(number: string): (form: string) => string {
  const previous = `<PreviousDocument><ID>${number}</ID><IssueDate>2026-11-21</IssueDate><TypeCode>861</TypeCode></PreviousDocument>`
  return (form) =>
    form
      .replace('<FunctionCode>9<', '<FunctionCode>5<')
      .replace('</IssuingAuthority>', `</IssuingAuthority>${previous}`)
}

/** An answer without what tells one question from the other: its id, its time, its place, the number that was asked for. */
function anonymous(answer: Answer): Answer {
  const { question, ledger } = answer
  const nobodys = { verification: '', at: '', ledger: { ...ledger, size: '' } }
  return { ...answer, ...nobodys, question: { ...question, number: '' } }
}

/** "As of" counts in milliseconds. */
function pastMillisecond(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2))
}
