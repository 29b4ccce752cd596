import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseCheckpoint, signCheckpoint } from '../../src/evidence/checkpoint.ts'
import { EMPTY_ROOT } from '../../src/evidence/merkle.ts'
import { publishedIn } from '../../src/evidence/published.ts'
import { newSigner } from '../exchange/node.ts'

describe('the file of the last published checkpoint', () => {
  const signer = newSigner()
  const at = (size: bigint): { size: bigint; note: string } => ({
    size,
    note: signCheckpoint(signer, size, EMPTY_ROOT),
  })
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'khorgos-published-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const stored = async (): Promise<bigint> =>
    parseCheckpoint(await readFile(join(folder, 'published-checkpoint'), 'utf8')).size

  test('never goes back to an older one, also after a restart', async () => {
    const published = publishedIn(folder)
    expect(await published.read(signer.vkey)).toBeUndefined()
    await Promise.all([3n, 9n, 5n, 1n].map((size) => published.write(at(size))))
    expect(await stored()).toBe(9n)
    const again = publishedIn(folder)
    expect((await again.read(signer.vkey))?.size).toBe(9n)
    await again.write(at(7n))
    expect(await stored()).toBe(9n)
    expect(await readdir(folder)).toEqual(['published-checkpoint'])
  })

  test('clears away what a killed run had not renamed', async () => {
    await writeFile(join(folder, 'published-checkpoint.half'), 'half a che')
    expect(await publishedIn(folder).read(signer.vkey)).toBeUndefined()
    expect(await readdir(folder)).toEqual([])
  })

  test('tells its caller when it could not be written, and takes the next one', async () => {
    const published = publishedIn(join(folder, 'not-yet'))
    await expect(published.write(at(1n))).rejects.toThrow('ENOENT')
    await published.read(signer.vkey)
    await published.write(at(2n))
    expect((await publishedIn(join(folder, 'not-yet')).read(signer.vkey))?.size).toBe(2n)
  })

  test('is believed only under the key of the log', async () => {
    await publishedIn(folder).write(at(4n))
    await expect(publishedIn(folder).read(newSigner().vkey)).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
  })
})
