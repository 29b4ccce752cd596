import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { balanceId } from '../../src/evidence/balance-id.ts'
import { noStandings, post, type Standings } from '../../src/evidence/postings.ts'
import type { EndedRecord, EvidenceRecord, PostedAmount, PostedRecord } from '../../src/evidence/record.ts'
import { addDecimals, multiplyDecimals, roundDecimal } from '../../src/model/decimal.ts'

const HASH = 'ab'.repeat(32)
const ids = (letter: string) => (at: number) => `0199f3a1-0000-7000-8000-0000000000${letter}${at}`
const [balanceOf, writeOffOf] = [ids('b'), ids('a')]

function record(
  kind: PostedRecord['kind'],
  writeOff: string,
  postings: readonly PostedAmount[],
): PostedRecord {
  return {
    v: 1,
    at: '2026-11-21T08:00:00.000Z',
    kind,
    writeOff,
    by: 'cn-clearance',
    agreement: HASH,
    payload: HASH,
    signature: { profile: 'jws', algorithm: 'ES256', keyId: HASH },
    postings,
  }
}
const fold = (records: readonly EvidenceRecord[], standings: Standings = noStandings()): string[] =>
  records.flatMap((each) => post(standings, each))

const [one, other] = [writeOffOf(1), writeOffOf(2)]
const of = (changes: Partial<PostedAmount>): PostedAmount => ({
  balance: balanceOf(0),
  total: '100.5',
  reserved: '0',
  used: '0',
  ...changes,
})
const reserved = record('reserved', one, [of({ reserved: '60' })])

describe('the fold', () => {
  test('says where each balance stands', () => {
    const standings = noStandings()
    const records = [
      reserved,
      record('used', one, [of({ reserved: '-60', used: '59.75' })]),
      record('reserved', other, [of({ reserved: '40.75' }), of({ balance: balanceOf(1), reserved: '0.1' })]),
      record('released', one, [of({ used: '-59.75' })]),
    ]
    expect(fold(records, standings)).toEqual([])
    expect([...standings.balances.values()]).toEqual([
      { total: '100.5', carried: '0', reserved: '40.75', used: '0', postings: 4 },
      { total: '100.5', carried: '0', reserved: '0.1', used: '0', postings: 1 },
    ])
    expect([...standings.held]).toEqual([
      [`${other} ${balanceOf(0)}`, { reserved: '40.75', used: '0' }],
      [`${other} ${balanceOf(1)}`, { reserved: '0.1', used: '0' }],
    ])
  })

  test('passes over records that post nothing', () => {
    const { postings: _, ...head } = record('reserved', one, [])
    expect(fold([{ ...head, kind: 'declined' }])).toEqual([])
  })

  test.each<readonly [string, readonly EvidenceRecord[], readonly string[]]>([
    [
      'more than the total',
      [reserved, record('reserved', other, [of({ reserved: '40.6' })])],
      ['goes above its total'],
    ],
    [
      'more than is left of what was carried',
      [record('reserved', one, [of({ reserved: '60', carried: '40.6' })])],
      ['goes above its total'],
    ],
    [
      'a total that grew',
      [reserved, record('reserved', other, [of({ reserved: '1', total: '1000' })])],
      ['has another total than before'],
    ],
    [
      'something carried later',
      [reserved, record('reserved', other, [of({ reserved: '1', carried: '1' })])],
      ['says again what it took over'],
    ],
    [
      'less than nothing',
      [record('released', one, [of({ reserved: '-1' })])],
      ['falls below zero', 'gives up what the write-off does not hold'],
    ],
    [
      "another's reservation given back",
      [reserved, record('released', other, [of({ reserved: '-60' })])],
      ['gives up what the write-off does not hold'],
    ],
    [
      'a release made twice, while another holds as much',
      [
        reserved,
        record('reserved', other, [of({ reserved: '40' })]),
        record('released', one, [of({ reserved: '-60' })]),
        record('released', one, [of({ reserved: '-40' })]),
      ],
      ['gives up what the write-off does not hold'],
    ],
    [
      'a release that takes',
      [reserved, record('released', one, [of({ reserved: '-60', used: '60' })])],
      ['changes as nothing that is released does'],
    ],
    [
      'a reservation that uses',
      [record('reserved', one, [of({ used: '1' })])],
      ['changes as nothing that is reserved does'],
    ],
    [
      'a use that reserves',
      [record('used', one, [of({ reserved: '1', used: '1' })])],
      ['changes as nothing that is used does'],
    ],
    [
      'one balance twice in a record',
      [record('reserved', one, [of({ reserved: '1' }), of({ reserved: '1' })])],
      ['is posted to twice'],
    ],
  ])('finds %s', (_what, records, expected) => {
    expect(fold(records)).toEqual(expected.map((problem) => `balance ${balanceOf(0)} ${problem}`))
  })
})

