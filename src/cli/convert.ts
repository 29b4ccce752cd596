import { Command } from 'commander'
import type { Format, Formats } from '../formats/catalogue.ts'
import type { Finish } from './program.ts'
import { lossTable } from './loss-table.ts'
import { configOf, readInput, UsageError, type Result, type Shell } from './shell.ts'

interface ConvertOptions {
  readonly to: string
  readonly from?: string
  readonly companion?: string
  readonly report?: boolean
  readonly context: Readonly<Record<string, string>>
}

const EXAMPLES = `
Examples:
  khorgos convert --to cn-mt1401-v1 awmds.xml > mt1401.xml
  khorgos convert --to kz-awmds-r1 --companion mt4402.xml --report mt2401.xml
  khorgos convert --to cn-mt1401-v1 --context senderId=9402EXAMPLE01 - < awmds.xml

The message need not be signed, and what is printed is not signed: this is for trying mappings, not for sending.
Values that an agreement would supply (messageId, senderId, receiverId) come from the partner files, or --context.`

export function addConvert(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('convert')
    .summary('convert a message file into another format')
    .description('Reads a message, converts it and prints the result; with --report also what was lost.')
    .argument('<file>', 'message, UTF-8 XML; - for standard input')
    .requiredOption('--to <format>', 'format id to convert into')
    .option('--from <format>', 'format id of the message; found by its root and namespace otherwise')
    .option('--companion <file>', 'second message, for a format that is made of two')
    .option('--report', 'print the loss report as a table on stderr')
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
  const { agreedValues, convertMessages } = await import('./conversion.ts')
  const config = configOf(shell)
  const formats = loadFormats(config.schemasFolder)
  const target = formatNamed(formats, options.to)
  const source = options.from === undefined ? undefined : formatNamed(formats, options.from)
  const files = [file, ...(options.companion === undefined ? [] : [options.companion])]
  const messages = await Promise.all(files.map((name) => readInput(shell, name)))
  const { text, from, report } = convertMessages({
    formats,
    messages,
    source,
    target,
    values: { ...agreedValues(config, target.id), ...options.context },
  })
  return {
    exit: 'OK',
    text: `${text}\n`,
    json: { from, to: target.id, message: text, report },
    ...(options.report === true && { notes: lossTable(report) }),
  }
}

function formatNamed(formats: Formats, id: string): Format {
  const known = formats.all.map((format) => format.id)
  if (!known.includes(id)) throw new UsageError(`There is no format ${id}; known: ${known.join(', ')}.`)
  return formats.byId(id)
}
