import type { CounterpartEvent } from './counterpart/parts.ts'
import type { Sender } from './counterpart/sender.ts'
import type { Submitted } from './counterpart/submit.ts'
import { type Scene, size } from './telling.ts'
import { untilSettled } from './watch.ts'

/** Steps that every exchange of the story takes, told while they are taken. */

/** A message on its way, and who may ask about it. */
export interface Sent {
  readonly sender: Sender
  readonly submitted: Submitted
}

/** @param type what is signed, with its number where it is spoken of later */
export async function send(
  scene: Scene,
  sender: Sender,
  type: string,
  canonical: string,
): Promise<Submitted> {
  scene.begin(`${sender.id} signs ${type}, ${size(Buffer.byteLength(canonical))}, and sends it`)
  const submitted = await sender.submit(canonical)
  const { exchange, proved, messageId = '(no id)', code } = submitted
  scene.follow(`${code === undefined ? 'receipt' : `negative receipt, ${code}`} for ${messageId}`)
  scene.follow(
    `  ${sender.id} has checked it: it is record ${proved.index} of the log, which has ${proved.size} by now; exchange ${exchange}`,
  )
  return submitted
}

/** @param about what a message that was taken is about, for people */
export function tellEvent(scene: Scene, event: CounterpartEvent, about = ''): void {
  switch (event.kind) {
    case 'took':
      return scene.follow(
        `${event.country} takes ${event.received.format} ${event.received.messageId}${event.repeated ? ' again' : ''}; our signature verifies${about}`,
      )
    case 'pushed':
      return scene.follow(`${event.country} pushes its business receipt: ${event.status}`)
    case 'refused':
      return scene.follow(`${event.country} refuses: ${event.code} ${event.message}`)
  }
}

export async function tellEnd(
  scene: Scene,
  sender: Sender,
  { exchange }: Submitted,
  signal: AbortSignal,
): Promise<void> {
  const { state, code } = await untilSettled(sender, exchange, signal)
  scene.follow(
    state === 'completed'
      ? "completed: the receiver's signed answer is in the log"
      : `${state} (${code ?? 'see the gateway log'})`,
  )
}
