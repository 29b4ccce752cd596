import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadFormats, type Format, type Formats } from '../../src/formats/catalogue.ts'
import { readMessage, type ReadMessage } from '../../src/formats/message.ts'
import { openXml } from '../../src/xml/parse.ts'

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

/** Receipts travel the other way: sender and receiver change places. */
export function contextFor(format: string): typeof CONTEXT {
  const { senderId, receiverId } = CONTEXT.values
  const turned = { ...CONTEXT.values, senderId: receiverId, receiverId: senderId }
  return format === 'cn-mtres4-v1' ? { ...CONTEXT, values: turned } : CONTEXT
}

/** Every sample of the project: those that the sandbox sends and those of the tests. */
export const SAMPLES: readonly string[] = [
  ...folder(join(SCHEMAS, 'asycuda/samples')),
  ...folder(join(SCHEMAS, 'cn-manifest/samples')),
  ...folder(OWN),
]

function folder(path: string): string[] {
  return readdirSync(path)
    .filter((file) => file.endsWith('.xml'))
    .map((file) => join(path, file))
}

export function sample(name: string): string {
  const file = SAMPLES.find((path) => path.endsWith(`/${name}.xml`))
  if (file === undefined) throw new Error(`there is no sample ${name}`)
  return readFileSync(file, 'utf8')
}

/** Opens, recognises and reads a message, as an exchange does. */
export function readText(text: string): ReadMessage & { format: Format } {
  using message = openXml(new TextEncoder().encode(text))
  const format = formats.recognise(message.root)
  return { format, ...readMessage(format, message, AT) }
}
