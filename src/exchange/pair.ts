import { KhorgosError } from '../errors.ts'
import { takeOut } from '../formats/envelope.ts'
import { readMessage, type ReadMessage } from '../formats/message.ts'
import { ENCODING_LABELS } from '../model/encoding.ts'
import { DS } from '../trust/xmldsig-names.ts'
import { openXml } from '../xml/parse.ts'
import { DEFAULT_LIMITS } from '../xml/limits.ts'
import { convert } from './convert.ts'
import type { Made } from './make.ts'
import { refusal, type Refused } from './switch.ts'
import type { SwitchInput, SwitchParts } from './switch-parts.ts'

/** Two verified messages of one sender that together make one message abroad. */
export interface PairInput {
  readonly partner: string
  readonly route: string
  readonly leading: StoredMessage
  readonly companion: StoredMessage
}

export interface StoredMessage extends Pick<SwitchInput, 'bytes' | 'receivedAt' | 'exchange'> {
  readonly format: string
}

export interface Paired {
  readonly kind: 'paired'
  readonly made: Made
}

/**
 * The second half of the story for a pair: both were verified when they came, here they are read again from the
 * kept bytes, under the code lists of their own time, and converted into one.
 */
export function switchPair(parts: SwitchParts, input: PairInput): Paired | Refused {
  const partner = parts.partners.get(input.partner)
  const route = partner?.agreement.routes.find(({ name }) => name === input.route)
  if (partner === undefined || route === undefined)
    throw new KhorgosError(
      'CONFIG_INVALID',
      `The route ${input.route} of ${input.partner} is gone while messages wait on it.`,
    )
  try {
    const read = [input.leading, input.companion].map((message) => reread(parts, message))
    return { kind: 'paired', made: convert(parts, { partner, route, lead: input.leading, read }) }
  } catch (thrown) {
    return refusal(thrown, { format: input.leading.format })
  }
}

function reread(parts: SwitchParts, stored: StoredMessage): ReadMessage {
  const limits = { ...DEFAULT_LIMITS, maxBytes: stored.bytes.length }
  using message = openXml(stored.bytes, limits, { encodings: ENCODING_LABELS })
  message.detachChild('Signature', DS)
  const { maxBytes } = limits
  const taking = { maxBytes, encodings: ENCODING_LABELS, at: stored.receivedAt }
  using carried = takeOut(parts.formats, message, taking)
  return readMessage(parts.formats.byId(stored.format), carried.message, stored.receivedAt)
}
