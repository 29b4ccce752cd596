import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseCheckpoint, verifyCheckpoint } from '../../src/evidence/checkpoint.ts'
import { leafHash } from '../../src/evidence/merkle.ts'
import { verifyInclusion } from '../../src/evidence/proofs.ts'
import { parseReceipt } from '../../src/evidence/receipt.ts'
import { decodeRecord } from '../../src/evidence/record-reader.ts'
import {
  decodeEntryBundle,
  inclusionProof,
  rootFromTiles,
  type TileReader,
} from '../../src/evidence/tiles.ts'
import type { Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { clear, newSigner, startNode, type Node } from '../exchange/node.ts'
import { taking } from '../exchange/units.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'

describe.each(DATABASES)('the log on the %s database', (kind) => {
  const signer = newSigner()
  let opened: OpenDatabase | undefined
  let now = new Date('2026-11-21T10:00:00.000Z')

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async () => {
    now = new Date('2026-11-21T10:00:00.000Z')
    if (opened !== undefined) await clear(opened.database)
  })
  afterAll(() => opened?.remove())

  const database = (): Database => {
    if (opened === undefined) throw new Error('no database')
    return opened.database
  }
  const start = (options: { stateFolder?: string; signer?: typeof signer } = {}): Promise<Node> =>
    startNode({ database: database(), signer, folder: opened?.folder ?? '', clock: () => now, ...options })
  const grow = async (node: Node, units: number): Promise<void> => {
    await Promise.all(Array.from({ length: units }, () => node.committer.commit(taking())))
  }
  const sizeOf = async (node: Node): Promise<bigint> => parseCheckpoint(await node.log.checkpoint()).size
  const published = async (node: Node): Promise<bigint> =>
    parseCheckpoint(await readFile(join(node.stateFolder, 'published-checkpoint'), 'utf8')).size

  test('begins empty and signed, and goes on after a restart', async ({ skip }) => {
    if (opened === undefined) return skip()
    const first = await start()
    expect(verifyCheckpoint(await first.log.checkpoint(), [signer.vkey])).toMatchObject({
      size: 0n,
      origin: signer.origin,
    })
    await grow(first, 5)
    const second = await start({ stateFolder: first.stateFolder })
    await grow(second, 5)
    expect([await sizeOf(second), await published(second)]).toEqual([20n, 20n])
    expect((await second.log.fsck(() => undefined)).problems).toEqual([])
  })

  test(
    'serves tiles and entries from which a stranger rebuilds every root and proof',
    { timeout: 60_000 },
    async ({ skip }) => {
      if (opened === undefined) return skip()
      const node = await start()
      for (const units of [1, 90, 37, 64, 100]) await grow(node, units)
      const { size, root } = verifyCheckpoint(await node.log.checkpoint(), [signer.vkey])
      expect(size).toBe(584n)
      const read: TileReader = async (level, index, width) => {
        const tile = await node.log.tile(level, index, width)
        if (tile === undefined) throw new Error(`no tile ${level}/${index}.p/${width}`)
        return tile
      }
      expect(await rootFromTiles(size, read)).toEqual(root)
      const bundles = await Promise.all([
        node.log.entries(0n, 256),
        node.log.entries(1n, 256),
        node.log.entries(2n, 72),
      ])
      const records = bundles.flatMap((bundle) => decodeEntryBundle(bundle ?? new Uint8Array()))
      expect(records).toHaveLength(584)
      for (const index of [0n, 255n, 256n, 511n, 512n, 583n]) {
        const leaf = leafHash(records[Number(index)] ?? new Uint8Array())
        expect(
          verifyInclusion({ index, size, leaf, root, proof: await inclusionProof(index, size, read) }),
        ).toBe(true)
      }
    },
  )

  test('has no tile, entries or receipt beyond its head', async ({ skip }) => {
    if (opened === undefined) return skip()
    const node = await start()
    await grow(node, 2)
    expect(await node.log.tile(0, 0n, 4)).toHaveLength(128)
    for (const beyond of [
      node.log.tile(0, 0n, 5),
      node.log.tile(1, 0n, 1),
      node.log.tile(0, 1n, 1),
      node.log.entries(0n, 5),
    ])
      expect(await beyond).toBeUndefined()
    for (const [index, size] of [
      [4n, 4n],
      [0n, 3n],
      [0n, 6n],
    ] as const)
      await expect(node.log.receipt(index, size)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(parseReceipt(await node.log.receipt(3n, 4n)).index).toBe(3n)
  })

  test('never lets time run backwards, whatever the clock does', async ({ skip }) => {
    if (opened === undefined) return skip()
    const node = await start()
    await grow(node, 1)
    now = new Date('2025-01-01T00:00:00.000Z')
    await grow(node, 1)
    now = new Date('2026-11-21T10:00:05.000Z')
    await grow(node, 1)
    const records = decodeEntryBundle((await node.log.entries(0n, 6)) ?? new Uint8Array()).map(decodeRecord)
    expect(records.map(({ at }) => at.slice(0, 19))).toEqual([
      ...Array.from({ length: 4 }, () => '2026-11-21T10:00:00'),
      ...Array.from({ length: 2 }, () => '2026-11-21T10:00:05'),
    ])
  })

  describe('refuses to start', () => {
    test('on a database that is behind what was published', async ({ skip }) => {
      if (opened === undefined) return skip()
      const node = await start()
      await grow(node, 1)
      await saveLog(database())
      await grow(node, 1)
      await restoreLog(database())
      await expect(start({ stateFolder: node.stateFolder })).rejects.toMatchObject({
        code: 'LOG_ROLLED_BACK',
      })
      // A node that has shown nothing cannot know; it is the state folder that remembers.
      await start()
    })

    test('on a database that is behind a receipt which it has shown of what another node committed', async ({
      skip,
    }) => {
      if (opened === undefined) return skip()
      const [node, other] = [await start(), await start()]
      await saveLog(database())
      await grow(node, 1)
      expect(await published(other)).toBe(0n)
      await other.log.receipt(0n, 2n)
      expect(await published(other)).toBe(2n)
      await restoreLog(database())
      await expect(start({ stateFolder: other.stateFolder })).rejects.toMatchObject({
        code: 'LOG_ROLLED_BACK',
      })
    })

    test('on a database of the same size, or larger, with another past', async ({ skip }) => {
      if (opened === undefined) return skip()
      const node = await start()
      await grow(node, 1)
      await saveLog(database())
      await grow(node, 1)
      await restoreLog(database())
      const fork = await start()
      for (const units of [1, 1]) {
        await grow(fork, units)
        await expect(start({ stateFolder: node.stateFolder })).rejects.toMatchObject({
          code: 'LOG_ROLLED_BACK',
        })
      }
    })

    test('on an empty database after records were published', async ({ skip }) => {
      if (opened === undefined) return skip()
      const node = await start()
      await grow(node, 1)
      await clear(database())
      await expect(start({ stateFolder: node.stateFolder })).rejects.toMatchObject({
        code: 'LOG_ROLLED_BACK',
      })
      expect(await database().query('select 1 from log_head')).toEqual([])
    })

    test('with the key of another log, or another key of this one', async ({ skip }) => {
      if (opened === undefined) return skip()
      await start()
      await expect(start({ signer: newSigner() })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    })

    test('with a state file that is no checkpoint', async ({ skip }) => {
      if (opened === undefined) return skip()
      const node = await start()
      await writeFile(join(node.stateFolder, 'published-checkpoint'), 'nonsense\n')
      await expect(start({ stateFolder: node.stateFolder })).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
    })

    test.each([
      ['a frontier', 'update log_head set frontier = set_byte(frontier, 3, get_byte(frontier, 3) # 1)'],
      ['a root', 'update log_head set root = set_byte(root, 3, get_byte(root, 3) # 1)'],
      ['a tile', 'update tile set hashes = set_byte(hashes, 3, get_byte(hashes, 3) # 1)'],
      ['a tile cut short', 'update tile set hashes = substring(hashes from 1 for 32)'],
      ['a missing last leaf', 'delete from leaf where index = (select max(index) from leaf)'],
      [
        'a leaf beyond the head',
        'insert into leaf select index + 100, subject_id, payload_id, record, hash from leaf where index = 0',
      ],
    ])('on a log with %s damaged', async (_what, damage) => {
      if (opened === undefined) return
      const node = await start()
      await grow(node, 3)
      await database().query(damage)
      await expect(start({ stateFolder: node.stateFolder })).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
    })
  })

  test('signs nothing more when a stored tile or the frontier was damaged while it runs', async ({
    skip,
  }) => {
    if (opened === undefined) return skip()
    const node = await start()
    await grow(node, 3)
    await database().query('update tile set hashes = substring(hashes from 1 for 32)')
    await expect(node.committer.commit(taking())).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
    await database().query('update log_head set frontier = set_byte(frontier, 3, get_byte(frontier, 3) # 1)')
    await expect(node.committer.commit(taking())).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
    expect(await sizeOf(node)).toBe(6n)
  })

  describe('is checked from the raw records, and the damaged place is named:', () => {
    test.each([
      [
        'a record',
        'update leaf set record = set_byte(record, 20, get_byte(record, 20) # 1) where index = 7',
        ['leaf 7', 'checkpoint 20', 'tile/0/000.p/20', 'head', 'exchange', 'outgoing message'],
      ],
      [
        'a leaf hash',
        'update leaf set hash = set_byte(hash, 0, get_byte(hash, 0) # 128) where index = 7',
        ['leaf 7'],
      ],
      [
        'two leaves swapped',
        'update leaf set record = (select record from leaf where index = 3), hash = (select hash from leaf where index = 3) where index = 5',
        ['leaf 5', 'checkpoint 20', 'tile/0/000.p/20', 'head', 'exchange', 'outgoing message'],
      ],
      ['a leaf removed', 'delete from leaf where index = 11', ['leaf 11', 'exchange', 'outgoing message']],
      [
        'a tile',
        'update tile set hashes = set_byte(hashes, 500, get_byte(hashes, 500) # 1) where level = 0',
        ['tile/0/000.p/20'],
      ],
      [
        'a checkpoint note',
        "update checkpoint set note = replace(note, E'\\n20\\n', E'\\n21\\n') where size = 20",
        ['checkpoint 20'],
      ],
      [
        'a checkpoint root',
        'update checkpoint set root = set_byte(root, 0, get_byte(root, 0) # 1) where size = 20',
        ['checkpoint 20'],
      ],
      ['a checkpoint removed', 'delete from checkpoint where size = 20', ['checkpoint 20', 'exchange']],
      [
        'a payload',
        'update payload set bytes = set_byte(bytes, 2, get_byte(bytes, 2) # 1) where id = $1',
        ['payload $1'],
      ],
      [
        'a salt',
        'update payload set salt = set_byte(salt, 2, get_byte(salt, 2) # 1) where id = $1',
        ['leaf 0', 'exchange'],
      ],
      ['a payload removed', 'delete from payload where id = $1', ['leaf 0']],
      [
        'the frontier',
        'update log_head set frontier = set_byte(frontier, 3, get_byte(frontier, 3) # 1)',
        ['head'],
      ],
    ])('%s', async (_what, damage, places) => {
      if (opened === undefined) return
      const node = await start()
      await grow(node, 10)
      const [leaf] = await database().query<{ payload_id: string }>(
        'select payload_id from leaf where index = 0',
      )
      const payload = leaf?.payload_id ?? ''
      await database().query(damage, damage.includes('$1') ? [payload] : [])
      const found = (await node.log.fsck(() => undefined)).problems.map(({ place }) =>
        place.replace(/^(outgoing message|exchange) .*/, '$1'),
      )
      expect(new Set(found)).toEqual(new Set(places.map((place) => place.replace('$1', payload))))
    })
  })
})

const LOG_TABLES = ['leaf', 'tile', 'checkpoint', 'log_head']

/** A backup of the log, beside it. */
async function saveLog(database: Database): Promise<void> {
  for (const table of LOG_TABLES) {
    await database.query(`drop table if exists saved_${table}`)
    await database.query(`create table saved_${table} as table ${table}`)
  }
}

async function restoreLog(database: Database): Promise<void> {
  for (const table of LOG_TABLES) {
    await database.query(`truncate ${table}`)
    await database.query(`insert into ${table} table saved_${table}`)
  }
}
