import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEmbedded } from '../../src/store/embedded/open.ts'
import { startServer } from '../../src/store/embedded/server.ts'

/** Writes numbers, one transaction each, and tells every one that was committed. */
const WRITER = `
  import { openEmbedded } from '${new URL('../../dist/store/embedded/open.js', import.meta.url).href}'
  const database = await openEmbedded(process.argv[1])
  await database.query('create table if not exists counted (n bigint primary key)')
  const [row] = await database.query('select coalesce(max(n), 0) as n from counted')
  for (let n = row.n + 1n; ; n++) {
    await database.transaction((tx) => tx.query('insert into counted values ($1)', [n]))
    process.stdout.write(n + '\\n')
  }`

describe('the embedded database', () => {
  let folder: string
  beforeAll(async () => {
    // Longer than the path of a Unix socket may be.
    folder = join(await mkdtemp(join(tmpdir(), 'khorgos-embedded-')), 'd'.repeat(120))
  })
  afterAll(() => rm(join(folder, '..'), { recursive: true, force: true }))

  test('has every row it acknowledged after SIGKILL, three times over', { timeout: 60_000 }, async () => {
    let acknowledged = 0n
    for (const rows of [40, 7, 90]) acknowledged = await writeAndKill(folder, rows)
    const database = await openEmbedded(folder)
    try {
      const [row] = await database.query<{ rows: bigint; last: bigint }>(
        'select count(*) as rows, max(n) as last from counted',
      )
      expect(row?.last).toBeGreaterThanOrEqual(acknowledged)
      expect(row?.rows).toBe(row?.last)
      expect(await database.query('show fsync')).toEqual([{ fsync: 'on' }])
    } finally {
      await database.close()
    }
  })

  test(
    'is refused to a second opener, in this process and in another, and free again after close',
    { timeout: 120_000 },
    async () => {
      const database = await openEmbedded(folder)
      await expect(openEmbedded(folder)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
      const { code, errors } = await finished(startWriter(folder))
      expect(code).not.toBe(0)
      expect(errors).toContain('CONFIG_INVALID')
      expect(errors).toContain(`in use by process ${process.pid}`)
      await database.close()
      const again = await openEmbedded(folder)
      expect(await again.query('select 1 as one')).toEqual([{ one: 1 }])
      await again.close()
    },
  )

  test('comes back when its thread died', { timeout: 60_000 }, async () => {
    const server = startServer(folder)
    const query = async (sql: string): Promise<unknown[]> => {
      const client = new Client({ stream: () => server.connect(), user: 'postgres', database: 'postgres' })
      await client.connect()
      const { rows } = await client.query<Record<string, unknown>>(sql)
      await client.end()
      return rows
    }
    // A session that begins without a user is FATAL, which ends a backend, and here the only one there is.
    const fatal = server.connect()
    const ended = new Promise((resolve) => fatal.once('error', resolve))
    const packet = Buffer.from('\0\0\0\0\0\x03\0\0database\0postgres\0\0')
    packet.writeUInt32BE(packet.length)
    fatal.write(packet)
    expect(await ended).toMatchObject({ message: expect.stringContaining('connection terminated') })
    expect(await query('select count(*) > 100 as whole from counted')).toEqual([{ whole: true }])
    await server.close()
  })

  test('begins anew when its first start was cut off', { timeout: 60_000 }, async () => {
    const cut = await mkdtemp(join(tmpdir(), 'khorgos-cut-'))
    mkdirSync(join(cut, 'pg.unfinished'))
    writeFileSync(join(cut, 'pg.unfinished', 'PG_VERSION'), '18\n')
    const database = await openEmbedded(cut)
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }])
    await database.close()
    expect(existsSync(join(cut, 'pg.unfinished'))).toBe(false)
    await rm(cut, { recursive: true, force: true })
  })
})

function startWriter(folder: string): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '-e', WRITER, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** @returns the last number that was acknowledged before the kill */
async function writeAndKill(folder: string, rows: number): Promise<bigint> {
  const writer = startWriter(folder)
  let output = ''
  writer.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = finished(writer)
  while (output.split('\n').length <= rows) {
    if (writer.exitCode !== null) throw new Error((await ended).errors)
    await pause(2)
  }
  writer.kill('SIGKILL')
  await ended
  return BigInt(output.split('\n').at(-2) ?? '0')
}

function finished(child: ChildProcess): Promise<{ code: number | null; errors: string }> {
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, errors })))
}
