import { KhorgosError } from '../../errors.ts'
import type { Originator } from '../../exchange/originate.ts'
import type { Definition } from '../definitions/definition.ts'
import { actInvalid } from './act-data.ts'
import type { Actor, Case } from './case.ts'
import { type EffectParts, messageOf } from './effects.ts'
import type { ActEntry } from './entry.ts'
import { step } from './step.ts'

export interface RehearsalParts extends Pick<EffectParts, 'addressee' | 'clock'> {
  readonly originator: Pick<Originator, 'prepare'>
}

/**
 * Writes the messages that an act would bring, and sends none: what an officer states anew, such as a whole list, has to fit the format of
 * the other side while he is there to put it right. What keeps a message for another reason is no fault of the act.
 *
 * @param before the case as it was seen
 * @returns what the other side could not be told
 */
export async function rehearse(
  { id, event, data }: Pick<ActEntry, 'id' | 'event' | 'data'>,
  by: Actor,
  before: Case,
  definition: Definition,
  { originator, addressee, clock }: RehearsalParts,
): Promise<KhorgosError | undefined> {
  const at = clock()
  const { effects } = step(definition, before, {
    name: event,
    at,
    cause: { act: id, by },
    basis: [],
    data,
  })
  try {
    for (const { kind, args } of effects)
      if (kind === 'send') await originator.prepare(messageOf(args, before.id, addressee))
    return undefined
  } catch (thrown) {
    if (!(thrown instanceof KhorgosError)) throw thrown
    if (thrown.place === undefined) return undefined
    return actInvalid({ path: '/data', message: `the other side could not be told: ${thrown.message}` })
  }
}
