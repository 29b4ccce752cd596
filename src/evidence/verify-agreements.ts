import { createHash } from 'node:crypto'
import { parse as parseYaml } from 'yaml'
import { KhorgosError } from '../errors.ts'
import type { VerificationKey } from '../trust/keys.ts'
import { agreementPath, partnerKeyPath } from './bundle/bundle-index.ts'
import { keyWithId } from './bundle/key-files.ts'
import type { Bundle } from './bundle/read.ts'
import type { CheckList } from './check-list.ts'

/** Agreements and keys of partners, as far as a bundle holds them. */

/**
 * Looks for the agreement that the record names by its hash. Another version of it proves nothing, but is no
 * sign of fraud either: agreements are renewed.
 * @returns its text
 */
export function checkAgreement(
  bundle: Bundle,
  index: bigint,
  named: { readonly partner: string; readonly agreement: string },
  checks: CheckList,
): string | undefined {
  const paths = agreementsOf(bundle, named.partner)
  const path = paths.find((each) => sha256(bundle.bytes(each)) === named.agreement)
  if (path === undefined) {
    checks.leaveOpen(
      'agreement',
      `the bundle does not hold the agreement of ${named.partner} that record ${index} names`,
    )
    return undefined
  }
  checks.pass('agreement', `${path} is the agreement that record ${index} names`)
  return bundle.text(path)
}

/** Paths of the agreements of a partner. */
function agreementsOf(bundle: Bundle, partner: string): string[] {
  return bundle.index.agreements
    .filter((each) => each.partner === partner)
    .map(({ name }) => agreementPath(name))
}

/** The partner's key of that id, and the file it is in. */
export function partnerKey(
  bundle: Bundle,
  partner: string,
  keyId: string,
): { readonly name: string; readonly key: VerificationKey } | undefined {
  const files = bundle.index.keys.filter((each) => each.partner === partner)
  return keyWithId(
    files.map(({ name }) => [name, bundle.text(partnerKeyPath(partner, name))] as const),
    keyId,
  )
}

/**
 * Whether the partner file `agreement` lists `name` under `keys:`.
 * @throws KhorgosError EVIDENCE_INVALID when it is the file of another partner
 */
export function namesKeyFile(agreement: string, partner: string, name: string): boolean {
  const document: unknown = parseYaml(agreement)
  if (typeof document !== 'object' || document === null || !('id' in document) || document.id !== partner)
    throw new KhorgosError('EVIDENCE_INVALID', `an agreement in the bundle is not of ${partner}`)
  return (
    'keys' in document && Array.isArray(document.keys) && document.keys.some((key) => isKeyFile(key, name))
  )
}

function isKeyFile(key: unknown, name: string): boolean {
  return typeof key === 'object' && key !== null && 'file' in key && key.file === name
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
