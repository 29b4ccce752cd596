import { describe, expect, test } from 'vitest'
import { signCheckpoint } from '../../src/evidence/checkpoint.ts'
import { commit } from '../../src/evidence/commitment.ts'
import { generateLogKey, loadLogSigner } from '../../src/evidence/log-key.ts'
import { leafHash } from '../../src/evidence/merkle.ts'
import { formatReceipt, parseReceipt, verifyReceipt } from '../../src/evidence/receipt.ts'
import { encodeRecord, type EvidenceRecord } from '../../src/evidence/record.ts'
import { sha256, someLeaves, TextbookTree } from './naive-tree.ts'

const signer = loadLogSigner(generateLogKey('log.khorgos.example/one'))
const trust = { vkeys: [signer.vkey] }
const salt = sha256('salt')
const record: EvidenceRecord = {
  v: 1,
  at: '2026-11-21T08:00:00.000Z',
  exchange: 'e',
  kind: 'rejected',
  payload: commit(salt, sha256('payload')),
  code: 'XML_MALFORMED',
}
const bytes = encodeRecord(record)
const leaves = someLeaves(11)
leaves[6] = leafHash(bytes)
const tree = new TextbookTree(leaves)
const checkpoint = signCheckpoint(signer, 11n, tree.root(0, 11))
const receipt = { index: 6n, proof: tree.path(6, 11), checkpoint, salt, record: bytes }
const text = formatReceipt(receipt)
const invalid = (reason: string) =>
  expect.objectContaining({ code: 'EVIDENCE_INVALID', message: expect.stringContaining(reason) })

describe('a receipt', () => {
  test('is a tlog-proof, and proves its record to whoever trusts the log', () => {
    expect(text.split('\n').slice(0, 3)).toEqual([
      'c2sp.org/tlog-proof@v1',
      `extra ${Buffer.concat([salt, bytes]).toString('base64')}`,
      'index 6',
    ])
    expect(text.endsWith(`\n\n${checkpoint}`)).toBe(true)
    const verified = verifyReceipt(text, trust)
    expect(verified).toMatchObject({ record, index: 6n, size: 11n, origin: signer.origin })
    expect(verified.record.kind === 'rejected' && verified.record.payload).toBe(
      commit(verified.salt, sha256('payload')),
    )
  })

  test('is written as it was read', () => {
    expect(formatReceipt(parseReceipt(text))).toBe(text)
  })

  test('in a log of one record has no proof lines', () => {
    const alone = signCheckpoint(signer, 1n, leafHash(bytes))
    expect(
      verifyReceipt(formatReceipt({ ...receipt, index: 0n, proof: [], checkpoint: alone }), trust).size,
    ).toBe(1n)
  })

  test('does not verify, or proves the same, when any character of it is changed', () => {
    const saltEnd = text.indexOf('\nindex')
    for (let at = 0; at < text.length; at++) {
      const changed =
        text.slice(0, at) + String.fromCodePoint((text.codePointAt(at) ?? 0) ^ 1) + text.slice(at + 1)
      // The salt is not signed; a wrong one opens no commitment, which is for the holder of the payload to see.
      const salted = at < saltEnd && at >= 'c2sp.org/tlog-proof@v1\nextra '.length && changesOnlySalt(changed)
      if (!salted) expect(() => verifyReceipt(changed, trust), changed).toThrow(invalid(''))
    }
  })

  const changesOnlySalt = (changed: string): boolean => {
    try {
      return Buffer.from(parseReceipt(changed).record).equals(bytes)
    } catch {
      return false
    }
  }
})

describe('a receipt that proves nothing', () => {
  const refuse = (change: Partial<typeof receipt>, reason: string): void => {
    expect(() => verifyReceipt(formatReceipt({ ...receipt, ...change }), trust)).toThrow(invalid(reason))
  }

  test('is for another index, with a proof too long or too short, or for size 0', () => {
    refuse({ index: 7n }, 'does not lead')
    refuse({ index: 11n }, 'does not lead')
    refuse({ index: 2n ** 53n + 6n }, 'does not lead')
    refuse({ proof: [...receipt.proof, salt] }, 'does not lead')
    refuse({ proof: receipt.proof.slice(1) }, 'does not lead')
    refuse({ checkpoint: signCheckpoint(signer, 0n, tree.root(0, 0)) }, 'does not lead')
    refuse({ checkpoint: signCheckpoint(signer, 2n ** 54n, tree.root(0, 11)) }, 'does not lead')
  })

  test('has a checkpoint of an unknown key or another log', () => {
    const other = loadLogSigner(generateLogKey('log.khorgos.example/two'))
    refuse({ checkpoint: signCheckpoint(other, 11n, tree.root(0, 11)) }, 'no key of the log')
    const impostor = loadLogSigner(generateLogKey(signer.origin))
    refuse({ checkpoint: signCheckpoint(impostor, 11n, tree.root(0, 11)) }, 'no trusted key')
  })

  test.each([
    ['another first line', text.replace('@v1', '@v2'), 'begin with'],
    ['no extra line', text.replace(/extra.*\n/, ''), '"extra"'],
    ['no index line', text.replace(/index.*\n/, ''), '"index"'],
    ['an index with a leading zero', text.replace('index 6', 'index 06'), 'decimal'],
    ['an index in hexadecimal', text.replace('index 6', 'index 0x6'), 'decimal'],
    ['an index over 2^64', text.replace('index 6', 'index 99999999999999999999'), 'decimal'],
    ['extra with padding it does not need', text.replace('\nindex', '=\nindex'), '"extra"'],
    ['extra in the URL alphabet', text.replace('extra ', 'extra _'), '"extra"'],
    [
      'a salt and nothing else',
      text.replace(/extra .*/, `extra ${Buffer.from(salt).toString('base64')}`),
      '"extra"',
    ],
    ['carriage returns', text.replaceAll('\n', '\r\n'), 'no checkpoint'],
    ['a space at a line end', text.replace('index 6\n', 'index 6 \n'), 'decimal'],
    ['no checkpoint', text.slice(0, text.indexOf('\n\n')), 'no checkpoint'],
    [
      '65 proof lines',
      text.replace('index 6', `index 6${`\n${Buffer.from(salt).toString('base64')}`.repeat(61)}`),
      '65',
    ],
    ['a megabyte', `${text}${'x'.repeat(1_000_000)}`, 'too long'],
  ])('has %s', (_, changed, reason) => {
    expect(() => verifyReceipt(changed, trust)).toThrow(invalid(reason))
  })

  test('is never written', () => {
    expect(() => formatReceipt({ ...receipt, salt: new Uint8Array(31) })).toThrow('32 bytes')
    expect(() => formatReceipt({ ...receipt, record: new Uint8Array(65_536) })).toThrow('65536')
    expect(() => commit(new Uint8Array(31), sha256(''))).toThrow('32 bytes')
    expect(() => commit(salt, new Uint8Array(31))).toThrow('32 bytes')
  })
})
