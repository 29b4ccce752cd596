import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import type { Site } from '../harness/site.ts'
import type { Receiver } from './receiver.ts'

export interface LoadResult {
  readonly count: number
  /** From the first request to the last receipt. */
  readonly receiptSeconds: number
  /** From the first request until the last message had its business acknowledgement verified and logged. */
  readonly deliveredSeconds: number
  /** Milliseconds from request to receipt, ascending. */
  readonly latency: readonly number[]
}

const FIRST_TRIP = Date.UTC(2026, 0, 1)
/** Deliveries of which none ends for so long have come to a stop. */
const STALL_MS = 60_000

/** The sample of the sandbox says more than a manifest must: without these it has the 8 KB of a usual one. */
const OPTIONAL =
  /<(Exporter_address|Consignee_address|Shipping_marks|Seals_segment|Location|Freight_segment|Exporter_code|Consignee_code|Volume_in_cubic_meters)>.*?<\/\1>/g

/** One manifest with 10 consignments of about 8 KB, canonical and unsigned. */
export function manifest(site: Pick<Site, 'samples'>, number: string, at: Date): string {
  return site.samples.awmds({ number, at }).replace(OPTIONAL, '')
}

/** Signed messages, made before the clock runs. `series` keeps the ids of two calls apart. */
export function prepare(site: Site, count: number, series: string): Buffer[] {
  const key = site.signingKey('kz-customs')
  return Array.from({ length: count }, (_, serial) => {
    const number = `${series}${String(serial).padStart(12, '0')}`
    const canonical = manifest(site, number, new Date(FIRST_TRIP + serial * 1000))
    return Buffer.from(signEnveloped(canonical, key).bytes)
  })
}

/** Sends every message once, each sender on its own kept connection, and waits until all are delivered. */
export async function runLoad(
  site: Site,
  receiver: Receiver,
  messages: readonly Buffer[],
  senders: number,
): Promise<LoadResult> {
  const dispatcher = new Agent({
    connections: senders,
    connect: {
      cert: site.pem('kz-customs.tls.crt'),
      key: site.pem('kz-customs.tls.key'),
      ca: site.pem('sandbox-ca.crt'),
    },
  })
  const target = new URL('/v1/exchanges', site.partnerUrl)
  const latency: number[] = []
  const acknowledgedBefore = receiver.acknowledged()
  const queue = messages.values()
  const start = performance.now()
  const send = async (): Promise<void> => {
    for (const body of queue) {
      const sent = performance.now()
      const reply = await request(target, {
        method: 'POST',
        headers: { 'content-type': 'application/xml' },
        body,
        dispatcher,
      })
      const text = await reply.body.text()
      if (reply.statusCode !== 201) throw new Error(`${reply.statusCode}: ${text}`)
      latency.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: senders }, send))
  const receiptSeconds = (performance.now() - start) / 1000
  await delivered(site, receiver, acknowledgedBefore + messages.length)
  const deliveredSeconds = (performance.now() - start) / 1000
  await dispatcher.close()
  return { count: messages.length, receiptSeconds, deliveredSeconds, latency: latency.sort((a, b) => a - b) }
}

/** The gateway's outbox is empty when every acknowledgement has been verified and logged. */
async function delivered(site: Site, receiver: Receiver, acknowledged: number): Promise<void> {
  let [last, changedAt] = [-1, performance.now()]
  for (; performance.now() - changedAt < STALL_MS; await sleep(100)) {
    const now = receiver.acknowledged()
    if (now !== last) [last, changedAt] = [now, performance.now()]
    if (now < acknowledged) continue
    const text = await (await fetch(`${site.publicUrl}/metrics`)).text()
    if (/^khorgos_outbox_deliveries 0$/m.test(text)) return
  }
  throw new Error(`the deliveries came to a stop after ${last} of ${acknowledged}`)
}
