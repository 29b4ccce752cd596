import { KhorgosError } from '../errors.ts'
import { newId } from '../model/new-id.ts'
import type { Partner } from '../partners/partner.ts'
import { findAcknowledged } from '../store/acknowledgements.ts'
import { findAnswered } from '../store/answers.ts'
import { exchangeStates } from '../store/exchanges.ts'
import type { Answered } from './answer.ts'
import { receiptIn, refused, reject, senderOf, type ExchangeParts } from './exchange.ts'
import { acknowledgedEntry, type AcknowledgedParts } from './acknowledged-entry.ts'
import { acknowledged } from './progress.ts'
import type { ExchangeState, Incoming, Outcome } from './service.ts'
import type { Refused } from './switch.ts'

export interface AcknowledgeParts<E = never>
  extends Pick<ExchangeParts<E>, 'committer' | 'switchboard' | 'receipt'>, AcknowledgedParts<E> {
  readonly clock: () => Date
}

/** An acknowledgement that a receiver pushes to us: verified, matched to what we sent, and then the end of the exchange. */
export async function acknowledgeMessage<E>(
  parts: AcknowledgeParts<E>,
  incoming: Incoming,
): Promise<Outcome> {
  const answer = await readAnswer(parts, incoming)
  if (answer.kind === 'refused') return reject(parts, newId(), incoming, answer)
  const receiver = incoming.partner
  const sent = receiver && (await findAnswered(parts.database, receiver.id, answer.answers))
  if (receiver === undefined || sent === undefined)
    return reject(parts, newId(), incoming, {
      ...refused('ACKNOWLEDGEMENT_UNMATCHED', `We sent no message "${answer.answers}" to this partner.`),
      format: answer.format,
    })
  const [before] = await findAcknowledged(parts.database, [{ ...answer, outgoingId: sent.id }])
  const receipt = before
    ? await parts.receipt(before.recordIndex, before.receiptSize)
    : await take(parts, incoming, receiver, sent, answer)
  return {
    exchange: sent.exchangeId,
    state: await stateOf(parts, sent.exchangeId),
    messageId: sent.messageId,
    receipt,
    duplicate: before !== undefined,
    error: undefined,
  }
}

/** As it stands after the commit: an earlier answer may have ended the exchange in its own way. */
async function stateOf(
  { database }: Pick<AcknowledgeParts, 'database'>,
  exchange: string,
): Promise<ExchangeState> {
  const [row] = await exchangeStates(database, [exchange])
  if (row === undefined) throw new KhorgosError('INTERNAL', 'A message of ours belongs to no exchange.')
  return row.state
}

async function readAnswer(
  parts: Pick<AcknowledgeParts, 'switchboard'>,
  incoming: Incoming,
): Promise<Answered | Refused> {
  const sender = senderOf(incoming)
  if ('kind' in sender) return sender
  const { bytes, receivedAt } = incoming
  return parts.switchboard.answer({ partner: sender.id, bytes, receivedAt, channel: 'pushed' })
}

async function take<E>(
  parts: AcknowledgeParts<E>,
  incoming: Incoming,
  receiver: Partner,
  sent: Parameters<typeof acknowledged>[0],
  answer: Answered,
): Promise<string> {
  const committed = await parts.committer.commit({
    ...acknowledged(sent, receiver, incoming.bytes, answer, parts.clock()),
    ...(await acknowledgedEntry(parts, sent, receiver, answer)),
  })
  if (committed.outcome !== 'done')
    throw new KhorgosError('INTERNAL', `An acknowledgement cannot end as ${committed.outcome}.`)
  return receiptIn(committed)
}
