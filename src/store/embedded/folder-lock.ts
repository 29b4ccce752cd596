import { randomUUID } from 'node:crypto'
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { KhorgosError } from '../../errors.ts'

/** Who holds a data folder. Node has no flock, and the database in the folder checks nothing itself. */
interface Holder {
  readonly token: string
  readonly pid: number
  readonly host: string
  /** Start of the process as /proc tells it, '' where there is none: process ids are used again. */
  readonly started: string
}

/** The holder touches its file this often, in ms. */
const BEAT = 5_000
/** A holder on another machine, or in another container, that has not for so long is taken for dead. */
const LEASE = 4 * BEAT

/**
 * Takes the folder for this process until the returned function is called.
 * @throws KhorgosError CONFIG_INVALID when another process has it
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'lock')
  const mine: Holder = {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    started: startOf(process.pid),
  }
  take(path, mine)
  const beat = setInterval(() => {
    // Uncaught on purpose, so that it ends the process: two databases in one folder would destroy it.
    const holder = readHolder(path)
    if (holder?.token !== mine.token) throw inUse(path, holder)
    const now = new Date()
    utimesSync(path, now, now)
  }, BEAT)
  beat.unref()
  return () => {
    clearInterval(beat)
    if (readHolder(path)?.token === mine.token) rmSync(path)
  }
}

/** A link to a finished file: the lock is there with its whole content, or not at all. */
function take(path: string, mine: Holder): void {
  const draft = `${path}.${mine.token}`
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 })
  try {
    if (linked(draft, path)) return
    const other = readHolder(path)
    if (other !== undefined && isAlive(other, path)) throw inUse(path, other)
    removeStale(path, other)
    if (!linked(draft, path)) throw inUse(path, readHolder(path))
  } finally {
    rmSync(draft)
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') return false
    throw thrown
  }
}

/** Moves the dead holder's file away. When somebody was faster, it is his file that moved: it is put back. */
function removeStale(path: string, dead: Holder | undefined): void {
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return
    throw thrown
  }
  const moved = readHolder(aside)
  const faster = moved?.token !== dead?.token
  if (faster) linked(aside, path)
  rmSync(aside)
  if (faster) throw inUse(path, moved)
}

function isAlive(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) return Date.now() - statSync(path).mtimeMs < LEASE
  if (holder.pid === process.pid) return holder.started === startOf(process.pid) && holder.started !== ''
  try {
    process.kill(holder.pid, 0)
  } catch (thrown) {
    if (errorCode(thrown) === 'ESRCH') return false
  }
  return holder.started === startOf(holder.pid)
}

/** Field 22 of /proc/[pid]/stat (proc(5)), after the name, which may hold spaces. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return ''
    throw thrown
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isHolder(value) ? value : undefined
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT' || thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

function isHolder(value: unknown): value is Holder {
  return (
    typeof value === 'object' &&
    value !== null &&
    'token' in value &&
    'pid' in value &&
    'host' in value &&
    'started' in value
  )
}

function inUse(path: string, holder: Holder | undefined): KhorgosError {
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`
  return new KhorgosError('CONFIG_INVALID', `The data folder is in use by ${who} (${path}).`)
}

function errorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined
}
