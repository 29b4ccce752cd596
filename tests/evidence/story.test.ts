import { describe, expect, test } from 'vitest'
import { storyProblems } from '../../src/evidence/bundle/story.ts'
import type { EvidenceRecord } from '../../src/evidence/record.ts'

const hash = '0'.repeat(64)
const signature = { profile: 'p', algorithm: 'a', keyId: hash }
const head = (exchange: string) => ({ v: 1, at: '2026-11-21T08:00:00.000Z', exchange }) as const

const accepted = (exchange = 'A'): EvidenceRecord => ({
  ...head(exchange),
  kind: 'accepted',
  partner: 'kz',
  messageId: exchange,
  format: 'f',
  payload: hash,
  digest: hash,
  signature,
  agreement: hash,
  documents: hash,
})
const rejected: EvidenceRecord = { ...head('A'), kind: 'rejected', payload: hash, code: 'XML_MALFORMED' }
const composed = (exchange = 'A'): EvidenceRecord => ({
  ...head(exchange),
  kind: 'composed',
  about: 'V',
  documents: hash,
})
const converted = (companions: string[] = [], exchange = 'A'): EvidenceRecord => ({
  ...head(exchange),
  kind: 'converted',
  to: 'cn',
  messageId: 'M',
  format: 'f',
  payload: hash,
  lossReport: hash,
  mappings: { read: [hash], write: hash },
  signature,
  companions,
})
const acknowledged = (by = 'cn', exchange = 'A'): EvidenceRecord => ({
  ...head(exchange),
  kind: 'acknowledged',
  by,
  messageId: 'M',
  level: 'business',
  outcome: 'accepted',
  format: 'f',
  payload: hash,
  signature,
  agreement: hash,
})
const parked: EvidenceRecord = { ...head('A'), kind: 'parked', code: 'PARTNER_UNREACHABLE' }
/** What the ledger took over from the message accepted at `basis`. */
const entered = (basis: string, exchange = 'A'): EvidenceRecord => ({
  ...head(exchange),
  kind: 'entered',
  of: 'certificate-of-origin',
  event: 'issued',
  basis,
  payload: hash,
})
const denied: EvidenceRecord = {
  v: 1,
  at: '2026-11-21T08:00:00.000Z',
  kind: 'denied',
  request: 'R',
  by: 'cn',
  agreement: hash,
  code: 'FORMAT_NOT_AGREED',
  payload: hash,
}
const numbered = (records: readonly EvidenceRecord[]) =>
  records.map((record, at) => ({ index: BigInt(at), record }))
const problemsOf = (...records: EvidenceRecord[]): string[] => storyProblems('A', numbered(records))

describe('a story that can have happened', () => {
  test.each([
    ['a rejection', [rejected]],
    ['an acceptance that still waits', [accepted()]],
    ['a message of our own, delivered', [composed(), converted(), acknowledged()]],
    ['a message of our own that was parked', [composed(), converted(), parked]],
    ['a delivery', [accepted(), converted(), acknowledged(), acknowledged()]],
    ['a delivery that was parked and came late', [accepted(), converted(), parked, acknowledged()]],
    ['an acceptance by which the ledger learned of two documents', [accepted(), entered('0'), entered('0')]],
    [
      'two messages joined, both of which the ledger took over',
      [accepted('B'), accepted(), converted(['B']), entered('1'), entered('0', 'B')],
    ],
    [
      'two messages joined, seen from the leading one',
      [accepted('B'), accepted(), converted(['B']), acknowledged()],
    ],
    [
      'two messages joined, seen from the companion',
      [accepted(), accepted('B'), converted(['A'], 'B'), acknowledged('cn', 'B')],
    ],
  ])('is %s', (_, records) => {
    expect(problemsOf(...records)).toEqual([])
  })
})

describe('a story that cannot have happened', () => {
  test.each([
    ['without records', [], 'no record is about exchange A'],
    ['of another exchange', [accepted('B')], 'no record is about exchange A'],
    ['without a beginning', [converted()], 'does not begin with its acceptance, rejection or composition'],
    ['that goes on after a rejection', [rejected, parked], 'something happened after the rejection'],
    [
      'converted before it was accepted',
      [converted(), accepted()],
      'record 0 converts what was not accepted',
    ],
    [
      'joined with what was never accepted',
      [accepted(), converted(['B'])],
      'record 1 converts what was not accepted',
    ],
    [
      'converted before it was composed',
      [converted(), composed()],
      'record 0 converts what was not accepted',
    ],
    ['that begins with us and with a message', [composed(), accepted()], 'record 1 begins an exchange that'],
    ['that begins twice', [accepted(), converted(), accepted()], 'record 2 begins an exchange that'],
    ['composed after a rejection', [rejected, composed()], 'something happened after the rejection'],
    ['of our own that the ledger believed', [composed(), entered('0')], 'record 1 rests on a message'],
    ['with another one of our own in it', [composed(), composed('B')], 'record 1 is about another exchange'],
    ['answered before it was sent', [accepted(), acknowledged(), converted()], 'record 1 acknowledges'],
    ['answered by another partner', [accepted(), converted(), acknowledged('mn')], 'record 2 acknowledges'],
    ['entered before it was accepted', [entered('1'), accepted()], 'record 0 rests on a message'],
    ['entered by what was sent', [accepted(), converted(), entered('1')], 'record 2 rests on a message'],
    [
      'entered by the message of a companion',
      [accepted('B'), accepted(), converted(['B']), entered('0')],
      'record 3 rests on a message',
    ],
    ['that begins with what the ledger made of it', [entered('0')], 'does not begin with its acceptance'],
    ['entered after a rejection', [rejected, entered('0')], 'something happened after the rejection'],
    ['with a refused question in it', [accepted(), denied], 'record 1 is about another exchange'],
    ['with a stranger in it', [accepted(), accepted('B')], 'record 1 is about another exchange'],
    ['that runs backwards', [accepted(), { ...parked, at: '2026-11-21T07:59:59.999Z' }], 'record 1 is older'],
  ] as [string, EvidenceRecord[], string][])('is one %s', (_, records, problem) => {
    expect(problemsOf(...records).join('\n')).toContain(problem)
  })
})
