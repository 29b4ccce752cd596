import type { ErrorCode } from '../errors.ts'
import type { Operation } from './operation.ts'
import { ref } from './schema-parts.ts'

/** What everything at the people door may be answered with, besides AUTH_FORBIDDEN where a role is asked for. */
export const TOKEN_ERRORS: readonly ErrorCode[] = [
  'AUTH_MISSING',
  'AUTH_INVALID',
  'AUTH_EXPIRED',
  'AUTH_UNAVAILABLE',
]

export const whoAmI: Operation = {
  id: 'whoAmI',
  method: 'GET',
  path: '/v1/me',
  door: 'people',
  summary: 'Who the gateway takes you to be',
  description:
    'What was made of the token: roles and offices that mean something here. Others that the token may name mean nothing.',
  replies: {
    200: {
      description: 'You.',
      content: {
        'application/json': {
          schema: ref('Person'),
          example: {
            subject: 'b7a1f0c2',
            issuer: 'https://sso.customs.example/realms/border',
            name: '王丽',
            roles: ['exit-officer'],
            offices: ['0705'],
          },
        },
      },
    },
  },
  errors: TOKEN_ERRORS,
}

export const PEOPLE_OPERATIONS: readonly Operation[] = [whoAmI]
