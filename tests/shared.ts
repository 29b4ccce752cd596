import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * The folder of reference material (vectors, official schemas and samples) that is not part of this
 * repository: `KHORGOS_SHARED`, or `shared` beside the repository. Undefined where there is none: tests that
 * need it then skip and say so.
 */
export function sharedFolder(): string | undefined {
  const folder = process.env['KHORGOS_SHARED'] ?? resolve(import.meta.dirname, '../../shared')
  return existsSync(folder) ? folder : undefined
}
