import type { Formats } from '../../formats/catalogue.ts'
import { writeMessage } from '../../formats/message.ts'
import { KhorgosError } from '../../errors.ts'
import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import { checklistReceipt, CONTROL_FORMATS, controlAnswer, type ReceiptSide } from './control-answers.ts'
import type { AnswerHow, Answers, Country } from './country.ts'
import { signQuirky, type Quirk } from './quirks.ts'
import type { Received } from './receive.ts'
import { wcoResponse, type Agency } from './wco-response.ts'

const MANIFEST = 'cn-mt1401-v1'
const CERTIFICATE = 'cn-form-e-r1'
const CHECKLIST = 'cn-mtde01-r1'
const CHECKLISTS: ReceiptSide = {
  format: 'cn-mtrp02-r1',
  typeCode: 'MTDE01',
  senderId: 'EPORT',
  taken: '接受 / Хүлээн авсан',
  refused: '不接受 / Хүлээн аваагүй',
}
const CUSTOMS: Agency = {
  responsibleCountry: 'CN',
  responsibleAgency: '海关总署',
  ground: { validationCode: 'CN-E-001', description: 'The seal of the issuing authority is not registered' },
}
const RECEIPT = 'cn-mtres4-v1'
/** Texts of the published receipts: five digits of detail, then words. */
const TAKEN = '调用成功'
const ACCEPTED = '19000 接受申报,该原始舱单申报报文处理成功'
const REFUSED = '19001 不接受申报,该原始舱单申报中的提运单号已经存在'

/**
 * China's national side. It takes MT1401, says in the reply that it has it (technical receipt), and pushes its
 * judgement of each bill later (business receipt), both with the quirks of the real ones. Certificates of origin it
 * judges at once, in the reply; so it does with load checklists and inspection results of the other sides.
 */
export function eport(formats: Formats): Country {
  return {
    id: 'cn-eport',
    accepts: [MANIFEST, CERTIFICATE, CHECKLIST, ...CONTROL_FORMATS],
    path: '/manifest',
    answer: (received, how) =>
      received.format === MANIFEST
        ? manifestAnswers(formats, received, how)
        : { reply: replyTo(formats, received, how), push: undefined },
  }
}

function replyTo(formats: Formats, received: Received, how: AnswerHow): Uint8Array {
  switch (received.format) {
    case CERTIFICATE:
      return wcoResponse(formats, CUSTOMS, received, how)
    case CHECKLIST:
      return checklistReceipt(formats, CHECKLISTS, received, how)
    default:
      return controlAnswer(formats, 'CN-EPORT', received, how)
  }
}

function manifestAnswers(formats: Formats, received: Received, how: AnswerHow): Answers {
  return {
    reply: receipt(formats, received, how, 'bare-root', technical(received)),
    push: receipt(formats, received, how, 'no-namespace', business(received, how.refuse)),
  }
}

function technical(received: Received): JsonObject {
  return {
    ...head(received),
    level: 'technical',
    outcome: 'accepted',
    status: { statusCode: 'stored', statusDescription: TAKEN },
  }
}

function business(received: Received, refuse: boolean): JsonObject {
  const outcome = refuse ? 'rejected' : 'accepted'
  const answer = { statusCode: outcome, statusDescription: refuse ? REFUSED : ACCEPTED }
  const consignments = objectsAt(received.documents['cargo-report'], 'consignments').map((bill) => ({
    transportContractDocumentId: billOf(bill),
    ...answer,
  }))
  return { ...head(received), level: 'business', outcome, consignments }
}

const billOf = (bill: JsonObject): string => textAt(asObject(bill['transportContractDocument']), 'id') ?? ''

/** A receipt repeats the head of the message it answers, and the trip's batch number. */
function head(received: Received): JsonObject {
  const id = textAt(received.documents['cargo-report'], 'id') ?? ''
  return {
    functionalReferenceId: received.messageId,
    functionCode: '9',
    typeCode: 'MT1401',
    declaration: { id },
  }
}

function receipt(
  formats: Formats,
  { sender }: Received,
  { at, key }: AnswerHow,
  quirk: Quirk,
  response: JsonObject,
): Uint8Array {
  if (sender === undefined) throw new KhorgosError('SCHEMA_INVALID', 'An MT1401 says who it is from.')
  const context = { now: at, values: { senderId: 'EPORT', receiverId: sender } }
  const { root } = writeMessage(formats.byId(RECEIPT), { response }, context)
  return signQuirky(root, quirk, key)
}
