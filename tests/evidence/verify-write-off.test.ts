import { beforeAll, describe, expect, test } from 'vitest'
import type { BundleTrust } from '../../src/evidence/bundle-trust.ts'
import type { EvidenceRecord, PostedAmount, PostedRecord } from '../../src/evidence/record.ts'
import { type StatementVerdict, verifyStatement } from '../../src/evidence/verify-statement.ts'
import type { PostedLine, WriteOff } from '../../src/model/generated/verification/write-off.ts'
import { createParties, type Parties, trustIn } from './bundle-fixture.ts'
import { ALL_PASS, failed, verdictOn } from './open-checks.ts'
import {
  answerIn,
  signedAnswer,
  signedWriteOff,
  writeOffIn,
  type WriteOffChanges,
} from './statement-fixture.ts'

let parties: Parties
let trust: BundleTrust

beforeAll(async () => {
  parties = await createParties()
  trust = trustIn(parties)
})

const verified = (file: unknown, by: BundleTrust | undefined = trust): StatementVerdict => verdictOn(file, by)

const failedAfter = (changes: WriteOffChanges): string[] => failed(verified(signedWriteOff(parties, changes)))

/** The sentence of the check that compares record and statement. */
const recordAfter = (changes: WriteOffChanges): string => {
  const verdict = verified(signedWriteOff(parties, changes))
  expect(failed(verdict)).toEqual(['record'])
  return verdict.checks.find(({ check }) => check === 'record')?.detail ?? ''
}

describe('a signed write-off', () => {
  test.each([
    ['reserved', 0],
    ['used', 1],
    ['released', 2],
    ['ended', 3],
  ])('that was %s is valid to whoever trusts the gateway and its log', (state, example) => {
    const verdict = verified(signedWriteOff(parties, { example }))
    expect(verdict.checks.map(({ check, result }) => `${check} ${result}`)).toEqual(ALL_PASS)
    expect(verdict).toMatchObject({
      verdict: 'valid',
      writeOff: writeOffIn(parties, example),
      record: { index: 9n, record: { kind: state } },
    })
    expect(verdict.answer).toBeUndefined()
  })

  test('that was declined has no postings, and its record none', () => {
    const declined = ({ reservedUntil: _u, ...said }: WriteOff) => ({
      ...said,
      state: 'declined' as const,
      lines: [],
    })
    const record = (posted: EvidenceRecord): EvidenceRecord => {
      const { postings: _, kind: __, until: ___, ...head } = postedIn(posted)
      return { ...head, kind: 'declined' }
    }
    expect(verified(signedWriteOff(parties, { writeOff: declined, record })).verdict).toBe('valid')
    const differs = 'another state, end of the reservation, number of postings'
    expect(recordAfter({ writeOff: declined })).toContain(differs)
    expect(recordAfter({ record })).toContain(differs)
  })

  test('is valid to no one else: not established without trust, invalid with another’s', () => {
    const file = signedWriteOff(parties)
    expect(verifyStatement(Buffer.from(JSON.stringify(file))).verdict).toBe('not-established')
    expect(failed(verified(file, { ...trust, gatewayKeyIds: [] }))).toEqual(['gateway-key-trusted'])
    expect(failed(verified(file, { ...trust, vkeys: [] }))).toEqual(['log-key-trusted'])
  })

  test('is invalid when any single byte of it is another one', () => {
    const bytes = Buffer.from(JSON.stringify(signedWriteOff(parties, { example: 1 })))
    const survivors: number[] = []
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      if (verifyStatement(changed, trust).verdict !== 'invalid') survivors.push(at)
    }
    expect(bytes.length).toBeGreaterThan(2_000)
    expect(survivors).toEqual([])
  }, 120_000)
})

