import type { EvidenceRecord } from '../../src/evidence/record.ts'
import type { ExchangeView } from '../../src/exchange/service.ts'
import { EXCHANGE, view } from './harness.ts'

/** An exchange with every field, and with every kind of evidence record. */
export function fullView(): ExchangeView {
  const hash = 'ab'.repeat(32)
  const head = { v: 1, at: '2026-03-01T04:05:06.789Z', exchange: EXCHANGE } as const
  const signature = {
    profile: 'xmldsig-enveloped',
    algorithm: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
    keyId: hash,
  }
  const message = { messageId: 'KZ/2026/117', format: 'kz-awmds-r1', payload: hash }
  const records: EvidenceRecord[] = [
    {
      ...head,
      ...message,
      kind: 'accepted',
      partner: 'kz-customs',
      digest: hash,
      signature,
      agreement: hash,
      documents: hash,
      awaits: 'x',
    },
    { ...head, kind: 'rejected', payload: hash, code: 'XML_MALFORMED', place: '/a' },
    {
      ...head,
      ...message,
      kind: 'converted',
      to: 'cn-eport',
      lossReport: hash,
      signature,
      companions: [EXCHANGE],
      mappings: { read: [hash], write: hash },
    },
    {
      ...head,
      ...message,
      kind: 'acknowledged',
      by: 'cn-eport',
      level: 'business',
      outcome: 'review',
      signature,
      agreement: 'ab'.repeat(32),
      status: '01',
      registration: '7',
    },
    { ...head, kind: 'parked', code: 'PARTNER_UNREACHABLE', messageId: 'x' },
    {
      ...head,
      kind: 'entered',
      of: 'certificate-of-origin',
      event: 'issued',
      basis: '117',
      payload: hash,
    },
    {
      v: 1,
      at: head.at,
      kind: 'answered',
      verification: EXCHANGE,
      by: 'cn-eport',
      agreement: hash,
      purpose: 'release',
      verdict: 'confirmed',
      payload: hash,
      signature: { profile: 'jws', algorithm: 'ES256', keyId: hash },
    },
    {
      v: 1,
      at: head.at,
      kind: 'denied',
      request: EXCHANGE,
      by: 'cn-eport',
      agreement: hash,
      code: 'FORMAT_NOT_AGREED',
      payload: hash,
    },
    {
      v: 1,
      at: head.at,
      kind: 'turned-away',
      request: EXCHANGE,
      code: 'AUTH_INVALID',
      unrecorded: '7',
      payload: hash,
    },
    { ...head, kind: 'expired', code: 'COMPANION_EXPIRED' },
    { ...head, kind: 'failed', code: 'OUTPUT_INVALID', place: '/x' },
  ]
  return {
    ...view(),
    state: 'waiting',
    waitsUntil: '2026-03-02T04:05:06.789Z',
    error: { code: 'FIELD_INVALID', place: '/Awmds' },
    outgoing: [
      {
        to: 'cn-eport',
        format: 'cn-mt1401-v1',
        messageId: 'm',
        state: 'sent',
        attempts: 2,
        lastError: 'PARTNER_UNREACHABLE',
        losses: {
          totals: { kept: 9, changed: 1, defaulted: 0, dropped: 2 },
          undeclared: { accepted: 1, notAccepted: 0 },
        },
      },
      {
        to: 'cn-eport',
        format: 'cn-mt1401-v1',
        messageId: 'n',
        state: 'queued',
        attempts: 0,
        lastError: undefined,
      },
    ],
    timeline: records.map((record, index) => ({ index: String(index), record })),
  }
}
