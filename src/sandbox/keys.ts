import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KhorgosError } from '../errors.ts'
import { generateLogKey, loadLogSigner } from '../evidence/log-key.ts'
import {
  createAuthority,
  openAuthority,
  type Authority,
  type CertificatePurpose,
  type IssuedCertificate,
  type KeyKind,
} from '../trust/authority.ts'
import { spkiSha256 } from '../trust/keys.ts'

/** Name of the sandbox's log, for ever: where it is served, without scheme (C2SP tlog-checkpoint, "origin"). */
export const SANDBOX_ORIGIN = 'localhost/v1/log'

/** Public files anybody may read, private keys only their owner. */
const PUBLIC_MODE = 0o644
const PRIVATE_MODE = 0o600

const AUTHORITY_KEYS: KeyKind = 'ec-p256'
const AUTHORITY_YEARS = 10
const CERTIFICATE_YEARS = 3
/** Clocks differ: what is made now is valid a little earlier already. */
const BACKDATED_MS = 60 * 60 * 1000

interface CertificateFile {
  readonly file: string
  readonly name: string
  readonly purpose: CertificatePurpose
  readonly keys: KeyKind
}

/**
 * One counterpart signs with RSA and the others with EC, so that both algorithms are on the wire. Who only asks has
 * nothing to sign with.
 */
const CERTIFICATES: readonly CertificateFile[] = [
  { file: 'gateway.tls', name: 'Khorgos gateway', purpose: 'peer', keys: 'ec-p256' },
  { file: 'gateway.token', name: 'Khorgos gateway, tokens', purpose: 'signing', keys: 'ec-p256' },
  { file: 'gateway.sign', name: 'Khorgos gateway, signing', purpose: 'signing', keys: 'ec-p256' },
  peer('kz-customs'),
  signer('kz-customs', 'rsa-2048'),
  ...[
    'cn-eport',
    'la-customs',
    'kh-customs',
    'mm-customs',
    'mn-customs',
    'cn-border',
    'cn-clearance',
    'cn-licensing',
  ].flatMap((id) => [peer(id), signer(id)]),
  peer('cn-bank'),
  { file: 'cn-bank.client', name: 'cn-bank, client assertions', purpose: 'signing', keys: 'ec-p256' },
]

function peer(id: string): CertificateFile {
  return { file: `${id}.tls`, name: id, purpose: 'peer', keys: 'ec-p256' }
}

function signer(id: string, keys: KeyKind = 'ec-p256'): CertificateFile {
  return { file: `${id}.sign`, name: `${id}, signing`, purpose: 'signing', keys }
}

/**
 * Makes the sandbox's authority, certificates, log key and trust file in the folder, once: a file that is there is
 * never overwritten.
 * @returns names of the files made now, in order; empty when all were there
 * @throws KhorgosError CONFIG_INVALID when half of a pair is missing
 */
export async function makeSandboxKeys(folder: string, now: Date): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true })
  const made: string[] = []
  const write = (name: string, content: string, mode: number): void => {
    writeFileSync(join(folder, name), content, { flag: 'wx', mode })
    made.push(name)
  }
  const missing = CERTIFICATES.filter(({ file }) => !pairExists(folder, file))
  const authority = await authorityOf(folder, now, write)
  for (const { file, ...request } of missing)
    writePair(write, file, await authority.issue({ ...request, ...validity(now, CERTIFICATE_YEARS) }))
  if (!existsSync(join(folder, 'clients-ca.crt')))
    write('clients-ca.crt', authority.certificatePem, PUBLIC_MODE)
  writeLogKey(folder, write)
  if (!existsSync(join(folder, 'trust.json'))) write('trust.json', trustFile(folder), PUBLIC_MODE)
  return made
}

type Write = (name: string, content: string, mode: number) => void

async function authorityOf(folder: string, now: Date, write: Write): Promise<Authority> {
  if (pairExists(folder, 'sandbox-ca'))
    return await openAuthority(readPair(folder, 'sandbox-ca'), AUTHORITY_KEYS)
  const authority = await createAuthority({
    name: 'Khorgos sandbox authority',
    keys: AUTHORITY_KEYS,
    ...validity(now, AUTHORITY_YEARS),
  })
  writePair(write, 'sandbox-ca', authority)
  return authority
}

function writeLogKey(folder: string, write: Write): void {
  if (!existsSync(join(folder, 'log.key'))) write('log.key', generateLogKey(SANDBOX_ORIGIN), PRIVATE_MODE)
  if (existsSync(join(folder, 'log.vkey'))) return
  write('log.vkey', `${loadLogSigner(read(folder, 'log.key')).vkey}\n`, PUBLIC_MODE)
}

/** What an offline verifier trusts, in the form that `khorgos verify --trust` reads. */
function trustFile(folder: string): string {
  const trust = {
    vkeys: [read(folder, 'log.vkey').trim()],
    gatewayKeyIds: [spkiSha256(read(folder, 'gateway.sign.crt'))],
  }
  return `${JSON.stringify(trust, undefined, 2)}\n`
}

function pairExists(folder: string, file: string): boolean {
  const [certificate, key] = [`${file}.crt`, `${file}.key`].map((name) => existsSync(join(folder, name)))
  if (certificate === key) return certificate === true
  const [there, gone] = certificate === true ? ['crt', 'key'] : ['key', 'crt']
  throw new KhorgosError(
    'CONFIG_INVALID',
    `${folder} holds ${file}.${there} without ${file}.${gone}: put it back, or move both away to have them made again.`,
  )
}

function readPair(folder: string, file: string): IssuedCertificate {
  return { certificatePem: read(folder, `${file}.crt`), privateKeyPem: read(folder, `${file}.key`) }
}

/** The key first: a certificate without its key is the worse half to be left with. */
function writePair(write: Write, file: string, { certificatePem, privateKeyPem }: IssuedCertificate): void {
  write(`${file}.key`, privateKeyPem, PRIVATE_MODE)
  write(`${file}.crt`, certificatePem, PUBLIC_MODE)
}

const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8')

function validity(now: Date, years: number): { validFrom: Date; validTo: Date } {
  const validTo = new Date(now)
  validTo.setUTCFullYear(validTo.getUTCFullYear() + years)
  return { validFrom: new Date(now.getTime() - BACKDATED_MS), validTo }
}
