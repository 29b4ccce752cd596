import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeBundle } from '../../src/evidence/bundle/write.ts'
import { createInput, createParties, trustIn } from './bundle-fixture.ts'

/** The offline verifier stands alone: no database, no network, whatever the bundle says. */

const ROOT = resolve(import.meta.dirname, '../..')
const ENTRIES = ['verify-bundle.ts', 'verify-statement.ts']
const IMPORT = /^(?:import|export)\s+(?<type>type\s)?(?:[\w\s{},*$]+\sfrom\s+)?'(?<from>[^']+)'/gm
const ALLOWED = [
  'node:buffer',
  'node:crypto',
  'node:fs',
  'node:path',
  'node:stream/consumers',
  'node:url',
  'node:util',
  'node:zlib',
  'ajv/dist/2020.js',
  'libxml2-wasm',
  'libxml2-wasm/lib/libxml2.mjs',
  'yaml',
  'yauzl',
  'yazl',
]

/** Every module reached from `file` at run time: files of ours, and names of others. */
function reachable(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found
  found.add(file)
  for (const { groups } of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const from = groups?.['from'] ?? ''
    if (groups?.['type'] !== undefined) continue
    if (from.startsWith('.')) reachable(resolve(dirname(file), from), found)
    else found.add(from)
  }
  return found
}

describe('the offline verifier', () => {
  test.each(ENTRIES)('%s reaches neither the database nor what could open a connection', (entry) => {
    const modules = [...reachable(join(ROOT, 'src/evidence', entry))]
    const ours = modules
      .filter((module) => module.startsWith(ROOT))
      .map((file) => file.slice(ROOT.length + 1))
    const others = modules.filter((module) => !module.startsWith(ROOT))
    expect(ours.length).toBeGreaterThan(20)
    expect(
      ours.filter((file) => !/^src\/(?:errors\.ts|evidence\/|trust\/|xml\/|model\/)/.test(file)),
    ).toEqual([])
    expect(ours.filter((file) => /store|evidence\/log\.ts|published/.test(file))).toEqual([])
    expect(others.filter((module) => !ALLOWED.includes(module))).toEqual([])
    expect(
      ours.filter((file) =>
        /\bimport\(|\brequire\(|\bfetch\(|process\./.test(readFileSync(join(ROOT, file), 'utf8')),
      ),
    ).toEqual([])
  })

  const built = join(ROOT, 'dist/evidence/verify-bundle.js')

  test('verifies in a process in which every way to the network throws', async () => {
    expect(existsSync(built), 'the program is built before the tests').toBe(true)
    const folder = mkdtempSync(join(tmpdir(), 'khorgos-alone-'))
    try {
      const parties = await createParties()
      writeFileSync(join(folder, 'bundle.asice'), await writeBundle(createInput(parties)))
      writeFileSync(join(folder, 'trust.json'), JSON.stringify(trustIn(parties)))
      writeFileSync(join(folder, 'verify.mjs'), child(built))
      const output = execFileSync(process.execPath, ['verify.mjs'], { cwd: folder, encoding: 'utf8' })
      expect(JSON.parse(output)).toEqual({ verdict: 'valid', attempts: 0 })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

function child(built: string): string {
  return `
import { readFileSync } from 'node:fs'
import dns from 'node:dns'
import dgram from 'node:dgram'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { syncBuiltinESMExports } from 'node:module'
let attempts = 0
const refuse = () => { attempts++; throw new Error('no network here') }
net.Socket.prototype.connect = refuse
globalThis.fetch = refuse
for (const [module, names] of [
  [net, ['connect', 'createConnection']], [tls, ['connect']], [dgram, ['createSocket']],
  [dns, ['lookup', 'resolve']], [http, ['request', 'get']], [https, ['request', 'get']],
]) for (const name of names) module[name] = refuse
syncBuiltinESMExports()
const { verifyBundle } = await import(${JSON.stringify(built)})
const trust = JSON.parse(readFileSync('trust.json', 'utf8'))
const { verdict } = await verifyBundle(readFileSync('bundle.asice'), trust)
console.log(JSON.stringify({ verdict, attempts }))
`
}
