/** Examples of the API description: a load that is heavier than its list. The ids are made up. */

const TRIP = '7c1e5f0c-2a10-8b3e-9c55-4d1f0a7be921'
const SUBJECT = '0193f1c4-2a10-7b3e-9c55-4d1f0a7be921'
const SELF = `/v1/cargo-accounts/${TRIP}`

const OVER = {
  code: 'QUANTITY_OVER',
  rule: 'checklist-gate',
  about: 'C26941200031',
  measure: 'gross',
  one: {
    value: '22000',
    unit: 'KGM',
    told: [
      {
        paper: 'checklist',
        number: 'C26941200031',
        record: '214',
        subject: SUBJECT,
        path: '/totalGrossMassMeasure',
        value: '22000',
      },
    ],
  },
  other: {
    value: '22640',
    unit: 'KGM',
    told: [
      {
        paper: 'gate-exit',
        number: 'C26941200031',
        record: '231',
        subject: SUBJECT,
        path: '/data/inspections/0/grossMassMeasure',
        value: '22640',
      },
    ],
  },
  difference: '640',
  borne: '110',
}

export const CARGO_SAMPLE = {
  trip: TRIP,
  revision: 1,
  at: '2026-11-24T06:00:00.000Z',
  kind: 'supervised-exit',
  title: 'A truck that leaves under joint supervision',
  direction: 'leaves',
  since: '2026-11-24T02:05:00.000Z',
  crossings: ['CNJEM'],
  keys: [
    {
      key: 'checklist',
      title: 'Number of the load checklist',
      value: 'C26941200031',
      papers: ['checklist', 'gate-exit'],
    },
  ],
  documents: [
    {
      paper: 'checklist',
      title: 'Load checklist',
      number: 'C26941200031',
      standing: 'counts',
      editions: [
        {
          record: '214',
          subject: SUBJECT,
          from: 'cn-border',
          format: 'kz-load-checklist-r1',
          step: 'original',
          at: '2026-11-24T02:05:00.000Z',
        },
      ],
      figures: [
        { measure: 'gross', value: '22000', unit: 'KGM', record: '214', path: '/totalGrossMassMeasure' },
      ],
    },
  ],
  expected: [{ id: 'manifest', papers: ['manifest'], until: '2026-11-25T02:05:00.000Z', missing: false }],
  findings: [{ ...OVER, title: 'There is more than there should be' }],
  dueAt: '2026-11-25T02:05:00.000Z',
  links: { self: SELF, events: `${SELF}/events` },
}

export const CARGO_EVENT_SAMPLE = {
  revision: 1,
  record: '233',
  told: {
    v: 1,
    trip: TRIP,
    revision: 1,
    at: '2026-11-24T05:59:58.120Z',
    rules: '0f6ad5ef3b4c8a5b9fd1b2ba5d0a4a6e6d2a8c7ab2b5c2f1c2a6a3d6f9e0b1c4',
    kind: 'supervised-exit',
    findings: [OVER],
    began: [OVER],
    ended: [],
    pieces: [
      { record: '214', paper: 'checklist' },
      { record: '231', paper: 'gate-exit' },
    ],
  },
}
