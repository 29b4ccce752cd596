import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { KhorgosError } from '../errors.ts'
import { verifyCheckpoint, type Checkpoint } from './checkpoint.ts'

/**
 * The newest checkpoint this node has shown to anybody, in a file outside the database. With it a database that was
 * restored from an old backup, or lost its last commits, is recognised before it signs a second history.
 */
export interface Published {
  /** @throws KhorgosError LOG_CORRUPT when the file is not a checkpoint that `vkey` signed */
  read(vkey: string): Promise<Checkpoint | undefined>
  /** Replaces the file, so that it always holds one whole checkpoint; an older one than it has is passed over. */
  write(checkpoint: { readonly size: bigint; readonly note: string }): Promise<void>
}

const NAME = 'published-checkpoint'

/** @param folder on a disk of its own if there is one: whoever restores the database must not restore this with it */
export function publishedIn(folder: string): Published {
  const path = join(folder, NAME)
  let newest = -1n
  let writing = Promise.resolve()
  const replace = async ({ size, note }: { size: bigint; note: string }): Promise<void> => {
    if (size <= newest) return
    const draft = `${path}.${randomUUID()}`
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(note)
      // Without this the name could outlive the content when the machine stops.
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
    newest = size
  }
  return {
    async read(vkey) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await removeDrafts(folder)
      const note = await readIfThere(path)
      if (note === undefined) return undefined
      const checkpoint = trusted(note, vkey, path)
      newest = checkpoint.size
      return checkpoint
    },
    write(checkpoint) {
      if (checkpoint.size <= newest) return Promise.resolve()
      const turn = writing.then(() => replace(checkpoint))
      writing = turn.catch(() => undefined) // told to its caller; the next one is tried all the same
      return turn
    },
  }
}

/** What a run that was killed between writing and renaming has left. */
async function removeDrafts(folder: string): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => name.startsWith(`${NAME}.`))
  await Promise.all(drafts.map((name) => rm(join(folder, name), { force: true })))
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined
    throw thrown
  }
}

function trusted(note: string, vkey: string, path: string): Checkpoint {
  try {
    return verifyCheckpoint(note, [vkey])
  } catch (cause) {
    throw new KhorgosError('LOG_CORRUPT', `${path} is not a checkpoint of this log's key.`, { cause })
  }
}
