import { Command, Option } from 'commander'
import type { AgencyClient } from '../client/client.ts'
import type { ClientTrust } from '../client/signed.ts'
import { KhorgosError } from '../errors.ts'
import type { Question } from '../model/generated/verification/question.ts'
import type { AnswerFiles } from './answer-files.ts'
import { sentence } from './error-text.ts'
import {
  addQuestionOptions,
  QUESTION_OPTIONS,
  questionFrom,
  type QuestionOptions,
} from './question-options.ts'
import type { Questions } from './questions-file.ts'
import { type Finish, readInput, UsageError, type Result, type Shell } from './shell.ts'
import { readTrust } from './trust-file.ts'

const EXAMPLES = `
Examples:
  khorgos verify-document --gateway https://localhost:8443 --certificate agency.crt --key agency.key \\
    --ca gateway-ca.crt --trust trust.json --kind certificate-of-origin --issuer LA --form E \\
    --number E26LA0110000318 --purpose preferential-duty --exporter "Tuayang Export Co., Ltd." \\
    --line 1:hs=11081400,quantity=25.15TNE --want 1:quantity=10TNE --output answer.json
  khorgos verify-document … --question question.json --log-key "$(cat log.vkey)"
  khorgos verify-document … --question questions.ndjson --output answers --json

Asks the gateway whether a document is what it seems, and checks offline that the answer is the gateway's. What it
states of the document ("held") has to show that you have it in hand, or you are told nothing. With --hash-only nothing
of that leaves this machine but salted hashes. A question is recorded by the gateway, and one that does not fit counts
as a miss: it is never repeated by itself.

With --inquire the issuing authority is asked where the ledger does not know, which may take it weeks: the answer says until
when. --wait stays for its reply; the answer is kept as it is at the end, and before that as it was first.

Ends with 0 when the document is confirmed, 1 when it is refuted, or the answer is not shown to be the gateway's, 5 when
it is neither or the question was refused, 6 when the answer could not be written into its file, 4 when the gateway cannot answer now, 3 when your certificate is no agency's.
The worst counts: 1, then 6, 3, 4, 5 and 0. --trust or --log-key say whose answer to believe; without
either the answer is checked against itself only: whatever it says, nothing is established and the exit code is 1.
"khorgos verify FILE --trust …" checks a kept answer again.`

interface ConnectionOptions {
  readonly gateway: string
  readonly certificate: string
  readonly key: string
  readonly ca: string
  readonly trust?: string
  readonly logKey?: readonly string[]
}

interface AskOptions extends ConnectionOptions {
  readonly question?: string
  readonly hashOnly?: boolean
  readonly wait?: string
  readonly output?: string
}

export function addVerifyDocument(program: Command, shell: Shell, finish: Finish): void {
  const command = program
    .command('verify-document')
    .summary('ask a gateway whether a document is what it seems')
    .description(
      'Asks a gateway about a document, or about many, and says what it answered and whether that verifies.',
    )
    .requiredOption('--gateway <url>', 'address of the gateway for its partners')
    .requiredOption('--certificate <file>', "your agency's certificate, PEM")
    .requiredOption('--key <file>', 'its private key, PEM')
    .requiredOption('--ca <file>', "authority of the gateway's certificate, PEM")
    .option('--trust <file>', 'trust file: whose log and whose signature to accept')
    .addOption(
      new Option('--log-key <vkey>', 'verifier key of the log to accept; may be repeated')
        .argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
        .conflicts('trust'),
    )
    .option('--question <file>', 'question as JSON, or many as NDJSON; - for standard input')
    .option('--hash-only', 'state salted hashes in place of what you hold')
    .option(
      '--wait <time>',
      'where the issuing authority is asked, wait for its answer so long: 90s, 30m, 12h, 5d',
    )
    .option(
      '--output <file>',
      'keep the signed answer in a new file; of many questions a folder for all of them',
    )
  addQuestionOptions(command)
  command
    .addHelpText('after', EXAMPLES)
    .action(async (options: AskOptions & QuestionOptions) => finish(await verifyDocuments(shell, options)))
}

