import { RECEIPT_SAMPLE } from './samples.ts'

/** Examples of the API description: a load that leaves Erenhot. The ids are made up. */

const CASE = '0193f1c4-2a10-7b3e-9c55-4d1f0a7be921'
const KEY = 'C26070500201'
const ABOUT = { workflow: 'joint-supervision-exit', key: KEY, office: '0705' } as const

export const ACT_SAMPLE = {
  id: '5f0c7c1e-6f5e-4f44-9b0a-3c1f6f1f2b77',
  event: 'confirmed',
  revision: 1,
  data: { resultCode: 'conforming' },
}

export const OPENING_SAMPLE = {
  workflow: 'joint-supervision-entry',
  key: KEY,
  office: '0705',
  id: '8a1d3c52-09be-4c8a-8f58-5e9b7a4f10c3',
  event: 'presented',
  data: { code: '567629095243206034…' },
}

export const TASK_SAMPLE = {
  case: CASE,
  ...ABOUT,
  state: 'issued',
  revision: 1,
  task: 'confirm',
  title: 'Check the load and let it leave',
  role: 'exit-officer',
  acts: ['confirmed'],
  since: '2026-11-24T00:15:02.310Z',
  dueAt: '2026-11-27T10:00:00.000Z',
  links: { case: `/v1/cases/${CASE}` },
}

export const TASK_CURSOR_SAMPLE = `2026-11-24T00:15:02.310Z~${CASE}~confirm`

const STANDING = {
  case: CASE,
  ...ABOUT,
  version: 1,
  definition: '0f6ad5ef3b4c8a5b9fd1b2ba5d0a4a6e6d2a8c7ab2b5c2f1c2a6a3d6f9e0b1c4',
  state: 'under-way',
  title: 'On its way to the other side',
  revision: 2,
  since: '2026-11-24T00:41:55.018Z',
  dueAt: '2026-11-26T00:41:55.018Z',
}
const LINKS = {
  self: `/v1/cases/${CASE}`,
  events: `/v1/cases/${CASE}/events`,
  acts: `/v1/cases/${CASE}/acts`,
  definition: '/v1/workflows/joint-supervision-exit/1',
}

export const SUMMARY_SAMPLE = { ...STANDING, links: LINKS }

export const CASE_SAMPLE = {
  ...STANDING,
  data: { crossing: 'CNERC', confirmation: { resultCode: 'conforming' } },
  acts: [],
  links: LINKS,
}

export const DONE_SAMPLE = { case: CASE_SAMPLE, revision: 2, repeated: false, receipt: RECEIPT_SAMPLE }

export const EVENT_SAMPLE = {
  revision: 2,
  event: 'confirmed',
  index: '342',
  recorded: {
    v: 1,
    case: CASE,
    ...ABOUT,
    version: 1,
    revision: 2,
    at: '2026-11-24T00:41:55.018Z',
    event: 'confirmed',
    cause: {
      act: ACT_SAMPLE.id,
      by: {
        person: 'b7a1f0c2',
        issuer: 'https://sso.customs.example/realms/border',
        name: '王丽',
        role: 'exit-officer',
        office: '0705',
      },
    },
    basis: [],
    data: ACT_SAMPLE.data,
    from: 'issued',
    to: 'under-way',
    transition: 'issued/confirmed/0',
    set: { confirmation: { resultCode: 'conforming' } },
    effects: [{ kind: 'send', args: { document: 'load-checklist', content: {}, crossing: 'CNERC' } }],
    entered: 2,
    dueAt: '2026-11-26T00:41:55.018Z',
  },
}

export const OFFICE_EVENT_SAMPLE = {
  case: CASE,
  ...ABOUT,
  revision: 2,
  event: 'confirmed',
  state: 'under-way',
  links: { case: `/v1/cases/${CASE}` },
}
