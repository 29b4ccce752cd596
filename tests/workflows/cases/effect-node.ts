import { createOriginator } from '../../../src/exchange/originate.ts'
import type { WorkLoop } from '../../../src/exchange/work-loop.ts'
import { KhorgosError } from '../../../src/errors.ts'
import { createEffects } from '../../../src/workflows/cases/effects.ts'
import type { CaseNode, Clock } from './case-node.ts'

/** A message of ours, in the order in which it was made: switchboards are not what is tested. */
export interface Sent {
  readonly exchange: string
  readonly content: unknown
}

/** The loop over effects, whose messages go to a partner with a format of its own. */
export function effectsOf(
  { database, committer }: CaseNode,
  clock: Clock,
  parts: {
    readonly sent: Sent[]
    readonly faults: unknown[]
    readonly refuses?: () => boolean
    readonly unheard?: string[]
  },
): WorkLoop {
  const { sent, faults, refuses = () => false, unheard = [] } = parts
  const switchboard = {
    compose: ({
      exchange,
      to,
      as,
      documents,
    }: {
      exchange: string
      to: string
      as: string
      documents: object
    }) => {
      if (refuses()) return Promise.reject(new KhorgosError('CONFIG_INVALID', 'refused by the test'))
      sent.push({ exchange, content: documents })
      const made = {
        to,
        format: as,
        messageId: exchange,
        bytes: Buffer.from('<message/>'),
        lossReport: Buffer.from('{}'),
        mappings: { read: [], write: 'ab'.repeat(32) },
        signature: { profile: 'test', algorithm: 'test', keyId: 'ab'.repeat(32) },
      }
      return Promise.resolve({ kind: 'composed' as const, made })
    },
  }
  return createEffects({
    database,
    originator: createOriginator({
      committer,
      switchboard,
      clock: () => clock.now(),
      onMade: () => undefined,
    }),
    simulate: () => Promise.reject(new Error('nothing is simulated here')),
    addressee: (crossing, document) => ({ to: 'mn', as: `${crossing}-${document}` }),
    clock: () => clock.now(),
    onFault: (fault) => void faults.push(fault),
    onUnheard: (workflow) => void unheard.push(workflow),
  })
}
