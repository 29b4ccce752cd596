import { STATES_BEFORE, type WriteOffState } from '../model/write-off-state.ts'

export interface WriteOffLinks {
  readonly self: string
  readonly use?: string
  readonly release?: string
}

/** The address of a write-off, and what may still become of it. */
export function linksOf(writeOff: string, state: WriteOffState): WriteOffLinks {
  const self = `/v1/write-offs/${writeOff}`
  return {
    self,
    ...(STATES_BEFORE.used.includes(state) && { use: `${self}/use` }),
    ...(STATES_BEFORE.released.includes(state) && { release: `${self}/release` }),
  }
}
