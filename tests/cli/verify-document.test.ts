import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyStatement } from '../../src/evidence/verify-statement.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import { newSigner } from '../exchange/node.ts'
import { formE, numberOf } from '../harness/origin.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { authorityOf } from '../ledger/authority.ts'
import { QUESTION } from '../ledger/facts.ts'
import { type Finished, khorgos } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'khorgos-verify-document-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What it says on the paper, as options. */
const HELD = [
  '--exporter=Tuayang Export Co., Ltd.',
  '--consignee=Kunming Shili Import and Export Co., Ltd.',
  '--issue-date=2026-11-21',
]

describe('khorgos verify-document', () => {
  const site = useGateway('embedded')
  let number: string

  beforeAll(async () => {
    const form = formE(site().trip())
    await site().sender('la-customs').submit(form)
    number = numberOf(form)
  })

  const certificate = (name: string): string => join(site().config.certificateFolder, name)
  const connection = (agency = 'cn-clearance', url = site().partnerUrl): string[] => [
    `--gateway=${url}`,
    `--certificate=${certificate(`${agency}.tls.crt`)}`,
    `--key=${certificate(`${agency}.tls.key`)}`,
    `--ca=${certificate('sandbox-ca.crt')}`,
  ]
  const run = (...args: readonly string[]): Promise<Finished> =>
    khorgos(['verify-document', ...connection(), ...args])
  const document = (change: Partial<Record<'purpose' | 'number', string>> = {}): string[] => {
    const { kind, issuer, form = '' } = QUESTION
    const named = { kind, issuer, form, number, purpose: 'preferential-duty', ...change }
    return Object.entries(named).map(([name, value]) => `--${name}=${value}`)
  }
  let serial = 0
  /** Of a certificate that nobody has heard of. */
  const newNumber = (): string => `E26LA${String(Date.now() + (serial += 1)).slice(-10)}`
  const trust = (): string => `--trust=${certificate('trust.json')}`
  const asked = (change: Partial<Question> = {}): Question => ({ ...QUESTION, number, ...change })

  test('says that a document is confirmed, why, how fresh that is and whose word: 0', async () => {
    const file = join(folder, 'kept', 'answer.json')
    const line = '--line=1:hs=11081400,originCountry=LA,quantity=25150 KGM'
    const told = await run(
      ...document(),
      ...HELD,
      line,
      '--want=1:quantity=10TNE',
      trust(),
      `--output=${file}`,
    )
    expect([told.code, told.stderr]).toEqual([0, ''])
    const lines = told.stdout.split('\n')
    expect(lines[0]).toBe(`CONFIRMED: certificate-of-origin LA E ${number}`)
    expect(lines).toContain('  ok   exists: somebody who may say so has said that it was issued')
    expect(lines).toContain('  ok   matches (exporter): the document says the same')
    expect(lines).toContain('  ok   matches (quantity of line 1): the document says the same')
    expect(lines).toContain('  ok   available (line 1): so much is left')
    expect(lines).toContain('Issued on 2026-11-21, valid until 2027-11-20.')
    expect(lines).toContain('Line 1: quantity left 25150 of 25150 KGM.')
    expect(told.stdout).toMatch(/stands in the log localhost\/v1\/log before record \d+\./)
    expect(told.stdout).toMatch(/\nThe issuer last spoke of it at 20\S+Z\.\n/)
    expect(told.stdout).toMatch(
      /\nChecked offline:\n {2}ok {3}statement-form: [^]*\nThe file is VALID: [^\n]* The answer is CONFIRMED\.\n$/,
    )
    expect(verifyStatement(readFileSync(file), site().trust).verdict).toBe('valid')
    expect(await khorgos(['verify', file, trust()])).toMatchObject({ code: 0 })
  })

  test('says that it is refuted and by which check, and the reason in words: 1', async () => {
    const told = await run(...document(), ...HELD, '--line=1:hs=999999', trust())
    expect(told.code).toBe(1)
    expect(told.stdout).toMatch(/^REFUTED: certificate-of-origin LA E /)
    expect(told.stdout).toContain(
      '  FAIL matches (hs of line 1): The document does not say this (FIELD_DIFFERS)\n',
    )
    expect(told.stdout).toMatch(/\nThe file is VALID: .* The answer is REFUTED\.\n$/)
  })

  test('says that nothing is established about a document that nobody knows: 5', async () => {
    const told = await run(...document({ number: 'E26LA9999999999' }), ...HELD, trust())
    expect([told.code, told.stderr]).toEqual([5, ''])
    expect(told.stdout).toMatch(/^NOT ESTABLISHED: /)
    expect(told.stdout).toContain('  ?    exists: The ledger knows no such document, or the question did not')
  })

  test('without trust says first that nobody has shown whose answer it is, whatever it says: 1', async () => {
    const told = await run(...document(), ...HELD)
    expect(told.code).toBe(1)
    expect(told.stdout).toMatch(/^NOT ESTABLISHED WHOSE ANSWER THIS IS .* It says CONFIRMED: certificate/)
    const json = await run(...document(), ...HELD, '--json')
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
      1,
      {
        verdict: 'not-established',
        answer: { verdict: 'confirmed' },
        offline: { checked: 'not-established' },
      },
    ])
    expect(told.stdout).toMatch(
      /\n {2}\? {4}gateway-key-trusted: [^]*\nNOT ESTABLISHED \(something was not asked/,
    )
  })

  test('believes a log by its key alone, and no other log: 1', async () => {
    const { vkey } = site()
    expect((await run(...document(), ...HELD, `--log-key=${vkey}`)).code).toBe(0)
    const kept = join(folder, 'not-kept.json')
    const wrong = await run(...document(), ...HELD, `--log-key=${newSigner().vkey}`, `--output=${kept}`)
    expect([wrong.code, wrong.stdout]).toEqual([1, ''])
    expect(wrong.stderr).toMatch(/^EVIDENCE_INVALID: What the gateway signed does not verify: .*is trusted/)
    expect(existsSync(kept)).toBe(false)
  })

  test('tells salted hashes alone with --hash-only', async () => {
    const told = await run(...document(), ...HELD, '--hash-only', trust(), '--json')
    expect(told.code).toBe(0)
    const { answer, verdict, offline } = JSON.parse(told.stdout)
    expect([verdict, offline.checked]).toEqual(['confirmed', 'valid'])
    expect(answer.question.held.exporter).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(told.stdout).not.toContain('Tuayang')
  })

  test('reads a question from a file and from standard input, spread over lines or not', async () => {
    const file = join(folder, 'question.json')
    writeFileSync(file, JSON.stringify(asked(), undefined, 2))
    expect(await run(`--question=${file}`, trust())).toMatchObject({ code: 0 })
    const piped = ['verify-document', ...connection(), '--question=-', trust(), '--json']
    const told = await khorgos(piped, { input: JSON.stringify(asked()) })
    expect(JSON.parse(told.stdout)).toMatchObject({ verdict: 'confirmed', answer: { question: asked() } })
  })

  test('asks about many, tells of each in their order and keeps each answer: the worst counts', async () => {
    const file = join(folder, 'questions.ndjson')
    const answers = join(folder, 'answers')
    const questions = [
      asked(),
      asked({ number: 'E26LA9999999998' }),
      asked({ purpose: 'forex-payment' }),
      asked({ held: { ...QUESTION.held, issueDate: '2026-11-20' } }),
    ]
    writeFileSync(file, questions.map((each) => `${JSON.stringify(each)}\n`).join('\n'))
    const told = await run(`--question=${file}`, trust(), `--output=${answers}`)
    expect([told.code, told.stderr]).toEqual([1, ''])
    expect(told.stdout.split('\n').filter((line) => /^\d/.test(line))).toEqual([
      `1: CONFIRMED: certificate-of-origin LA E ${number} (offline: valid)`,
      '2: NOT ESTABLISHED: certificate-of-origin LA E E26LA9999999998 (offline: valid)',
      `3: NO ANSWER: certificate-of-origin LA E ${number}`,
      `4: REFUTED: certificate-of-origin LA E ${number} (offline: valid)`,
    ])
    expect(told.stdout).toMatch(
      /\nPURPOSE_NOT_AGREED: .* \(at \/purpose\)\nOn record with the gateway as request [0-9a-f-]{36}\.\n/,
    )
    const kept = readdirSync(answers).map((name) =>
      verifyStatement(readFileSync(join(answers, name)), site().trust),
    )
    expect(kept.map(({ verdict }) => verdict)).toEqual(['valid', 'valid', 'valid'])
    const files = new Set([...told.stdout.matchAll(/^Kept in (.*)$/gm)].map(([, name]) => name))
    expect(files).toEqual(new Set(readdirSync(answers).map((name) => join(answers, name))))

    const { answers: json } = JSON.parse((await run(`--question=${file}`, trust(), '--json')).stdout)
    expect(json).toMatchObject([
      { question: 1, verdict: 'confirmed' },
      { question: 2, verdict: 'not-established' },
      { question: 3, error: { code: 'PURPOSE_NOT_AGREED', problem: { status: 403 } } },
      { question: 4, verdict: 'refuted' },
    ])
  })

  test('asks nothing when the answer could not be kept, and overwrites no file: 2', async () => {
    const taken = join(folder, 'taken.json')
    writeFileSync(taken, 'evidence of something else')
    const before = (await site().agency('cn-clearance').checkpoint()).size
    const fileIn = (file: string) => run(...document(), ...HELD, trust(), `--output=${file}`)
    expect(await fileIn(taken)).toMatchObject({ code: 2, stderr: expect.stringMatching(/a file already/) })
    expect(readFileSync(taken, 'utf8')).toBe('evidence of something else')
    expect(await fileIn(folder)).toMatchObject({ code: 2, stderr: expect.stringMatching(/it is a folder/) })
    expect(await fileIn(join(taken, 'below.json'))).toMatchObject({ code: 2 })
    const many = join(folder, 'unkept.ndjson')
    writeFileSync(many, `${JSON.stringify(asked())}\n${JSON.stringify(asked())}\n`)
    expect(await run(`--question=${many}`, trust(), `--output=${taken}`)).toMatchObject({ code: 2 })
    expect((await site().agency('cn-clearance').checkpoint()).size).toBe(before)
  })

  test('leaves no file behind where there is no answer', async () => {
    const file = join(folder, 'refused.json')
    expect(await run(...document({ purpose: 'forex-payment' }), ...HELD, `--output=${file}`)).toMatchObject({
      code: 5,
    })
    expect(existsSync(file)).toBe(false)
  })

  test('tells an answer that it cannot write, says so, and shows the signed answer: 6', async () => {
    const authority = authorityOf(site())
    const gone = join(folder, 'gone')
    const unheard = newNumber()
    const options = [...document({ number: unheard }), ...HELD, '--inquire=random', trust()]
    const waited = run(...options, `--output=${join(gone, 'answer.json')}`, '--wait=2m', '--json')
    const [request = {}] = await authority.requests(unheard, 1)
    await expect.poll(() => existsSync(gone), { timeout: 15_000 }).toBe(true)
    rmSync(gone, { recursive: true })
    await authority.reply(request, { description: 'As issued.' })
    const told = await waited
    const { verdict, notKept, signed } = JSON.parse(told.stdout)
    expect([told.code, verdict, notKept]).toEqual([6, 'confirmed', expect.stringContaining('ENOENT')])
    expect(verifyStatement(Buffer.from(JSON.stringify(signed)), site().trust).verdict).toBe('valid')
  })

  test('has the issuing authority asked, and waits for its reply: what that says, and that it is kept', async () => {
    const authority = authorityOf(site())
    const file = join(folder, 'inquired.json')
    const unheard = newNumber()
    const inquire = '--inquire=seal-or-signature: The stamp has no date.'
    const options = [...document({ number: unheard }), ...HELD, inquire, trust(), `--output=${file}`]
    const waited = run(...options, '--wait=2m')
    const [request = {}] = await authority.requests(unheard, 1)
    expect(request).toMatchObject({ reasonCodes: ['seal-or-signature'] })
    const kept = () => (existsSync(file) ? verifyStatement(readFileSync(file), site().trust) : undefined)
    await expect.poll(() => kept()?.verdict, { timeout: 15_000 }).toBe('valid')
    const first = kept()?.answer
    expect(first).toMatchObject({ inquiry: { state: 'open' }, verdict: 'not-established' })
    await authority.reply(request, { description: 'As issued.' })
    const told = await waited
    expect([told.code, told.stderr]).toEqual([0, ''])
    expect(told.stdout).toMatch(/^CONFIRMED: /)
    expect(told.stdout).toContain('\nThe issuing authority replied "confirmed": As issued.\n')
    expect(kept()).toMatchObject({
      verdict: 'valid',
      answer: { verdict: 'confirmed', follows: first?.verification },
    })
  })

  test('says until when the issuing authority has time, when nobody waits so long: 5', async () => {
    const unheard = [...document({ number: newNumber() }), ...HELD, '--inquire=random', trust()]
    for (const wait of [[], ['--wait=1s']]) {
      const told = await run(...unheard, ...wait)
      expect([told.code, told.stderr]).toEqual([5, ''])
      expect(told.stdout).toMatch(/\nThe issuing authority is asked and has until 20\d\d-\d\d-\d\d\.\n/)
    }
  })

  test('waits for all of many at once', async () => {
    const authority = authorityOf(site())
    const file = join(folder, 'inquiring.ndjson')
    const numbers = [newNumber(), newNumber()]
    const questions = [
      asked(),
      ...numbers.map((each) => asked({ number: each, inquire: { reason: 'random' } })),
    ]
    writeFileSync(file, questions.map((each) => `${JSON.stringify(each)}\n`).join(''))
    const waited = run(`--question=${file}`, trust(), '--wait=2m', '--json')
    const results = ['not-authentic', 'unverifiable']
    for (const [at, unheard] of numbers.entries()) {
      const [request = {}] = await authority.requests(unheard, 1)
      await authority.reply(request, { resultCode: results[at] ?? '' })
    }
    const told = await waited
    const { answers } = JSON.parse(told.stdout)
    expect([told.code, answers]).toMatchObject([
      1,
      [
        { question: 1, verdict: 'confirmed' },
        { question: 2, verdict: 'refuted', answer: { inquiry: { result: 'not-authentic' } } },
        { question: 3, verdict: 'not-established', answer: { inquiry: { result: 'unverifiable' } } },
      ],
    ])
  })

  test('is refused in words, with what stands on record of that: 5', async () => {
    const told = await run(...document({ purpose: 'forex-payment' }), ...HELD)
    expect([told.code, told.stdout]).toEqual([5, ''])
    expect(told.stderr).toMatch(
      /^PURPOSE_NOT_AGREED: The agreement .* \(at \/purpose\)\nOn record with the gateway as request \S+\.\n$/,
    )
    const json = await run(...document({ purpose: 'forex-payment' }), ...HELD, '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({
      error: { code: 'PURPOSE_NOT_AGREED', problem: { receipt: expect.stringContaining('tlog-proof') } },
    })
  })

  test('says that a gateway is not there: 4', async () => {
    const nowhere = ['verify-document', ...connection('cn-clearance', 'https://localhost:1'), ...document()]
    const told = await khorgos(nowhere)
    expect([told.code, told.stderr]).toEqual([
      4,
      'PARTNER_UNREACHABLE: The connection to the gateway failed (ECONNREFUSED).\n',
    ])
    const file = join(folder, 'two.ndjson')
    writeFileSync(file, `${JSON.stringify(asked())}\n${JSON.stringify(asked())}\n`)
    const many = await khorgos([...nowhere.slice(0, 5), `--question=${file}`, '--json'])
    expect([many.code, JSON.parse(many.stdout)]).toMatchObject([
      4,
      { answers: [], error: { code: 'PARTNER_UNREACHABLE' } },
    ])
  })

  test('says that a certificate is none of an agency: 3', async () => {
    const told = await khorgos(['verify-document', ...connection('gateway'), ...document(), ...HELD])
    expect([told.code, told.stderr]).toEqual([3, expect.stringMatching(/^SENDER_UNKNOWN: /)])
    const key = `--key=${certificate('sandbox-ca.crt')}`
    expect(await run(key, ...document())).toMatchObject({ code: 3 })
  })

  test('asks nothing with the key of somebody else, and names the file: 3', async () => {
    const key = certificate('cn-bank.tls.key')
    expect(await run(`--key=${key}`, ...document(), ...HELD)).toMatchObject({
      code: 3,
      stderr: `CONFIG_INVALID: The private key is not that of your certificate. (at ${key})\n`,
    })
  })

  test.each<[string, () => string[], RegExp]>([
    ['has no number', () => document().slice(0, 3), /must have required property 'number'/],
    [
      'names a country by its name',
      () => [...document(), '--issuer=Laos'],
      /REQUEST_INVALID.*\(at \/issuer\)/,
    ],
    ['has a line without a number', () => [...document(), '--line=hs=110814'], /--line takes the number/],
    ['has a field that no line has', () => [...document(), '--line=1:colour=red'], /--line knows hs, /],
    ['wishes for what nobody counts', () => [...document(), '--want=1:hs=110814'], /--want knows quantity/],
    ['has a quantity without a unit', () => [...document(), '--want=1:quantity=10'], /a number and its unit/],
    [
      'hashes what it wishes',
      () => [...document(), ...HELD, '--want=1:quantity=1KGM', '--hash-only'],
      /\/wants/,
    ],
    [
      'inquires without a reason',
      () => [...document(), ...HELD, '--inquire=why not'],
      /at \/inquire\/reason/,
    ],
    [
      'waits for no time',
      () => [...document(), ...HELD, '--wait=soon'],
      /--wait takes a number and s, m, h or d/,
    ],
    ['trusts twice', () => [...document(), trust(), '--log-key=x'], /cannot be used with/],
    ['trusts what is no key', () => [...document(), '--log-key=x'], /--log-key is no verifier key/],
    ['asks twice', () => [...document(), '--question=-'], /does not go together with kind, issuer/],
    ['has a file that is not there', () => ['--question=/nonexistent'], /cannot be read/],
  ])('asks nothing when the command line %s: 2', async (_name, args, sentence) => {
    const told = await run(...args())
    expect([told.code, told.stdout]).toEqual([2, ''])
    expect(told.stderr).toMatch(sentence)
  })

  test('asks nothing when one of many is no question, and names its line: 2', async () => {
    const file = join(folder, 'bad.ndjson')
    writeFileSync(file, `${JSON.stringify(asked())}\n\n{"kind": 1}\n`)
    const told = await run(`--question=${file}`)
    expect(told).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Line 3 cannot be asked\. REQUEST_INVALID/),
    })
  })
})
