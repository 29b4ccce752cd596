import { CARGO_EVENT_SAMPLE, CARGO_SAMPLE } from './cargo-samples.ts'
import { CARGO_KEY, TRIP_ID } from './cargo-schemas.ts'
import { NAME } from './case-schemas.ts'
import type { Operation, Parameter } from './operation.ts'
import { TOKEN_ERRORS } from './people-operations.ts'
import { ref } from './schema-parts.ts'

export const CARGO_LIMITS = {
  /** Entries of one page, when nothing is asked for. */
  page: 20,
  /** At most. */
  longestPage: 50,
} as const

const LIMIT: Parameter = {
  description: `At most so many, 1 to ${CARGO_LIMITS.longestPage}; ${CARGO_LIMITS.page} when absent.`,
  schema: { type: 'string', pattern: '^([1-9]|[1-4][0-9]|50)$' },
}
const TRIP_PARAM = { trip: { description: 'Id of the trip.', schema: TRIP_ID, required: true } } as const

export const findCargoAccounts: Operation = {
  id: 'findCargoAccounts',
  method: 'GET',
  path: '/v1/cargo-accounts',
  door: 'people',
  summary: 'Find trips by a key',
  description:
    'By any number that a paper of the trip bears: batch, bill, plate, container, load checklist, declaration, certificate. Separators, case and look-alike letters do not matter. Trips over the crossings of your offices, the newest first.',
  query: {
    value: { description: 'As it is written.', schema: CARGO_KEY, required: true },
    key: { description: 'Only as that kind of key, such as `plate`.', schema: NAME },
    limit: LIMIT,
  },
  replies: {
    200: {
      description: 'The accounts.',
      content: {
        'application/json': { schema: ref('CargoAccountList'), example: { accounts: [CARGO_SAMPLE] } },
      },
    },
  },
  errors: TOKEN_ERRORS,
}

export const viewCargoAccount: Operation = {
  id: 'viewCargoAccount',
  method: 'GET',
  path: '/v1/cargo-accounts/{trip}',
  door: 'people',
  summary: 'Read the account of a trip',
  description:
    'All papers of the trip as they stand, what is expected, and what is missing, over, short or contradicted, each with its places. Of a trip that turned out to be another one, that one.',
  params: TRIP_PARAM,
  replies: {
    200: {
      description: 'The account.',
      content: { 'application/json': { schema: ref('CargoAccount'), example: CARGO_SAMPLE } },
    },
  },
  errors: [...TOKEN_ERRORS, 'TRIP_UNKNOWN'],
}

export const listCargoEvents: Operation = {
  id: 'listCargoEvents',
  method: 'GET',
  path: '/v1/cargo-accounts/{trip}/events',
  door: 'people',
  summary: 'How what is found of a trip has changed',
  description: 'In order, each event as the log commits to it, with the index of its record.',
  params: TRIP_PARAM,
  query: {
    after: {
      description: 'Only events behind that number.',
      schema: { type: 'string', pattern: '^(0|[1-9][0-9]{0,8})$' },
    },
    limit: LIMIT,
  },
  replies: {
    200: {
      description: 'The events.',
      content: {
        'application/json': {
          schema: ref('CargoEventList'),
          example: { events: [CARGO_EVENT_SAMPLE], next: 1 },
        },
      },
    },
  },
  errors: [...TOKEN_ERRORS, 'TRIP_UNKNOWN'],
}

export const CARGO_OPERATIONS: readonly Operation[] = [findCargoAccounts, viewCargoAccount, listCargoEvents]
