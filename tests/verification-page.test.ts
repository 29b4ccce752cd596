import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { questionReader } from '../src/api/question-body.ts'
import { QUESTION_LIMITS } from '../src/api/verification-operations.ts'
import { KINDS } from '../src/ledger/kinds.ts'
import { REASONS } from '../src/ledger/reasons.ts'
import { comparableQuantity, comparableText, heldHash } from '../src/model/comparable.ts'
import { at, object } from './api/described.ts'

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

  test('shows a question that is one', () => {
    const [, json = ''] = /```json\n([^`]+)```/.exec(page) ?? []
    const read = questionReader()
    expect(read(Buffer.from(json))).toMatchObject({ number: 'E26LA0110000318' })
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

function kindsTable(): string {
  const rows = Object.entries(KINDS).map(
    ([name, { fields, proofFields, proofs }]) =>
      `| \`${name}\` | ${quoted(fields)} | ${proofs} of ${quoted(proofFields)} |`,
  )
  return ['| kind | what may be stated | to be told anything |', '|---|---|---|', ...rows].join('\n')
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
