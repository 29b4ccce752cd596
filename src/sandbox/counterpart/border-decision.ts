import type { Formats } from '../../formats/catalogue.ts'
import { writeMessage } from '../../formats/message.ts'
import type { Finding } from '../../model/generated/parts.ts'
import type { JsonObject } from '../../model/json.ts'

/** Who decides about trucks, in which format he says so. */
export type BorderSide = keyof typeof SIDES

const SIDES = {
  'mn-customs': { format: 'cn-mtrp01-r1', senderId: 'MNCUSTOMS0001' },
  'kz-customs': { format: 'khorgos-control-response-r1', senderId: '' },
  'cn-eport': { format: 'cn-mtrp02-r1', senderId: 'EPORT' },
} as const

export interface BorderDecision {
  /** Message id of the list that is answered, as it came. */
  readonly messageId: string
  /** Number of the list. */
  readonly checklist: string
  readonly statusCode: 'released' | 'held' | 'returned' | 'not-arrived'
  /** In the words of the side. */
  readonly description: string
  readonly findings?: readonly Finding[]
  /** Exchange id that the list came from; of the Mongolian family alone. */
  readonly receiverId?: string
}

const OUTCOMES = { released: 'accepted', held: 'review', returned: 'rejected', 'not-arrived': 'rejected' }

/**
 * What the customs of the side that a truck enters says of it, once its officers have decided; unsigned.
 *
 * @returns canonical XML
 */
export function borderDecision(
  formats: Formats,
  side: BorderSide,
  { messageId, checklist, statusCode, description, findings = [], receiverId }: BorderDecision,
  at: Date,
): string {
  const { format, senderId } = SIDES[side]
  const response: JsonObject = {
    id: `${checklist}-${statusCode}-${at.getTime()}`,
    functionalReferenceId: messageId,
    issueDateTime: at.toISOString(),
    declaration: { id: checklist },
    level: 'decision',
    outcome: OUTCOMES[statusCode],
    status: { statusCode, statusDescription: description },
    ...(findings.length > 0 && { findings: findings.map((each) => ({ ...each })) }),
  }
  const values = { senderId, receiverId: receiverId ?? '0705KHORGOS01_DXPESW0000000001' }
  return writeMessage(formats.byId(format), { response }, { now: at, values }).text
}
