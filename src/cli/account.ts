import { type Command } from 'commander'
import { type Finish, configOf, type Result, type Shell } from './shell.ts'

const EXAMPLES = `
Examples:
  khorgos account C26070500201
  khorgos account 新F12345 --key plate
  khorgos account HG2611210001 --json
  DATABASE_URL=postgresql://… khorgos account 9402261121001

Shows what all papers of a trip say together: manifest, vehicle report, gate, load checklist, arrival, declaration, certificate,
write-off; what is missing and until when, and what is over, short or contradicted. It is found by any number that one of them
bears; separators, case and look-alike letters do not matter. What the numbers are, and which papers a trip needs, is
docs/cargo-account.md. It reads the database and writes nothing; the embedded database is opened by one process at a time: stop the
gateway first, or ask it: GET /v1/cargo-accounts?value=…`

export function addAccount(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('account')
    .summary('the account of a trip of cargo, by any of its numbers')
    .description('Shows what all papers of a trip say together, and what of it is missing or contradicted.')
    .argument('<value>', 'a number that a paper of the trip bears')
    .option('--key <kind>', 'only as that kind of key, such as plate')
    .addHelpText('after', EXAMPLES)
    .action(async (value: string, options: { key?: string }) =>
      finish(await account(shell, value, options.key)),
    )
}

async function account(shell: Shell, value: string, key: string | undefined): Promise<Result> {
  const { accountBody } = await import('../api/cargo-body.ts')
  const { findAccounts } = await import('../workflows/cargo/desk.ts')
  const { readCargoPartners, readCargoRules } = await import('../workflows/cargo/files.ts')
  const { openStore } = await import('./open-store.ts')
  const { accountText } = await import('./account-text.ts')
  const config = configOf(shell)
  const rules = readCargoRules(config.schemasFolder, config.country)
  const database = await openStore(config)
  try {
    const found = await findAccounts(
      { database, rules, lostKeys: readCargoPartners(config).lostKeys, clock: () => new Date() },
      value,
      key,
    )
    const accounts = found.map((each) => accountBody(each, rules))
    return {
      exit: found.length === 0 ? 'NOT_VALID' : 'OK',
      json: { accounts },
      text: accounts.length === 0 ? `No trip bears ${value}.\n` : accounts.map(accountText).join('\n'),
    }
  } finally {
    await database.close()
  }
}
