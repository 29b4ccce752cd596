/** Examples of the API description. The ids are made up; a test holds every example against its schema. */

const EXCHANGE = '0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21'

export const XML_SAMPLE = `<Awmds><General_segment>…</General_segment><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">…</Signature></Awmds>`

export const RECEIPT_SAMPLE = `c2sp.org/tlog-proof@v1
extra …
index 117
…

customs.example/v1/log
118
…

— customs.example/v1/log …
`

export const SUBMISSION_SAMPLE = {
  exchange: EXCHANGE,
  state: 'accepted',
  messageId: 'KZ/2026/117',
  receipt: RECEIPT_SAMPLE,
  duplicate: false,
  links: {
    self: `/v1/exchanges/${EXCHANGE}`,
    receipt: `/v1/exchanges/${EXCHANGE}/receipt`,
    bundle: `/v1/exchanges/${EXCHANGE}/bundle`,
  },
}

export const EXCHANGE_SAMPLE = {
  exchange: EXCHANGE,
  state: 'rejected',
  partner: 'kz-customs',
  messageId: 'KZ/2026/118',
  format: 'kz-awmds-r1',
  receivedAt: '2026-03-01T04:05:06.789Z',
  error: { code: 'FIELD_INVALID', place: '/Awmds/Bol_segment[2]/Gross_mass' },
  outgoing: [],
  timeline: [
    {
      index: '117',
      record: {
        v: 1,
        at: '2026-03-01T04:05:06.812Z',
        exchange: EXCHANGE,
        kind: 'rejected',
        partner: 'kz-customs',
        messageId: 'KZ/2026/118',
        format: 'kz-awmds-r1',
        payload: '7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730',
        code: 'FIELD_INVALID',
        place: '/Awmds/Bol_segment[2]/Gross_mass',
      },
    },
  ],
}

export const PROBLEM_SAMPLE = {
  type: 'urn:khorgos:error:FIELD_INVALID',
  title: 'A field has a value that cannot be read',
  status: 422,
  detail: 'Gross_mass "12,5" is not a decimal number.',
  instance: 'urn:uuid:5b0f1b0e-6b1d-4b7e-9c3f-3f6f3a9d2c11',
  code: 'FIELD_INVALID',
  retry: 'never',
  place: { path: '/Awmds/Bol_segment[2]/Gross_mass', line: 41, wcoId: '131' },
  exchange: EXCHANGE,
  receipt: RECEIPT_SAMPLE,
}
