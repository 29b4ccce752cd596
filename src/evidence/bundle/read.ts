import { createHash } from 'node:crypto'
import { KhorgosError } from '../../errors.ts'
import { type BundleIndex, decodeIndex, listFiles, PATHS } from './bundle-index.ts'
import { type Entry, unpackEntries } from './container.ts'
import { manifestText } from './manifest.ts'
import type { SignedFile } from './xades-text.ts'

/** An opened bundle: its entries are exactly those its index asks for. Nothing is proved yet. */
export interface Bundle {
  readonly index: BundleIndex
  /** What the signature has to cover, with the digests of what is there. */
  readonly files: readonly SignedFile[]
  /** Text of `META-INF/signatures.xml`. */
  readonly signatures: string
  bytes(path: string): Uint8Array
  /** @throws KhorgosError EVIDENCE_INVALID when the entry is not UTF-8 */
  text(path: string): string
}

/** @throws KhorgosError EVIDENCE_INVALID for a container that is not a bundle, with the reason */
export async function readBundle(container: Uint8Array): Promise<Bundle> {
  return openEntries(await unpackEntries(container))
}

/**
 * As `readBundle`, for entries in the order of the container.
 * @throws KhorgosError EVIDENCE_INVALID when an entry is missing, is not asked for or stands in the wrong place
 */
export function openEntries(entries: readonly Entry[]): Bundle {
  const contents = new Map(entries.map(({ path, bytes }) => [path, bytes]))
  const bytes = (path: string): Uint8Array => {
    const found = contents.get(path)
    if (found === undefined) throw invalid(`the bundle has no ${path}`)
    return found
  }
  const text = (path: string): string => decodeText(path, bytes(path))
  const index = decodeIndex(bytes(PATHS.index))
  const listed = listFiles(index)
  const expected = [PATHS.mimetype, ...listed.map(({ path }) => path), PATHS.manifest, PATHS.signatures]
  const wrong = expected.find((path, at) => entries[at]?.path !== path)
  if (wrong !== undefined) throw invalid(`${wrong} is missing or not in its place`)
  if (entries.length !== expected.length)
    throw invalid(`the bundle does not list its entry ${entries[expected.length]?.path}`)
  if (text(PATHS.manifest) !== manifestText(listed))
    throw invalid('META-INF/manifest.xml does not fit bundle.json')
  const files = listed.map((file) => ({
    ...file,
    digest: createHash('sha256').update(bytes(file.path)).digest(),
  }))
  return { index, files, signatures: text(PATHS.signatures), bytes, text }
}

function decodeText(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new KhorgosError('EVIDENCE_INVALID', `${path} is not UTF-8`, { cause })
  }
}

function invalid(message: string): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', message)
}
