import { setTimeout as sleep } from 'node:timers/promises'
import { asObject, textAt } from '../model/json-access.ts'
import { parseStrictJson } from '../model/strict-json.ts'
import type { Sender } from './counterpart/sender.ts'

/** States in which an exchange needs nothing more to happen, or an operator. */
const SETTLED = ['completed', 'refused', 'rejected', 'expired', 'failed', 'parked']

const POLL_MS = 50
const PATIENCE_MS = 60_000

export interface Settled {
  readonly state: string
  /** Why, where it was refused. */
  readonly code: string | undefined
}

/**
 * Asks the gateway, as the sender may, until the exchange has come to rest; a state after a minute without that is
 * returned as it is.
 */
export async function untilSettled(sender: Sender, exchange: string, signal: AbortSignal): Promise<Settled> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const found = await stateOf(sender, exchange)
    if (SETTLED.includes(found.state) || performance.now() > deadline) return found
    signal.throwIfAborted()
    await sleep(POLL_MS, undefined, { signal })
  }
}

/** Looks again until it is so, a minute at most. @returns whether it is */
export async function untilSo(isSo: () => boolean, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS
  while (!isSo() && performance.now() <= deadline) {
    signal.throwIfAborted()
    await sleep(POLL_MS, undefined, { signal })
  }
  return isSo()
}

export async function stateOf(sender: Sender, exchange: string): Promise<Settled> {
  const { bytes } = await sender.client().get(`/v1/exchanges/${exchange}`)
  const view = asObject(parseStrictJson(bytes))
  return { state: textAt(view, 'state') ?? 'unknown', code: textAt(asObject(view?.['error']), 'code') }
}
