import { KhorgosError } from '../errors.ts'
import type { Database } from '../store/database.ts'
import { findGatewayKey } from '../store/gateway-keys.ts'
import { algorithmOfKey } from '../trust/algorithms.ts'
import { publicJwk } from '../trust/jwk.ts'
import { type JwsType, protectedHeaderOf } from '../trust/jws.ts'
import { flattenedJws, type FlattenedJws } from '../trust/jws-file.ts'
import { readVerificationKey, type SigningKey } from '../trust/keys.ts'

/** A signed statement as a file: the key that signed it comes along. */
export type StatementFile = (payload: Uint8Array, signature: Uint8Array, receipt: string) => FlattenedJws

export interface StatementFiles {
  /** Of the key that signs now. */
  readonly now: StatementFile
  /**
   * Of the key that signed then: keys are renewed, and statements stay what they were.
   * @param keyId hex
   * @throws KhorgosError NOT_FOUND when no gateway on this database was ever started with the key
   */
  signedBy(keyId: string): Promise<StatementFile>
}

export function statementFiles(
  { keyId, certificatePem }: SigningKey,
  type: JwsType,
  database: Database,
): StatementFiles {
  const now = statementFile(certificatePem, type)
  return {
    now,
    async signedBy(id) {
      if (id === keyId) return now
      const earlier = await findGatewayKey(database, id)
      if (earlier === undefined)
        throw new KhorgosError('NOT_FOUND', 'The key that signed the statement is not kept any more.')
      return statementFile(earlier, type)
    },
  }
}

function statementFile(certificatePem: string, type: JwsType): StatementFile {
  const { keyId, publicKey } = readVerificationKey(certificatePem, 'gateway.sign.crt')
  const algorithm = algorithmOfKey(publicKey)?.name
  if (algorithm === undefined)
    throw new KhorgosError('INTERNAL', `No allowed algorithm uses our key ${keyId}.`)
  const jwk = publicJwk(publicKey)
  const protectedHeader = protectedHeaderOf({ keyId, algorithm }, type)
  return (payload, signature, receipt) =>
    flattenedJws({ payload, protectedHeader, signature }, { jwk, receipt })
}
