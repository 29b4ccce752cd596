import type { Operation } from './operation.ts'
import { object, type JsonSchema } from './schema-parts.ts'

const text = (description: string): JsonSchema => ({ type: 'string', description })

const REFUSAL = object({
  error: { enum: ['invalid_request', 'invalid_client', 'unsupported_grant_type'] },
  error_description: text('What was wrong this time.'),
})

export const giveToken: Operation = {
  id: 'giveToken',
  method: 'POST',
  path: '/oauth2/token',
  door: 'people',
  open: true,
  summary: "A token for a partner's system",
  description:
    'OAuth 2.0 client credentials with `private_key_jwt` (RFC 6749 section 4.4, RFC 7523): for systems that cannot do mutual TLS. The assertion is signed by a key under `clientKeys` of the partner file, names it by its key id, and is used once. With the token everything of the partner door can be asked for at this one. Served where the people file has `partnerTokens`.',
  body: {
    'application/x-www-form-urlencoded': {
      schema: object(
        {
          grant_type: { const: 'client_credentials' },
          client_assertion_type: { const: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' },
          client_assertion: text(
            '`iss` and `sub` are the partner id; `aud` this address or our issuer name; `exp` 5 minutes after `iat` at most; `jti`.',
          ),
          client_id: text('The partner id, if at all.'),
          scope: text('Not looked at.'),
        },
        ['client_id', 'scope'],
      ),
    },
  },
  replies: {
    200: {
      description: 'The token.',
      content: {
        'application/json': {
          schema: object({
            access_token: text('An access token (RFC 9068).'),
            token_type: { const: 'Bearer' },
            expires_in: { type: 'integer', description: 'Seconds.' },
          }),
          example: { access_token: 'eyJhbGciOiJFUzI1NiIs…', token_type: 'Bearer', expires_in: 600 },
        },
      },
    },
    400: {
      description: 'The request is not of that form.',
      content: {
        'application/json': {
          schema: REFUSAL,
          example: {
            error: 'unsupported_grant_type',
            error_description: 'Only client_credentials is given.',
          },
        },
      },
    },
    401: {
      description: 'The assertion was refused.',
      content: {
        'application/json': {
          schema: REFUSAL,
          example: {
            error: 'invalid_client',
            error_description: 'The token was used before, and can be used once.',
          },
        },
      },
    },
  },
  errors: ['MEDIA_TYPE_UNSUPPORTED', 'MESSAGE_TOO_LARGE'],
}

export const TOKEN_OPERATIONS: readonly Operation[] = [giveToken]
