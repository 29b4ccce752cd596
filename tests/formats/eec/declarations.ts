import { join, resolve } from 'node:path'
import { sharedFolder } from '../../shared.ts'

const shared = sharedFolder()

/** The official schemas, where they are at hand. */
export const OFFICIAL = shared && join(shared, 'data/ru-fcs-album-5.23.0')
export const OWN = resolve(import.meta.dirname, '../../../schemas/eec')

export interface Declaration {
  readonly name: string
  readonly format: string
  readonly document: string
  readonly official: string
  /** Qualified name of the root. */
  readonly root: string
  /** Parts of the official message that we do not take, and why: schemas/eec/SOURCE.md. */
  readonly leftOut: readonly string[]
}

const PRECEDING = 'TDGoodsShipmentDetails/TransitGoodsItemDetails/TDPrecedingDocDetails'
const PRESENTED = 'TDGoodsShipmentDetails/TransitGoodsItemDetails/TDPresentedDocDetails'
const ITEM = 'GDGoodsShipmentDetails/GDGoodsItemDetails'

export const TRANSIT: Declaration = {
  name: 'r048-transit',
  format: 'eaeu-r048-transit-v1.0.0',
  document: 'transit-declaration',
  official: 'EEC_TransitDeclaration.xsd',
  root: '{urn:EEC:R:048:TransitDeclaration:v1.0.0}TransitDeclaration',
  leftOut: [
    `${PRECEDING}/TIRIdDetails`,
    `${PRESENTED}/DocumentPresentingDetails/DTMDocDetails`,
    `${PRESENTED}/DocumentPresentingDetails/TIRIdDetails`,
  ],
}

export const GOODS: Declaration = {
  name: 'r055-goods',
  format: 'eaeu-r055-goods-v1.0.0',
  document: 'goods-declaration',
  official: 'EEC_GoodsDeclaration.xsd',
  root: '{urn:EEC:R:055:GoodsDeclaration:v1.0.0}GoodsDeclaration',
  leftOut: [
    'ObjectOrdinal',
    'GDCGoodsQuantity',
    'GDGoodsShipmentDetails/TotalAmount',
    'GDGoodsShipmentDetails/CustomsValuePreviousAmount',
    'GDGoodsShipmentDetails/TotalCustomsValueAmount',
    `${ITEM}/GDCConsignmentItemOrdinal`,
    `${ITEM}/TotalGrossMassMeasure`,
    `${ITEM}/TotalNetMassMeasure`,
    `${ITEM}/GoodsItemGroupDetails/CommodityGroupItemDetails/UnifiedOverallDimensionDetails`,
    `${ITEM}/GoodsItemGroupDetails/CommodityGroupItemDetails/WoodDescriptionDetails`,
    `${ITEM}/IPObjectRegistryIdDetails`,
    `${ITEM}/ExciseStampDetails`,
    `${ITEM}/DTIdentificationMeansDetails`,
    `${ITEM}/GoodsTraceabilityMeasureDetails`,
    `${ITEM}/WoodCodeDetails`,
    `${ITEM}/PeriodDateDetails`,
    `${ITEM}/PipelineGoodsDetails`,
    `${ITEM}/ElectricPowerTransferDetails`,
    `${ITEM}/InvestmentGoodsIdDetails`,
    `${ITEM}/DestinationCountryDetails`,
    `${ITEM}/WarehousingGoodsItemDetails`,
    `${ITEM}/GoodsItemProcessingDetails`,
    `${ITEM}/ForeignTradeContractDetails`,
    `${ITEM}/CustomsValuePreviousAmount`,
    `${ITEM}/TotalStatisticValueAmount`,
    `${ITEM}/QuotaDetails`,
    `${ITEM}/PrecedingDocDetails/DTMDocDetails`,
    `${ITEM}/PrecedingDocDetails/TIRIdDetails`,
    `${ITEM}/PresentedDocDetails/DocumentPresentingDetails/DTMDocDetails`,
    `${ITEM}/PresentedDocDetails/DocumentPresentingDetails/TIRIdDetails`,
    `${ITEM}/GoodsControlMeasureDetails`,
    `${ITEM}/GDCChangeDetails`,
    'GDGoodsShipmentDetails/GDFactPaymentDetails/PreviousCAPaymentNAmount',
    'GDGoodsShipmentDetails/GDFactPaymentDetails/DifferenceCAPaymentNAmount',
    'GDGoodsShipmentDetails/DefferedPaymentDetails',
    'GDCSignatoryRepresentativeDetails',
    'GDCSignatoryPersonDetails',
    'GDCChangeDetails',
    'GoodsReleaseIdDetails',
  ],
}

export const DECLARATIONS: readonly Declaration[] = [TRANSIT, GOODS]
