import { KhorgosError } from '../errors.ts'

/**
 * Rows that were decided about under the lock of the log's head must move, every one of them.
 * @param moved what names those that did
 * @throws KhorgosError INTERNAL
 */
export function requireAll(wanted: readonly unknown[], moved: readonly unknown[]): void {
  if (moved.length !== wanted.length)
    throw new KhorgosError(
      'INTERNAL',
      'A state changed although the log head was held: somebody else writes this schema.',
    )
}
