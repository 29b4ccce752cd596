import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFramer, simpleQuery } from '../../src/store/embedded/wire.ts'

const startup = Buffer.from([0, 0, 0, 8, 0, 3, 0, 0])
const message = (type: string, length: number): Buffer => {
  const bytes = Buffer.alloc(5 + length, type)
  bytes.writeUInt32BE(4 + length, 1)
  return bytes
}
const statement = [message('P', 30), message('B', 300), message('D', 6), message('E', 9), message('S', 0)]

describe('the framing of the wire protocol', () => {
  test('hands over whole units only, however the bytes arrive', () => {
    const whole = Buffer.concat([startup, ...statement, ...statement, simpleQuery('select 1'), ...statement])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: whole.length - 1 }), { maxLength: 12 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), whole.length]
        const framer = createFramer()
        const units = edges
          .slice(1)
          .flatMap((end, at) => framer.push(new Uint8Array(whole.subarray(edges[at], end))))
        expect(Buffer.concat(units.map(({ bytes }) => bytes))).toEqual(whole)
        expect(units.map(({ kind }) => kind).indexOf('startup')).toBe(0)
        for (const { bytes, kind } of units) if (kind === 'work') expect(endsUnit(bytes)).toBe(true)
      }),
    )
  })

  test('keeps back a statement without its Sync', () => {
    const framer = createFramer()
    framer.push(startup)
    expect(framer.push(Buffer.concat(statement.slice(0, 4)))).toEqual([])
    expect(framer.push(message('S', 0))).toHaveLength(1)
  })

  test('knows the end of a connection', () => {
    const framer = createFramer()
    framer.push(startup)
    const units = framer.push(Buffer.concat([...statement, message('X', 0)]))
    expect(units.map(({ kind }) => kind)).toEqual(['work', 'terminate'])
  })
})

/** Whether the last message is a Sync or a Query. */
function endsUnit(bytes: Uint8Array): boolean {
  let last = 0
  for (let at = 0; at < bytes.length; at += 1 + Buffer.from(bytes).readUInt32BE(at + 1)) last = at
  return ['S', 'Q'].includes(String.fromCharCode(bytes[last] ?? 0))
}
