import { type Command, Option } from 'commander'
import { OFFICERS } from '../sandbox/people/officers.ts'
import { type Finish, configOf, type Result, type Shell } from './shell.ts'

const EXAMPLES = `
Examples:
  khorgos token --as erenhot-exit
  curl --cacert certs/sandbox-ca.crt -H "Authorization: Bearer $(khorgos token --as supervisor)" https://localhost:8444/v1/me

Only for the sandbox, while it runs: its token issuer gives anybody a token.`

export function addToken(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('token')
    .description("Prints a token of the sandbox's token issuer, for one of its officers.")
    .addOption(
      new Option('--as <officer>', 'who to be').choices(OFFICERS.map(({ id }) => id)).makeOptionMandatory(),
    )
    .addHelpText('after', EXAMPLES)
    .action(async ({ as: officer }: { as: string }) => finish(await token(shell, officer)))
}

async function token(shell: Shell, officer: string): Promise<Result> {
  const { askSandboxToken } = await import('../sandbox/people/ask-token.ts')
  const { SANDBOX_WARNING } = await import('../access/sandbox-mark.ts')
  const text = await askSandboxToken(configOf(shell), officer)
  return { exit: 'OK', json: { officer, token: text }, text: `${text}\n`, notes: SANDBOX_WARNING }
}