async function verifyDocuments(shell: Shell, options: AskOptions & QuestionOptions): Promise<Result> {
  const { askMany, askOne } = await import('./ask-documents.ts')
  const { many, questions } = await questionsIn(shell, options)
  const waitMs = waitIn(options)
  const client = await openClient(shell, options)
  let files: AnswerFiles | undefined
  try {
    files = await filesFor(options, many)
    const asking = { files, waitMs }
    const [question] = questions
    return many || question === undefined
      ? await askMany(shell, client, questions, asking)
      : await askOne(shell, client, question, asking)
  } finally {
    await Promise.all([client.close(), files?.close()])
  }
}

async function filesFor({ output }: AskOptions, many: boolean): Promise<AnswerFiles | undefined> {
  if (output === undefined) return undefined
  const { answerFile, answerFolder } = await import('./answer-files.ts')
  return await (many ? answerFolder(output) : answerFile(output))
}

async function questionsIn(shell: Shell, options: AskOptions & QuestionOptions): Promise<Questions> {
  const { readQuestions, toQuestion } = await import('./questions-file.ts')
  const { hashOnly } = await import('../client/hash-only.ts')
  const { question: file, hashOnly: hashes } = options
  const told = QUESTION_OPTIONS.filter((name) => options[name] !== undefined)
  if (file !== undefined && told.length > 0)
    throw new UsageError(
      `--question has the whole question: it does not go together with ${told.join(', ')}.`,
    )
  const read =
    file === undefined
      ? { many: false, questions: [toQuestion(questionFrom(options))] }
      : readQuestions(await readInput(shell, file))
  const inHashes = (question: Question): Question =>
    usable('What is held cannot be hashed.', () => hashOnly(question))
  return hashes === true ? { ...read, questions: read.questions.map(inHashes) } : read
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** In milliseconds. */
function waitIn({ wait }: AskOptions): number | undefined {
  if (wait === undefined) return undefined
  const { number, unit = '' } = /^(?<number>[1-9]\d{0,3})(?<unit>[smhd])$/.exec(wait)?.groups ?? {}
  const unitMs = UNITS_MS[unit]
  if (unitMs === undefined)
    throw new UsageError(`--wait takes a number and s, m, h or d, as 30m, not "${wait}".`)
  return Number(number) * unitMs
}

async function openClient(shell: Shell, options: ConnectionOptions): Promise<AgencyClient> {
  const { createAgencyClient } = await import('../client/client.ts')
  const trust = await trustIn(options)
  const files = [options.certificate, options.key, options.ca]
  const [certificatePem = '', privateKeyPem = '', authorityPem = ''] = await Promise.all(
    files.map(async (file) => Buffer.from(await readInput(shell, file)).toString('utf8')),
  )
  const tls = { certificatePem, privateKeyPem, authorityPem }
  return inFiles(options, () =>
    createAgencyClient({ url: options.gateway, tls, ...(trust !== undefined && { trust }) }),
  )
}

/** The client names the option that is wrong; people know the file. */
function inFiles<T>({ certificate, key, ca, trust }: ConnectionOptions, make: () => T): T {
  try {
    return make()
  } catch (thrown) {
    if (!(thrown instanceof KhorgosError)) throw thrown
    const files: Readonly<Record<string, string | undefined>> = {
      '/tls/certificatePem': certificate,
      '/tls/privateKeyPem': key,
      '/tls/authorityPem': ca,
      '/trust': trust,
    }
    const path = files[thrown.place?.path ?? '']
    if (path === undefined) throw thrown
    throw new KhorgosError(thrown.code, thrown.message, { place: { path }, cause: thrown })
  }
}

async function trustIn({ trust, logKey }: ConnectionOptions): Promise<ClientTrust | undefined> {
  if (trust !== undefined) return await readTrust(trust)
  if (logKey === undefined) return undefined
  const { parseVkey } = await import('../evidence/note.ts')
  for (const vkey of logKey) usable('--log-key is no verifier key.', () => parseVkey(vkey))
  return { vkeys: logKey }
}

/** @throws UsageError for what was told on the command line and cannot be used */
function usable<T>(what: string, use: () => T): T {
  try {
    return use()
  } catch (thrown) {
    if (thrown instanceof KhorgosError) throw new UsageError(`${what} ${sentence(thrown)}`, { cause: thrown })
    throw thrown
  }
}
