import { Command } from 'commander'
import { type Finish, configOf, type Result, type Shell } from './shell.ts'

const EXAMPLES = `
Examples:
  khorgos keys sandbox
  khorgos keys signing --out /etc/khorgos/certs/gateway.sign --name "Customs of Example"
  khorgos keys log --origin customs.example/khorgos/v1/log --out /etc/khorgos/certs/log
  khorgos keys show

A file that is already there is never overwritten. Private keys get mode 0600.`

const DEFAULT_NAME = 'Khorgos gateway'

export function addKeys(program: Command, shell: Shell, finish: Finish): void {
  const keys = program.command('keys').description('Make and show keys.').addHelpText('after', EXAMPLES)
  keys
    .command('sandbox')
    .description("Makes the sandbox's authority, certificates and keys in the certificate folder.")
    .action(async () => finish(await sandbox(shell)))
  keys
    .command('signing')
    .description(
      'Makes our signing key (EC P-256), a certificate request for your authority, and a self-signed certificate.',
    )
    .requiredOption('--out <prefix>', 'files to make: <prefix>.key, .csr and .crt')
    .option('--name <name>', 'common name of the certificate', DEFAULT_NAME)
    .action(async ({ out, name }: { out: string; name: string }) => finish(await signing(out, name)))
  keys
    .command('log')
    .description("Makes the evidence log's key (Ed25519) and its verifier key.")
    .requiredOption('--origin <name>', 'name of the log, for ever: its address without scheme')
    .requiredOption('--out <prefix>', 'files to make: <prefix>.key and .vkey')
    .action(async ({ origin, out }: { origin: string; out: string }) => finish(await log(origin, out)))
  keys
    .command('show')
    .description('Prints key ids, verifier key and dates of what is in the certificate folder.')
    .action(async () => finish(await show(shell)))
}

async function sandbox(shell: Shell): Promise<Result> {
  const { makeSandboxKeys } = await import('../sandbox/keys.ts')
  const folder = configOf(shell).certificateFolder
  const made = await makeSandboxKeys(folder, new Date())
  const text =
    made.length === 0 ? `${folder}: everything is there already` : [folder, ...made.map(indent)].join('\n')
  return { exit: 'OK', json: { folder, made }, text: `${text}\n` }
}

async function signing(prefix: string, name: string): Promise<Result> {
  const { makeSigningKey } = await import('./key-files.ts')
  const { keyId, files } = await makeSigningKey(prefix, name, new Date())
  const text = [`key id ${keyId}`, ...files.map(indent)].join('\n')
  return { exit: 'OK', json: { keyId, files }, text: `${text}\n` }
}

async function log(origin: string, prefix: string): Promise<Result> {
  const { makeLogKey } = await import('./key-files.ts')
  const { vkey, files } = makeLogKey(prefix, origin)
  return { exit: 'OK', json: { vkey, files }, text: `${[vkey, ...files.map(indent)].join('\n')}\n` }
}

async function show(shell: Shell): Promise<Result> {
  const { describeKeys } = await import('./key-files.ts')
  const { certificateFolder } = configOf(shell)
  const { certificates, vkey } = describeKeys(certificateFolder)
  const rows = certificates.map(
    ({ file, keyId, algorithm, validFrom, validTo }) =>
      `${file}\n  ${algorithm}, ${validFrom.slice(0, 10)} to ${validTo.slice(0, 10)}\n  key id ${keyId}`,
  )
  const text = [certificateFolder, ...rows, ...(vkey === undefined ? [] : [`log.vkey\n  ${vkey}`])].join('\n')
  return {
    exit: 'OK',
    json: { folder: certificateFolder, certificates, vkey: vkey ?? null },
    text: `${text}\n`,
  }
}

const indent = (line: string): string => `  ${line}`
