import { readFile } from 'node:fs/promises'
import { parseTrust, type BundleTrust } from '../evidence/bundle-trust.ts'
import { UsageError } from './shell.ts'

/**
 * Reads the file that `--trust` names.
 * @throws UsageError when it cannot be read; KhorgosError CONFIG_INVALID when it is no trust file
 */
export async function readTrust(file: string): Promise<BundleTrust> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`The trust file ${file} cannot be read.`, { cause })
  })
  return parseTrust(text)
}
