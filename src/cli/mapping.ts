import { Command } from 'commander'
import type { Finish, Shell } from './shell.ts'

const CHECK_EXAMPLES = `
Examples:
  khorgos mapping check
  khorgos mapping check cn-mt1401-v1 kz-awmds-r1 --json

Errors make the exit code 1; warnings and notes do not. A finding that must be so is accepted in the mapping file,
under \`accepts\`, with its reason; --all shows those too.`

const COVERAGE_EXAMPLES = `
Examples:
  khorgos mapping coverage
  khorgos mapping coverage --from kz-awmds-r1 --to cn-mt1401-v1

Computed from the mappings alone: what may happen to a field that a message holds, not what did happen to one.`

const PAGE_EXAMPLES = `
Examples:
  khorgos mapping page cn-mt1401-v1 > cn-mt1401-v1.md
  khorgos mapping page --all --output docs/formats`

/** What the mapping files say, looked at without any message. */
export function addMapping(program: Command, shell: Shell, finish: Finish): void {
  const mapping = program.command('mapping').summary('check, compare and describe mapping files')
  mapping
    .command('check')
    .summary('find what is wrong with mappings')
    .description('Compares mappings with the schemas of their formats, the hub documents and the code lists.')
    .argument('[format...]', 'format ids; all when none is named')
    .option('--all', 'show what the mapping files accept, too')
    .addHelpText('after', CHECK_EXAMPLES)
    .action(async (ids: string[], options: { all?: boolean }) => {
      const { checkFormats } = await import('./mapping-check.ts')
      finish(await checkFormats(shell, ids, options.all === true))
    })
  mapping
    .command('coverage')
    .summary('see which fields survive between formats')
    .description(
      'Tells for pairs of formats that share hub documents which hub fields survive, change or are lost.',
    )
    .option('--from <format>', 'format id that is read')
    .option('--to <format>', 'format id that is written')
    .addHelpText('after', COVERAGE_EXAMPLES)
    .action(async (options: { from?: string; to?: string }) => {
      const { coverFormats } = await import('./mapping-coverage.ts')
      finish(await coverFormats(shell, options))
    })
  mapping
    .command('page')
    .summary('print a mapping as a page for people')
    .description(
      'Makes a Markdown page of a mapping: every field, both ways, with its notation and its losses.',
    )
    .argument('[format]', 'format id')
    .option('--all', 'every format, into the folder of --output')
    .option('--output <file>', 'file, or folder with --all, instead of stdout')
    .addHelpText('after', PAGE_EXAMPLES)
    .action(async (id: string | undefined, options: { all?: boolean; output?: string }) => {
      const { printPages } = await import('./mapping-page.ts')
      finish(await printPages(shell, id, options))
    })
}
