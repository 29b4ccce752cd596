import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { KhorgosError } from '../../src/errors.ts'
import { loadFormats, type Format, type Formats } from '../../src/formats/catalogue.ts'
import { readMessage, writeMessage } from '../../src/formats/message.ts'
import type { OpenMessage } from '../../src/formats/syntax.ts'
import { ENCODING_LABELS } from '../../src/model/encoding.ts'
import { lossReport, type LossReport } from '../../src/mapping/report.ts'
import { loadSamples } from '../../src/sandbox/samples.ts'
import { manifestOf } from './growing-manifest.ts'
import { manifest } from './load.ts'

/**
 * `npm run bench:switch`: conversions a second on one core, from bytes to bytes with parsing, schemas, rules, loss
 * report and writing; without signatures, database and network.
 */
const HELP = `
npm run bench:switch -- [--from ID] [--to ID] [--seconds N] [--growth-only]

  --from, --to    only pairs from, or to, this format
  --seconds       how long each pair is measured (default 2)
  --growth-only   only the cost of 10 to 20,000 consignments, kz-awmds-r1 to cn-mt1401-v1
`

const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    seconds: { type: 'string', default: '2' },
    'growth-only': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const AT = new Date('2026-11-21T09:00:00Z')
const VALUES = {
  messageId: 'KHORGOS20261121000001',
  senderId: '9402KHORGOS01_DXPESW0000000001',
  receiverId: 'EPORT',
}
const SCHEMAS = resolve(import.meta.dirname, '../../schemas')
const GROWTH = [10, 100, 1_000, 20_000]
/** Plain JavaScript that runs the built program: what it holds is the program's. Memory as a thread of the gateway has it. */
const THREAD_MEMORY = ['--max-old-space-size=416', '--max-semi-space-size=8']
const ONE_MANIFEST = resolve(import.meta.dirname, 'one-manifest.mjs')

if (values.help) console.log(HELP)
else main()

function main(): void {
  console.log(
    `one of ${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`,
  )
  const formats = loadFormats(SCHEMAS)
  if (!values['growth-only']) console.table(allPairs(formats))
  if (values.from === undefined && values.to === undefined) console.table(growth(formats))
}

type Row = Record<string, string | number>

/** Every sample to every format that can be written from its documents alone. */
function allPairs(formats: Formats): Row[] {
  const targets = formats.ids.filter((id) => values.to === undefined || id === values.to)
  return samples(formats)
    .filter(({ source }) => values.from === undefined || source.id === values.from)
    .flatMap(({ name, bytes, source }) =>
      targets
        .map((id) => formats.byId(id))
        .filter((target) => target !== source && target.kind !== 'envelope')
        .flatMap((target) => pairRow(formats, { name, bytes, source, target })),
    )
}

interface Sample {
  readonly name: string
  readonly bytes: Uint8Array
  readonly source: Format
}

/** The manifest of `npm run bench`, and the samples of the formats, which have every optional field. */
function samples(formats: Formats): Sample[] {
  const usual = manifest({ samples: loadSamples(formats) }, 'S000000000001', AT)
  return [
    { name: 'usual manifest', bytes: Buffer.from(usual), source: formats.byId('kz-awmds-r1') },
    ...samplesOfFormats(formats),
  ]
}

function samplesOfFormats(formats: Formats): Sample[] {
  const folders = readdirSync(SCHEMAS, { recursive: true, withFileTypes: true })
  return folders
    .filter(
      (entry) => entry.isFile() && entry.parentPath.endsWith('samples') && /\.(xml|edi)$/.test(entry.name),
    )
    .flatMap(({ name, parentPath }) => {
      const bytes = readFileSync(join(parentPath, name))
      using message = formats.open(bytes, undefined, ENCODING_LABELS)
      // An envelope is opened for the message in it, which has a sample of its own.
      if (formats.envelopeIdOf(message.root) !== undefined) return []
      return [{ name, bytes, source: formats.recognise(message.root) }]
    })
}

interface Pair extends Sample {
  readonly target: Format
}

/** No row for a pair that cannot be converted: the documents of one are not those of the other. */
function pairRow(formats: Formats, { name, bytes, source, target }: Pair): Row[] {
  const needed = Object.values(target.mapping.documents)
  if (!needed.every((document) => Object.values(source.mapping.documents).includes(document))) return []
  const work = (): LossReport => convert(source, target, formats.open(bytes))
  try {
    work()
  } catch (error) {
    if (error instanceof KhorgosError) return []
    throw error
  }
  const ms = bestTime(work, Number(values.seconds))
  return [
    {
      from: source.id,
      to: target.id,
      sample: name,
      bytes: bytes.length,
      ms: ms.toFixed(3),
      'conversions/s': Math.round(1000 / ms),
    },
  ]
}

/** Time and memory of one manifest as it grows: the time of one consignment should not. Each in a process of its own. */
function growth(formats: Formats): Row[] {
  const source = formats.byId('kz-awmds-r1')
  using sample = formats.open(readFileSync(join(SCHEMAS, 'asycuda/samples/awmds-export.xml')))
  const { documents } = readMessage(source, sample, AT)
  const folder = mkdtempSync(join(tmpdir(), 'khorgos-bench-'))
  try {
    return GROWTH.map((count) => {
      const bytes = writeMessage(source, manifestOf(documents, count), { now: AT, values: VALUES }).bytes()
      const file = join(folder, `${count}.xml`)
      writeFileSync(file, bytes)
      const seconds = count > 1000 ? '0' : values.seconds
      const { ms, residentMb }: { ms: number; residentMb: number } = JSON.parse(
        execFileSync(process.execPath, [...THREAD_MEMORY, ONE_MANIFEST, file, seconds], { encoding: 'utf8' }),
      )
      return {
        consignments: count,
        bytes: bytes.length,
        ms: ms.toFixed(2),
        'µs per consignment': Math.round((ms * 1000) / count),
        'most resident MB': residentMb,
      }
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Reads, writes and reports, and closes the message. */
function convert(source: Format, target: Format, opened: OpenMessage): LossReport {
  using message = opened
  const read = readMessage(source, message, AT)
  const made = writeMessage(target, read.documents, { now: AT, values: VALUES })
  return lossReport([read.report], made.report)
}

/** Milliseconds: the best mean of any 20 runs in a row, so that other work of the machine counts least. At least two runs. */
function bestTime(work: () => unknown, seconds: number): number {
  const end = performance.now() + seconds * 1000
  let best = Infinity
  do {
    const runs = seconds === 0 ? 1 : 20
    const start = performance.now()
    for (let run = 0; run < runs; run += 1) work()
    best = Math.min(best, (performance.now() - start) / runs)
  } while (performance.now() < end)
  return best
}
