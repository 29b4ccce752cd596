import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadFormats, type Format, type Formats } from '../../src/formats/catalogue.ts'
import { takeOut } from '../../src/formats/envelope.ts'
import { readMessage, type ReadMessage } from '../../src/formats/message.ts'
import { ENCODING_LABELS } from '../../src/model/encoding.ts'

export const SCHEMAS = resolve(import.meta.dirname, '../../schemas')
const OWN = resolve(import.meta.dirname, '../samples')

export const AT = new Date('2026-11-21T09:00:00Z')

export const formats: Formats = loadFormats(SCHEMAS)

/** What the agreement would supply. */
export const CONTEXT = {
  now: AT,
  values: {
    messageId: 'KHORGOS20261121000001',
    senderId: '9402KHORGOS01_DXPESW0000000001',
    receiverId: 'EPORT',
  },
}

/** What a format needs more than that, in `contexts.json` beside the samples of its standard: format id → values. */
const CONTEXTS = new Map(sampleFolders().flatMap((path) => Object.entries(contextsIn(path))))

export function contextFor(format: string): typeof CONTEXT {
  return { ...CONTEXT, values: { ...CONTEXT.values, ...CONTEXTS.get(format) } }
}

/** Every XML sample of the project: those that the sandbox sends and those of the tests. */
export const SAMPLES: readonly string[] = [...sampleFolders(), OWN].flatMap((path) => filesIn(path, '.xml'))

/** Samples of every syntax. */
export const ALL_SAMPLES: readonly string[] = [
  ...SAMPLES,
  ...sampleFolders().flatMap((path) => filesIn(path, '.edi')),
]

function sampleFolders(): string[] {
  return readdirSync(SCHEMAS)
    .map((standard) => join(SCHEMAS, standard, 'samples'))
    .filter((path) => existsSync(path))
}

function contextsIn(path: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const file = join(path, 'contexts.json')
  if (!existsSync(file)) return {}
  const contexts: unknown = JSON.parse(readFileSync(file, 'utf8'))
  return Object.fromEntries(entriesOf(contexts).map(([format, values]) => [format, textsOf(values)]))
}

function textsOf(values: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(entriesOf(values).map(([name, value]) => [name, String(value)]))
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function filesIn(path: string, ending: string): string[] {
  return readdirSync(path)
    .filter((file) => file.endsWith(ending))
    .map((file) => join(path, file))
}

export function sample(name: string): string {
  const file = SAMPLES.find((path) => path.endsWith(`/${name}.xml`))
  if (file === undefined) throw new Error(`there is no sample ${name}`)
  return readFileSync(file, 'utf8')
}

/** Opens, recognises and reads a message, as an exchange does. */
export function readText(text: string): ReadMessage & { format: Format } {
  return readBytes(new TextEncoder().encode(text))
}

/** The same for bytes of any syntax and encoding, in an envelope or without. */
export function readBytes(bytes: Uint8Array): ReadMessage & { format: Format } {
  using message = formats.open(bytes, undefined, ENCODING_LABELS)
  using carried = takeOut(formats, message, { encodings: ENCODING_LABELS, at: AT })
  const format = formats.recognise(carried.message.root)
  return { format, ...readMessage(format, carried.message, AT) }
}
