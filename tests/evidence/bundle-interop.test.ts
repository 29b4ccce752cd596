import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Entry, unpackEntries } from '../../src/evidence/bundle/container.ts'
import { writeBundle } from '../../src/evidence/bundle/write.ts'
import type { BundleInput } from '../../src/evidence/bundle/input.ts'
import { composed, createInput, createParties } from './bundle-fixture.ts'

/** A stranger checks a bundle with the tools of others, by the commands its own README.txt gives. */

const TOOLS = ['sh', 'openssl', 'xmlsec1', 'sha256sum', 'base64', 'unzip']
const missing = TOOLS.filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0)
if (missing.length > 0) console.warn(`skipped: these tools are missing: ${missing.join(', ')}`)
const skip = missing.length > 0 && process.env['CI'] === undefined

const folder = mkdtempSync(join(tmpdir(), 'khorgos-bundle-'))
const bundles = new Map<string, { entries: Entry[]; bytes: Uint8Array }>()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const KINDS = ['ec-p256', 'ec-p384', 'rsa-2048'] as const

beforeAll(async () => {
  const put = async (name: string, input: BundleInput): Promise<void> => {
    const bytes = await writeBundle(input)
    bundles.set(name, { bytes, entries: await unpackEntries(bytes) })
  }
  for (const kind of KINDS) await put(kind, createInput(await createParties(kind)))
  await put('own', createInput(await createParties(), composed()))
})

/** The bundle of that kind, laid out in a fresh folder, with some entries changed. */
function unpacked(kind: string, changes: Readonly<Record<string, (text: string) => string>> = {}): string {
  const target = mkdtempSync(join(folder, 'unpacked-'))
  for (const { path, bytes } of bundles.get(kind)?.entries ?? []) {
    mkdirSync(dirname(join(target, path)), { recursive: true })
    const text = Buffer.from(bytes).toString('latin1')
    writeFileSync(join(target, path), (changes[path] ?? String)(text), 'latin1')
  }
  return target
}

/** Runs every command of README.txt as one script, the way the file says. */
function followReadme(target: string): { status: number | null; output: string } {
  const readme = readFileSync(join(target, 'README.txt'), 'utf8')
  const script = readme
    .split('\n')
    .filter((line) => line.startsWith('    '))
    .join('\n')
  const { status, stdout, stderr } = spawnSync('sh', [], { cwd: target, input: script, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

describe.skipIf(skip)('the README of a bundle', () => {
  test.each(KINDS)('leads a stranger through every check, gateway key %s', (kind) => {
    const { status, output } = followReadme(unpacked(kind))
    expect(status, output).toBe(0)
    expect(output).toContain('Signature Verified Successfully')
    expect(output.match(/OK: record \d+ stands in the log/g)).toHaveLength(3)
    expect(output.match(/OK: messages\//g)).toHaveLength(5)
    expect(output).toContain('OK: agreements/kz-customs.yaml')
    expect(output).not.toContain('NOT THE SAME')
  })

  test('leads a stranger through one of a message of our own, which has no sender', () => {
    const { status, output } = followReadme(unpacked('own'))
    expect(status, output).toBe(0)
    expect(output.match(/OK: record \d+ stands in the log/g)).toHaveLength(3)
    expect(output.match(/OK: messages\//g)).toHaveLength(4)
    expect(output).toContain('OK: agreements/cn-eport.yaml')
    const forged = unpacked('own', { 'messages/documents.json': (text) => text.replace('100', '900') })
    expect(followReadme(forged).status).not.toBe(0)
  })

  test.each([
    ['messages/received.xml', (text: string) => text.replace('100', '900')],
    ['records/9.json', (text: string) => text.replace('M-1', 'M-2')],
    ['receipts/7.tlog-proof', (text: string) => text.replace('\n21\n', '\n22\n')],
    ['agreements/kz-customs.yaml', (text: string) => `${text}# more\n`],
    ['mimetype', (text: string) => text.replace('asic', 'zip')],
    ['META-INF/signatures.xml', (text: string) => text.replace('2026-11-21T09', '2026-11-21T10')],
  ])('stops when %s was changed', (path, change) => {
    const { status, output } = followReadme(unpacked('ec-p256', { [path]: change }))
    expect(status, output).not.toBe(0)
  })

  test('would stop at the right place, were the signature over the container made by an accomplice', () => {
    const target = unpacked('ec-p256', { 'messages/received.xml': (text) => text.replace('100', '900') })
    const readme = readFileSync(join(target, 'README.txt'), 'utf8')
    writeFileSync(
      join(target, 'README.txt'),
      readme.replaceAll(/xmlsec1 --verify --id-attr.*\n.*\n/g, 'true\n'),
    )
    const { status, output } = followReadme(target)
    expect(status).not.toBe(0)
    expect(output).toContain('NOT THE SAME: messages/received.xml')
  })
})

describe.skipIf(skip)('other tools', () => {
  test('unpack the container as a plain ZIP file', () => {
    const file = join(folder, 'bundle.asice')
    writeFileSync(file, bundles.get('ec-p256')?.bytes ?? '')
    expect(execFileSync('unzip', ['-t', file], { encoding: 'utf8' })).toContain('No errors detected')
  })

  test('find the XML files of the container well-formed', () => {
    if (spawnSync('xmllint', ['--version']).status !== 0) return console.warn('skipped: xmllint is missing')
    const target = unpacked('ec-p256')
    execFileSync('xmllint', ['--noout', 'META-INF/signatures.xml', 'META-INF/manifest.xml'], { cwd: target })
    const canonical = execFileSync('xmllint', ['--exc-c14n', 'META-INF/signatures.xml'], {
      cwd: target,
      encoding: 'utf8',
    })
    expect(canonical).toContain('<xades:SigningTime>2026-11-21T09:00:00Z</xades:SigningTime>')
  })
})
