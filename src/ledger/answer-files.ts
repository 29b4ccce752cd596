import { KhorgosError } from '../errors.ts'
import type { Database } from '../store/database.ts'
import { findGatewayKey } from '../store/gateway-keys.ts'
import { algorithmOfKey } from '../trust/algorithms.ts'
import { publicJwk } from '../trust/jwk.ts'
import { protectedHeaderOf } from '../trust/jws.ts'
import { flattenedJws, type FlattenedJws } from '../trust/jws-file.ts'
import { readVerificationKey, type SigningKey } from '../trust/keys.ts'

/** A signed answer as a file: the key that signed it comes along. */
export type AnswerFile = (payload: Uint8Array, signature: Uint8Array, receipt: string) => FlattenedJws

export interface AnswerFiles {
  /** Of the key that signs now. */
  readonly now: AnswerFile
  /**
   * Of the key that signed then: keys are renewed, and answers stay what they were.
   * @param keyId hex
   * @throws KhorgosError NOT_FOUND when no gateway on this database was ever started with the key
   */
  signedBy(keyId: string): Promise<AnswerFile>
}

export function answerFiles({ keyId, certificatePem }: SigningKey, database: Database): AnswerFiles {
  const now = answerFile(certificatePem)
  return {
    now,
    async signedBy(id) {
      if (id === keyId) return now
      const earlier = await findGatewayKey(database, id)
      if (earlier === undefined)
        throw new KhorgosError('NOT_FOUND', 'The key that signed the answer is not kept any more.')
      return answerFile(earlier)
    },
  }
}

function answerFile(certificatePem: string): AnswerFile {
  const { keyId, publicKey } = readVerificationKey(certificatePem, 'gateway.sign.crt')
  const algorithm = algorithmOfKey(publicKey)?.name
  if (algorithm === undefined)
    throw new KhorgosError('INTERNAL', `No allowed algorithm uses our key ${keyId}.`)
  const jwk = publicJwk(publicKey)
  const protectedHeader = protectedHeaderOf({ keyId, algorithm }, 'khorgos-answer')
  return (payload, signature, receipt) =>
    flattenedJws({ payload, protectedHeader, signature }, { jwk, receipt })
}