describe('whatever was written off', () => {
  const TOTALS = ['10', '25.15', '0.000001']
  /** What somebody tries: a step of a write-off, and which share of what it could take it takes. */
  const attempt = fc.record({
    balance: fc.nat(TOTALS.length - 1),
    writeOff: fc.nat(5),
    kind: fc.constantFrom('reserved', 'used', 'released'),
    share: fc.constantFrom('0.1', '0.25', '0.5', '1'),
  })
  const attempts = fc.array(attempt, { minLength: 1, maxLength: 40 })

  test('the fold finds nothing wrong, and stands where a plain sum stands', () => {
    fc.assert(
      fc.property(attempts, (tried) => {
        const { records, sums } = allowed(tried)
        const standings = noStandings()
        expect(fold(records, standings)).toEqual([])
        for (const [balance, sum] of sums) expect(standings.balances.get(balance)).toMatchObject(sum)
      }),
    )
  })

  test('it finds the one record that takes a little too much or gives back a little too much', () => {
    const wrong = fc.constantFrom('above', 'below', 'foreign')
    fc.assert(
      fc.property(attempts, fc.nat(), wrong, (tried, place, how) => {
        const { records } = allowed(tried)
        fc.pre(records.length > 0)
        const at = (place % records.length) + 1
        const standings = noStandings()
        expect(fold(records.slice(0, at), standings)).toEqual([])
        const [balance, standing] = [...standings.balances][place % standings.balances.size] ?? []
        if (balance === undefined || standing === undefined) throw new Error('nothing stands')
        const { total, reserved: taken, used } = standing
        const [left, little] = [addDecimals(total, minus(addDecimals(taken, used))), '0.000000001']
        const bad = {
          above: record('reserved', writeOffOf(9), [
            of({ balance, total, reserved: addDecimals(left, little) }),
          ]),
          below: record('released', writeOffOf(9), [
            of({ balance, total, reserved: minus(addDecimals(taken, little)) }),
          ]),
          foreign: record('released', writeOffOf(9), [of({ balance, total, used: minus(used) })]),
        }[how]
        fc.pre(how !== 'foreign' || used !== '0')
        expect(post(standings, bad).length).toBeGreaterThan(0)
      }),
    )
  })

  test('a record left out is found as soon as what it took is given up', () => {
    fc.assert(
      fc.property(attempts, fc.nat(), (tried, place) => {
        const { records, closing } = allowed(tried)
        const taking = records.filter(({ kind }) => kind !== 'released')
        fc.pre(taking.length > 0)
        const out = taking[place % taking.length]
        const problems = fold([...records.filter((each) => each !== out), ...closing])
        expect(problems).toContainEqual(expect.stringContaining('does not hold'))
        expect(fold([...records, ...closing])).toEqual([])
      }),
    )
  })

  type Attempt = typeof attempt extends fc.Arbitrary<infer T> ? T : never

  /** A ledger in twenty lines: what is allowed of what was tried, and the releases that would end it all. */
  function allowed(tried: readonly Attempt[]) {
    const sums = new Map<string, Amounts>()
    const held = new Map<string, Amounts & { readonly release: () => PostedRecord }>()
    const records = tried.flatMap(({ balance: at, writeOff: by, kind, share }) => {
      const [balance, writeOff, total] = [balanceOf(at), writeOffOf(by), TOTALS[at] ?? '0']
      const [sum, own] = [sums.get(balance) ?? NONE, held.get(writeOff + balance) ?? NONE]
      const left = addDecimals(total, minus(addDecimals(sum.reserved, sum.used)))
      const released = { reserved: minus(own.reserved), used: minus(own.used) }
      const change = {
        reserved: { reserved: part(left, share), used: '0' },
        used: { reserved: minus(own.reserved), used: part(own.reserved, share) },
        released,
      }[kind]
      if (change.reserved === '0' && change.used === '0') return []
      const now = plus(own, change)
      const rest = { reserved: minus(now.reserved), used: minus(now.used) }
      const release = () => record('released', writeOff, [of({ balance, total, ...rest })])
      sums.set(balance, plus(sum, change))
      held.set(writeOff + balance, { ...now, release })
      return [record(kind, writeOff, [of({ balance, total, ...change })])]
    })
    return { records, sums, closing: [...held.values()].map(({ release }) => release()) }
  }
})

