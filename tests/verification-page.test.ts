import { execFile } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { questionReader, writeOffReader } from '../src/api/ledger-body.ts'
import { NOTICE_LIMITS } from '../src/api/notice-operations.ts'
import { askQuestion } from '../src/api/verification-operations.ts'
import { WRITE_OFF_BYTES, WRITE_OFF_OPERATIONS } from '../src/api/write-off-operations.ts'
import { hashOnly } from '../src/client/hash-only.ts'
import { EXIT_CODES } from '../src/cli/exit-codes.ts'
import { FINDINGS } from '../src/ledger/checks/not-revoked.ts'
import { KINDS } from '../src/ledger/kinds.ts'
import { BASE_FELL, ENDED, KEY_LOST, TAKEN_BACK } from '../src/model/document-status.ts'
import { verifyStatement } from '../src/evidence/verify-statement.ts'
import { REASONS } from '../src/ledger/reasons.ts'
import { comparableQuantity, comparableText, heldHash } from '../src/model/comparable.ts'
import { QUESTION_LIMITS } from '../src/model/question-limits.ts'
import { at, object } from './api/described.ts'
import { ROOT } from './cli/command.ts'
import { formE, numberOf } from './harness/origin.ts'
import { useGateway } from './harness/use-gateway.ts'
import { blocksOf, exampleOf } from './page-commands.ts'

/** `docs/verification.md` says what is so. `npx vitest run tests/verification-page.test.ts --update` prints its tables anew. */

const PAGE = fileURLToPath(new URL('../docs/verification.md', import.meta.url))
const page = readFileSync(PAGE, 'utf8')

