import type { Formats } from '../../formats/catalogue.ts'
import type { SigningKey, VerificationKey } from '../../trust/keys.ts'
import type { Behaviour } from './behaviour.ts'
import type { Country } from './country.ts'
import type { MutualTls } from '../../transports/pool.ts'
import type { Received } from './receive.ts'

export interface CounterpartParts {
  readonly country: Country
  readonly formats: Formats
  readonly listen: { readonly host: string; readonly port: number }
  readonly tls: MutualTls
  readonly signingKey: SigningKey
  /** Signs instead of `signingKey` when told to misbehave. */
  readonly strangeKey: SigningKey
  /** The gateway as agreed beforehand: who may sign, hex SHA-256 of the key that may connect, its log's keys. */
  readonly gateway: {
    readonly key: VerificationKey
    readonly connection: string
    readonly vkeys: readonly string[]
  }
  /** Where the book is kept; without it only in memory. */
  readonly ledgerFile?: string
  readonly behaviour?: Behaviour
  readonly clock?: () => Date
  readonly onEvent?: (event: CounterpartEvent) => void
}

export type CounterpartEvent =
  | {
      readonly kind: 'took'
      readonly country: string
      readonly received: Received
      /** It came before: nothing happens but the same answer again. */
      readonly repeated: boolean
    }
  | { readonly kind: 'refused'; readonly country: string; readonly code: string; readonly message: string }
  | {
      readonly kind: 'pushed'
      readonly country: string
      readonly messageId: string
      readonly status: number
    }
