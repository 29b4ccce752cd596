import { crc32 } from 'node:zlib'
import { buffer } from 'node:stream/consumers'
import { fromBufferPromise, type Entry as ZipEntry, type ZipFile as ZipReader } from 'yauzl'
import { ZipFile } from 'yazl'
import { KhorgosError } from '../../errors.ts'
import { MIMETYPE, PATHS } from './bundle-index.ts'

/**
 * The ZIP around a bundle, in the narrowest form ZIP has: entries stored, one after the other, nothing between
 * them, before them or behind them. What is stored cannot explode, and where no byte is spare none can hide.
 */

export interface Entry {
  readonly path: string
  readonly bytes: Uint8Array
}

const MAX_CONTAINER_BYTES = 256 * 1024 * 1024
const MAX_ENTRIES = 2000
const LOCAL_HEADER_BYTES = 30
const END_RECORD_BYTES = 22
const STORED = 0
/** Upper half of the external attributes: a regular file, so that no unpacking makes a link of it. */
const FILE_MODE = 0o100_644
/** Bit 11: the name is UTF-8. Every other flag (encryption, data descriptor, …) changes how bytes are read. */
const UTF8_FLAG = 0x0800
/** ZIP has local times only and starts in 1980; the time of a bundle is in its signature. */
const ZIP_EPOCH = new Date(1980, 0, 1)

/** Equal entries give equal bytes. */
export async function packEntries(entries: readonly Entry[]): Promise<Uint8Array> {
  const zip = new ZipFile()
  for (const { path, bytes } of entries) {
    const options = { compress: false, mtime: ZIP_EPOCH, mode: FILE_MODE, forceDosTimestamp: true }
    zip.addBuffer(Buffer.from(bytes), path, options)
  }
  zip.end()
  return new Uint8Array(await buffer(zip.outputStream))
}

/**
 * @returns the entries in the order of the container, `mimetype` first
 * @throws KhorgosError EVIDENCE_INVALID for everything that `packEntries` would not have written, but for times
 */
export async function unpackEntries(bytes: Uint8Array): Promise<Entry[]> {
  if (bytes.length > MAX_CONTAINER_BYTES) throw invalid(`the container has ${bytes.length} bytes`)
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const directory = readEndRecord(whole)
  const entries: Entry[] = []
  let end = 0
  try {
    const zip = await fromBufferPromise(whole, { strictFileNames: true })
    for await (const found of zip.eachEntry()) {
      if (found.relativeOffsetOfLocalHeader !== end)
        throw invalid(`there are stray bytes before ${found.fileName}`)
      await checkHeaders(zip, found)
      const start = end + LOCAL_HEADER_BYTES + found.fileNameRaw.length
      end = start + found.compressedSize
      entries.push({ path: found.fileName, bytes: checkedContent(found, whole.subarray(start, end)) })
    }
  } catch (cause) {
    throw cause instanceof KhorgosError
      ? cause
      : invalid('the container is not a ZIP file that can be read', cause)
  }
  if (end !== directory.start) throw invalid('there are stray bytes behind the entries')
  checkNames(entries)
  return entries
}

/** APPNOTE 4.3.16. Ours stands at the very end, without comment, disks or ZIP64. */
function readEndRecord(bytes: Buffer): { readonly start: number } {
  const at = bytes.length - END_RECORD_BYTES
  if (at < 0 || bytes.readUInt32LE(at) !== 0x0605_4b50)
    throw invalid('the container does not end as a ZIP file does')
  const [count, size, start] = [
    bytes.readUInt16LE(at + 10),
    bytes.readUInt32LE(at + 12),
    bytes.readUInt32LE(at + 16),
  ]
  const plain = bytes.readUInt32LE(at + 4) === 0 && bytes.readUInt16LE(at + 8) === count
  if (!plain || bytes.readUInt16LE(at + 20) !== 0)
    throw invalid('the container has a comment or several disks')
  if (count > MAX_ENTRIES) throw invalid(`the container has ${count} entries`)
  if (start + size !== at) throw invalid('there are stray bytes around the directory of the container')
  return { start }
}

async function checkHeaders(zip: ZipReader, entry: ZipEntry): Promise<void> {
  const name = entry.fileName
  const local = await zip.readLocalFileHeaderPromise(entry, { minimal: false })
  for (const header of [entry, local]) {
    if (header.compressionMethod !== STORED) throw invalid(`${name} is compressed`)
    if ((header.generalPurposeBitFlag & ~UTF8_FLAG) !== 0)
      throw invalid(`${name} has flags that are not allowed`)
    if (header.extraFieldLength !== 0) throw invalid(`${name} has extra fields`)
    const agrees = header.compressedSize === header.uncompressedSize && header.crc32 === entry.crc32
    if (!agrees || header.compressedSize !== entry.compressedSize) throw invalid(`${name} has two sizes`)
  }
  if (entry.externalFileAttributes >>> 16 !== FILE_MODE) throw invalid(`${name} is not a plain file`)
  if (entry.fileCommentLength !== 0) throw invalid(`${name} has a comment`)
  if (!local.fileName.equals(entry.fileNameRaw)) throw invalid(`${name} has two names`)
}

function checkedContent(entry: ZipEntry, bytes: Buffer): Uint8Array {
  if (bytes.length !== entry.compressedSize || crc32(bytes) !== entry.crc32)
    throw invalid(`${entry.fileName} is damaged: its CRC-32 differs`)
  return new Uint8Array(bytes)
}

/** EN 319 162-1 annex A.1: `mimetype` first, stored, with the media type and nothing else. */
function checkNames(entries: readonly Entry[]): void {
  const [first] = entries
  if (first?.path !== PATHS.mimetype) throw invalid('the first entry of the container is not "mimetype"')
  if (Buffer.from(first.bytes).toString('latin1') !== MIMETYPE)
    throw invalid(`the container is not ${MIMETYPE}`)
  const seen = new Set<string>()
  for (const { path } of entries) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*[A-Za-z0-9]$/.test(path) || /\.\.|\/\/|\/\./.test(path))
      throw invalid(`${JSON.stringify(path)} is not a name an entry may have`)
    if (seen.has(path.toLowerCase())) throw invalid(`two entries are called ${path}`)
    seen.add(path.toLowerCase())
  }
}

function invalid(message: string, cause?: unknown): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', message, { cause })
}
