/* Generated from schemas/verification/write-off-step.schema.json by "npm run generate:types". */
import type {WriteOffLine, WriteOffReason} from './write-off-request.ts'

/**
 * What becomes of a write-off: used, in whole or in part, or released.
 */
export interface WriteOffStep {
  /**
   * When it is used: how much of which lines; the rest goes back. All that was reserved where absent; no WCO class
   *
   * @minItems 1
   * @maxItems 50
   */
  lines?: WriteOffLine[]
  /**
   * The asker's own number of the matter; no WCO id
   */
  case?: string
  reason?: WriteOffReason
}
