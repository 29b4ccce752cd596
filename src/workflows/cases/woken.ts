import { asObject } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import type { Definition, WakeScope } from '../definitions/definition.ts'
import type { Definitions } from '../definitions/definitions.ts'
import type { Happening } from './entry.ts'

export interface WakeParts {
  readonly definitions: Definitions
  /** Country of a partner; undefined for one that states none. */
  readonly countryOf: (partner: string) => string | undefined
}

/** A verified message, with the place of its record. */
export interface Heard {
  readonly index: bigint
  readonly partner: string
  readonly format: string
  readonly messageId: string
  readonly keyId: string
}

/** A happening with the index of its record. */
export interface Placed {
  readonly at: bigint
  readonly happening: Happening
}

/** What a message is to cases of every definition: one that runs hears it by its own, one opens by the definition in force. */
export function woken(
  { index, partner, format, messageId, keyId }: Heard,
  documents: JsonObject,
  { definitions, countryOf }: WakeParts,
): Placed[] {
  const country = countryOf(partner)
  const message: JsonObject = {
    partner,
    format,
    messageId,
    ...(country !== undefined && { country }),
  }
  return Object.entries(documents).flatMap(([name, value]) => {
    const document = asObject(value)
    if (document === undefined) return []
    return definitions.all.flatMap((definition) =>
      eventsOf(definition, name, { document, message }).map(({ event, key, office }): Placed => ({
        at: index,
        happening: {
          target: { workflow: definition.workflow, key, office },
          event,
          by: definition.hash,
          cause: { record: index.toString(), document: name },
          basis: [{ index, keyId }],
          data: { document, message },
        },
      })),
    )
  })
}

interface Woken {
  readonly event: string
  readonly key: string
  readonly office: string | undefined
}

/** Of the rules for a document the first that fits: a document is one event of a workflow. */
function eventsOf(definition: Definition, document: string, scope: WakeScope): Woken[] {
  const wake = definition.wakes.find((each) => each.document === document && each.when(scope))
  const key = wake?.key(scope)
  if (wake === undefined || key === undefined) return []
  return [{ event: wake.event, key, office: wake.office?.(scope) }]
}