describe('a forged write-off', () => {
  test('signed with a key of the forger is not the gateway’s', () => {
    expect(failedAfter({ signer: parties.cn })).toEqual(['gateway-key-trusted', 'record'])
  })

  test('with the receipt of another one fails', () => {
    const other = signedWriteOff(parties, { writeOff: (said) => ({ ...said, previous: '7' }) })
    expect(failed(verified({ ...signedWriteOff(parties), header: other.header }))).toEqual(['commitment'])
  })

  test('with the receipt of another step of the same write-off fails', () => {
    const { header } = signedWriteOff(parties, { example: 1 })
    expect(failed(verified({ ...signedWriteOff(parties), header }))).toEqual(['record', 'commitment'])
  })

  test('that commits to other bytes fails', () => {
    expect(failedAfter({ committed: Buffer.from('{"v":1}') })).toEqual(['commitment'])
  })

  test('that says another end of the reservation than its record fails', () => {
    const later = (said: WriteOff) => ({ ...said, reservedUntil: '2026-12-09T10:00:00.000Z' })
    expect(recordAfter({ writeOff: later })).toContain('another end of the reservation')
    expect(recordAfter({ writeOff: later, example: 3 })).toContain('another end of the reservation')
    const endless = ({ reservedUntil: _u, ...said }: WriteOff) => said
    expect(recordAfter({ writeOff: endless })).toContain('another end of the reservation')
  })

  test('that its agency is said to have released, while its record says that it ended, fails', () => {
    const asked = ({ reason: _r, ...said }: WriteOff) => ({
      ...said,
      instruction: { reason: { code: 'over' } },
    })
    expect(recordAfter({ writeOff: asked, example: 3 })).toContain('another reason')
    const ended = (said: WriteOff) => ({ ...said, reason: 'RESERVATION_ENDED' as const })
    expect(recordAfter({ writeOff: ended, example: 2 })).toContain('another reason')
  })

  test('has to follow the schema, though it be signed', () => {
    expect(failedAfter({ writeOff: (said) => ({ ...said, note: 'trust me' }) })).toEqual(['statement-form'])
    expect(failedAfter({ writeOff: (said) => ({ ...said, state: 'gone' }) })).toEqual(['statement-form'])
  })
})

describe('a write-off and an answer', () => {
  test('never pass for each other: the type that is signed decides how the rest is read', () => {
    const [answer, writeOff] = [signedAnswer(parties), signedWriteOff(parties)]
    expect(failed(verified(signedAnswer(parties, { typ: 'khorgos-write-off' })))).toEqual(['statement-form'])
    expect(failedAfter({ typ: 'khorgos-answer' })).toEqual(['statement-form'])
    expect(failedAfter({ typ: 'khorgos-notice' })).toEqual(['statement-form'])
    // Under the header of the other, which was signed over something else.
    expect(verified({ ...answer, payload: writeOff.payload }).verdict).toBe('invalid')
    expect(verified({ ...answer, protected: writeOff.protected }).verdict).toBe('invalid')
    expect(failed(verified({ ...writeOff, payload: answer.payload }))).toEqual(['statement-form'])
    expect(failed(verified({ ...answer, protected: writeOff.protected, payload: writeOff.payload }))).toEqual(
      ['statement-signature', 'record', 'commitment'],
    )
  })

  test('do not pass with the record of the other', () => {
    const answered = signedAnswer(parties)
    const written = signedWriteOff(parties)
    expect(failed(verified({ ...answered, header: written.header }))).toEqual(['record', 'commitment'])
    expect(failed(verified({ ...written, header: answered.header }))).toEqual(['record', 'commitment'])
  })

  test('are told apart by whoever waits for one of them', () => {
    expect(verified(signedAnswer(parties))).toMatchObject({ answer: answerIn(parties), writeOff: undefined })
    expect(verified(signedWriteOff(parties))).toMatchObject({ answer: undefined })
  })
})

