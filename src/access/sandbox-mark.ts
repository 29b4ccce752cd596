import { asObject } from '../model/json-access.ts'
import type { JsonValue } from '../model/json.ts'

/**
 * What the sandbox's token issuer puts into everything it says: its configuration, its keys, each token. Whoever is not the
 * sandbox takes nothing that bears it, whatever a people file may say.
 */
export const SANDBOX_MARK = 'khorgos_sandbox'

export const SANDBOX_WARNING = 'SANDBOX ISSUER: gives anybody a token'

export function bearsSandboxMark(value: JsonValue): boolean {
  const object = asObject(value)
  return object !== undefined && Object.hasOwn(object, SANDBOX_MARK)
}
