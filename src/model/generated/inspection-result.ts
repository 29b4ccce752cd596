/* Generated from schemas/canonical/inspection-result.schema.json by "npm run generate:types". */
import type {
  Attachment,
  Confirmation,
  CustomsOffice,
  Decision,
  Digest,
  Equipment,
  Inspection,
  Measure,
  Moment,
  Ordinal,
  Revocation,
  Seal,
  Signatory,
  TransportMeans
} from './parts.ts'

/**
 * Hub document: what customs or another agency found when it checked goods, vehicle or papers, for the other side to rely on.
 */
export interface InspectionResult {
  /**
   * WCO D014 Number of the result with the inspecting office
   */
  id: string
  /**
   * WCO 017 Function (UN 1225); a document that does not say it is an original
   */
  functionCode?: string
  issueDateTime: Moment
  /**
   * WCO 065 Office of declaration, said as the crossing it controls, because each side names only its own office
   */
  borderCrossingId?: string
  office?: CustomsOffice
  /**
   * Agency that inspected; one that does not say it is customs. No WCO id
   */
  agencyCode?: string
  /**
   * Side that inspected; no WCO id
   */
  countryCode?: string
  /**
   * WCO class PreviousDocument: the document whose goods were inspected
   */
  subject: {
    /**
     * WCO D019 Document type (UN 1001)
     */
    typeCode: string
    /**
     * WCO D018 Document number
     */
    id: string
    digest?: Digest
    /**
     * WCO D023 Bills inspected, where not all were
     *
     * @minItems 1
     * @maxItems 999
     *
     * Items: WCO D023 Transport document number
     */
    transportContractDocumentIds?: string[]
  }
  borderTransportMeans?: TransportMeans
  /**
   * WCO class TransportEquipment: containers inspected
   *
   * @minItems 1
   * @maxItems 99
   */
  transportEquipment?: Equipment[]
  /**
   * Why it was inspected; no WCO id
   */
  reasonCode?: string
  /**
   * The checks; no WCO class
   *
   * @minItems 1
   * @maxItems 99
   */
  inspections: Inspection[]
  /**
   * WCO class Seal taken off
   *
   * @minItems 1
   * @maxItems 99
   */
  removedSeals?: Seal[]
  /**
   * WCO class Seal put on
   *
   * @minItems 1
   * @maxItems 99
   */
  appliedSeals?: Seal[]
  /**
   * Samples taken; no WCO class
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: A sample taken
   */
  samples?: {
    /**
     * Number of the sample
     */
    id: string
    /**
     * What it is
     */
    description?: string
    quantity?: Measure
    goodsItemNumeric?: Ordinal
  }[]
  /**
   * The result of all checks together; no WCO id
   */
  resultCode: string
  decision?: Decision
  /**
   * The other side's word: result recognised, or checked again; no WCO class
   *
   * @minItems 1
   * @maxItems 9
   */
  confirmations?: Confirmation[]
  /**
   * Files about the whole inspection; no WCO class
   *
   * @minItems 1
   * @maxItems 99
   */
  attachments?: Attachment[]
  revocation?: Revocation
  authentication?: Signatory
}