interface Amounts {
  readonly reserved: string
  readonly used: string
}
const NONE: Amounts = { reserved: '0', used: '0' }
const plus = (left: Amounts, right: Amounts): Amounts => ({
  reserved: addDecimals(left.reserved, right.reserved),
  used: addDecimals(left.used, right.used),
})
const minus = (value: string): string => multiplyDecimals(value, '-1')
const part = (value: string, share: string): string => roundDecimal(multiplyDecimals(value, share), 9)

describe('the name of a balance', () => {
  const seed = '00112233445566778899aabbccddeeff'

  test('is a UUIDv8 of the hash that anybody can make', () => {
    const input = Buffer.concat([
      Buffer.from('khorgos-balance'),
      Buffer.from(seed, 'hex'),
      Buffer.from('1\0quantity'),
    ])
    const hex = createHash('sha256').update(input).digest('hex')
    const id = balanceId(seed, 1, 'quantity')
    expect(id).toBe('c1b0601a-5b83-815f-8a63-5a76a4e58857')
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(id.slice(0, 13)).toBe(`${hex.slice(0, 8)}-${hex.slice(8, 12)}`)
    expect(id.slice(-12)).toBe(hex.slice(20, 32))
  })

  test('is another for another document, line or measure', () => {
    const names = [
      balanceId(seed, 1, 'quantity'),
      balanceId(seed, 1, 'value'),
      balanceId(seed, 11, 'quantity'),
      balanceId(seed, 0, 'value'),
      balanceId(seed.replace('00', '01'), 1, 'quantity'),
    ]
    expect(new Set(names).size).toBe(names.length)
  })

  test.each([
    ['a short seed', seed.slice(2), 1],
    ['a seed in upper case', seed.toUpperCase(), 1],
    ['a line before the first', seed, -1],
    ['half a line', seed, 1.5],
  ])('is not made of %s', (_what, from, line) => {
    expect(() => balanceId(from, line, 'quantity')).toThrow(RangeError)
  })
})

describe('a reservation with an end', () => {
  const until = '2026-12-01T10:00:00.000Z'
  const made: PostedRecord = { ...reserved, until }
  const ended = (change: Partial<EndedRecord> = {}): EndedRecord => {
    const { by: agency, agreement: _, ...head } = reserved
    return {
      ...head,
      kind: 'ended',
      agency,
      at: until,
      until,
      postings: [of({ reserved: '-60' })],
      ...change,
    }
  }
  const after = (...records: readonly EvidenceRecord[]): string[] => fold([made, ...records])

  test('goes back when its time is over, and somebody else may have it', () => {
    const standings = noStandings()
    const others = record('reserved', other, [of({ reserved: '100.5' })])
    expect(fold([made, ended(), others], standings)).toEqual([])
    expect([...standings.held.keys()]).toEqual([`${other} ${balanceOf(0)}`])
  })

  test('does not end before its time, nor at another than it was made for', () => {
    const [early, later] = ['2026-12-01T09:59:59.999Z', '2026-12-02T10:00:00.000Z']
    expect(after(ended({ at: early }))).toEqual([expect.stringMatching(/ is given back before its time$/)])
    expect(after(ended({ until: early }))).toEqual([expect.stringMatching(/ was not reserved until then$/)])
    expect(after(ended({ until: later, at: later }))).toHaveLength(1)
    expect(fold([reserved, ended()])).toEqual([expect.stringMatching(/ was not reserved until then$/)])
  })

  test('is not used when its time is over, and until then it is', () => {
    const used = record('used', one, [of({ reserved: '-60', used: '60' })])
    expect(after({ ...used, at: '2026-12-01T09:59:59.999Z' })).toEqual([])
    expect(after({ ...used, at: until })).toEqual([expect.stringMatching(/ is used after its time$/)])
  })

  test('ends once, and takes nothing that was used', () => {
    const used = record('used', one, [of({ reserved: '-60', used: '60' })])
    expect(after(ended(), ended())).toContainEqual(expect.stringMatching(/ falls below zero$/))
    expect(after(used, ended())).toContainEqual(
      expect.stringMatching(/ gives up what the write-off does not/),
    )
    expect(after(ended({ postings: [of({ reserved: '-60', used: '1' })] }))).toContainEqual(
      expect.stringMatching(/ changes as nothing that is ended does$/),
    )
  })
})
