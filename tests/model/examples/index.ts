import * as authorisations from './authorisations.ts'
import * as border from './border.ts'
import * as declarations from './declarations.ts'
import * as origin from './origin.ts'

/** One full document of every kind that no format's property test makes. */
export const EXAMPLES: Readonly<Record<string, object>> = {
  'arrival-notice': border.arrivalNotice,
  'certificate-of-origin': origin.certificateOfOrigin,
  'economic-operator': authorisations.economicOperator,
  'goods-declaration': declarations.goodsDeclaration,
  'inspection-result': border.inspectionResult,
  'load-checklist': border.loadChecklist,
  'origin-verification-reply': origin.originVerificationReply,
  'origin-verification-request': origin.originVerificationRequest,
  permit: authorisations.permit,
  response: declarations.response,
  'transit-declaration': declarations.transitDeclaration,
  'transport-contract': border.transportContract,
}
