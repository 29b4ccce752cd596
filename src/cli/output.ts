import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UsageError } from './shell.ts'

/** Writes a file that the command line names, and the folders above it. @throws UsageError when that cannot be done. */
export async function writeOutput(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unwritable'
    throw new UsageError(`${file} cannot be written (${reason}).`, { cause })
  }
}
