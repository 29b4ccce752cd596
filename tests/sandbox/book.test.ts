import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createBook, type Effect } from '../../src/sandbox/counterpart/book.ts'

const EFFECT: Effect = {
  messageId: 'M1',
  deliveryId: 'D1',
  digest: 'aa',
  at: '2026-11-21T08:00:00.000Z',
  reply: Buffer.from('<ok/>'),
  push: Buffer.from('<later/>'),
}

let folder: string
let ledger: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'khorgos-book-'))
  ledger = join(folder, 'book.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a book of effects', () => {
  test('finds a repetition by message id and by delivery id', () => {
    const book = createBook()
    book.record(EFFECT)
    expect(book.find({ messageId: 'M1', deliveryId: 'D2', digest: 'aa' })).toEqual(EFFECT)
    expect(book.find({ messageId: 'M2', deliveryId: 'D2', digest: 'aa' })).toBeUndefined()
  })

  test.each([
    ['a message id with another content', { messageId: 'M1', deliveryId: 'D2', digest: 'bb' }],
    ['a delivery id with another message', { messageId: 'M2', deliveryId: 'D1', digest: 'aa' }],
  ])('refuses %s', (_, delivery) => {
    const book = createBook()
    book.record(EFFECT)
    expect(() => book.find(delivery)).toThrow(expect.objectContaining({ code: 'MESSAGE_ID_REUSED' }))
  })

  test('remembers what was pushed and how many deliveries there were', () => {
    const book = createBook()
    book.record(EFFECT)
    book.countDelivery('M1')
    book.countDelivery('M1')
    expect([book.deliveries, book.isUnpushed(EFFECT)]).toEqual([2, true])
    book.markPushed('M1')
    expect(book.isUnpushed(EFFECT)).toBe(false)
    expect(book.isUnpushed({ ...EFFECT, messageId: 'M3', push: undefined })).toBe(false)
  })

  test('survives its process with a ledger file, byte for byte, readable by its owner only', () => {
    const before = createBook(ledger)
    before.record(EFFECT)
    before.record({ ...EFFECT, messageId: 'M2', deliveryId: 'D2', push: undefined })
    before.countDelivery('M1')
    before.markPushed('M1')
    before.close()
    const after = createBook(ledger)
    expect(after.effects).toEqual(before.effects)
    expect([after.deliveries, after.isUnpushed(EFFECT)]).toEqual([1, false])
    expect(statSync(ledger).mode & 0o777).toBe(0o600)
    after.close()
  })

  test('cuts off the half line that a crash left, and goes on', () => {
    const before = createBook(ledger)
    before.record(EFFECT)
    before.close()
    const whole = readFileSync(ledger, 'utf8')
    appendFileSync(ledger, '{"kind":"effect","messageId":"M2"')
    const after = createBook(ledger)
    expect(after.effects.map(({ messageId }) => messageId)).toEqual(['M1'])
    after.record({ ...EFFECT, messageId: 'M2', deliveryId: 'D2' })
    after.close()
    expect(readFileSync(ledger, 'utf8').startsWith(whole)).toBe(true)
    expect(createBook(ledger).effects.map(({ messageId }) => messageId)).toEqual(['M1', 'M2'])
  })
})