describe('docs/verification.md', () => {
  test('has the tables of kinds and reasons as the program has them', async () => {
    const printed = withTable(withTable(page, 'kinds', kindsTable()), 'reasons', reasonsTable())
    await expect(printed).toMatchFileSnapshot(PAGE)
  })

  test('names every check, every member of a question, and no others', () => {
    const checks = at('components', 'schemas', 'Check', 'properties', 'check', 'enum')
    expect(rowsAfter('| check | asks |')).toEqual(checks)
    const members = Object.keys(object(at('components', 'schemas', 'Question', 'properties')))
    expect(rowsAfter('| member | what |').toSorted()).toEqual(members.toSorted())
  })

  test('names every member of a write-off, and every refusal that only write-offs have', () => {
    const members = Object.keys(object(at('components', 'schemas', 'WriteOffRequest', 'properties')))
    expect(rowsAfter('| of a write-off | what |').toSorted()).toEqual(members.toSorted())
    const others: readonly string[] = [...askQuestion.errors, 'NOT_FOUND']
    const refusals = new Set(WRITE_OFF_OPERATIONS.flatMap(({ errors }) => errors))
    expect(rowsAfter('| refusal | when |').toSorted()).toEqual(
      [...refusals].filter((code) => !others.includes(code)).toSorted(),
    )
    expect(page).toContain(`most ${WRITE_OFF_BYTES / 1024} KB`)
  })

  test('names every member of a notice, every reason of a recall, and how many streams there may be', () => {
    const members = Object.keys(object(at('components', 'schemas', 'Notice', 'properties')))
    expect(rowsAfter('| of a notice | what |').toSorted()).toEqual(members.toSorted())
    const [, section = ''] = page.split('| of a notice | what |')
    const row = section.split('\n').find((line) => line.startsWith('| `reason` |')) ?? ''
    const reasons = [...ENDED, 'disputed' as const].map((status) => FINDINGS[status].reason)
    expect(new Set([...row.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code))).toEqual(
      new Set([...reasons, BASE_FELL, KEY_LOST, TAKEN_BACK]),
    )
    expect(page).toContain(`At most ${NOTICE_LIMITS.streams} streams of one agency`)
    expect(page).toContain(`/v1/notices?limit=${NOTICE_LIMITS.longestPage}'`)
  })

  test('shows a question that is one, and a write-off that is one', () => {
    const [question, writeOff] = [Buffer.from(exampleOf('Asking')), Buffer.from(exampleOf('Writing off'))]
    expect(questionReader()(question)).toMatchObject({ number: 'E26LA0110000318' })
    expect(writeOffReader()(writeOff)).toMatchObject({ number: 'E26LA0110000318' })
  })

  test('shows an inquiry, a declining and a question in hashes that are such', () => {
    const [inquiry = ''] = blocksOf('When the ledger does not know', 'json')
    expect(questionReader()(Buffer.from(inquiry))).toMatchObject({ held: { issueDate: '2026-11-21' } })
    const [, declining = ''] = blocksOf('Writing off', 'json')
    expect(writeOffReader()(Buffer.from(declining))).toMatchObject({
      state: 'declined',
      lines: [{ line: 1 }],
    })
    const inHashes = questionReader()(Buffer.from(exampleOf('Without telling what you hold')))
    const { kind, issuer, form, number, purpose, held } = questionReader()(Buffer.from(exampleOf('Asking')))
    const lines = [{ line: 1, quantity: { quantity: '25.15', unitCode: 'TNE' } }]
    const plain = { kind, issuer, ...(form && { form }), number, purpose, held: { ...held, lines } }
    expect(inHashes).toEqual(
      hashOnly(
        plain,
        Uint8Array.from({ length: 32 }, (_, index) => index),
      ),
    )
  })

  test('tells the limits of many questions as they are', () => {
    const { questions, batchBytes, bytes, underWay } = QUESTION_LIMITS
    expect(page).toContain(`Up to ${questions.toLocaleString('en')} questions`)
    expect(page).toContain(`at most ${batchBytes / 1024 ** 2} MB`)
    expect(page).toContain(`at most ${bytes / 1024} KB`)
    expect(page).toContain(`\n${underWay} of your questions`.trimStart())
  })

  test('has test vectors of hashes that we compute too', () => {
    const salt = Uint8Array.from({ length: 32 }, (_, index) => index)
    expect(page).toContain(`\`${Buffer.from(salt).toString('base64url')}\``)
    const name = 'Tuayang Export Co., Ltd.'
    const quantity = { quantity: '25.15', unitCode: 'TNE' }
    const vectors = [
      { field: 'exporter', line: 0, value: name, form: comparableText('exporter', name) ?? '' },
      { field: 'quantity', line: 1, value: '25.15 TNE', form: comparableQuantity(quantity) },
    ]
    for (const { field, line, value, form } of vectors)
      expect(page).toContain(
        `| \`${field}\` | ${line} | ${value} | \`${form}\` | \`${heldHash(salt, field, line, form)}\` |`,
      )
  })

  test('tells the comparable form of every field that a question may state', () => {
    const forms = rowsAfter('| fields | comparable form |')
    const fields = new Set(Object.values(KINDS).flatMap((kind) => kind.fields))
    expect(forms.toSorted()).toEqual([...fields].toSorted())
  })
})

