import { beforeAll, describe, expect, test } from 'vitest'
import type { BundleTrust } from '../../src/evidence/bundle-trust.ts'
import type { AnsweredRecord, EvidenceRecord } from '../../src/evidence/record.ts'
import { type StatementVerdict, verifyStatement } from '../../src/evidence/verify-statement.ts'
import { type AnswerChanges, answerIn, signedAnswer } from './statement-fixture.ts'
import { createParties, type Parties, trustIn } from './bundle-fixture.ts'
import { ALL_PASS, failed, open, verdictOn } from './open-checks.ts'

let parties: Parties
let trust: BundleTrust

beforeAll(async () => {
  parties = await createParties()
  trust = trustIn(parties)
})

const verified = (file: unknown, by: BundleTrust | undefined = trust): StatementVerdict => verdictOn(file, by)

const failedAfter = (changes: AnswerChanges): string[] => failed(verified(signedAnswer(parties, changes)))

describe('a signed answer', () => {
  test('is valid to whoever trusts the gateway and its log, and every check passes', () => {
    const verdict = verified(signedAnswer(parties))
    expect(verdict.checks.map(({ check, result }) => `${check} ${result}`)).toEqual(ALL_PASS)
    expect(verdict).toMatchObject({ verdict: 'valid', answer: answerIn(parties), record: { index: 9n } })
  })

  test('is valid in any layout of its JSON', () => {
    const file = signedAnswer(parties)
    const { header, payload, protected: signed, signature } = file
    const turned = JSON.stringify({ signature, header, protected: signed, payload }, undefined, 2)
    expect(verifyStatement(Buffer.from(turned), trust).verdict).toBe('valid')
  })

  test('whose makers nobody vouches for is not established', () => {
    const verdict = verifyStatement(Buffer.from(JSON.stringify(signedAnswer(parties))))
    expect(verdict.verdict).toBe('not-established')
    expect(open(verdict)).toEqual(['gateway-key-trusted', 'log-key-trusted'])
  })

  test('that refutes is as valid as one that confirms', () => {
    const verdict = 'refuted'
    const file = signedAnswer(parties, {
      answer: (answer) => ({ ...answer, verdict }),
      record: (record) => ({ ...answered(record), verdict }),
    })
    expect(verified(file)).toMatchObject({ verdict: 'valid', answer: { verdict } })
  })

  test('without its receipt is signed and not established', () => {
    const file = signedAnswer(parties)
    const verdict = verified({ ...file, header: { jwk: file.header.jwk } })
    expect([verdict.verdict, open(verdict), failed(verdict)]).toEqual(['not-established', ['receipt'], []])
  })

  test('is invalid when any single byte of it is another one', () => {
    const bytes = Buffer.from(JSON.stringify(signedAnswer(parties)))
    const survivors: number[] = []
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      if (verifyStatement(changed, trust).verdict !== 'invalid') survivors.push(at)
    }
    expect(bytes.length).toBeGreaterThan(2_000)
    expect(survivors).toEqual([])
  }, 120_000)

  test('that is cut, empty or something else is invalid and no fault of ours', () => {
    const text = JSON.stringify(signedAnswer(parties))
    for (const wrong of [
      '',
      '{',
      '{}',
      '[]',
      'PK',
      'c2sp.org/tlog-proof@v1',
      text.slice(0, -1),
      text + text,
    ]) {
      const verdict = verifyStatement(Buffer.from(wrong), trust)
      expect([verdict.verdict, failed(verdict)], wrong).toEqual(['invalid', ['statement-form']])
    }
    expect(verifyStatement(Buffer.of(0xff, 0xfe), trust).verdict).toBe('invalid')
  })
})

describe('a forged answer', () => {
  test('signed with a key of the forger is not the gateway’s', () => {
    expect(failedAfter({ signer: parties.cn })).toEqual(['gateway-key-trusted', 'record'])
  })

  test('with a key that did not sign it fails', () => {
    const file = signedAnswer(parties)
    const own = signedAnswer(parties, { signer: parties.cn })
    expect(failed(verified({ ...file, header: own.header }))).toEqual([
      'statement-signature',
      'gateway-key-trusted',
      'record',
    ])
  })

  test('that was signed as something else is no answer', () => {
    expect(failedAfter({ typ: 'khorgos-notice' })).toEqual(['statement-form'])
    expect(failedAfter({ typ: 'khorgos-write-off' })).toEqual(['statement-form'])
  })

  test('in a log that nobody trusts fails', () => {
    const verdict = verified(signedAnswer(parties), { ...trust, vkeys: [] })
    expect([verdict.verdict, failed(verdict)]).toEqual(['invalid', ['log-key-trusted']])
  })

  test('with the receipt of another answer fails', () => {
    const other = signedAnswer(parties, { answer: (answer) => ({ ...answer, heardAt: answer.at }) })
    const file = { ...signedAnswer(parties), header: other.header }
    expect(failed(verified(file))).toEqual(['commitment'])
  })

  test('whose record is of something else fails', () => {
    const denied = ({ v, at }: EvidenceRecord): EvidenceRecord => ({
      v,
      at,
      kind: 'denied',
      request: '0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21',
      by: 'cn-clearance',
      agreement: 'ab'.repeat(32),
      code: 'FORMAT_NOT_AGREED',
      payload: 'cd'.repeat(32),
    })
    expect(failedAfter({ record: denied })).toEqual(['record', 'commitment'])
  })
})

describe('an answer that its record does not bear out', () => {
  test.each<[string, Partial<AnsweredRecord>]>([
    ['verification', { verification: '0193e0a0-0000-7a63-9d3e-0c7b5e8f4a21' }],
    ['asker', { by: 'cn-bank' }],
    ['purpose', { purpose: 'forex-payment' }],
    ['verdict', { verdict: 'refuted' }],
    ['time', { at: '2026-11-21T08:30:00.124Z' }],
    ['key', { signature: { profile: 'jws', algorithm: 'ES256', keyId: 'ef'.repeat(32) } }],
  ])('fails for another %s', (name, change) => {
    const verdict = verified(
      signedAnswer(parties, { record: (record) => ({ ...answered(record), ...change }) }),
    )
    expect(failed(verdict)).toEqual(['record'])
    expect(verdict.checks.find(({ check }) => check === 'record')?.detail).toContain(`another ${name}`)
  })

  test.each([
    ['another log', { log: 'log.example/other', size: '9' }],
    ['another place in the log', { log: 'log.khorgos.example/one', size: '8' }],
  ])('fails for %s', (_, ledger) => {
    expect(failedAfter({ answer: (answer) => ({ ...answer, ledger }) })).toEqual(['record'])
  })

  test('fails when it commits to other bytes', () => {
    expect(failedAfter({ committed: Buffer.from('{"v":1}') })).toEqual(['commitment'])
  })

  test('has to follow the schema, though it be signed', () => {
    expect(failedAfter({ answer: (answer) => ({ ...answer, note: 'trust me' }) })).toEqual(['statement-form'])
    expect(failedAfter({ answer: (answer) => ({ ...answer, verdict: 'maybe' }) })).toEqual(['statement-form'])
  })
})

function answered(record: EvidenceRecord): AnsweredRecord {
  if (record.kind !== 'answered') throw new Error('no record of an answer')
  return record
}
