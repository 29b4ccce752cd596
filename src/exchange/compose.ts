import { KhorgosError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import { agreedValues } from './agreed-values.ts'
import { make, type Made } from './make.ts'
import { refusal, type Refused } from './switch.ts'
import type { SwitchParts } from './switch-parts.ts'
import { requireInForce } from './verify.ts'

/** A message of our own to be made. */
export interface ComposeInput {
  /** Id of its exchange, of which formats with generated ids make theirs. */
  readonly exchange: string
  /** Partner id of the receiver. */
  readonly to: string
  /** Format id. */
  readonly as: string
  /** Hub documents by name. */
  readonly documents: Readonly<Record<string, JsonObject>>
  readonly at: Date
}

export interface Composed {
  readonly kind: 'composed'
  readonly made: Made
}

/**
 * Our own hub documents → the message as its receiver agreed to get it. They are checked as strictly as documents that
 * were read. Nobody has given leave for a loss, so that one which no mapping declares refuses the message.
 * @throws KhorgosError CONFIG_INVALID, FORMAT_UNKNOWN when the receiver or the format is none of ours
 */
export function composeMessage(parts: SwitchParts, input: ComposeInput): Composed | Refused {
  const { exchange, to, as, documents, at } = input
  const receiver = parts.partners.get(to)
  if (receiver === undefined)
    throw new KhorgosError('CONFIG_INVALID', `There is no partner ${to} to send a message of our own to.`)
  const { rules } = parts.formats.byId(as).hub
  try {
    requireInForce(receiver, at)
    for (const [name, document] of Object.entries(documents)) rules.validateDocument(name, document)
    const context = { now: at, values: agreedValues(undefined, undefined, receiver, exchange) }
    return {
      kind: 'composed',
      made: make(parts, { to, as, documents, read: [], context, acceptedLosses: [] }),
    }
  } catch (thrown) {
    return refusal(thrown, { format: as })
  }
}
