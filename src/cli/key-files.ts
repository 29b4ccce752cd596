import { X509Certificate } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { KhorgosError } from '../errors.ts'
import { generateLogKey, loadLogSigner } from '../evidence/log-key.ts'
import { makeSigningRequest } from '../trust/signing-request.ts'
import { spkiSha256 } from '../trust/keys.ts'
import { UsageError } from './shell.ts'

const PRIVATE_MODE = 0o600
const PUBLIC_MODE = 0o644

/**
 * Makes a signing key with a certificate request and a self-signed certificate, which serves until the authority
 * has answered.
 * @throws UsageError when one of the files is there already
 */
export async function makeSigningKey(
  prefix: string,
  name: string,
  now: Date,
): Promise<{ keyId: string; files: string[] }> {
  requireFree(prefix, ['key', 'csr', 'crt'])
  const { certificatePem, privateKeyPem, requestPem } = await makeSigningRequest(name, now)
  const files = [
    writeNew(`${prefix}.key`, privateKeyPem, PRIVATE_MODE),
    writeNew(`${prefix}.csr`, requestPem, PUBLIC_MODE),
    writeNew(`${prefix}.crt`, certificatePem, PUBLIC_MODE),
  ]
  return { keyId: spkiSha256(certificatePem), files }
}

/** @throws UsageError when a file is there already, or the origin is no name a log can have */
export function makeLogKey(prefix: string, origin: string): { vkey: string; files: string[] } {
  requireFree(prefix, ['key', 'vkey'])
  const keyFile = logKey(origin)
  const { vkey } = loadLogSigner(keyFile)
  return {
    vkey,
    files: [
      writeNew(`${prefix}.key`, keyFile, PRIVATE_MODE),
      writeNew(`${prefix}.vkey`, `${vkey}\n`, PUBLIC_MODE),
    ],
  }
}

export interface CertificateFacts {
  readonly file: string
  readonly keyId: string
  readonly subject: string
  readonly algorithm: string
  /** ISO 8601, UTC. */
  readonly validFrom: string
  readonly validTo: string
}

/**
 * What a certificate folder holds; private keys are not opened.
 * @throws KhorgosError CONFIG_INVALID when there is no such folder, or a certificate in it cannot be read
 */
export function describeKeys(folder: string): { certificates: CertificateFacts[]; vkey: string | undefined } {
  if (!existsSync(folder))
    throw new KhorgosError('CONFIG_INVALID', `There is no certificate folder ${folder}.`)
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.crt'))
    .sort()
  const vkeyFile = join(folder, 'log.vkey')
  return {
    certificates: names.map((name) => describeCertificate(folder, name)),
    vkey: existsSync(vkeyFile) ? readFileSync(vkeyFile, 'utf8').trim() : undefined,
  }
}

function describeCertificate(folder: string, file: string): CertificateFacts {
  const certificate = readCertificate(join(folder, file))
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
  const size = asymmetricKeyDetails?.namedCurve ?? asymmetricKeyDetails?.modulusLength
  return {
    file,
    keyId: spkiSha256(certificate.toString()),
    subject: certificate.subject,
    algorithm: [asymmetricKeyType, size].filter((part) => part !== undefined).join(' '),
    validFrom: new Date(certificate.validFrom).toISOString(),
    validTo: new Date(certificate.validTo).toISOString(),
  }
}

function readCertificate(path: string): X509Certificate {
  try {
    return new X509Certificate(readFileSync(path))
  } catch (cause) {
    throw new KhorgosError('CONFIG_INVALID', `${path} is not a certificate.`, { cause })
  }
}

function logKey(origin: string): string {
  try {
    return generateLogKey(origin)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : ''
    throw new UsageError(`--origin: ${reason}.`, { cause })
  }
}

/** All are looked for before the first is written, so that nothing is left half made. */
function requireFree(prefix: string, endings: readonly string[]): void {
  if (!existsSync(dirname(prefix))) throw new UsageError(`There is no folder ${dirname(prefix)}.`)
  const taken = endings.map((ending) => `${prefix}.${ending}`).filter((path) => existsSync(path))
  if (taken.length > 0) throw new UsageError(`${taken.join(', ')}: there already, and never overwritten.`)
}

function writeNew(path: string, content: string, mode: number): string {
  writeFileSync(path, content, { flag: 'wx', mode })
  return path
}
