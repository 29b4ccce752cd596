import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { parseTrust, type BundleTrust } from '../evidence/bundle-trust.ts'
import { createProgress } from './progress.ts'
import { type Finish, readInput, UsageError, type Result, type Shell } from './shell.ts'
import { answerText, bundleText, receiptVerdict, receiptText } from './verdict-text.ts'

const EXAMPLES = `
Examples:
  khorgos verify exchange.asice --trust certs/trust.json
  khorgos verify receipt.tlog-proof --trust certs/trust.json --json
  khorgos verify answer.json --trust certs/trust.json

Needs neither network nor database. Without --trust the file is checked against itself, but whose it is stays
"not established" and the exit code is 1. The trust file lists the log's verifier keys and the gateway's key ids:
get it from the gateway's operator by another way than the bundle.`

/** First line of a receipt (C2SP tlog-proof). */
const RECEIPT_START = 'c2sp.org/tlog-proof@'
/** Signed answers are JSON; a bundle begins with the letters of a zip. */
const ANSWER_START = '{'

export function addVerify(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('verify')
    .summary('verify an evidence bundle, a receipt or a signed answer, offline')
    .description(
      'Verifies an evidence bundle (ASiC-E), a receipt (.tlog-proof) or the signed answer of a verification (JSON), offline, and lists each check.',
    )
    .argument('<file>', 'bundle, receipt or signed answer; - for standard input')
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
  return start.startsWith(ANSWER_START)
    ? verifyAnswerFile(file, bytes, trust)
    : verifyBundleFile(shell, file, bytes, trust)
}

async function readTrust(file: string): Promise<BundleTrust> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`The trust file ${file} cannot be read.`, { cause })
  })
  return parseTrust(text)
}

function verifyReceiptFile(file: string, bytes: Uint8Array, trust: BundleTrust | undefined): Result {
  const verdict = receiptVerdict(Buffer.from(bytes).toString('utf8'), trust)
  return {
    exit: verdict.verdict === 'valid' ? 'OK' : 'NOT_VALID',
    json: { file, ...verdict },
    text: receiptText(file, verdict),
  }
}

async function verifyAnswerFile(
  file: string,
  bytes: Uint8Array,
  trust: BundleTrust | undefined,
): Promise<Result> {
  const { verifyAnswer } = await import('../evidence/verify-answer.ts')
  const verdict = verifyAnswer(bytes, trust)
  const { answer, checks, record } = verdict
  return {
    exit: verdict.verdict === 'valid' ? 'OK' : 'NOT_VALID',
    json: { file, verdict: verdict.verdict, checks, answer, index: record?.index.toString() },
    text: answerText(file, verdict),
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
