import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { buffer } from 'node:stream/consumers'
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import { describe, expect, test } from 'vitest'
import { openXml } from '../../src/xml/parse.ts'
import { refusalOf } from '../refusal.ts'
import { sharedFolder } from '../shared.ts'
import { byOutcome, outcomeOf } from './outcomes.ts'

const vectors = sharedFolder() === undefined ? undefined : join(sharedFolder() ?? '', 'vectors')
if (vectors === undefined) console.warn('skipped: XML vectors, there is no shared folder')

function outcome(bytes: Uint8Array): string {
  return outcomeOf(() => openXml(bytes)[Symbol.dispose](), 'opened')
}

describe.skipIf(vectors === undefined)('XML external entity payloads', () => {
  const folder = join(vectors ?? '', 'xxe-payloads')

  test('in files are refused before they are parsed', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(xml|svg)$/i.test(file))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect([file, refusalOf(() => openXml(readFileSync(join(folder, file)))).code]).toEqual([file, 'XML_FORBIDDEN'])
  })

  test('in lists of attack lines open nothing that has a document type or an entity', () => {
    const lists = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.txt'))
    const lines = lists.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n')).filter((line) => line.trim() !== '')
    expect(lines.length).toBeGreaterThan(10)
    for (const line of lines) {
      const result = outcome(Buffer.from(line))
      if (/<!(DOCTYPE|ENTITY)/i.test(line)) expect([line, result]).not.toEqual([line, 'opened'])
    }
  })
})

interface ConformanceTest {
  readonly file: string
  readonly type: string
}

describe.skipIf(vectors === undefined)('the W3C conformance suite (XML 1.0, fifth edition)', () => {
  test('none of its malformed documents is opened, and its valid ones only fail for their document type or encoding', { timeout: 60_000 }, async () => {
    const files = await unzip(readFileSync(join(vectors ?? '', 'xmlconf-w3c/xmlts20130923.zip')))
    const tests = [...files].flatMap(([name, bytes]) => (name.endsWith('.xml') ? testsIn(name, bytes.toString('latin1')) : []))
    const of = (type: string): string[] => tests.filter((each) => each.type === type).map(({ file }) => file)
    const verdict = (file: string): string => {
      const bytes = files.get(file)
      if (bytes === undefined) throw new Error(`${file} is not in the suite`)
      return outcome(bytes)
    }
    const malformed = byOutcome(of('not-wf'), verdict)
    const valid = byOutcome(of('valid'), verdict)
    console.log({ malformed: counts(malformed), valid: counts(valid) })
    expect(of('not-wf').length).toBeGreaterThan(900)
    expect(malformed['opened']).toBeUndefined()
    expect(Object.keys(valid).filter((code) => code !== 'XML_FORBIDDEN' && code !== 'XML_ENCODING')).toEqual([])
  })
})

function counts(groups: Record<string, string[]>): Record<string, number> {
  return Object.fromEntries(Object.entries(groups).map(([code, files]) => [code, files.length]))
}

/** The tests of one manifest that apply to a reader of XML 1.0, fifth edition, that loads no entities. */
function testsIn(name: string, text: string): ConformanceTest[] {
  const folder = name.slice(0, name.lastIndexOf('/') + 1)
  return [...text.matchAll(/<TEST\s([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const value = (key: string): string | undefined => new RegExp(`\\b${key}\\s*=\\s*["']([^"']*)["']`).exec(attributes)?.[1]
    const applies = (value('EDITION') ?? '5').includes('5') && (value('ENTITIES') ?? 'none') === 'none' && (value('RECOMMENDATION') ?? 'XML1.0').startsWith('XML1.0')
    const uri = value('URI')
    return applies && uri !== undefined ? [{ file: folder + uri, type: value('TYPE') ?? '' }] : []
  })
}

async function unzip(zip: Buffer): Promise<Map<string, Buffer>> {
  const archive = await promisify<Buffer, { lazyEntries: true }, ZipFile>(fromBuffer)(zip, { lazyEntries: true })
  const openEntry = promisify<Entry, Readable>(archive.openReadStream.bind(archive))
  const files = new Map<string, Buffer>()
  const ended = once(archive, 'end')
  archive.on('entry', (entry: Entry) => void readEntry(entry).catch((error: unknown) => archive.emit('error', error)))
  const readEntry = async (entry: Entry): Promise<void> => {
    files.set(entry.fileName, await buffer(await openEntry(entry)))
    archive.readEntry()
  }
  archive.readEntry()
  await ended
  return files
}
