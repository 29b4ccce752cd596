import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { type Entry, packEntries, unpackEntries } from '../../src/evidence/bundle/container.ts'

const MIMETYPE = { path: 'mimetype', bytes: Buffer.from('application/vnd.etsi.asic-e+zip') }
const NOTE = { path: 'folder/note.txt', bytes: Buffer.from('some text') }
const pack = async (...entries: Entry[]): Promise<Buffer> =>
  Buffer.from(await packEntries([MIMETYPE, ...entries]))

const plain = { compress: false, mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true }
async function zipped(fill: (zip: ZipFile) => void, comment = ''): Promise<Buffer> {
  const zip = new ZipFile()
  zip.addBuffer(MIMETYPE.bytes, MIMETYPE.path, plain)
  fill(zip)
  zip.end({ comment, forceZip64Format: false })
  return buffer(zip.outputStream)
}

/** Replaces equally long bytes wherever they stand. */
function patched(bytes: Buffer, from: string, to: string, times = Infinity): Buffer {
  const copy = Buffer.from(bytes)
  for (
    let at = copy.indexOf(from), left = times;
    at >= 0 && left > 0;
    at = copy.indexOf(from, at + 1), left--
  )
    copy.write(to, at, 'latin1')
  return copy
}

const refuse = async (bytes: Uint8Array, reason: string): Promise<void> => {
  await expect(unpackEntries(bytes)).rejects.toMatchObject({
    code: 'EVIDENCE_INVALID',
    message: expect.stringContaining(reason),
  })
}

describe('a container', () => {
  test('gives back its entries in order, and equal entries give equal bytes', async () => {
    const bytes = await pack(NOTE, { path: 'empty', bytes: new Uint8Array() })
    const entries = await unpackEntries(bytes)
    expect(entries.map(({ path }) => path)).toEqual(['mimetype', 'folder/note.txt', 'empty'])
    expect(Buffer.from(entries[1]?.bytes ?? []).toString()).toBe('some text')
    expect(bytes.equals(await pack(NOTE, { path: 'empty', bytes: new Uint8Array() }))).toBe(true)
    expect(bytes.subarray(30, 30 + 8 + 31).toString()).toBe('mimetypeapplication/vnd.etsi.asic-e+zip')
  })

  test('with a compressed entry, which could be a bomb, is refused', async () => {
    const bomb = Buffer.alloc(5_000_000)
    await refuse(
      await zipped((zip) => zip.addBuffer(bomb, 'bomb', { ...plain, compress: true })),
      'bomb is compressed',
    )
  })

  test.each([
    ['leads upwards', '../xx/evil'],
    ['is absolute', '/aaaa/evil'],
    ['is a drive', 'C:/aa/evil'],
    ['has a backslash', 'aaaa\\xevil'],
    ['hides a dot', 'aaaa/.evil'],
    ['is doubled up', 'aaaa//evil'],
    ['has a control character', 'aaaa/\u0007evil'],
    ['has a space', 'aaaa/ evil'],
    ['is a folder', 'aaaa/evil/'],
  ])('with a name that %s is refused', async (_, name) => {
    const bytes = await pack({ path: 'aaaaa/evil', bytes: NOTE.bytes })
    await refuse(patched(bytes, 'aaaaa/evil', name), '')
  })

  test('with one name twice, or twice but for letter case, is refused', async () => {
    const other = await pack(NOTE, { path: 'folder/nota.txt', bytes: NOTE.bytes })
    await refuse(patched(other, 'nota', 'note'), 'two entries are called')
    await refuse(patched(other, 'nota', 'Note'), 'two entries are called')
  })

  test('with two names for one entry is refused', async () => {
    await refuse(patched(await pack(NOTE), 'folder/note', 'folder/evil', 1), 'has two names')
  })

  test('without mimetype as its first entry, stored and exact, is refused', async () => {
    await refuse(Buffer.from(await packEntries([NOTE, MIMETYPE])), 'not "mimetype"')
    await refuse(Buffer.from(await packEntries([])), 'not "mimetype"')
    await refuse(
      Buffer.from(await packEntries([{ ...MIMETYPE, bytes: Buffer.from('application/zip') }])),
      'is not app',
    )
    await refuse(
      Buffer.from(
        await packEntries([{ ...MIMETYPE, bytes: Buffer.concat([MIMETYPE.bytes, Buffer.from('\n')]) }]),
      ),
      'is not app',
    )
  })

  test('with bytes before, between or behind its parts is refused', async () => {
    const bytes = await pack(NOTE)
    await refuse(Buffer.concat([Buffer.from('#!/bin/sh\n'), bytes]), '')
    await refuse(Buffer.concat([bytes, Buffer.from('\n')]), 'does not end as a ZIP file')
    await refuse(
      await zipped((zip) => zip.addBuffer(NOTE.bytes, NOTE.path, plain), 'a comment'),
      'does not end',
    )
    const gap = Buffer.concat([bytes.subarray(0, 69), Buffer.from('hidden'), bytes.subarray(69)])
    gap.writeUInt32LE(gap.readUInt32LE(gap.length - 6) + 6, gap.length - 6)
    await refuse(gap, '')
    const directory = bytes.readUInt32LE(bytes.length - 6)
    const tail = Buffer.concat([
      bytes.subarray(0, directory),
      Buffer.from('hidden'),
      bytes.subarray(directory),
    ])
    tail.writeUInt32LE(directory + 6, tail.length - 6)
    await refuse(tail, 'stray bytes behind the entries')
  })

  test('that hides a comment in its end record is refused', async () => {
    const bytes = await pack(NOTE)
    bytes.writeUInt16LE(1, bytes.length - 2)
    await refuse(bytes, 'comment or several disks')
  })

  test('with an entry streamed, with extra fields or as a link is refused', async () => {
    const streamed = await zipped((zip) => zip.addReadStream(Readable.from([NOTE.bytes]), NOTE.path, plain))
    await refuse(streamed, 'flags that are not allowed')
    const timed = await zipped((zip) =>
      zip.addBuffer(NOTE.bytes, NOTE.path, { ...plain, forceDosTimestamp: false }),
    )
    await refuse(timed, 'extra fields')
    const link = await zipped((zip) => zip.addBuffer(NOTE.bytes, NOTE.path, { ...plain, mode: 0o120777 }))
    await refuse(link, 'not a plain file')
  })

  test('with a damaged entry is refused', async () => {
    await refuse(patched(await pack(NOTE), 'some text', 'some tixt'), 'CRC-32')
    expect(crc32('some text')).not.toBe(crc32('some tixt'))
  })

  test('with too many entries is refused before they are read', async () => {
    const many = Array.from({ length: 2001 }, (_, at) => ({ path: `e${at}`, bytes: new Uint8Array() }))
    await refuse(await pack(...many), '2002 entries')
  })

  test('damaged anywhere is refused or gives the same entries, and never crashes', async () => {
    const bytes = await pack(NOTE)
    const [, expected] = await unpackEntries(bytes)
    for (let at = 0; at < bytes.length; at++) {
      const copy = Buffer.from(bytes)
      copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8))
      const outcome = await unpackEntries(copy).catch((error: unknown) => error)
      if (Array.isArray(outcome)) expect(outcome[1]).toEqual(expected)
      else expect(outcome).toMatchObject({ code: 'EVIDENCE_INVALID' })
    }
  })
})
