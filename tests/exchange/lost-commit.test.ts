import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPostgres } from '../../src/store/connection.ts'
import type { Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { newSigner, startNode } from './node.ts'
import { taking } from './units.ts'

/** A wire to PostgreSQL that can be cut at a COMMIT. */
interface Wire {
  readonly port: number
  /** 'request': the server never sees the next COMMIT. 'reply': it does, and its answer is lost. */
  cutNextCommit(what: 'request' | 'reply'): void
  close(): void
}

async function startWire(host: string, port: number): Promise<Wire> {
  let armed: 'request' | 'reply' | undefined
  const sockets = new Set<Socket>()
  const server: Server = createServer((client) => {
    const upstream = connect(port, host)
    let cut = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => [client, upstream].forEach((each) => each.destroy()))
    }
    client.on('data', (bytes) => {
      if (armed !== undefined && bytes.includes('commit\0')) {
        cut = true
        if (armed === 'reply') upstream.write(bytes)
        else client.destroy()
        armed = undefined
      } else upstream.write(bytes)
    })
    upstream.on('data', (bytes) => (cut ? client.destroy() : client.write(bytes)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: portOf(server),
    cutNextCommit: (what) => (armed = what),
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

describe('a connection cut at COMMIT', () => {
  let opened: OpenDatabase | undefined
  let wire: Wire | undefined
  let distant: Database | undefined

  beforeAll(async () => {
    opened = await openDatabase('postgres')
    if (opened?.url === undefined) return
    await migrate(opened.database)
    const url = new URL(opened.url)
    wire = await startWire(url.hostname, Number(url.port))
    url.port = String(wire.port)
    distant = await openPostgres(url.href)
  })
  afterAll(async () => {
    await distant?.close()
    wire?.close()
    await opened?.remove()
  })

  test('before the server saw it: nothing is promised, nothing is there', async ({ skip }) => {
    if (opened === undefined || wire === undefined || distant === undefined) return skip()
    const { committer } = await startNode({ database: distant, signer: newSigner(), folder: opened.folder })
    const unit = taking()
    wire.cutNextCommit('request')
    await expect(committer.commit(unit)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(await opened.database.query('select 1 from exchange')).toEqual([])
    expect(await committer.commit(unit)).toMatchObject({ outcome: 'done' })
    await opened.database.query('truncate log_head, checkpoint, leaf, tile, exchange cascade')
  })

  test('after the server saw it: the outcome is read back, and it is the receipt', async ({ skip }) => {
    if (opened === undefined || wire === undefined || distant === undefined) return skip()
    const { committer, log } = await startNode({
      database: distant,
      signer: newSigner(),
      folder: opened.folder,
    })
    const units = [taking(), taking(), taking()]
    wire.cutNextCommit('reply')
    const answers = await Promise.all(units.map((unit) => committer.commit(unit)))
    expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done'])
    expect(await opened.database.query('select count(*) as n from exchange')).toEqual([{ n: 3n }])
    for (const unit of units) expect(await committer.commit(unit)).toMatchObject({ outcome: 'duplicate' })
    expect((await log.fsck(() => undefined)).problems).toEqual([])
  })
})

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the wire has no port')
  return address.port
}
