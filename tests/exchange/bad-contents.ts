import { writeMessage } from '../../src/formats/message.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import type { TestGateway } from '../harness/gateway.ts'
import { same, signed, type BadMessage } from './bad-messages.ts'

/** What is refused for what a good signature stands under. */

/** A good receipt of the Chinese side for a message that was never sent. */
function receiptFor(messageId: string) {
  return (site: TestGateway): Uint8Array => {
    const response = {
      functionalReferenceId: messageId,
      functionCode: '9',
      typeCode: 'MT1401',
      declaration: { id: 'NOBODY0001' },
      level: 'technical',
      outcome: 'accepted',
      status: { statusCode: 'stored', statusDescription: '调用成功' },
    }
    const context = { now: new Date(), values: { senderId: 'EPORT', receiverId: '9402KHORGOS01' } }
    const { text: canonical } = writeMessage(site.formats.byId('cn-mtres4-v1'), { response }, context)
    return signEnveloped(canonical, site.signingKey('cn-eport')).bytes
  }
}

function resultFor(site: TestGateway): Uint8Array {
  const response = {
    functionalReferenceId: '55302/NOBODY/2026-11-21',
    level: 'business',
    outcome: 'accepted',
    declaration: { id: 'NOBODY', borderCrossingId: 'CNHRS-KZHOR', departureDateTime: '2026-11-21' },
    registration: { year: '2026', serialCode: 'A', number: '1', acceptanceDateTime: '2026-11-21' },
  }
  const { text: canonical } = writeMessage(
    site.formats.byId('kz-awresult-r1'),
    { response },
    { now: new Date(), values: {} },
  )
  return signEnveloped(canonical, site.signingKey('kz-customs')).bytes
}

export const NOT_AGREED: readonly BadMessage[] = [
  {
    what: 'a format of the other direction',
    status: 403,
    code: 'FORMAT_NOT_AGREED',
    bytes: signed(same, 'mt2401', 'kz-customs'),
  },
  {
    what: 'a root that no format has',
    status: 422,
    code: 'FORMAT_UNKNOWN',
    place: '/Unknown',
    bytes: (site) => signEnveloped('<Unknown></Unknown>', site.signingKey('kz-customs')).bytes,
  },
  {
    what: 'an acknowledgement sent as a message',
    status: 403,
    code: 'FORMAT_NOT_AGREED',
    from: 'cn-eport',
    bytes: receiptFor('CN_MT1401_1p0_X_1'),
  },
  {
    what: 'an acknowledgement that belongs into the reply, sent as a message',
    status: 403,
    code: 'FORMAT_NOT_AGREED',
    bytes: resultFor,
  },
  {
    what: 'a message sent as an acknowledgement',
    status: 403,
    code: 'FORMAT_NOT_AGREED',
    from: 'cn-eport',
    path: '/v1/acknowledgements',
    bytes: signed(same, 'mt2401'),
  },
  {
    what: 'an acknowledgement pushed by a partner that agreed to reply',
    status: 403,
    code: 'FORMAT_NOT_AGREED',
    path: '/v1/acknowledgements',
    bytes: resultFor,
  },
  {
    what: 'an acknowledgement of nothing we sent',
    status: 422,
    code: 'ACKNOWLEDGEMENT_UNMATCHED',
    from: 'cn-eport',
    path: '/v1/acknowledgements',
    bytes: receiptFor('CN_MT1401_1p0_NOBODY_1'),
  },
  {
    what: 'an acknowledgement of another partner',
    status: 403,
    code: 'SENDER_MISMATCH',
    path: '/v1/acknowledgements',
    bytes: receiptFor('CN_MT1401_1p0_NOBODY_1'),
  },
  {
    what: 'an acknowledgement without bytes',
    status: 400,
    code: 'MESSAGE_EMPTY',
    from: 'cn-eport',
    path: '/v1/acknowledgements',
    bytes: () => new Uint8Array(),
  },
]

export const NOT_RIGHT: readonly BadMessage[] = [
  {
    what: 'a missing element',
    status: 422,
    code: 'SCHEMA_INVALID',
    place: '/Awmds/General_segment/General_segment_id/Voyage_number',
    bytes: signed((xml) => xml.replace(/<Customs_office_code>.*?<\/Customs_office_code>/, '')),
  },
  {
    what: 'an element nobody knows',
    status: 422,
    code: 'SCHEMA_INVALID',
    place: /^\/Awmds\/Extra/,
    bytes: signed((xml) => xml.replace('</Awmds>', '<Extra></Extra></Awmds>')),
  },
  {
    what: 'an unknown code',
    status: 422,
    code: 'CODE_UNKNOWN',
    place: /^\/Awmds\/Bol_segment\[1\]\/Goods_segment.*\/Package_type_code$/,
    bytes: signed((xml) => xml.replace(/(<Package_type_code>)[^<]*/, '$1Q0')),
  },
  {
    what: 'a wrong total of packages',
    status: 422,
    code: 'TOTAL_MISMATCH',
    place: '/Awmds/General_segment/Totals_segment/Total_number_of_packages',
    bytes: signed((xml) => xml.replace(/(<Total_number_of_packages>)[^<]*/, '$199999')),
  },
  {
    what: 'a wrong total mass',
    status: 422,
    code: 'TOTAL_MISMATCH',
    place: '/Awmds/General_segment/Totals_segment/Total_gross_mass',
    bytes: signed((xml) => xml.replace(/(<Total_gross_mass>)[^<]*/, '$11.5')),
  },
  {
    what: 'a day that does not exist',
    status: 422,
    code: 'SCHEMA_INVALID',
    place: '/Awmds/General_segment/General_segment_id/Date_of_departure',
    bytes: signed((xml) => xml.replace(/(<Date_of_departure>\d{4})[^<]*/, '$1-02-30')),
  },
  {
    what: 'a time that does not exist',
    status: 422,
    code: 'FIELD_INVALID',
    place: '/Manifest/Declaration/LoadingLocation/LoadingDateTime',
    from: 'cn-eport',
    bytes: signed((xml) => xml.replace(/(<LoadingDateTime>\d{4})\d{4}/, '$10231'), 'mt2401'),
  },
  {
    what: 'a name longer than the receiver takes',
    status: 422,
    code: 'OUTPUT_INVALID',
    place: /^\/Manifest\/Declaration\/Consignment.*\/Consignor\/Name$/,
    bytes: signed((xml) => xml.replace(/(<Exporter_name>)[^<]*/, `$1${'N'.repeat(71)}`)),
  },
  {
    what: 'a message id too long for any record',
    status: 422,
    code: 'FIELD_INVALID',
    from: 'cn-eport',
    bytes: signed((xml) => xml.replace(/(<MessageID>)[^<]*/, `$1${'I'.repeat(70_000)}`), 'mt2401'),
  },
  {
    what: 'no message id',
    status: 422,
    code: 'SCHEMA_INVALID',
    place: '/Manifest/Head/FunctionCode',
    from: 'cn-eport',
    bytes: signed((xml) => xml.replace(/<MessageID>[^<]*<\/MessageID>/, ''), 'mt2401'),
  },
]
