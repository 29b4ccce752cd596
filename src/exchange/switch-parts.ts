import type { Formats } from '../formats/catalogue.ts'
import type { Partner } from '../partners/partner.ts'
import type { SigningKey } from '../trust/keys.ts'

/** All that is needed to take a message to its other standard. No clock, no database, no network. */
export interface SwitchParts {
  readonly formats: Formats
  readonly partners: ReadonlyMap<string, Partner>
  readonly signingKey: SigningKey
}

export interface SwitchInput {
  readonly partner: string
  readonly bytes: Uint8Array
  readonly receivedAt: Date
  /** Becomes the id of the exchange, and part of the ids of the messages made from it. */
  readonly exchange: string
}
