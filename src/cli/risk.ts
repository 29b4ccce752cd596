import { join } from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import type { Finish, Shell } from './shell.ts'

const EXAMPLES = `
Examples:
  khorgos risk check
  khorgos risk check my-parameters.yaml
  khorgos risk explain --facts facts.json --office 0705
  khorgos risk simulate my-parameters.yaml --history past.jsonl
  khorgos risk ratings --sub-centre qingdao
  khorgos risk versions`

/** The folder of the channel below that of all schemas. */
export const channelFolder = (schemas: string): string => join(schemas, 'workflows', 'channel')

export function addRisk(program: Command, shell: Shell, finish: Finish): void {
  const risk = program
    .command('risk')
    .summary('risk parameters and the clearance channel')
    .description('Checks and simulates risk parameters, and explains which channel they come to.')
    .addHelpText('after', EXAMPLES)
  risk
    .command('check')
    .description('Checks the shipped parameters and policy, or the parameter files named.')
    .argument('[files...]', 'parameter files, YAML')
    .action(async (files: string[]) => {
      const { checkRisk } = await import('./risk-check.ts')
      finish(checkRisk(shell, files))
    })
  risk
    .command('explain')
    .description('Decides the channel of one consignment, and says which parameters fired on which facts.')
    .requiredOption('--facts <file>', 'facts of the consignment, JSON; - for standard input')
    .option('--office <code>', 'office that clears, in place of the one in the facts', officeCode)
    .option(
      '--moment <time>',
      'moment of the decision, in place of the one in the facts; now where neither says one',
    )
    .action(async (options: { facts: string; office?: string; moment?: string }) => {
      const { explainChannel } = await import('./risk-explain.ts')
      finish(await explainChannel(shell, options))
    })
  risk
    .command('simulate')
    .description('Plays past decisions again with each parameter of a file, and says what would change.')
    .argument('<file>', 'parameter file, YAML')
    .requiredOption(
      '--history <file>',
      'one JSON {facts, outcome?} for each past decision, a line each; - for standard input',
    )
    .action(async (file: string, options: { history: string }) => {
      const { simulateRisk } = await import('./risk-simulate.ts')
      finish(await simulateRisk(shell, file, options.history))
    })
  addRecords(risk, shell, finish)
}

function addRecords(risk: Command, shell: Shell, finish: Finish): void {
  risk
    .command('ratings')
    .description('Lists how inspections have borne out parameters, for each sub-centre, the worst first.')
    .option('--sub-centre <id>', 'of that sub-centre alone')
    .option('--parameter <id>', 'of the parameter of that id alone')
    .addHelpText('after', ONE_PROCESS)
    .action(async (options: { subCentre?: string; parameter?: string }) => {
      const { listRatings } = await import('./risk-records.ts')
      finish(await listRatings(shell, options))
    })
  risk
    .command('versions')
    .description('Lists what changed which parameters are in force: by whom, when and why.')
    .addHelpText('after', ONE_PROCESS)
    .action(async () => {
      const { listVersions } = await import('./risk-records.ts')
      finish(await listVersions(shell))
    })
}

const ONE_PROCESS = `
Examples:
  khorgos risk ratings --sub-centre qingdao
  DATABASE_URL=postgresql://… khorgos risk versions --json

Reads the database of the gateway. The embedded one is opened by one process at a time: ask the API instead, or stop the gateway
first.`

function officeCode(text: string): string {
  if (/^\d{4}$/.test(text)) return text
  throw new InvalidArgumentError('an office code has four digits.')
}
