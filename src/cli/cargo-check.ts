import type { Config } from '../config.ts'
import { KhorgosError } from '../errors.ts'
import type { FurtherCheck } from '../evidence/fsck.ts'
import type { Database } from '../store/database.ts'

/** Holds cargo accounts against the log; `skipped` says why that was not done. */
export interface CargoCheck {
  readonly check: FurtherCheck
  skipped(): string | undefined
}

/** Cargo accounts can be compared by their rules alone. A log can be looked into without these, whatever is wrong with them. */
export async function cargoCheck(config: Config, database: Database): Promise<CargoCheck> {
  const { auditCargo } = await import('../workflows/cargo/audit.ts')
  const { readCargoRules, readCargoPartners } = await import('../workflows/cargo/files.ts')
  let skipped: string | undefined
  return {
    skipped: () => skipped,
    async check(report, onProgress) {
      try {
        const rules = readCargoRules(config.schemasFolder, config.country)
        const parts = { database, rules, ...readCargoPartners(config) }
        if (!(await auditCargo(parts, report, onProgress))) skipped = MADE_BY_OTHERS
      } catch (thrown) {
        if (!(thrown instanceof KhorgosError) || thrown.code !== 'CONFIG_INVALID') throw thrown
        skipped = `Cargo accounts were not compared: ${thrown.message}`
      }
    },
  }
}

const MADE_BY_OTHERS =
  'Cargo accounts were not compared: they were made by other rules, and the next start makes them anew.'
