import { KhorgosError } from '../../errors.ts'
import { readVerificationKey, type VerificationKey } from '../../trust/keys.ts'

/**
 * Finds the key of that id among PEM files. A partner's files may also hold what never signs messages, such as
 * a chain of authorities; what is no verification key is passed over, since only the right id counts.
 */
export function keyWithId(
  files: readonly (readonly [name: string, pem: string])[],
  keyId: string,
): { readonly name: string; readonly key: VerificationKey } | undefined {
  for (const [name, pem] of files) {
    const key = readKey(name, pem)
    if (key?.keyId === keyId) return { name, key }
  }
  return undefined
}

function readKey(name: string, pem: string): VerificationKey | undefined {
  try {
    return readVerificationKey(pem, name)
  } catch (thrown) {
    if (thrown instanceof KhorgosError) return undefined
    throw thrown
  }
}
