import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadFormats, type Format } from '../../../src/formats/catalogue.ts'
import {
  readMessage,
  writeMessage,
  type ReadMessage,
  type WrittenMessage,
} from '../../../src/formats/message.ts'
import { KhorgosError } from '../../../src/errors.ts'
import type { JsonObject } from '../../../src/model/json.ts'

export const SCHEMAS = resolve(import.meta.dirname, '../../../schemas')
export const SAMPLES = join(SCHEMAS, 'edifact/samples')
export const formats = loadFormats(SCHEMAS)
export const AT = new Date('2026-11-21T09:00:00Z')

const VALUES = { messageId: 'KHORGOS20261121000001', senderId: 'KHORGOS01', receiverId: 'MNZTB01' }

export const sampleFiles = (): string[] => readdirSync(SAMPLES).map((file) => join(SAMPLES, file))

export const sample = (name: string): Buffer => readFileSync(join(SAMPLES, `${name}.edi`))

export function read(bytes: Uint8Array): ReadMessage & { format: Format } {
  using message = formats.open(bytes)
  const format = formats.recognise(message.root)
  return { format, ...readMessage(format, message, AT) }
}

export function write(
  format: string,
  documents: Readonly<Record<string, JsonObject>>,
  values: Readonly<Record<string, string>> = {},
): WrittenMessage {
  return writeMessage(formats.byId(format), documents, { now: AT, values: { ...VALUES, ...values } })
}

/** An interchange around segments, with counts and references that are right. */
export function interchange(
  header: string,
  segments: readonly string[],
  { syntax = 'UNOC:3', una = '', end = "'" }: { syntax?: string; una?: string; end?: string } = {},
): Buffer {
  const date = syntax.endsWith('4') ? '20261121' : '261121'
  const lines = [
    `UNB+${syntax}+A+B+${date}:0930+R1`,
    `UNH+1+${header}`,
    ...segments,
    `UNT+${segments.length + 2}+1`,
    'UNZ+1+R1',
  ]
  return Buffer.from(
    una + lines.map((line) => line + end).join(''),
    syntax.startsWith('UNOY') ? 'utf8' : 'latin1',
  )
}

export const CUSCAR = 'CUSCAR:D:22A:UN'
export const CUSRES = 'CUSRES:D:22A:UN'

/** Code and place of what is thrown. */
export function refusalOf(work: () => unknown) {
  try {
    work()
  } catch (error) {
    if (!(error instanceof KhorgosError)) throw error
    const { code, place, message } = error
    return { code, path: place?.path, line: place?.line, message }
  }
  throw new Error('nothing was thrown')
}
