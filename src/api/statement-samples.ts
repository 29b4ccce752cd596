import type { JsonObject, JsonValue } from '../model/json.ts'
import type { JwsType } from '../trust/jws.ts'
import { RECEIPT_SAMPLE } from './samples.ts'

/** Examples of what agencies send and what we sign: those of the schema files. */

/** The key of RFC 7515 appendix A.3.1. */
const KEY_SAMPLE = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
}

export function examplesOf({ examples }: JsonObject): readonly JsonValue[] {
  return Array.isArray(examples) ? examples : []
}

/** A signed statement in form; the signature is that of the RFC's example, over something else. */
export function signedSample(statement: JsonValue | undefined, typ: JwsType) {
  return {
    payload: base64UrlOf(statement),
    protected: base64UrlOf({
      alg: 'ES256',
      kid: '2bd1bb0c44a897c30a7aa0991cde38d8062fe441de50da0f46825344f602e827',
      typ,
    }),
    signature: 'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
    header: { jwk: KEY_SAMPLE, receipt: RECEIPT_SAMPLE },
  }
}

function base64UrlOf(value: JsonValue | undefined): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
