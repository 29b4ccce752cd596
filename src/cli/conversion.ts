import type { Config } from '../config.ts'
import { KhorgosError } from '../errors.ts'
import { dryRun, type DryRun } from '../exchange/dry-run.ts'
import type { Formats } from '../formats/catalogue.ts'
import { loadPartners } from '../partners/load.ts'
import type { Partner } from '../partners/partner.ts'

export interface ConversionInput {
  readonly config: Config
  readonly formats: Formats
  /** The leading message first, then its companion. */
  readonly messages: readonly Uint8Array[]
  /** Format id of the leading message; absent: recognised by its root. */
  readonly from: string | undefined
  readonly to: string
  /** Values for `context:` rules, over those of the agreements. */
  readonly values: Readonly<Record<string, string>>
}

/** A dry run as the operator: any format, no keys to try a signature with. */
export function tryConversion({ config, formats, ...wanted }: ConversionInput): DryRun {
  const partners = new Map(partnersIn(config).map((partner) => [partner.id, partner]))
  return dryRun({ formats, partners }, { ...wanted, partner: undefined, at: new Date() })
}

/**
 * The partners, whose agreements supply values to messages; their keys are not needed and may not be made yet. None when
 * their files cannot be loaded: the mapping then says which value it misses.
 */
function partnersIn(config: Config): readonly Partner[] {
  try {
    return loadPartners({
      partners: config.partnersFolder,
      schemas: config.schemasFolder,
    })
  } catch (error) {
    if (error instanceof KhorgosError) return []
    throw error
  }
}
