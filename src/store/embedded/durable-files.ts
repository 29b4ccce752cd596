import { closeSync, fdatasyncSync, fsyncSync, openSync, readdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type Init = NodeFS['init']
type Hook = NonNullable<Parameters<Init>[1]['preRun']>[number]

/** As Emscripten hands an open file of its NODEFS to a stream operation. */
interface OpenFile {
  /** Descriptor of the real file; absent for a directory. */
  readonly nfd?: number
}

/**
 * PGlite's files with an fsync that reaches the disk. Emscripten's NODEFS has none, which is why PGlite turns
 * fsync off: what it acknowledges survives the death of the process, but not of the machine.
 */
export class DurableFiles extends NodeFS {
  override async init(...[pg, options]: Parameters<Init>): ReturnType<Init> {
    const { emscriptenOpts } = await super.init(pg, options)
    const preRun: Hook[] = [...(emscriptenOpts.preRun ?? []), (module) => installSync(module.FS)]
    return { emscriptenOpts: { ...emscriptenOpts, preRun } }
  }
}

function installSync(files: object): void {
  const operations = streamOperations(files)
  if (operations === undefined)
    throw new Error('PGlite keeps its file operations elsewhere: fsync cannot be installed')
  Object.assign(operations, {
    fsync: (file: OpenFile): number => {
      if (file.nfd !== undefined) fdatasyncSync(file.nfd)
      return 0
    },
  })
}

/** `FS.filesystems.NODEFS.stream_ops`, which PGlite's types do not name. */
function streamOperations(files: object): object | undefined {
  const systems = memberOf(files, 'filesystems')
  return memberOf(memberOf(systems, 'NODEFS'), 'stream_ops')
}

function memberOf(value: object | undefined, name: string): object | undefined {
  if (value === undefined || !(name in value)) return undefined
  const member: unknown = Reflect.get(value, name)
  return typeof member === 'object' && member !== null ? member : undefined
}

/** Renames a folder of the same disk so that it is there complete, or not at all, whenever the machine stops. */
export function moveDurably(from: string, to: string): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true }))
    if (entry.isFile() || entry.isDirectory()) syncPath(join(entry.parentPath, entry.name))
  syncPath(from)
  renameSync(from, to)
  syncPath(dirname(to))
}

function syncPath(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
