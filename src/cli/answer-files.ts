import { access, constants, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Signed } from '../client/signed.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { Exit } from './exit-codes.ts'
import { UsageError } from './shell.ts'

/**
 * Where signed answers are kept. The place is made before anything is asked: an answer is on record with the gateway as soon
 * as it is given, so a file that cannot be written has to be found out earlier. What is there already is evidence of
 * something else and never overwritten.
 */
export interface AnswerFiles {
  /** @returns where it is kept. @throws the fault of the file system */
  keep(signed: Signed<Answer>): Promise<string>
  /** Takes back what was made for an answer that never came. */
  close(): Promise<void>
}

/**
 * One file for one answer, and for the newer one that is waited for: it takes the place of the first.
 * @throws UsageError when the file is there already, or cannot be made
 */
export async function answerFile(file: string): Promise<AnswerFiles> {
  await usable(file, async () => {
    await mkdir(dirname(file), { recursive: true })
    await (await open(file, 'wx')).close()
  })
  let isKept = false
  return {
    async keep(signed) {
      // The first answer stays whole until the newer one is.
      const newer = `${file}.part`
      await writeFile(newer, textOf(signed))
      await rename(newer, file)
      isKept = true
      return file
    },
    async close() {
      if (!isKept) await rm(file, { force: true })
    },
  }
}

/**
 * A folder with a file for each answer, named by its verification.
 * @throws UsageError when there is no such folder and none can be made, or nothing can be written into it
 */
export async function answerFolder(folder: string): Promise<AnswerFiles> {
  await usable(folder, async () => {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  })
  const kept = new Set<string>()
  return {
    async keep(signed) {
      const file = join(folder, `${signed.statement.verification}.json`)
      // Who waited in vain is told the same answer once more.
      if (!kept.has(file)) await writeFile(file, textOf(signed), { flag: 'wx' })
      kept.add(file)
      return file
    },
    close: () => Promise.resolve(),
  }
}

const textOf = ({ file }: Signed<Answer>): string => `${Buffer.from(file).toString('utf8')}\n`

async function usable(path: string, make: () => Promise<void>): Promise<void> {
  try {
    await make()
  } catch (cause) {
    throw new UsageError(`${path} cannot be written: ${await faultOf(path, cause)}. Nothing was asked.`, {
      cause,
    })
  }
}

async function faultOf(path: string, cause: unknown): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  if (codeOf(cause) !== 'EEXIST' || found === undefined) return codeOf(cause)
  return found.isDirectory() ? 'it is a folder' : 'there is a file already, and it is not overwritten'
}

/** What became of the file of an answer. */
export interface Kept {
  readonly file?: string
  /** A sentence for people: why there is none. */
  readonly fault?: string
  readonly exit?: Exit
}

/** An answer that cannot be kept is on record all the same, so it is told. */
export async function keep(files: AnswerFiles | undefined, signed: Signed<Answer>): Promise<Kept> {
  if (files === undefined) return {}
  try {
    return { file: await files.keep(signed) }
  } catch (cause) {
    const again = `/v1/verifications/${signed.statement.verification}`
    const fault = `The answer could not be written into its file (${codeOf(cause)}). The gateway gives it again: GET ${again}`
    return { fault, exit: 'NOT_KEPT' }
  }
}

export function keptText({ file, fault }: Kept): string {
  if (fault !== undefined) return `${fault}\n`
  return file === undefined ? '' : `Kept in ${file}\n`
}

/** Of a fault of the file system, e.g. `ENOSPC`. */
const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : 'unwritable'
