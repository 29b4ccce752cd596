import { KhorgosError } from '../../errors.ts'
import type { Formats } from '../../formats/catalogue.ts'
import { writeMessage } from '../../formats/message.ts'
import { asObject, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import { signEnveloped } from '../../trust/xmldsig-sign.ts'
import type { AnswerHow } from './country.ts'
import type { Received } from './receive.ts'

const ANSWER = 'khorgos-control-response-r1'

/** What all sides take of joint border control, besides the checklists and receipts of their own pair. */
export const CONTROL_FORMATS: readonly string[] = [
  'kz-load-checklist-r1',
  'khorgos-inspection-result-r1',
  ANSWER,
]

/** Which message a receipt of the China–Mongolia checklists answers, and who says so to whom. */
export interface ReceiptSide {
  readonly format: string
  readonly typeCode: string
  readonly senderId: string
  readonly taken: string
  readonly refused: string
}

/** What China sends of joint border control: taken, and judged by people later; its decisions need no judgement. */
export function controlAnswer(
  formats: Formats,
  side: string,
  received: Received,
  { refuse, serial, at, key }: AnswerHow,
): Uint8Array {
  const { typeCode, number } = controlled(received)
  const response: JsonObject = {
    id: `${side}-${serial}`,
    functionalReferenceId: received.messageId,
    issueDateTime: at.toISOString(),
    typeCode,
    level: 'business',
    outcome: refuse ? 'rejected' : 'accepted',
    declaration: { id: number },
    status: { statusCode: refuse ? 'rejected' : 'accepted' },
  }
  const written = writeMessage(formats.byId(ANSWER), { response }, { now: at, values: {} })
  return signEnveloped(written.bytes(), key).bytes
}

/** A checklist between China and Mongolia: the same, in the words of its family. */
export function checklistReceipt(
  formats: Formats,
  side: ReceiptSide,
  received: Received,
  { refuse, at, key }: AnswerHow,
): Uint8Array {
  if (received.sender === undefined)
    throw new KhorgosError('SCHEMA_INVALID', 'A checklist says who it is from.')
  const outcome = refuse ? 'rejected' : 'accepted'
  const response: JsonObject = {
    functionalReferenceId: received.messageId,
    typeCode: side.typeCode,
    level: 'business',
    outcome,
    declaration: { id: textAt(received.documents['load-checklist'], 'id') ?? '' },
    status: { statusCode: outcome, statusDescription: refuse ? side.refused : side.taken },
  }
  const values = { senderId: side.senderId, receiverId: received.sender }
  const written = writeMessage(formats.byId(side.format), { response }, { now: at, values })
  return signEnveloped(written.bytes(), key).bytes
}

/** What a message is, and the number of the document that it is about. */
function controlled({ documents, format }: Received): { typeCode: string; number: string } {
  const { response } = documents
  const about = {
    LoadChecklist: documents['load-checklist'],
    InspectionResult: documents['inspection-result'],
    ControlResponse: response && asObject(response['declaration']),
  }
  for (const [typeCode, document] of Object.entries(about)) {
    const number = textAt(document, 'id')
    if (number !== undefined) return { typeCode, number }
  }
  throw new KhorgosError('FORMAT_NOT_AGREED', `${format} is no message of joint border control.`)
}
