import type { FastifyInstance, FastifyReply } from 'fastify'
import type { PartnerTokens } from '../access/partner-tokens.ts'
import { KhorgosError } from '../errors.ts'
import type { Admission } from './admission.ts'
import { readBody } from './body.ts'
import { FORM_TYPES, mediaTypeOf } from './media-type.ts'
import { serve } from './operation.ts'
import { giveToken } from './token-operations.ts'
import { turnAway, type TurningAway } from './token-room.ts'

export interface TokenRouteParts extends TurningAway {
  readonly tokens: PartnerTokens
  readonly admission: Admission
}

/** A token of the largest size, written as a form, with what stands around it. */
const MAX_FORM_BYTES = 16 * 1024
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** RFC 6749 section 5.2. */
class OAuthRefusal extends Error {
  readonly error: 'invalid_request' | 'unsupported_grant_type'

  constructor(error: OAuthRefusal['error'], description: string) {
    super(description)
    this.error = error
  }
}

/** The token endpoint. It answers what OAuth clients understand; faults that are none of theirs are problems as anywhere. */
export function tokenRoutes(app: FastifyInstance, parts: TokenRouteParts): void {
  const { tokens, admission } = parts
  serve(app, giveToken, (request, reply) =>
    admission.during(giveToken.path, async () => {
      reply.header('cache-control', 'no-store')
      mediaTypeOf(request.raw, FORM_TYPES)
      const bytes = await readBody(request.raw, MAX_FORM_BYTES)
      if (bytes.length > MAX_FORM_BYTES)
        throw new KhorgosError('MESSAGE_TOO_LARGE', `The body is longer than ${MAX_FORM_BYTES} bytes.`)
      let assertion = ''
      try {
        assertion = assertionIn(new URLSearchParams(Buffer.from(bytes).toString('utf8')))
        const { token, expiresIn, partner, keyId } = await tokens.give(assertion)
        request.log.info({ partner, connection: keyId }, 'token given')
        return { access_token: token, token_type: 'Bearer', expires_in: expiresIn }
      } catch (thrown) {
        turnAway(parts, request, thrown, assertion)
        return refuse(reply, thrown)
      }
    }),
  )
}

/** RFC 6749 section 4.4.2, RFC 7521 section 4.2; parameters that come twice are refused (RFC 6749 section 3.2). */
function assertionIn(form: URLSearchParams): string {
  const twice = [...new Set(form.keys())].find((name) => form.getAll(name).length > 1)
  if (twice !== undefined) throw new OAuthRefusal('invalid_request', 'A parameter stands twice.')
  if (form.get('grant_type') !== 'client_credentials')
    throw new OAuthRefusal('unsupported_grant_type', 'Only client_credentials is given.')
  const assertion = form.get('client_assertion')
  if (form.get('client_assertion_type') !== ASSERTION_TYPE || assertion === null)
    throw new OAuthRefusal('invalid_request', `A client_assertion of the type ${ASSERTION_TYPE} is needed.`)
  if (form.has('client_secret')) throw new OAuthRefusal('invalid_request', 'There are no client secrets.')
  return assertion
}

function refuse(reply: FastifyReply, thrown: unknown): FastifyReply {
  if (thrown instanceof OAuthRefusal)
    return reply.code(400).send({ error: thrown.error, error_description: thrown.message })
  const isRefused =
    thrown instanceof KhorgosError && (thrown.code === 'AUTH_INVALID' || thrown.code === 'AUTH_EXPIRED')
  if (!isRefused) throw thrown
  return reply.code(401).send({ error: 'invalid_client', error_description: thrown.message })
}
