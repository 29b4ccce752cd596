import { Command } from 'commander'
import type { BundleTrust } from '../evidence/bundle-trust.ts'
import { createProgress } from './progress.ts'
import { type Finish, readInput, type Result, type Shell } from './shell.ts'
import { readTrust } from './trust-file.ts'
import { bundleText, receiptVerdict, receiptText, statementText } from './verdict-text.ts'

const EXAMPLES = `
Examples:
  khorgos verify exchange.asice --trust certs/trust.json
  khorgos verify receipt.tlog-proof --trust certs/trust.json --json
  khorgos verify answer.json --trust certs/trust.json
  khorgos verify write-off.json --trust certs/trust.json
  khorgos verify notice.json --trust certs/trust.json

Needs neither network nor database. Without --trust the file is checked against itself, but whose it is stays
"not established" and the exit code is 1. The trust file lists the log's verifier keys and the gateway's key ids:
get it from the gateway's operator by another way than the bundle.
What became of an answer later does not stand in its file: ask again, or read the notices.`

/** First line of a receipt (C2SP tlog-proof). */
const RECEIPT_START = 'c2sp.org/tlog-proof@'
/** Signed statements are JSON; a bundle begins with the letters of a zip. */
const STATEMENT_START = '{'

export function addVerify(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('verify')
    .summary('verify an evidence bundle, a receipt, a signed answer, write-off or notice, offline')
    .description(
      'Verifies an evidence bundle (ASiC-E), a receipt (.tlog-proof), the signed answer of a verification, the signed statement of a write-off or a signed notice (JSON), offline, and lists each check.',
    )
    .argument('<file>', 'bundle, receipt, signed answer, write-off or notice; - for standard input')
    .option('--trust <file>', 'trust file: whose log and whose signature to accept')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, { trust }: { trust?: string }) => {
      finish(await verifyFile(shell, file, trust))
    })
}

async function verifyFile(shell: Shell, file: string, trustFile: string | undefined): Promise<Result> {
  const trust = trustFile === undefined ? undefined : await readTrust(trustFile)
  const bytes = await readInput(shell, file)
  const start = Buffer.from(bytes.subarray(0, RECEIPT_START.length)).toString('latin1')
  if (start === RECEIPT_START) return verifyReceiptFile(file, bytes, trust)
  return start.startsWith(STATEMENT_START)
    ? verifyStatementFile(file, bytes, trust)
    : verifyBundleFile(shell, file, bytes, trust)
}

function verifyReceiptFile(file: string, bytes: Uint8Array, trust: BundleTrust | undefined): Result {
  const verdict = receiptVerdict(Buffer.from(bytes).toString('utf8'), trust)
  return {
    exit: verdict.verdict === 'valid' ? 'OK' : 'NOT_VALID',
    json: { file, ...verdict },
    text: receiptText(file, verdict),
  }
}

async function verifyStatementFile(
  file: string,
  bytes: Uint8Array,
  trust: BundleTrust | undefined,
): Promise<Result> {
  const { verifyStatement } = await import('../evidence/verify-statement.ts')
  const verdict = verifyStatement(bytes, trust)
  const { answer, writeOff, notice, checks, record } = verdict
  return {
    exit: verdict.verdict === 'valid' ? 'OK' : 'NOT_VALID',
    json: {
      file,
      verdict: verdict.verdict,
      checks,
      answer,
      writeOff,
      notice,
      index: record?.index.toString(),
    },
    text: statementText(file, verdict),
  }
}

async function verifyBundleFile(
  shell: Shell,
  file: string,
  bytes: Uint8Array,
  trust: BundleTrust | undefined,
): Promise<Result> {
  const { verifyBundle } = await import('../evidence/verify-bundle.ts')
  const progress = createProgress(shell.stderr)
  progress.update(`verifying ${file}, ${bytes.length} bytes …`)
  const verdict = await verifyBundle(bytes, trust)
  progress.end()
  return {
    exit: verdict.verdict === 'valid' ? 'OK' : 'NOT_VALID',
    json: { file, ...verdict },
    text: bundleText(file, verdict),
  }
}
