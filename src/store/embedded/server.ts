import { Duplex } from 'node:stream'
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import type { Connect } from './worker.ts'

/** The thread of the embedded database, seen from outside. */
export interface EmbeddedServer {
  /** A new connection, for pg's `stream`. Begins the session afresh; only one may be in use at a time. */
  connect(): Duplex
  /** Resolves when the thread has written everything and is gone. */
  close(): Promise<void>
}

/** Under the tests the program is TypeScript, but threads run the build. */
const WORKER = new URL(
  import.meta.url.replace(/\/src\/(?=store\/embedded\/[^/]*$)/, '/dist/').replace(/[^/]*$/, 'worker.js'),
)

/** The thread's own objects are a few for each statement; rows and pages are in the memory of the database. */
const YOUNG_GENERATION_MB = 6

/** @param folder where the database is, or will be made */
export function startServer(folder: string): EmbeddedServer {
  const streams = new Set<PortStream>()
  let thread: Worker | undefined
  const start = (): Worker => {
    const started = new Worker(WORKER, {
      workerData: folder,
      name: 'database',
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    })
    let fault = new Error('connection terminated: the embedded database has stopped')
    started.on('error', (thrown) => (fault = new Error(fault.message, { cause: thrown })))
    started.on('exit', () => {
      thread = undefined // the next connection starts another, which recovers from the write-ahead log
      for (const stream of streams) stream.destroy(fault)
    })
    return started
  }
  return {
    connect() {
      thread ??= start()
      const { port1, port2 } = new MessageChannel()
      const stream = new PortStream(port1)
      streams.add(stream)
      stream.once('close', () => streams.delete(stream))
      thread.postMessage({ port: port2 } satisfies Connect, [port2])
      return stream
    },
    async close() {
      if (thread === undefined) return
      const gone = new Promise((resolve) => thread?.once('exit', resolve))
      thread.postMessage('close', [])
      await gone
    },
  }
}

/**
 * A message port dressed as the socket that pg expects. In memory, so that there is no socket file to protect, to
 * go stale, or to have too long a path.
 */
class PortStream extends Duplex {
  readonly #port: MessagePort

  constructor(port: MessagePort) {
    super()
    this.#port = port
    port.on('message', (chunk: Uint8Array) => this.push(chunk))
    port.on('close', () => this.push(null))
  }

  /** pg calls these three on a socket. */
  connect(): this {
    process.nextTick(() => this.emit('connect'))
    return this
  }

  setNoDelay(): this {
    return this
  }

  ref(): this {
    this.#port.ref()
    return this
  }

  unref(): this {
    this.#port.unref()
    return this
  }

  override _read(): void {
    // The database answers when it is asked; there is nothing to hold back.
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#send(new Uint8Array(chunk))
    done()
  }

  override _writev(chunks: { chunk: Uint8Array }[], done: () => void): void {
    this.#send(new Uint8Array(Buffer.concat(chunks.map(({ chunk }) => chunk))))
    done()
  }

  override _final(done: () => void): void {
    this.#port.postMessage(null, [])
    done()
  }

  override _destroy(fault: Error | null, done: (fault: Error | null) => void): void {
    this.#port.postMessage(null, [])
    this.#port.close()
    done(fault)
  }

  #send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#port.postMessage(bytes, [bytes.buffer])
  }
}
