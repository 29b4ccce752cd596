import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockFolder } from '../../src/store/embedded/folder-lock.ts'

describe('the lock of a data folder', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'khorgos-lock-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const held = (holder: { pid: number; host: string; started: string }, secondsAgo: number): void => {
    const path = join(folder, 'lock')
    writeFileSync(path, JSON.stringify({ token: 'other', ...holder }))
    utimesSync(path, Date.now() / 1000 - secondsAgo, Date.now() / 1000 - secondsAgo)
  }

  test('is refused while its holder lives, and leaves nothing behind when it is given back', () => {
    const unlock = lockFolder(folder)
    expect(() => lockFolder(folder)).toThrow(/in use by process/)
    unlock()
    expect(readdirSync(folder)).toEqual([])
    lockFolder(folder)()
  })

  test('is taken from a process that is gone', () => {
    held({ pid: 2 ** 22 + 1, host: hostname(), started: '1' }, 0)
    lockFolder(folder)()
  })

  test('is taken from a process whose id another process has now, as in a restarted container', () => {
    held({ pid: process.pid, host: hostname(), started: '1' }, 0)
    lockFolder(folder)()
    held({ pid: process.ppid, host: hostname(), started: '1' }, 0)
    lockFolder(folder)()
  })

  test('is left to a holder on another host that touches it, and taken when it no longer does', () => {
    held({ pid: 1, host: 'elsewhere', started: '1' }, 5)
    expect(() => lockFolder(folder)).toThrow(/process 1 on elsewhere/)
    held({ pid: 1, host: 'elsewhere', started: '1' }, 60)
    lockFolder(folder)()
  })

  test('is taken when its file holds nothing', () => {
    writeFileSync(join(folder, 'lock'), '')
    lockFolder(folder)()
  })
})
