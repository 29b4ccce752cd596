import { createWorkLoop, type WorkLoop, type WorkLoopParts } from './work-loop.ts'

export interface UnclaimedLoopParts<T> extends Omit<WorkLoopParts<T>, 'claim'> {
  /** At most `limit` due items, those that are being worked on included. */
  readonly due: (limit: number) => Promise<readonly T[]>
  /** What tells one item from all others. */
  readonly keyOf: (item: T) => string
  /** How long an item that met a fault is left alone, in ms. */
  readonly faultPauseMs?: number
}

/** So that what met a fault of ours cannot keep us busy. */
const FAULT_PAUSE_MS = 30_000

/**
 * A work loop over rows that nobody claims: the commit decides which node was first, and the others' work is dropped. This
 * node works on each of them once at a time.
 */
export function createUnclaimedLoop<T>(parts: UnclaimedLoopParts<T>): WorkLoop {
  const { due, keyOf, work, faultPauseMs = FAULT_PAUSE_MS, ...rest } = parts
  const handling = new Set<string>()
  return createWorkLoop<T>({
    ...rest,
    claim: async (free) => {
      const items = await due(free + handling.size)
      const fresh = items.filter((item) => !handling.has(keyOf(item))).slice(0, free)
      fresh.forEach((item) => handling.add(keyOf(item)))
      return fresh
    },
    work: async (item) => {
      const release = (): unknown => handling.delete(keyOf(item))
      try {
        await work(item)
        release()
      } catch (fault) {
        setTimeout(release, faultPauseMs).unref()
        throw fault
      }
    },
  })
}