describe('the examples of docs/verification.md', () => {
  const site = useGateway('embedded')
  const folder = mkdtempSync(join(tmpdir(), 'khorgos-page-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  let here: (text: string) => string

  /** An agency with its files, a package folder to import from, and the document that the page asks about. */
  beforeAll(async () => {
    const { trip, sender, pem, partnerUrl } = site()
    const form = formE(trip())
    await sender('la-customs').submit(form)
    // Where the page waits for an hour, a second is enough here.
    here = (text) =>
      text
        .replaceAll('60 * 60_000', '1_000')
        .replaceAll('E26LA0110000318', numberOf(form))
        .replaceAll('https://localhost:8443', partnerUrl)
    const question = here(exampleOf('Asking'))
    const line = JSON.stringify(JSON.parse(question))
    const files = {
      'agency.crt': pem('cn-clearance.tls.crt'),
      'agency.key': pem('cn-clearance.tls.key'),
      'gateway-ca.crt': pem('sandbox-ca.crt'),
      'trust.json': pem('trust.json'),
      'question.json': question,
      'write-off.json': here(exampleOf('Writing off')),
      'questions.ndjson': `${line}\n${line}\n`,
      'package.json': '{"type": "module"}',
      'tsconfig.json': JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), include: ['example.ts'] }),
      'example.ts': here(blocksOf('From TypeScript', 'ts').join('\n')),
    }
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    mkdirSync(join(folder, 'node_modules', '@types'), { recursive: true })
    symlinkSync(ROOT, join(folder, 'node_modules', 'khorgos'))
    symlinkSync(join(ROOT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'))
  })

  const run = async (file: string, ...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(file, args, { cwd: folder })
    return stdout
  }
  const sh = (script: string | undefined): Promise<string> =>
    run('sh', '-c', here(script ?? '').replaceAll('npx khorgos', `node ${ROOT}dist/main.js`))
  const verdictOf = (file: string): unknown =>
    verifyStatement(readFileSync(join(folder, file)), site().trust).verdict

  test('ask from the command line, one document and many', async () => {
    const [one, many] = blocksOf('From the command line', 'sh')
    const told = await sh(one)
    expect(told).toMatch(/^CONFIRMED: certificate-of-origin LA E /)
    expect(told).toMatch(/\nThe file is VALID: .* CONFIRMED\.\n$/)
    expect(verdictOf('told.json')).toBe('valid')
    const { answers } = JSON.parse(await sh(many))
    expect(answers).toMatchObject([{ verdict: 'confirmed' }, { verdict: 'confirmed' }])
    expect(readdirSync(join(folder, 'answers')).map((name) => verdictOf(`answers/${name}`))).toEqual([
      'valid',
      'valid',
    ])
  })

  test('ask and write off from TypeScript', async () => {
    const lines = (await run(join(ROOT, 'node_modules/.bin/tsx'), 'example.ts')).trimEnd().split('\n')
    expect(lines[0]).toMatch(/^valid confirmed \d+$/)
    expect(lines.slice(1, 3).toSorted()).toEqual(['0 confirmed', '1 confirmed'])
    expect(lines.slice(3)).toEqual([
      'not-established open',
      'used 12000',
      'PURPOSE_NOT_AGREED 403 /purpose never',
    ])
    const kept = readdirSync(folder).filter((name) => /^[0-9a-f-]{36}\.json$/.test(name))
    expect(kept.map(verdictOf)).toEqual(['valid'])
  })

  test('have the types that the package declares', async () => {
    expect(await run(join(ROOT, 'node_modules/.bin/tsc'), '-p', 'tsconfig.json')).toBe('')
  })

  test('tell the exit codes that the command has', () => {
    const [, table = ''] = page.split('| exit code | when |\n|---|---|\n')
    const codes = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| (\d) \|/gm)].map(([, code]) =>
      Number(code),
    )
    const { OK, NOT_VALID, USAGE, CONFIGURATION, UNAVAILABLE, NOT_ESTABLISHED, NOT_KEPT } = EXIT_CODES
    expect(codes).toEqual(
      [OK, NOT_VALID, USAGE, CONFIGURATION, UNAVAILABLE, NOT_ESTABLISHED, NOT_KEPT].map(({ code }) => code),
    )
  })
})

function kindsTable(): string {
  const rows = Object.entries(KINDS).map(
    ([name, { fields, proofFields, proofs, counts }]) =>
      `| \`${name}\` | ${quoted(fields)} | ${proofs} of ${quoted(proofFields)} | ${quoted(counts)} |`,
  )
  return [
    '| kind | what may be stated | to be told anything | what may be written off |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n')
}

function reasonsTable(): string {
  const rows = Object.entries(REASONS).map(([reason, sentence]) => `| \`${reason}\` | ${sentence} |`)
  return ['| reason | meaning |', '|---|---|', ...rows].join('\n')
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

/** The text with what stands between the marks of that name replaced. */
function withTable(text: string, name: string, table: string): string {
  const marked = new RegExp(`(<!-- ${name}: [^>]*-->\n)[^]*?(<!-- /${name} -->)`)
  expect(text).toMatch(marked)
  return text.replace(marked, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`)
}

/** The quoted names in the first column of the first table with that head. */
function rowsAfter(head: string): string[] {
  const [, table = ''] = page.split(`${head}\n|---|---|\n`)
  const [rows = ''] = table.split('\n\n')
  return rows.split('\n').flatMap((row) => {
    const [, first = ''] = row.split('|')
    return [...first.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name)
  })
}
