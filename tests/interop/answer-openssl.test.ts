import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyStatement } from '../../src/evidence/verify-statement.ts'
import type { FlattenedJws } from '../../src/trust/jws-file.ts'
import { authority, EXCHANGE, kz, openPartnerDoor, type Door } from '../api/harness.ts'
import { ASKED, QUESTION } from '../api/questions.ts'
import { signedAnswer, signedWriteOff, type AnswerChanges } from '../evidence/statement-fixture.ts'
import { createParties, trustIn, type Parties } from '../evidence/bundle-fixture.ts'
import { commandsOf, PAGE } from '../page-commands.ts'
import { hasTool } from '../tools.ts'

/** An agency asks, and checks what it got, with the tools of others, by the commands of docs/verification.md. */

const TOOLS = ['openssl', 'sha256sum', 'base64'] as const
const skip = TOOLS.filter((tool) => !hasTool(tool, tool === 'openssl' ? 'version' : '--version')).length > 0

const folder = mkdtempSync(join(tmpdir(), 'khorgos-by-hand-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function runIn(target: string, script: string) {
  const { status, stdout, stderr } = spawnSync('sh', [], { cwd: target, input: script, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

describe.skipIf(skip)('an answer checked by hand', () => {
  let parties: Parties
  let stranger: Parties
  beforeAll(async () => {
    parties = await createParties()
    stranger = await createParties()
  })

  function check(
    file: FlattenedJws,
    trust = trustIn(parties),
    indent?: number,
    first = (line: string) => line,
  ) {
    const target = mkdtempSync(join(folder, 'answer-'))
    writeFileSync(join(target, 'answer.json'), JSON.stringify(file, undefined, indent))
    writeFileSync(join(target, 'trust.json'), JSON.stringify(trust, undefined, indent))
    return runIn(target, first(commandsOf('Verifying an answer offline')))
  }

  test.each([undefined, 2])('verifies, written with indentation %s', (indent) => {
    const { status, output } = check(signedAnswer(parties), trustIn(parties), indent)
    expect(status, output).toBe(0)
    expect(output).toContain('OK: the key of the gateway\nOK: what the signature is\nVerified OK\n')
    expect(output).toContain(
      'OK: the record is that of the statement\nOK: what the record is about\nOK: the place of the record\n',
    )
    expect(output).toContain('OK: the record stands in the log\nSignature Verified Successfully\n')
  })

  /** The first line as the page gives it for write-offs. */
  const forWriteOff = (script: string): string => {
    const [, line = ''] = /`(FILE=used[^`]*)`/.exec(PAGE) ?? []
    return script.replace(/^FILE=.*$/m, line.replace('used.json', 'answer.json'))
  }
  test('verifies for a write-off with the other first line, and not with that of answers', () => {
    const file = signedWriteOff(parties, { example: 1 })
    const { status, output } = check(file, trustIn(parties), undefined, forWriteOff)
    expect(status, output).toBe(0)
    expect(output).toContain('OK: what the record is about\n')
    expect(check(file)).toMatchObject({ status: 1, output: expect.stringContaining('NOT THE SAME') })
  })

  test('fails for what is not there on either side', () => {
    const [, same = ''] = /^(same\(\) .*)$/m.exec(commandsOf('Verifying an answer offline')) ?? []
    expect(runIn(folder, `${same}\nsame '' '' nothing`)).toEqual({
      status: 1,
      output: 'NOT THE SAME: nothing\n',
    })
  })

  const flip = (text: string, place: number): string => {
    const at = place < 0 ? text.length + place : place
    return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
  }
  test.each<[string, (file: FlattenedJws) => FlattenedJws]>([
    ['the answer', (file) => ({ ...file, payload: flip(file.payload, 100) })],
    ['the header', (file) => ({ ...file, protected: flip(file.protected, 20) })],
    ['the signature', (file) => ({ ...file, signature: flip(file.signature, 50) })],
    ['the receipt', (file) => withReceipt(file, (text) => text.replace('\nindex 9\n', '\nindex 8\n'))],
    ['the record', (file) => withReceipt(file, (text) => flip(text, text.indexOf('extra ') + 200))],
    ['the salt', (file) => withReceipt(file, (text) => flip(text, text.indexOf('extra ') + 10))],
    ['the path', (file) => withReceipt(file, (text) => flip(text, text.indexOf('index 9') + 20))],
    ['the size of the log', (file) => withReceipt(file, (text) => text.replace('\n21\n', '\n20\n'))],
    ['the signature of the log', (file) => withReceipt(file, (text) => flip(text, text.length - 40))],
  ])('does not verify when %s was changed', (_name, change) => {
    const { status, output } = check(change(signedAnswer(parties)))
    expect(status, output).not.toBe(0)
  })

  test.each<[string, AnswerChanges]>([
    ['a record of another answer', { committed: Buffer.from('{}') }],
    [
      'another place in the log',
      { answer: (answer) => ({ ...answer, ledger: { ...answer.ledger, size: '10' } }) },
    ],
    [
      'a record that names another verification',
      { record: (record) => ({ ...record, verification: EXCHANGE.replace('a21', 'a22') }) },
    ],
    ['a signature over something else than an answer', { typ: 'khorgos-notice' }],
  ])('does not verify with %s', (_name, changes) => {
    const { status, output } = check(signedAnswer(parties, changes))
    expect([status, output.includes('NOT THE SAME')]).toEqual([1, true])
  })

  test('does not verify for somebody who knows other keys of a gateway or a log', () => {
    const file = signedAnswer(parties)
    const { vkeys, gatewayKeyIds } = trustIn(stranger)
    expect(check(file, { ...trustIn(parties), gatewayKeyIds }).output).toContain('NOT THE SAME')
    expect(check(file, { ...trustIn(parties), vkeys }).status).not.toBe(0)
  })
})

describe.skipIf(skip)('hashes made by hand', () => {
  test('are the test vectors', () => {
    const vectors = [...PAGE.matchAll(/\| `([0-9a-f]{64})` \|/g)].map(([, hash]) => `${hash}  -\n`)
    expect(vectors).toHaveLength(2)
    expect(runIn(folder, commandsOf('Without telling what you hold')).output).toBe(vectors.join(''))
  })
})

describe.skipIf(!hasTool('curl'))('curl', () => {
  let door: Door
  beforeAll(async () => {
    door = await openPartnerDoor()
    door.ledger.answer = () => Promise.resolve(ASKED)
    const files = {
      'agency.crt': kz.certificatePem,
      'agency.key': kz.privateKeyPem,
      'gateway-ca.crt': authority.certificatePem,
      'question.json': JSON.stringify(QUESTION, undefined, 2),
      'questions.ndjson': `${JSON.stringify(QUESTION)}\n\n`,
    }
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  })
  afterAll(() => door.app.close())

  /** The server is in this process, so that it has to go on while curl runs. */
  const sh = async (script: string): Promise<string> => {
    const here = script.replaceAll('localhost:8443', `localhost:${door.port}`)
    const { stdout } = await promisify(execFile)('sh', ['-c', here], { cwd: folder })
    return stdout
  }

  test('asks, and keeps a file that verifies', async () => {
    await sh(commandsOf('Asking'))
    expect(verifyStatement(readFileSync(join(folder, 'answer.json')))).toMatchObject({ answer: ASKED.answer })
  })

  test('asks many questions at once, and each is answered', async () => {
    const lines = (await sh(commandsOf('Many questions at once'))).trimEnd().split('\n')
    expect(
      lines.map((line) => JSON.parse(line)).toSorted((left, right) => left.line - right.line),
    ).toMatchObject([
      { line: 1, status: 200, body: { verdict: 'confirmed' } },
      { line: 2, status: 400, body: { code: 'JSON_MALFORMED' } },
    ])
  })
})

function withReceipt(file: FlattenedJws, change: (text: string) => string): FlattenedJws {
  const receipt = change(file.header.receipt ?? '')
  expect(receipt).not.toBe(file.header.receipt)
  return { ...file, header: { ...file.header, receipt } }
}
