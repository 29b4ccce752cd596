/* Generated from schemas/canonical/load-checklist.schema.json by "npm run generate:types". */
import type {
  Amount,
  Classification,
  Confirmation,
  CustomsOffice,
  Decimal,
  Equipment,
  ListedCode,
  Moment,
  Ordinal,
  Party,
  Place,
  Quantity,
  Remark,
  TransportDocument,
  TransportMeans
} from './parts.ts'

/**
 * Hub document: the list of one truck's load that both sides of a crossing check against: what was loaded, and what each side found.
 */
export interface LoadChecklist {
  /**
   * WCO D014 Number of the checklist: letter of the side that the truck leaves, year, customs district, serial
   */
  id: string
  /**
   * WCO D026 Trip or batch number that joins it with the manifest
   */
  functionalReferenceId?: string
  /**
   * WCO 017 Function (UN 1225); a document that does not say it is an original
   */
  functionCode?: string
  /**
   * WCO 065 Office of declaration, said as the crossing it controls, because each side names only its own office
   */
  borderCrossingId?: string
  office?: CustomsOffice
  issueDateTime?: Moment
  exitDateTime?: Moment
  /**
   * WCO 062 Country that the truck leaves
   */
  exitCountryCode?: string
  /**
   * WCO 465 Country that the truck enters
   */
  entryCountryCode?: string
  additionalInformation?: Remark
  carrier?: Party
  /**
   * WCO class RepresentativePerson
   */
  representativePerson?: {
    /**
     * WCO R006 Representative person name
     */
    name: string
  }
  borderTransportMeans: TransportMeans
  /**
   * WCO class TransportEquipment: containers with their seals
   *
   * @minItems 1
   * @maxItems 99
   */
  transportEquipment?: Equipment[]
  loadingLocation?: Place
  unloadingLocation?: Place
  /**
   * WCO class ConsignmentItem: the lines
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: WCO class ConsignmentItem: one line of the checklist
   */
  consignmentItems: {
    sequenceNumeric: Ordinal
    /**
     * WCO 137 Name and specification of the goods
     */
    description: string
    classification?: Classification
    /**
     * WCO 142 Marks and numbers
     */
    marksNumbersId?: string
    packageQuantity?: Quantity
    /**
     * WCO 141 Kind of packages (UN/ECE Rec 21)
     */
    packageKindCode?: string
    packageKindCodeSource?: ListedCode
    grossMassMeasure?: Decimal
    netMassMeasure?: Decimal
    valueAmount?: Amount
    /**
     * WCO 159 Container that holds the line
     */
    transportEquipmentId?: string
    transportContractDocument?: TransportDocument
    consignor?: Party
    consignee?: Party
  }[]
  totalPackageQuantity?: Quantity
  totalGrossMassMeasure?: Decimal
  totalNetMassMeasure?: Decimal
  /**
   * Total prices, one for each currency; no WCO id
   *
   * @minItems 1
   * @maxItems 20
   */
  totalAmounts?: Amount[]
  /**
   * What each side found, the exit side first; no WCO class
   *
   * @minItems 1
   * @maxItems 9
   */
  confirmations?: Confirmation[]
}
