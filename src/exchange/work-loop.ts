/** A background loop over rows that are due: the ordinary code and the recovery code at once. */
export interface WorkLoop {
  start(): void
  /** Something may be due now: look at once instead of at the next tick. */
  kick(): void
  /** Claims nothing more and resolves when what is under way has ended. */
  stop(): Promise<void>
}

export interface WorkLoopParts<T> {
  /** Longest time between two looks, ms. */
  readonly idleMs: number
  readonly maxInFlight: number
  /** Claims at most `free` due items, so that no other node takes them. */
  readonly claim: (free: number) => Promise<readonly T[]>
  /** Handles one item; its own failures are its own business. */
  readonly work: (item: T) => Promise<void>
  /** Told of what neither `claim` nor `work` could handle (a database that is away). The loop goes on. */
  readonly onFault: (error: unknown) => void
}

/** Shortest time between two looks, ms. */
const GATHER_MS = 15

export function createWorkLoop<T>(parts: WorkLoopParts<T>): WorkLoop {
  const inFlight = new Set<Promise<void>>()
  let running: Promise<void> | undefined
  let stopping = false
  let wake: () => void = () => undefined
  let kicked = false

  /** A kick ends a long rest, not the short one between two looks. */
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, stopping ? 0 : ms)
      wake = () => {
        if (ms === GATHER_MS && !stopping) return
        clearTimeout(timer)
        resolve()
      }
    })

  const begin = (item: T): void => {
    const task = parts
      .work(item)
      .catch(parts.onFault)
      .finally(() => {
        inFlight.delete(task)
        // Room for more of its kind, and the backlog may be long: look again. Ends that fall together are one look.
        kick()
      })
    inFlight.add(task)
  }

  const turn = async (): Promise<boolean> => {
    const free = parts.maxInFlight - inFlight.size
    if (free === 0) return false
    const items = await parts.claim(free)
    items.forEach(begin)
    return items.length > 0
  }

  const run = async (): Promise<void> => {
    while (!stopping) {
      kicked = false
      const found = await turn().catch((error: unknown) => {
        parts.onFault(error)
        return false
      })
      // Ends and kicks come singly, a look costs the same for one item as for many: let some gather.
      await rest(found || kicked ? GATHER_MS : parts.idleMs)
    }
    await Promise.allSettled(inFlight)
  }

  const kick = (): void => {
    kicked = true
    wake()
  }

  return {
    start: () => {
      running ??= run()
    },
    kick,
    stop: async () => {
      stopping = true
      wake()
      await running
    },
  }
}
