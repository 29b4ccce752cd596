import { TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'
import { KhorgosError } from '../errors.ts'
import type { Partner } from '../partners/partner.ts'
import { spkiSha256OfKey } from '../trust/keys.ts'

/** Who is at the other end of a connection. */
export interface Caller {
  /** Hex SHA-256 of the client certificate's SubjectPublicKeyInfo. */
  readonly connection: string
  /** Absent when the certificate belongs to no partner, or is no longer valid. */
  readonly partner: Partner | undefined
}

export interface Identity {
  /** @throws KhorgosError SENDER_UNKNOWN when the connection has no verified client certificate at all */
  callerOf(request: FastifyRequest): Caller
  /** @throws KhorgosError SENDER_UNKNOWN unless the caller is a partner */
  partnerOf(request: FastifyRequest): Partner
}

interface Certificate {
  readonly spkiSha256: string
  /** Milliseconds since 1970. A connection may outlive the certificate that opened it. */
  readonly validTo: number
}

/**
 * The partner is found by the key of the TLS client certificate and by nothing in the request. The certificate
 * is read once per connection (renegotiation and session resumption are off: see `listener.ts`); the partner is
 * looked up at every request.
 */
export function createIdentity(
  findPartner: (spkiSha256: string) => Partner | undefined,
  clock: () => Date,
): Identity {
  const certificates = new WeakMap<TLSSocket, Certificate>()

  function certificateOf(request: FastifyRequest): Certificate {
    const { socket } = request.raw
    if (!(socket instanceof TLSSocket) || !socket.authorized) throw unknownSender()
    const known = certificates.get(socket)
    if (known) return known
    const certificate = readCertificate(socket)
    certificates.set(socket, certificate)
    return certificate
  }

  function callerOf(request: FastifyRequest): Caller {
    const { spkiSha256, validTo } = certificateOf(request)
    const partner = clock().getTime() <= validTo ? findPartner(spkiSha256) : undefined
    return { connection: spkiSha256, partner }
  }

  return {
    callerOf,
    partnerOf(request) {
      const { partner, connection } = callerOf(request)
      if (partner !== undefined) return partner
      // A public key is no secret, and by it alone an operator finds out whose certificate that is.
      request.log.warn({ connection }, 'the client certificate belongs to no partner')
      throw unknownSender()
    },
  }
}

function readCertificate(socket: TLSSocket): Certificate {
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) throw unknownSender()
  return { spkiSha256: spkiSha256OfKey(certificate.publicKey), validTo: Date.parse(certificate.validTo) }
}

function unknownSender(): KhorgosError {
  return new KhorgosError(
    'SENDER_UNKNOWN',
    'The client certificate of this connection belongs to no partner.',
  )
}
