import type { Agreement, Partner } from '../../src/partners/partner.ts'

/** A partner of which a test names only what it is about. */
export function partnerWith(agreement: Partial<Agreement>): Partner {
  return {
    id: 'cn',
    name: 'China',
    country: 'CN',
    connections: [],
    keys: [],
    clientKeys: [],
    signature: 'xmldsig-enveloped',
    endpoint: undefined,
    notices: undefined,
    agreement: {
      id: 'agreed',
      validFrom: new Date(0),
      validTo: undefined,
      sends: [],
      senders: undefined,
      envelope: undefined,
      routes: [],
      keeps: [],
      issues: [],
      jointControl: [],
      reports: [],
      asks: [],
      asking: {
        missesPerDay: 200,
        inquiriesPerDay: 20,
        openInquiries: 200,
        longestReservationMs: 2_592_000_000,
      },
      inquiries: [],
      acknowledgements: [],
      maxAttempts: 3,
      context: {},
      acceptedLosses: [],
      encodings: ['UTF-8'],
      outgoingEncoding: 'UTF-8',
      ...agreement,
    },
    limits: { maxMessageBytes: 1 },
    file: { name: 'cn.yaml', text: '', sha256: 'ab'.repeat(32) },
    keyFiles: {},
  }
}
