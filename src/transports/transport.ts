import type { Endpoint } from '../partners/partner.ts'

/** Bytes for a receiver. Declared here so that `transports/` stays below `exchange/`. */
export interface Outgoing {
  /** Delivery id, the same at every attempt: the receiver tells a repetition by it. */
  readonly id: string
  /** The message's own id, for what we say about it. */
  readonly messageId: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

export interface Transport {
  /**
   * Resolves with the bytes of the receiver's reply (empty when it sent none) once the receiver has said with a
   * 2xx that it holds the message. May be called again with the same id: the receiver must see one message.
   * What a failure means for the delivery is in the error's `retry`; after any error but PARTNER_REFUSED the
   * receiver may hold the message all the same.
   * @throws KhorgosError PARTNER_UNREACHABLE, PARTNER_REFUSED, ACKNOWLEDGEMENT_INVALID (the reply cannot be read
   * within its bounds), CONFIG_INVALID (the endpoint is not https)
   */
  send(message: Outgoing, to: Endpoint): Promise<Uint8Array>
  /** Waits for what is under way, then closes all connections. Later calls of `send` fail. */
  close(): Promise<void>
}
