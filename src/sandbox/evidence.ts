import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Signed } from '../client/signed.ts'
import type { Config } from '../config.ts'
import { type BundleTrust, parseTrust } from '../evidence/bundle-trust.ts'
import { type BundleVerdict, verifyBundle } from '../evidence/verify-bundle.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { WriteOff } from '../model/generated/verification/write-off.ts'
import type { Sent } from './steps.ts'
import { shown, size, type Tell } from './telling.ts'
import { stateOf } from './watch.ts'

/** What the story leaves in files, and what the offline verifier says about them. */

export interface ToldExchange {
  readonly exchange: string
  readonly messageId: string | undefined
  readonly state: string
  /** File of the evidence bundle, and what the offline verifier says about it. */
  readonly bundle: string | undefined
  readonly verdict: string
}

/** What an agency was told and keeps: an answer, or what was written off. */
export interface Kept {
  /** Id of the verification or the write-off. */
  readonly id: string
  /** Verdict of the answer, state of the write-off. */
  readonly says: string
  readonly signed: Signed<Answer> | Signed<WriteOff>
}

export interface ToldStatement extends Pick<Kept, 'id' | 'says'> {
  /** Where it is kept, and what the offline verifier says about it. */
  readonly file: string
  readonly verdict: string
}

/** Fetches the bundle as the sender may, saves it, and asks the offline verifier. */
export async function takeEvidence(
  config: Config,
  { sender, submitted }: Sent,
  tell: Tell,
): Promise<ToldExchange> {
  const { exchange, messageId } = submitted
  const { state } = await stateOf(sender, exchange)
  const { status, bytes } = await sender.client().get(`/v1/exchanges/${exchange}/bundle`)
  if (status !== 200) {
    tell(`  no bundle of ${exchange}: ${status} ${Buffer.from(bytes).toString('utf8')}`)
    return { exchange, messageId, state, bundle: undefined, verdict: 'none' }
  }
  const bundle = save(join(config.dataFolder, 'bundles', `${exchange}.asice`), bytes)
  const verified = await verifyBundle(bytes, trustOf(config))
  tellVerdict(bundle, bytes, verified, tell)
  return { exchange, messageId, state, bundle, verdict: verified.verdict }
}

/** Saves a signed statement as the agency would; its client has asked the offline verifier already. */
export function keepStatement(config: Config, { id, says, signed }: Kept, tell: Tell): ToldStatement {
  const file = save(join(config.dataFolder, 'statements', `${id}.json`), signed.file)
  tellVerdict(file, signed.file, { verdict: signed.checked, checks: signed.checks }, tell)
  return { id, says, file, verdict: signed.checked }
}

function tellVerdict(
  file: string,
  bytes: Uint8Array,
  { verdict, checks }: Pick<BundleVerdict, 'verdict' | 'checks'>,
  tell: Tell,
): void {
  tell(`  ${shown(file)}  ${size(bytes.length)}, ${checks.length} checks: ${verdict}`)
  for (const { check, result, detail } of checks) if (result !== 'pass') tell(`    ${check}: ${detail}`)
}

function trustOf({ certificateFolder }: Config): BundleTrust {
  return parseTrust(readFileSync(join(certificateFolder, 'trust.json'), 'utf8'))
}

function save(file: string, bytes: Uint8Array): string {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bytes)
  return file
}
