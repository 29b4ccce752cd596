import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import type { DocumentRules } from '../model/documents.ts'
import type { LoadChecklist } from '../model/generated/load-checklist.ts'
import { writeOutput } from './output.ts'
import { type Finish, configOf, readInput, UsageError, type Result, type Shell } from './shell.ts'
import { readTrust } from './trust-file.ts'

const EXAMPLES = `
Examples:
  khorgos checklist present checklist.json --output checklist.svg
  khorgos checklist present checklist.json --valid-for PT24H --output checklist.svg --json
  khorgos checklist verify-qr 567629095243... --trust certs/trust.json
  zbarimg --raw -q photo.png | khorgos checklist verify-qr - --trust certs/trust.json

A presentation is signed with the gateway's signing key of the certificate folder. Verifying needs neither network nor
database: the trust file names the keys whose presentations are accepted by their ids, and the certificates of these keys
stand beside it (*.crt), or are named with --certificate. What the code says is docs/load-checklist.md.`

/** How long a truck has to the other side, as a rule. */
const VALID_FOR = 'PT72H'

export function addChecklist(program: Command, shell: Shell, finish: Finish): void {
  const checklist = program
    .command('checklist')
    .description('Present load checklists offline, as QR codes, and verify them.')
    .addHelpText('after', EXAMPLES)
  checklist
    .command('present')
    .description('Signs the presentation of a checklist and draws it as QR code.')
    .argument('<file>', 'hub document load-checklist, JSON; - for standard input')
    .requiredOption('--output <file>', 'SVG file to write')
    .option('--valid-for <duration>', 'how long it is valid, ISO 8601', VALID_FOR)
    .action(async (file: string, options: PresentOptions) => finish(await present(shell, file, options)))
  checklist
    .command('verify-qr')
    .description('Verifies what a QR code held, offline, and says what it tells of the load.')
    .argument('<text>', 'digits off the code; - for standard input')
    .requiredOption('--trust <file>', 'trust file: whose presentations to accept')
    .option('--certificate <file...>', 'certificates of those keys; *.crt beside the trust file otherwise')
    .action(async (text: string, options: VerifyOptions) => finish(await verifyQr(shell, text, options)))
}

interface PresentOptions {
  readonly output: string
  readonly validFor: string
}

interface VerifyOptions {
  readonly trust: string
  readonly certificate?: readonly string[]
}

async function present(shell: Shell, file: string, { output, validFor }: PresentOptions): Promise<Result> {
  const { loadDocumentRules } = await import('../model/documents.ts')
  const { durationMs } = await import('../model/duration.ts')
  const { parseStrictJson } = await import('../model/strict-json.ts')
  const { readSigningKey } = await import('../trust/keys.ts')
  const { presentChecklist } = await import('../workflows/checklist/presentation/present.ts')
  const { qrSvg } = await import('../workflows/checklist/presentation/qr.ts')
  const length = durationMs(validFor)
  if (length === undefined)
    throw new UsageError(`--valid-for takes a duration such as PT72H, not "${validFor}".`)
  const config = configOf(shell)
  const checklist: unknown = parseStrictJson(await readInput(shell, file))
  const rules = loadDocumentRules(join(config.schemasFolder, 'canonical'))
  requireChecklist(rules, checklist)
  const pem = (name: string): string => readPem(join(config.certificateFolder, name))
  const signer = readSigningKey(pem('gateway.sign.key'), pem('gateway.sign.crt'), 'gateway.sign')
  const issued = new Date()
  const validity = { issued, validUntil: new Date(issued.getTime() + length) }
  const { text, presentation } = presentChecklist(checklist, signer, validity)
  await writeOutput(output, qrSvg(text))
  const { lines, counts } = presentation
  return {
    exit: 'OK',
    json: { output, keyId: signer.keyId, text, presentation },
    text: `${output}: ${presentation.number}, ${lines.length} of ${counts.lines} lines, valid until ${presentation.validUntil.toISOString()}\n`,
  }
}

/** @throws KhorgosError DOCUMENT_INVALID */
function requireChecklist(rules: DocumentRules, value: unknown): asserts value is LoadChecklist {
  rules.validateDocument('load-checklist', value)
}

/** @throws UsageError when there is no such file in the certificate folder */
function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new UsageError(`${file} cannot be read; "khorgos keys show" tells what is there.`, { cause })
  }
}

async function verifyQr(shell: Shell, text: string, options: VerifyOptions): Promise<Result> {
  const { verifyPresentation } = await import('../workflows/checklist/presentation/verify.ts')
  const { presentationText } = await import('./checklist-text.ts')
  const { trustedKeys } = await import('./trusted-keys.ts')
  const trust = await readTrust(options.trust)
  const keys = trustedKeys(trust, options.trust, options.certificate)
  const read =
    text === '-'
      ? Buffer.from(await readInput(shell, '-'))
          .toString('utf8')
          .trim()
      : text
  const verdict = verifyPresentation(read, keys, new Date())
  return {
    exit: verdict.verdict === 'valid' ? 'OK' : 'NOT_VALID',
    json: verdict,
    text: presentationText(verdict),
  }
}
