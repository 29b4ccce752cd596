import { CommanderError } from 'commander'
import { asKhorgosError } from '../errors.ts'
import { errorJson, sentence } from './error-text.ts'
import { EXIT_CODES, exitOfError } from './exit-codes.ts'
import { buildProgram } from './program.ts'
import { UsageError, type Result, type Shell } from './shell.ts'

/**
 * Runs one command line and returns the exit code of `EXIT_CODES`. Everything thrown below ends here: as code,
 * sentence and place on stderr, or as one JSON document on stdout with `--json`; never as a stack.
 */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  const json = args.includes('--json')
  try {
    let result: Result | undefined
    const program = buildProgram(shell, (found) => {
      result = found
    })
    await program.parseAsync(args, { from: 'user' })
    if (result !== undefined) print(result, json, shell)
    return EXIT_CODES[result?.exit ?? 'OK'].code
  } catch (thrown) {
    return fail(thrown, json, shell)
  }
}

function print(result: Result, json: boolean, shell: Shell): void {
  if (result.notes !== undefined && !json) shell.stderr.write(`${result.notes}\n`)
  if (json) printJson(result.json, shell)
  else if (result.text.length > 0) shell.stdout.write(result.text)
}

/** Absent for a command that printed its document while it ran. */
function printJson(json: unknown, shell: Shell): void {
  if (json !== undefined) shell.stdout.write(`${JSON.stringify(json, undefined, 2)}\n`)
}

function fail(thrown: unknown, json: boolean, shell: Shell): number {
  if (thrown instanceof CommanderError)
    return usage(thrown.exitCode === 0, plain(thrown.message), json, shell)
  if (thrown instanceof UsageError) {
    if (!json) shell.stderr.write(`khorgos: ${thrown.message}\n`)
    return usage(false, thrown.message, json, shell)
  }
  const error = asKhorgosError(thrown)
  if (json) shell.stdout.write(`${JSON.stringify({ error: errorJson(error) }, undefined, 2)}\n`)
  else shell.stderr.write(`${sentence(error)}\n`)
  if (shell.env['KHORGOS_LOG_LEVEL'] === 'debug') shell.stderr.write(`${stackOf(error)}\n`)
  return EXIT_CODES[exitOfError(error.code)].code
}

/** Commander has printed help, version and usage errors itself; with --json the error is a document as well. */
function usage(asked: boolean, message: string, json: boolean, shell: Shell): number {
  if (asked) return EXIT_CODES.OK.code
  if (json) shell.stdout.write(`${JSON.stringify({ error: { code: 'USAGE', message } }, undefined, 2)}\n`)
  return EXIT_CODES.USAGE.code
}

const plain = (message: string): string => message.replace(/^error: /, '')

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
