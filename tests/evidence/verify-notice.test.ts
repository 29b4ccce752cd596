import { beforeAll, describe, expect, test } from 'vitest'
import { statementText } from '../../src/cli/verdict-text.ts'
import type { BundleTrust } from '../../src/evidence/bundle-trust.ts'
import type { StatementVerdict } from '../../src/evidence/verify-statement.ts'
import type { Notice } from '../../src/model/generated/verification/notice.ts'
import { createParties, type Parties, trustIn } from './bundle-fixture.ts'
import { failed, verdictOn } from './open-checks.ts'
import {
  noticeIn,
  type NoticeChanges,
  signedAnswer,
  signedNotice,
  signedWriteOff,
} from './statement-fixture.ts'

const OTHER_ID = '0193e0a0-0000-7000-8000-000000000000'

let parties: Parties
let trust: BundleTrust

beforeAll(async () => {
  parties = await createParties()
  trust = trustIn(parties)
})

const verified = (file: unknown): StatementVerdict => verdictOn(file, trust)
const failedAfter = (changes: NoticeChanges): string[] => failed(verified(signedNotice(parties, changes)))

describe('a signed notice', () => {
  test.each([
    ['verification', 0, 'is recalled: CANCELLED by record 209'],
    ['write-off', 1, 'is recalled: CANCELLED by record 209'],
    ['write-off', 2, 'has ended: RESERVATION_ENDED'],
    ['verification', 3, 'rests on a document that says something else now: AMENDED by record 215'],
  ])(
    'about a %s (%i) is valid to whoever trusts the gateway and its log, and reads as a sentence: it %s',
    (what, example, said) => {
      const verdict = verified(signedNotice(parties, { example }))
      expect(verdict).toMatchObject({
        verdict: 'valid',
        notice: noticeIn(parties, example),
        answer: undefined,
        writeOff: undefined,
        record: { index: 9n, record: { kind: 'notified', of: noticeIn(parties, example).kind } },
      })
      const { about, notice } = noticeIn(parties, example)
      const text = statementText('notice.json', verdict)
      expect(text).toContain(`notice ${notice} to cn-clearance`)
      expect(text).toContain(`${what} ${about.verification ?? about.writeOff} ${said}\n`)
      expect(text).toContain('\nVALID\n')
    },
  )

  test.each<[string, (notice: Notice) => object]>([
    ['verification', (notice) => ({ ...notice, about: { verification: OTHER_ID } })],
    ['verification, write-off', (notice) => ({ ...notice, about: { writeOff: OTHER_ID } })],
    ['kind', (notice) => ({ ...notice, kind: 'answered' })],
    ['addressee', (notice) => ({ ...notice, to: 'cn-bank' })],
    ['time', (notice) => ({ ...notice, at: '2026-11-23T04:12:07.311Z' })],
    ['log', (notice) => ({ ...notice, ledger: { ...notice.ledger, log: 'another.example/log' } })],
    ['place', (notice) => ({ ...notice, ledger: { ...notice.ledger, size: '8' } })],
  ])('that says another %s than its record is not', (what, notice) => {
    const verdict = verified(signedNotice(parties, { notice }))
    expect(failed(verdict)).toEqual(['record'])
    expect(verdict.checks.find(({ check }) => check === 'record')?.detail).toContain(`another ${what}`)
  })

  test('whose reason was changed is not, although the record does not name it', () => {
    const changed = JSON.stringify({ ...noticeIn(parties), reason: 'REVOKED' })
    expect(failedAfter({ committed: Buffer.from(changed) })).toEqual(['commitment'])
  })

  test('is none when the gateway did not sign it, or signed it as something else', () => {
    expect(failedAfter({ signer: parties.cn })).toContain('gateway-key-trusted')
    expect(failedAfter({ typ: 'khorgos-answer' })).toEqual(['statement-form'])
    expect(failedAfter({ notice: (notice) => ({ ...notice, about: {} }) })).toEqual(['statement-form'])
  })

  test('is no proof of an answer or of a write-off, whose records it is filed beside', () => {
    const notice = signedNotice(parties, { example: 1 })
    for (const file of [signedAnswer(parties), signedWriteOff(parties)]) {
      expect(failed(verified({ ...file, header: notice.header }))).toContain('record')
      expect(failed(verified({ ...notice, header: file.header }))).toContain('record')
    }
  })
})
