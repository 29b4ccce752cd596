import { KhorgosError, type ErrorCode, type Place } from '../src/errors.ts'

export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly place: Place | undefined
}

/** Runs something that must be refused and says how it was. Anything but a `KhorgosError` is a fault and is thrown on. */
export function refusalOf(run: () => unknown): Refusal {
  try {
    run()
  } catch (error) {
    if (error instanceof KhorgosError) return { code: error.code, message: error.message, place: error.place }
    throw error
  }
  throw new Error('nothing was refused')
}
