import { KhorgosError } from '../errors.ts'

export interface AdmissionLimits {
  /** Requests of one client certificate that are worked on at once. Default 256. */
  readonly perCaller?: number
  /** Requests worked on at once in all. Default 1024. */
  readonly total?: number
}

const DEFAULT_PER_CALLER = 256
const DEFAULT_TOTAL = 1024

export interface Admission {
  /**
   * Does the work, which has a place until it ends. That the caller has hung up frees nothing: otherwise hanging
   * up early would be a way to have unlimited work under way.
   * @throws KhorgosError OVERLOADED when the caller, or all callers together, have enough under way
   */
  during<T>(caller: string, work: () => Promise<T>): Promise<T>
}

/** Bounds the work under way, per caller first: one caller that floods us leaves room for the others. */
export function createAdmission(limits: AdmissionLimits = {}): Admission {
  const { perCaller = DEFAULT_PER_CALLER, total = DEFAULT_TOTAL } = limits
  const taken = new Map<string, number>()
  let all = 0

  function enter(caller: string): void {
    const own = taken.get(caller) ?? 0
    if (own >= perCaller || all >= total)
      throw new KhorgosError('OVERLOADED', 'Too many requests are under way.')
    taken.set(caller, own + 1)
    all += 1
  }

  function leave(caller: string): void {
    const left = (taken.get(caller) ?? 0) - 1
    if (left > 0) taken.set(caller, left)
    else taken.delete(caller)
    all -= 1
  }

  return {
    async during(caller, work) {
      enter(caller)
      try {
        return await work()
      } finally {
        leave(caller)
      }
    },
  }
}
