import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { PACKAGE_FOLDER } from '../config.ts'
import { addAccount } from './account.ts'
import { addChecklist } from './checklist.ts'
import { addConvert } from './convert.ts'
import { exitCodeHelp } from './exit-codes.ts'
import { addKeys } from './keys.ts'
import { addLog } from './log.ts'
import { addMapping } from './mapping.ts'
import { addRisk } from './risk.ts'
import type { Finish, Shell } from './shell.ts'
import { addStart } from './start.ts'
import { addToken } from './token.ts'
import { addVerify } from './verify.ts'
import { addVerifyDocument } from './verify-document.ts'

/** The command tree. Each command is one file that adds itself; `--json` is understood by all of them. */
export function buildProgram(shell: Shell, finish: Finish): Command {
  const program = new Command('khorgos')
    .description(
      'Standards-switch gateway between customs systems: converts, signs, keeps evidence, delivers.',
    )
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError('(add --help for what is understood)')
  for (const add of [
    addStart,
    addConvert,
    addMapping,
    addVerify,
    addVerifyDocument,
    addToken,
    addChecklist,
    addAccount,
    addRisk,
    addKeys,
    addLog,
  ])
    add(program, shell, finish)
  program.addHelpText(
    'after',
    `\n${exitCodeHelp()}\n\nSettings come from the environment: see docs/operations.md.`,
  )
  everyCommand(program, (command) => prepare(command, shell))
  return program
}

/** Sub-commands do not inherit what is set after they were added, so it is set on each. */
function prepare(command: Command, shell: Shell): void {
  command
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: (text) => shell.stderr.write(text),
    })
  if (command.commands.length === 0) command.option('--json', 'print one JSON document instead of text')
}

function everyCommand(command: Command, visit: (command: Command) => void): void {
  visit(command)
  for (const child of command.commands) everyCommand(child, visit)
}

function version(): string {
  const content: unknown = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8'))
  if (typeof content !== 'object' || content === null || !('version' in content)) return 'unknown'
  return String(content.version)
}
