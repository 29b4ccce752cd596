import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { BundleTrust } from '../evidence/bundle-trust.ts'
import { readVerificationKey, type VerificationKey } from '../trust/keys.ts'
import { UsageError } from './shell.ts'

/**
 * The keys that a trust file names, out of certificates. Where a certificate comes from does not matter: its key is taken only
 * when it hashes to an id of the trust file.
 *
 * @param certificates files; without, every `*.crt` beside the trust file
 * @throws UsageError for a file that cannot be read; KhorgosError CONFIG_INVALID for one that is named and no certificate
 */
export function trustedKeys(
  { gatewayKeyIds }: BundleTrust,
  trustFile: string,
  certificates?: readonly string[],
): readonly VerificationKey[] {
  const files = certificates ?? besides(trustFile)
  const keys = files.map((file) => readVerificationKey(readFile(file), file))
  return keys.filter(({ keyId }) => gatewayKeyIds.includes(keyId))
}

function besides(trustFile: string): string[] {
  const folder = dirname(trustFile)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.crt'))
    .sort()
    .map((name) => join(folder, name))
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new UsageError(`The certificate ${file} cannot be read.`, { cause })
  }
}
