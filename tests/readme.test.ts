import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EXIT_CODES } from '../src/cli/exit-codes.ts'
import { buildProgram } from '../src/cli/program.ts'
import { CHECKS } from '../src/mapping/finding.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const page = (name: string): string => readFileSync(join(ROOT, name), 'utf8')
const readme = page('README.md')

const shell = { env: {}, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }
const program = buildProgram(shell, () => undefined)

describe('the README', () => {
  test('begins with the two commands, and package.json has the scripts they run', () => {
    const blocks = [...readme.matchAll(/```sh\n(?<text>[^`]+)```/g)].map(({ groups }) =>
      groups?.['text']?.trim(),
    )
    expect(blocks.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test'])
    expect(JSON.parse(page('package.json'))).toMatchObject({
      bin: { khorgos: 'dist/main.js' },
      scripts: {
        start: 'node dist/main.js start --sandbox',
        test: expect.any(String),
        build: expect.any(String),
      },
    })
  })

  test('names only files that exist', () => {
    const links = [...readme.matchAll(/\]\((?<path>[^)#]+)\)/g)].map(({ groups }) => groups?.['path'] ?? '')
    const quoted = [
      ...readme.matchAll(/`(?<path>(?:src|tests|docs|partners|schemas|certs)\/[\w./-]*)`/g),
    ].map(({ groups }) => groups?.['path'] ?? '')
    const typed = [...readme.matchAll(/(?<path>schemas\/[\w./-]+\.xml)/g)].map(
      ({ groups }) => groups?.['path'] ?? '',
    )
    const missing = [...links, ...quoted, ...typed].filter((path) => !existsSync(join(ROOT, path)))
    expect(missing).toEqual([])
  })

  test('tells the life of a message in files that exist, at least ten of them', () => {
    const life = readme.slice(readme.indexOf('## Life of a message'), readme.indexOf('## Map'))
    const files = [...life.matchAll(/`(?<path>src\/[\w./-]+\.ts)`/g)].map(
      ({ groups }) => groups?.['path'] ?? '',
    )
    expect(files.length).toBeGreaterThan(10)
    expect(files.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })

  test('uses only commands and options that the program has', () => {
    const lines = readme.split('\n').filter((line) => /^npx khorgos |`npx khorgos/.test(line))
    expect(lines.length).toBeGreaterThan(4)
    for (const line of lines) {
      const words = /npx khorgos (?<rest>[^`]*)/.exec(line)?.groups?.['rest']?.split(/\s+/) ?? []
      expect([line, unknownWords(words)]).toEqual([line, []])
    }
  })
})

test('the operations page has the table of exit codes as it is', () => {
  const rows = Object.values(EXIT_CODES).map(({ code, meaning }) => `| ${code} | ${meaning} |`)
  expect(page('docs/operations.md')).toContain(rows.join('\n'))
})

test('the operations page names every setting of config.ts, with its default, and no other', () => {
  const manual = [...page('src/config.ts').matchAll(/\* `(?<name>[A-Z_]+)`/g)].map(
    ({ groups }) => groups?.['name'],
  )
  const table = [...page('docs/operations.md').matchAll(/^\| `(?<name>[A-Z_]+)` \|/gm)].map(
    ({ groups }) => groups?.['name'],
  )
  expect(table).toEqual(manual)
})

test('the decisions page gives a reason for every package that the program imports', () => {
  const text = page('docs/decisions.md')
  expect(importedPackages().length).toBeGreaterThan(10)
  expect(importedPackages().filter((name) => !text.includes(`\`${name}\``))).toEqual([])
})

function importedPackages(): string[] {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  const names = sources.flatMap((name) =>
    [
      ...page(join('src', name)).matchAll(
        /^(?:import|export|\})(?:.* from)? '(?<name>(?:@[\w-]+\/)?[\w-]+)[^']*'$/gm,
      ),
    ].map(({ groups }) => groups?.['name'] ?? ''),
  )
  return [...new Set(names)].filter((name) => name !== '' && name !== 'node')
}

/** The first word, when there is no such command, and every option that the command does not know. */
function unknownWords([first, ...rest]: readonly string[]): string[] {
  if (first === undefined || first.startsWith('--')) return []
  let command = program.commands.find((each) => each.name() === first)
  if (command === undefined) return [first]
  const unknown: string[] = []
  for (const word of rest) {
    command = command.commands.find((each) => each.name() === word) ?? command
    if (word.startsWith('--') && !command.options.some(({ long }) => long === word)) unknown.push(word)
  }
  return unknown
}

test('the operations page lists every check of mappings as the program has it', () => {
  const operations = page('docs/operations.md')
  for (const [check, { severity, about }] of Object.entries(CHECKS))
    expect(operations).toContain(`\n| \`${check}\` | ${severity} | ${about} |\n`)
})
