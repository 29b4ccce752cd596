import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import { checkKeyName, encodeVkey, formatNote, keyIdOf, typedEd25519Key } from './note.ts'

/**
 * The log's own key. Its file is a PKCS#8 PEM with the origin in front: RFC 7468 section 2 lets explanatory
 * text stand before the boundary, so that openssl reads the file as it is.
 */

/** Signs notes in the name of a log. */
export interface LogSigner {
  /** Name of the log: the first line of its checkpoints and the name of its key. */
  readonly origin: string
  readonly vkey: string
  /** `text` ends in a newline. Returns the whole note. */
  sign(text: string): string
}

const KEY_FILE =
  /^Origin: (?<origin>[^\n]+)\n(?<pem>-----BEGIN PRIVATE KEY-----\n[\s\S]+-----END PRIVATE KEY-----\n)$/

/** @returns the text of a new key file */
export function generateLogKey(origin: string): string {
  checkKeyName(origin)
  const { privateKey } = generateKeyPairSync('ed25519')
  return `Origin: ${origin}\n${privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()}`
}

/** @throws KhorgosError CONFIG_INVALID unless the text is what `generateLogKey` returns */
export function loadLogSigner(keyFile: string): LogSigner {
  const { origin, pem } = KEY_FILE.exec(keyFile)?.groups ?? {}
  if (origin === undefined || pem === undefined)
    throw new KhorgosError(
      'CONFIG_INVALID',
      'a log key file is a line "Origin: <name>" and a PKCS#8 private key',
    )
  const privateKey = readPrivateKey(pem)
  const publicKey = createPublicKey(privateKey)
  const keyId = keyIdOf(origin, typedEd25519Key(publicKey))
  return {
    origin,
    vkey: encodeVkey(origin, publicKey),
    sign: (text) =>
      formatNote(text, { name: origin, keyId, signature: sign(null, Buffer.from(text), privateKey) }),
  }
}

function readPrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new KhorgosError('CONFIG_INVALID', 'the private key in the log key file cannot be read', { cause })
  }
}
