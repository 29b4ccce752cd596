import { errors, type Dispatcher } from 'undici'
import { KhorgosError } from '../errors.ts'

/**
 * RFC 9110 15.5: with these the same bytes would be refused again. Every other status, redirects included, can
 * change without a change of the message, so the delivery is tried again and parked in the end.
 */
const REFUSING = new Set([400, 403, 413, 415, 422])

/** How much of a refusal's text the operator gets to see. */
const EXCERPT_BYTES = 2_048

/** The error for a reply other than 2xx. Its text is in `cause`, for the operator: it is never passed on. */
export async function refusal(reply: Dispatcher.ResponseData): Promise<KhorgosError> {
  const cause = new Error(`HTTP ${reply.statusCode}: ${await excerpt(reply)}`)
  return REFUSING.has(reply.statusCode)
    ? new KhorgosError(
        'PARTNER_REFUSED',
        `The receiver refused the message with HTTP status ${reply.statusCode}.`,
        { cause },
      )
    : new KhorgosError('PARTNER_UNREACHABLE', `The receiver answered with HTTP status ${reply.statusCode}.`, {
        cause,
      })
}

async function excerpt(reply: Dispatcher.ResponseData): Promise<string> {
  try {
    const text = new TextDecoder().decode((await reply.body.bytes()).subarray(0, EXCERPT_BYTES))
    // Control characters would let a receiver write lines of its own into our log.
    return text.replace(/\p{Cc}/gu, ' ')
  } catch (broken) {
    // The status alone decides; a refusal whose text breaks off is a refusal.
    return `(text not readable: ${broken instanceof Error ? broken.message : 'unknown'})`
  }
}

/** What went wrong on the way, as an error whose `retry` the outbox can follow. */
export function failureOf(thrown: unknown): KhorgosError {
  if (thrown instanceof KhorgosError) return thrown
  if (thrown instanceof errors.ResponseExceededMaxSizeError)
    return new KhorgosError('ACKNOWLEDGEMENT_INVALID', "The receiver's reply is longer than allowed.", {
      cause: thrown,
    })
  return new KhorgosError('PARTNER_UNREACHABLE', connectionFault(thrown, 'receiver'), { cause: thrown })
}

const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

/** What kept a connection from working, as a sentence without anybody's names. */
export function connectionFault(thrown: unknown, to: 'receiver' | 'gateway' | 'token issuer'): string {
  const name = thrown instanceof Error ? thrown.name : ''
  const code = codeOf(thrown)
  if (name === 'TimeoutError' || TIMEOUTS.has(code)) return `The ${to} did not answer in time.`
  if (isTlsFault(thrown)) return `The TLS connection to the ${to} could not be made (${code}).`
  return `The connection to the ${to} failed${code === '' ? '' : ` (${code})`}.`
}

/** Certificates that do not verify and alerts of the other side, by OpenSSL's and Node's names: not a matter of waiting. */
export function isTlsFault(thrown: unknown): boolean {
  const code = codeOf(thrown)
  return (
    code.startsWith('ERR_TLS') ||
    code.startsWith('ERR_SSL') ||
    code.includes('CERT') ||
    code.includes('SIGNATURE')
  )
}

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
