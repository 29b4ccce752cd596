import { asKhorgosError, type KhorgosError } from '../errors.ts'

/**
 * What was thrown, as something that is wrong with a message.
 * @throws the error itself when it is a fault of ours, which no sender can mend
 */
export function asContentError(thrown: unknown): KhorgosError {
  const error = asKhorgosError(thrown)
  if (error.code === 'INTERNAL' || error.retry !== 'never') throw error
  return error
}
