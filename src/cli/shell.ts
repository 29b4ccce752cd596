import { readFile } from 'node:fs/promises'
import { availableParallelism, hostname } from 'node:os'
import { readConfig, type Config } from '../config.ts'
import type { Exit } from './exit-codes.ts'

/** A stream a command may write to. */
export interface Sink {
  readonly isTTY?: boolean
  write(chunk: string | Uint8Array): unknown
}

/** All that a command touches of the outside, handed in by main.ts: nothing below reads the process itself. */
export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: AsyncIterable<Uint8Array | string>
  readonly stdout: Sink
  readonly stderr: Sink
}

/**
 * What a command found. With `--json` only `json` is printed, as one document; without it `text`. A command that
 * stays up prints its document when it is up, and ends with `json` undefined.
 */
export interface Result {
  readonly exit: Exit
  readonly json: unknown
  readonly text: string | Uint8Array
  /** For people, on stderr, so that stdout stays what was asked for. */
  readonly notes?: string
}

/** The command line named something that cannot be used: exit code 2, as for a wrong option. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export function configOf(shell: Shell): Config {
  return readConfig(shell.env, { node: hostname(), processors: availableParallelism() })
}

/**
 * Bytes of a file, or of standard input for `-`.
 * @throws UsageError when the file cannot be read.
 */
export async function readInput(shell: Shell, name: string): Promise<Uint8Array> {
  if (name === '-') return await collect(shell.stdin)
  try {
    return await readFile(name)
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable'
    throw new UsageError(`${name} cannot be read (${reason}).`, { cause })
  }
}

async function collect(stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(typeof part === 'string' ? Buffer.from(part) : part)
  return Buffer.concat(parts)
}

/** Hands the command's finding to `run`, which prints it and chooses the exit code. */
export type Finish = (result: Result) => void