describe('a write-off that its record does not bear out', () => {
  test.each<[string, Partial<PostedRecord>]>([
    ['write-off', { writeOff: '0193e0b1-0000-7c44-8d11-2b3c4d5e6f70' }],
    ['asker', { by: 'cn-bank' }],
    ['state', { kind: 'used' }],
    ['time', { at: '2026-11-22T08:40:00.501Z' }],
    ['key', { signature: { profile: 'jws', algorithm: 'ES256', keyId: 'ef'.repeat(32) } }],
  ])('fails for another %s', (name, change) => {
    // Only what is reserved has an end.
    const record = (of: EvidenceRecord): EvidenceRecord => {
      const { until, ...posted } = postedIn(of)
      const asReserved = change.kind === undefined && until !== undefined ? { until } : {}
      return { ...posted, ...asReserved, ...change }
    }
    expect(recordAfter({ record })).toContain(`another ${name}`)
  })

  test.each<[string, Partial<PostedAmount>]>([
    ['balance', { balance: 'b3c1a0d2-1111-8222-9333-444455556667' }],
    ['reserved amount', { reserved: '12000.001' }],
    ['used amount', { used: '0.001' }],
    ['total', { total: '25151' }],
    ['carried amount', { carried: '1' }],
  ])('fails for another %s', (name, change) => {
    expect(recordAfter({ record: (record) => postingIn(record, change) })).toContain(
      `another ${name} of line 1 (quantity)`,
    )
  })

  test('fails for a posting more or a posting less', () => {
    const twice = (record: EvidenceRecord): EvidenceRecord => {
      const posted = postedIn(record)
      const [one] = posted.postings
      const other = { balance: 'b3c1a0d2-1111-8222-9333-444455556667', total: '9', reserved: '9', used: '0' }
      return { ...posted, postings: one === undefined ? [] : [one, other] }
    }
    expect(recordAfter({ record: twice })).toContain('another number of postings')
    const lineMore = (said: WriteOff) => ({
      ...said,
      lines: said.lines.flatMap((line) => [line, { ...line, line: 2 }]),
    })
    expect(recordAfter({ writeOff: lineMore })).toContain('another number of postings')
  })

  test.each<[string, Partial<PostedLine>]>([
    ['reserved amount', { posted: { reserved: '11999', used: '0' } }],
    ['used amount', { posted: { reserved: '12000', used: '1' } }],
    ['total', { balance: { total: '99999', reserved: '12000', used: '0', available: '87999' } }],
  ])('fails for another %s in what was signed', (name, change) => {
    const writeOff = (said: WriteOff) => ({
      ...said,
      lines: said.lines.map((line) => ({ ...line, ...change })),
    })
    expect(recordAfter({ writeOff })).toContain(`another ${name} of line 1 (quantity)`)
  })

  test('passes where the agreement does not show what is left: the total stands in the record alone', () => {
    const blind = (said: WriteOff) => ({
      ...said,
      lines: said.lines.map((line) => {
        const { balance: _, ...rest } = line
        return rest
      }),
    })
    expect(verified(signedWriteOff(parties, { writeOff: blind })).verdict).toBe('valid')
  })

  test('passes with what was carried over, where both say it', () => {
    const carried = '150'
    const writeOff = (said: WriteOff) => ({
      ...said,
      lines: said.lines.map(({ balance, ...line }) => ({
        ...line,
        balance: balance && { ...balance, carried },
      })),
    })
    expect(
      verified(signedWriteOff(parties, { writeOff, record: (record) => postingIn(record, { carried }) }))
        .verdict,
    ).toBe('valid')
  })
})

function postedIn(record: EvidenceRecord): PostedRecord {
  if (!('postings' in record) || record.kind === 'ended') throw new Error('nothing was posted')
  return record
}

function postingIn(record: EvidenceRecord, change: Partial<PostedAmount>): EvidenceRecord {
  const posted = postedIn(record)
  return { ...posted, postings: posted.postings.map((posting) => ({ ...posting, ...change })) }
}
