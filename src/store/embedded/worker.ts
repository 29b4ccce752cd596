import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import type { PGlite } from '@electric-sql/pglite'
import { openFiles, placeIn } from './files.ts'
import { createFramer, simpleQuery, type Unit } from './wire.ts'

/**
 * The thread in which the embedded PostgreSQL runs. It has one session; each new connection begins it afresh.
 * A fault of the machine code ends the thread: what was acknowledged is in the write-ahead log, and the next
 * thread recovers it, as after a crash.
 */

/** What `server.ts` sends: a port that speaks the wire protocol, null at its end. Or 'close', to stop. */
export interface Connect {
  readonly port: MessagePort
}

/** Bytes of statements after which old row versions are cleared and the write-ahead log is cut. */
const MAINTENANCE_BYTES = 64 * 1024 * 1024

const folder = String(workerData)
const database = await openDatabase()
const END: Unit = { bytes: new Uint8Array(0), kind: 'terminate' }
let written = 0
let turn = Promise.resolve()

parentPort?.on('message', (request: Connect | 'close') => {
  if (request !== 'close') serve(request.port)
  else turn = turn.then(stop)
})

/**
 * The first start makes the database, in a process of its own: making takes four times the memory of serving, and
 * only a process gives it back.
 */
async function openDatabase(): Promise<PGlite> {
  if (!existsSync(placeIn(folder))) await made()
  return openFiles(placeIn(folder))
}

async function made(): Promise<void> {
  const maker = fork(new URL('maker.js', import.meta.url), [folder], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let complaints = ''
  maker.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString('utf8')))
  const [code] = await once(maker, 'close')
  if (code !== 0 && !existsSync(placeIn(folder)))
    throw new Error(`the embedded database could not be made (${String(code)})`, { cause: complaints })
}

/** Ends the thread even when a connection is still open: its last words may arrive after this request. */
async function stop(): Promise<void> {
  await database.close()
  process.exit()
}

/** One connection after the other, one chunk after the other: the session is never shared. */
function serve(port: MessagePort): void {
  const framer = createFramer()
  port.on('message', (chunk: Uint8Array | null) => {
    turn = turn.then(() => take(chunk === null ? [END] : framer.push(chunk), port))
  })
}

async function take(units: readonly Unit[], port: MessagePort): Promise<void> {
  for (const unit of units) await run(unit, port)
}

async function run({ kind, bytes }: Unit, port: MessagePort): Promise<void> {
  if (kind !== 'work') await execute(simpleQuery('rollback'))
  if (kind === 'terminate') return port.close()
  // Prepared statements and settings belong to the session, which is older than the connection.
  if (kind === 'startup') await execute(simpleQuery('discard all'))
  const reply = await execute(bytes)
  port.postMessage(reply, [reply.buffer])
  written += bytes.length
  if (written > MAINTENANCE_BYTES && !database.isInTransaction()) await maintain()
}

/** What checkpointer and autovacuum do in a server, and nobody in a single process. */
async function maintain(): Promise<void> {
  await execute(simpleQuery('vacuum (analyze)'))
  await execute(simpleQuery('checkpoint'))
  written = 0
}

/** @returns everything the database answers; a copy, because the answer is given out of its own memory */
async function execute(message: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  await database.execProtocolRawStream(message, {
    syncToFs: false,
    onRawData: (part) => parts.push(part.slice()),
  })
  const reply = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    reply.set(part, at)
    at += part.length
  }
  return reply
}
