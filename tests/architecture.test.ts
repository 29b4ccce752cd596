import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/** docs/architecture.md says which way imports point; these tests read it there and hold the source to it. */

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SRC = join(ROOT, 'src')
const MAX_LINES = 300

interface Source {
  /** Path below `src`, with '/'. */
  readonly file: string
  readonly text: string
  readonly imports: readonly Import[]
}

interface Import {
  readonly specifier: string
  /** Path below `src` of a relative import. */
  readonly target: string | undefined
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"](?<from>[^'"]+)['"]|(?:^|\n)\s*import\s*['"](?<bare>[^'"]+)['"]|\bimport\(\s*['"](?<dynamic>[^'"]+)['"]\s*\)|new URL\(\s*['"](?<worker>\.{1,2}\/[^'"]+\.(?:ts|js))['"]\s*,\s*import\.meta\.url/g

const sources: readonly Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readSource(file.replaceAll('\\', '/')))

function readSource(file: string): Source {
  const text = readFileSync(join(SRC, file), 'utf8')
  const imports = [...text.matchAll(IMPORT)].map((match) => {
    const { from, bare, dynamic, worker } = match.groups ?? {}
    const specifier = from ?? bare ?? dynamic ?? worker ?? ''
    return { specifier, target: specifier.startsWith('.') ? targetOf(file, specifier) : undefined }
  })
  return { file, text, imports }
}

function targetOf(file: string, specifier: string): string {
  return relative(SRC, resolve(SRC, dirname(file), specifier))
    .replaceAll('\\', '/')
    .replace(/\.js$/, '.ts')
}

/** `evidence/log.ts` → evidence; `main.ts` → main. */
const partOf = (file: string): string => (file.split('/')[0] ?? file).replace(/\.ts$/, '')

/** The chain of the architecture page, highest level first, each level the parts that stand side by side. */
function levels(): string[][] {
  const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
  const chain = /`(?<chain>main →[^`]+)`/.exec(page)?.groups?.['chain']
  if (chain === undefined) throw new Error('docs/architecture.md no longer says which way imports point')
  return chain.split('→').map((level) => level.split(',').map((part) => part.trim()))
}

const rank = new Map(levels().flatMap((level, index) => level.map((part) => [part, index] as const)))

describe('the parts', () => {
  test('are all on the architecture page', () => {
    expect([...new Set(sources.map(({ file }) => partOf(file)))].filter((part) => !rank.has(part))).toEqual(
      [],
    )
  })

  test('import only what stands below them', () => {
    const wrong = sources.flatMap(({ file, imports }) =>
      imports.flatMap(({ target }) => {
        if (target === undefined || target.startsWith('..')) return []
        const [from, to] = [partOf(file), partOf(target)]
        if (from === to) return []
        return (rank.get(from) ?? NaN) < (rank.get(to) ?? NaN) ? [] : [`${file} imports ${target}`]
      }),
    )
    expect(wrong).toEqual([])
  })

  test('import nothing from outside src but packages and node', () => {
    const wrong = sources.flatMap(({ file, imports }) =>
      imports
        .filter(({ target }) => target?.startsWith('..') === true)
        .map((each) => `${file}: ${each.specifier}`),
    )
    expect(wrong).toEqual([])
  })
})

describe('every source file', () => {
  test(`has at most ${MAX_LINES} lines`, () => {
    const long = sources.filter(
      ({ file, text }) => !file.startsWith('model/generated/') && text.split('\n').length > MAX_LINES + 1,
    )
    expect(long.map(({ file }) => file)).toEqual([])
  })

  test('has named exports only', () => {
    expect(sources.filter(({ text }) => /^export default\b/m.test(text)).map(({ file }) => file)).toEqual([])
  })

  test('leaves the environment to config.ts, which main.ts hands it to', () => {
    const readers = sources.filter(({ text }) => /\bprocess\s*(?:\.\s*env\b|\[\s*['"]env)/.test(text))
    expect(
      readers.map(({ file }) => file).filter((file) => file !== 'config.ts' && file !== 'main.ts'),
    ).toEqual([])
  })

  test('imports only declared dependencies', () => {
    const content: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    const declared = new Set(dependenciesOf(content))
    const missing = sources.flatMap(({ file, imports }) =>
      imports
        .filter(({ specifier, target }) => target === undefined && !specifier.startsWith('node:'))
        .map(({ specifier }) => packageOf(specifier))
        .filter((name) => !declared.has(name))
        .map((name) => `${file} imports ${name}`),
    )
    expect(missing).toEqual([])
  })
})

test.each(['bundle', 'statement'])(
  'the offline verifier of a %s reaches neither the store nor a network',
  (what) => {
    const reached = reachableFrom(`evidence/verify-${what}.ts`)
    expect(reached.size).toBeGreaterThan(5)
    const parts = new Set([...reached].map(partOf))
    for (const part of ['store', 'transports', 'exchange', 'api', 'gateway', 'config'])
      expect(parts).not.toContain(part)
    const packages = sources
      .filter(({ file }) => reached.has(file))
      .flatMap(({ imports }) =>
        imports.filter(({ target }) => target === undefined).map(({ specifier }) => specifier),
      )
    const network =
      /^(?:node:(?:net|tls|http2?|https|dgram|dns|cluster|child_process|worker_threads)|undici|pg|fastify)(?:\/|$)/
    expect(packages.filter((specifier) => network.test(specifier))).toEqual([])
  },
)

test('the client of agencies reaches nothing of what stands behind the door', () => {
  const reached = reachableFrom('client/index.ts')
  expect(reached.size).toBeGreaterThan(10)
  const parts = [...new Set([...reached].map(partOf))].toSorted()
  expect(parts).toEqual(['client', 'errors', 'evidence', 'model', 'transports', 'trust'])
  // Of the evidence what verifies, of the transports how a connection is made.
  expect(reached).not.toContain('evidence/log.ts')
  expect(reached).not.toContain('transports/http.ts')
})

/** Files of src that `start` needs to run; `import type` vanishes in the build and does not count. */
function reachableFrom(start: string): Set<string> {
  const byFile = new Map(sources.map((source) => [source.file, source]))
  const reached = new Set<string>()
  const queue = [start]
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const source = byFile.get(file)
    if (source === undefined || reached.has(file)) continue
    reached.add(file)
    queue.push(...runtimeTargets(source))
  }
  return reached
}

function runtimeTargets({ file, text }: Source): string[] {
  const kept = text.replaceAll(/(?:^|\n)\s*(?:import|export) type\s[^'"]*?from\s*['"][^'"]+['"]/g, '')
  return [...kept.matchAll(IMPORT)]
    .map(
      ({ groups }) => groups?.['from'] ?? groups?.['bare'] ?? groups?.['dynamic'] ?? groups?.['worker'] ?? '',
    )
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => targetOf(file, specifier))
}

function dependenciesOf(content: unknown): string[] {
  if (typeof content !== 'object' || content === null || !('dependencies' in content)) return []
  return Object.keys(content.dependencies ?? {})
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
