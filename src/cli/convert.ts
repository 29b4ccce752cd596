import { Command, Option } from 'commander'
import type { DryRun } from '../exchange/dry-run.ts'
import { findingText } from '../exchange/dry-run-text.ts'
import { lossTable } from '../mapping/loss-table.ts'
import { requireFormat } from './formats.ts'
import { writeOutput } from './output.ts'
import { type Finish, configOf, readInput, UsageError, type Result, type Shell } from './shell.ts'

interface ConvertOptions {
  readonly to: string
  readonly from?: string
  readonly companion?: string
  readonly report?: boolean
  readonly reportFormat: 'table' | 'json'
  readonly output?: string
  readonly context: Readonly<Record<string, string>>
}

const EXAMPLES = `
Examples:
  khorgos convert awmds.xml --to cn-mt1401-v1 > mt1401.xml
  khorgos convert awmds.xml --to cn-mt1401-v1 --output mt1401.xml --report
  khorgos convert mt2401.xml --to kz-awmds-r1 --companion mt4402.xml --report --report-format json
  khorgos convert --to cn-mt1401-v1 --context senderId=9402EXAMPLE01 - < awmds.xml

A dry run: nothing is kept, logged, signed or sent, and the message need not be signed. All that is wrong is told at
once, each with its place, and the exit code is 1; also when something would be lost without leave, although the
converted message is then printed all the same.
Values that an agreement would supply (messageId, senderId, receiverId) come from the partner files, or --context; which
ones a format wants, "khorgos mapping page <format>" tells ("envelope: ..."). A message in an envelope (DxpMsg, the FCS
Envelope) is taken out of it; an envelope itself is nothing to convert from or into.`

export function addConvert(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('convert')
    .summary('convert a message file into another format')
    .description('Reads a message, converts it and prints the result; with --report also what was lost.')
    .argument('<file>', 'message, XML or UN/EDIFACT; - for standard input')
    .requiredOption('--to <format>', 'format id to convert into')
    .option('--from <format>', 'format id of the message; found by its root and namespace otherwise')
    .option('--companion <file>', 'second message, for a format that is made of two')
    .option('--report', 'print the loss report on stderr')
    .addOption(
      new Option('--report-format <form>', 'form of the loss report')
        .choices(['table', 'json'])
        .default('table'),
    )
    .option('--output <file>', 'write the converted message to a file instead of stdout')
    .option('--context <name=value>', 'value for the mapping that writes; may be repeated', addPair, {})
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: ConvertOptions) => finish(await convertFile(shell, file, options)))
}

function addPair(pair: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const at = pair.indexOf('=')
  if (at < 1) throw new UsageError(`--context takes name=value, not "${pair}".`)
  return { ...before, [pair.slice(0, at)]: pair.slice(at + 1) }
}

async function convertFile(shell: Shell, file: string, options: ConvertOptions): Promise<Result> {
  const { loadFormats } = await import('../formats/catalogue.ts')
  const { tryConversion } = await import('./conversion.ts')
  const config = configOf(shell)
  const formats = loadFormats(config.schemasFolder)
  for (const id of [options.to, options.from]) if (id !== undefined) requireFormat(formats, id)
  const files = [file, ...(options.companion === undefined ? [] : [options.companion])]
  const messages = await Promise.all(files.map((name) => readInput(shell, name)))
  const { from, to, context: values } = options
  const { kind: _, ...tried } = tryConversion({ config, formats, messages, from, to, values })
  if (options.output !== undefined && tried.output !== undefined)
    await writeOutput(options.output, `${tried.output}\n`)
  const notes = notesOf(tried, options)
  return {
    exit: tried.convertible ? 'OK' : 'NOT_VALID',
    text: options.output !== undefined || tried.output === undefined ? '' : `${tried.output}\n`,
    json: tried,
    ...(notes.length > 0 && { notes: notes.join('\n') }),
  }
}

function notesOf(
  { errors, lossReport }: Omit<DryRun, 'kind'>,
  { report, reportFormat }: ConvertOptions,
): readonly string[] {
  const told = errors.map(findingText)
  if (report !== true || lossReport === undefined) return told
  return [...told, reportFormat === 'json' ? JSON.stringify(lossReport, undefined, 2) : lossTable(lossReport)]
}
