import type { Transport } from '../transports/transport.ts'
import type { Committer } from './commit.ts'
import type { Switchboard } from './switchboard.ts'

/** Told how long a step of a message took, in seconds, whether it went well or not. */
export type Observe = (step: 'switch' | 'commit' | 'deliver', seconds: number) => void

/** The same parts, measured: the steps themselves know nothing of it. Waiting for a thread or a batch counts. */
export function timed<E, R>(
  parts: {
    readonly switchboard: Switchboard
    readonly committer: Committer<E, R>
    readonly transport: Transport
  },
  observe: Observe,
): { switchboard: Switchboard; committer: Committer<E, R>; transport: Transport } {
  const { switchboard, committer, transport } = parts
  const during = async <T>(step: Parameters<Observe>[0], work: () => Promise<T>): Promise<T> => {
    const began = performance.now()
    try {
      return await work()
    } finally {
      observe(step, (performance.now() - began) / 1000)
    }
  }
  return {
    switchboard: {
      ...switchboard,
      message: (input) => during('switch', () => switchboard.message(input)),
      pair: (input) => during('switch', () => switchboard.pair(input)),
      compose: (input) => during('switch', () => switchboard.compose(input)),
      answer: (input) => during('switch', () => switchboard.answer(input)),
      dryRun: (input) => during('switch', () => switchboard.dryRun(input)),
    },
    committer: { ...committer, commit: (changes) => during('commit', () => committer.commit(changes)) },
    transport: { ...transport, send: (message, to) => during('deliver', () => transport.send(message, to)) },
  }
}
